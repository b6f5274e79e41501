//! Elastic IP addresses, joined to the interfaces they are associated with.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::inventory::Inventory;
use crate::resource::{Address, NetworkInterface};

/// Public addresses by interface and private address.
pub(super) struct PublicAddresses<'a>(BTreeMap<(&'a str, IpAddr), IpAddr>);

impl<'a> PublicAddresses<'a> {
    pub(super) fn new(addresses: impl IntoIterator<Item = &'a Address>) -> Self {
        let known = addresses
            .into_iter()
            .filter_map(|address| Some(((address.interface.as_ref()?.as_str(), address.private?), address.public)));
        Self(known.collect())
    }

    /// Whether an interface lacks an address that is known.
    pub(super) fn adds_to(&self, interface: &NetworkInterface) -> bool {
        let known = |private| self.0.contains_key(&(interface.id.as_str(), private));
        interface.addresses.iter().any(|address| address.public.is_none() && known(address.private))
    }

    /// Adds the addresses that an interface lacks.
    pub(super) fn add(&self, interface: &mut NetworkInterface) {
        for address in &mut interface.addresses {
            let known = self.0.get(&(interface.id.as_str(), address.private));
            address.public = address.public.or(known.copied());
        }
    }
}

/// Adds Elastic IP addresses to interfaces whose own document does not show them.
pub(super) fn merge_public_addresses(inventory: &mut Inventory) {
    let public = PublicAddresses::new(&inventory.addresses);
    let lacking = inventory.network_interfaces.filter_mut(|interface| public.adds_to(interface));
    lacking.for_each(|interface| public.add(interface));
}
