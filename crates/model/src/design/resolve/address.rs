//! Elastic IP addresses, joined to the interfaces they are associated with.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::inventory::Inventory;
use crate::resource::{NetworkInterface, PrivateAddress};

/// Adds Elastic IP addresses to interfaces whose own document does not show them.
pub(super) fn merge_public_addresses(inventory: &mut Inventory) {
    let mut public: BTreeMap<(&str, Option<IpAddr>), IpAddr> = BTreeMap::new();
    for address in &inventory.addresses {
        if let Some(interface) = &address.interface {
            public.insert((interface.as_str(), address.private), address.public);
        }
    }
    let known = |interface: &NetworkInterface, address: &PrivateAddress| {
        public.get(&(interface.id.as_str(), Some(address.private))).copied()
    };
    let lacks_one = |interface: &NetworkInterface| {
        interface.addresses.iter().any(|address| address.public.is_none() && known(interface, address).is_some())
    };
    for interface in inventory.network_interfaces.filter_mut(lacks_one) {
        let mut addresses = std::mem::take(&mut interface.addresses);
        for address in &mut addresses {
            address.public = address.public.or_else(|| known(interface, address));
        }
        interface.addresses = addresses;
    }
}
