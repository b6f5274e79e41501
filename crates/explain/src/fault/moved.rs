//! NAT gateways in subnets where they are of no use.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hopwise_engine::FOLLOWED;
use hopwise_model::resource::{NatGateway, NatState, RouteTarget, Subnet};
use hopwise_model::{Inventory, NatGatewayId, SubnetId};
use hopwise_packet::Family;
use ipnet::IpNet;

use super::Fault;

/// Every NAT gateway that could be in a subnet without a route to an internet gateway: the first such subnet of its zone, or
/// else of its VPC.
pub(super) fn all(inventory: &Inventory) -> impl Iterator<Item = Fault> + '_ {
    let zonal = inventory.nat_gateways.iter().filter(|own| own.state == NatState::Available && !own.regional);
    zonal.filter_map(|own| {
        let from = inventory.subnets.iter().find(|subnet| Some(&subnet.id) == own.subnet.as_ref())?;
        let fits = |subnet: &&Subnet| {
            subnet.vpc == own.vpc
                && subnet.id != from.id
                && subnet.cidr_of(FOLLOWED).is_some()
                && !is_public(inventory, subnet)
        };
        let of_zone = |subnet: &&Subnet| fits(subnet) && subnet.availability_zone == from.availability_zone;
        let subnet = inventory.subnets.iter().find(of_zone).or_else(|| inventory.subnets.iter().find(fits))?;
        Some(Fault::NatGatewaySubnet { nat: own.id.clone(), subnet: subnet.id.clone() })
    })
}

/// Whether the table that counts for a subnet has a route to an internet gateway.
fn is_public(inventory: &Inventory, subnet: &Subnet) -> bool {
    let of_vpc = || inventory.route_tables.iter().filter(|table| table.vpc == subnet.vpc);
    let own = of_vpc().find(|table| table.associations.iter().any(|own| own.subnet.as_ref() == Some(&subnet.id)));
    let table = own.or_else(|| of_vpc().find(|table| table.associations.iter().any(|own| own.main)));
    // Of a table that is not known nothing is said.
    table.is_none_or(|table| table.routes.iter().any(|route| matches!(route.target, RouteTarget::InternetGateway(_))))
}

/// The last addresses of a block that nobody has; AWS keeps the very last one.
fn free(inventory: &Inventory, block: IpNet) -> Vec<IpAddr> {
    let family = Family::of(block.addr());
    let (first, last) = (Family::number(block.network()), Family::number(block.broadcast()));
    let taken: BTreeSet<IpAddr> =
        inventory.network_interfaces.iter().flat_map(|own| &own.addresses).map(|own| own.private).collect();
    let all = (first.saturating_add(4)..last).rev().map(|number| family.address(number));
    all.filter(|address| !taken.contains(address)).take(MOST_ADDRESSES).collect()
}

/// A NAT gateway has eight addresses at the most (VPC guide, quotas).
const MOST_ADDRESSES: usize = 8;

/// Puts a NAT gateway into another subnet, with new private addresses and the same public ones.
pub(super) fn to(inventory: &mut Inventory, nat: &NatGatewayId, subnet: &SubnetId) -> Option<()> {
    let place = inventory.subnets.by_id(subnet)?.clone();
    let mut free = free(inventory, place.cidr_of(FOLLOWED)?).into_iter();
    let record: &mut NatGateway = inventory.nat_gateways.by_id_mut(nat)?;
    if record.subnet.as_ref() == Some(subnet) {
        return None;
    }
    record.subnet = Some(subnet.clone());
    let mut moved = Vec::new();
    for address in &mut record.addresses {
        let private = free.next()?;
        moved.push((address.interface.clone(), address.private.replace(private), private));
        address.availability_zone.clone_from(&place.availability_zone);
        address.availability_zone_id.clone_from(&place.availability_zone_id);
    }
    for (interface, before, private) in moved {
        let is_it = |own: &Option<_>| interface.is_some() && *own == interface;
        for own in inventory.network_interfaces.filter_mut(|own| is_it(&Some(own.id.clone()))) {
            own.subnet = subnet.clone();
            for address in own.addresses.iter_mut().filter(|own| Some(own.private) == before) {
                address.private = private;
            }
        }
        for own in inventory.addresses.filter_mut(|own| is_it(&own.interface) && own.private == before) {
            own.private = Some(private);
        }
    }
    Some(())
}
