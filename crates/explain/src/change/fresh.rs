//! Names, addresses and evidence for what does not exist yet.

use std::collections::HashSet;
use std::net::IpAddr;

use hopwise_engine::FOLLOWED;
use hopwise_model::{Evidence, InvalidId, Inventory, NetworkInterfaceId, SubnetId};
use hopwise_packet::offset;

/// Where everything is read that a change brought.
pub(crate) fn supposed() -> Evidence {
    Evidence::supposed("change")
}

/// The first of `stem`, `stem-2`, `stem-3`, … that is not taken.
pub(crate) fn fresh<T>(stem: &str, taken: impl Fn(&str) -> bool) -> Option<T>
where
    T: for<'a> TryFrom<&'a str, Error = InvalidId>,
{
    let mut numbered = (2_u32..1000).map(|number| format!("{stem}-{number}"));
    let name = std::iter::once(stem.to_owned()).chain(&mut numbered).find(|name| !taken(name))?;
    T::try_from(&name).ok()
}

/// An id for an interface that is made. O(log n + c) in an inventory with c changes.
pub(super) fn fresh_interface(inventory: &Inventory) -> Option<NetworkInterfaceId> {
    fresh("eni-new", |id| inventory.network_interfaces.by_id(id).is_some())
}

/// The highest address of a subnet that an interface could get and that nobody has (VPC user guide, subnet sizing), so
/// that low ones stay free for tasks. O(s + log n) for s interfaces in the subnet.
pub(super) fn free_address(inventory: &Inventory, subnet: &SubnetId, not: Option<IpAddr>) -> Option<IpAddr> {
    let record = inventory.subnets.by_id(subnet)?;
    let cidr = record.cidr_of(FOLLOWED)?;
    let (first, last) = (offset(cidr.network(), 4)?, offset(cidr.broadcast(), -1)?);
    let own = inventory.network_interfaces.in_subnet(subnet).flat_map(|own| &own.addresses).map(|own| own.private);
    let nat = inventory.nat_gateways.iter().flat_map(|own| &own.addresses).filter_map(|own| own.private);
    let taken: HashSet<IpAddr> = own.chain(nat).chain(not).collect();
    let mut down =
        std::iter::successors(Some(last), |address| offset(*address, -1)).take_while(|address| *address >= first);
    down.find(|address| !taken.contains(address))
}

/// A public address that nobody has, from a block that is kept for documentation (RFC 5737). O(n) in the interfaces.
pub(super) fn public_address(inventory: &Inventory) -> Option<IpAddr> {
    let interfaces = inventory.network_interfaces.iter().flat_map(|own| &own.addresses);
    let nat = inventory.nat_gateways.iter().flat_map(|own| &own.addresses).filter_map(|own| own.public);
    let taken: HashSet<IpAddr> = interfaces.filter_map(|own| own.public).chain(nat).collect();
    (1..=254).map(|last| IpAddr::from([203, 0, 113, last])).find(|address| !taken.contains(address))
}
