//! Elastic IP addresses, joined to the interfaces they are associated with.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::inventory::Inventory;

/// Adds Elastic IP addresses to interfaces whose own document does not show them.
pub(super) fn merge_public_addresses(inventory: &mut Inventory) {
    let mut public: BTreeMap<(&str, Option<IpAddr>), IpAddr> = BTreeMap::new();
    for address in &inventory.addresses {
        if let Some(interface) = &address.interface {
            public.insert((interface.as_str(), address.private), address.public);
        }
    }
    for interface in &mut inventory.network_interfaces {
        for address in &mut interface.addresses {
            let known = public.get(&(interface.id.as_str(), Some(address.private)));
            address.public = address.public.or(known.copied());
        }
    }
}
