//! IPv6 between tiers, which is not followed: where something differs that may matter to it.

use std::collections::BTreeSet;

use hopwise_engine::FOLLOWED;
use hopwise_model::difference::{Part, What};
use hopwise_model::resource::{Peer, RouteDestination};
use hopwise_model::{
    Component, Difference, DocumentClass, DocumentKind, Gap, Inventory, NotEvaluated, SubnetId, VpcId, field_name,
};
use ipnet::IpNet;

use super::super::edit::Edit;

/// What is not known of IPv6: the VPCs that have hosts with IPv6 addresses and in which something differs that is not about
/// IPv4 alone, one gap each.
pub(super) fn gaps(sides: [&Inventory; 2], edits: &[Edit]) -> Vec<Gap> {
    let with_ipv6 = vpcs_with_ipv6(sides);
    if with_ipv6.is_empty() {
        return Vec::new();
    }
    let mut open: BTreeSet<VpcId> = BTreeSet::new();
    for part in edits.iter().flat_map(|own| &own.parts).filter(|part| may_matter(sides, part)) {
        match vpc(sides, &part.id) {
            Some(vpc) => open.extend(with_ipv6.contains(&vpc).then_some(vpc)),
            None => open.extend(with_ipv6.iter().cloned()),
        }
    }
    let gap =
        |vpc: VpcId| Gap::NotEvaluated { component: Component::Vpc, id: vpc.to_string(), what: NotEvaluated::Ipv6 };
    open.into_iter().map(gap).collect()
}

/// The VPCs in which somebody has an IPv6 address.
fn vpcs_with_ipv6(sides: [&Inventory; 2]) -> BTreeSet<VpcId> {
    let mut subnets: BTreeSet<&SubnetId> = BTreeSet::new();
    for side in sides {
        let has = |own: &&hopwise_model::resource::NetworkInterface| own.blocks().any(|block| is_ipv6(&block));
        subnets.extend(side.network_interfaces.iter().filter(has).map(|own| &own.subnet));
    }
    let of = sides.into_iter().flat_map(|side| side.subnets.iter());
    of.filter(|own| subnets.contains(&own.id)).map(|own| own.vpc.clone()).collect()
}

const fn is_ipv6(block: &IpNet) -> bool {
    matches!(block, IpNet::V6(_))
}

/// What of a record decides about no packets; hosts that come and go take their instances with them.
const IDLE: [&str; 5] = [
    field_name!(Subnet.name),
    field_name!(NetworkInterface.description),
    field_name!(NetworkInterface.owner),
    field_name!(VpcEndpoint.policy),
    field_name!(NetworkInterface.instance),
];

/// Whether a difference of the network may matter to IPv6. Hosts come and go, and what is not known any more is told elsewhere.
fn may_matter(sides: [&Inventory; 2], part: &Difference) -> bool {
    if part.document.class() != DocumentClass::Network {
        return false;
    }
    match &part.what {
        What::Knowledge { .. } => false,
        What::Record { .. } => is_in_force(sides, part),
        What::Part { name, before, after } => !IDLE.contains(name) && !before.iter().chain(after).all(is_followed),
    }
}

/// Whether a record that is on one side only decides about somebody there: a group that somebody carries, a table or an ACL of
/// some subnet.
fn is_in_force(sides: [&Inventory; 2], part: &Difference) -> bool {
    let id = part.id.as_str();
    let mut sides = sides.into_iter();
    match part.document {
        DocumentKind::NetworkInterfaces | DocumentKind::Addresses | DocumentKind::Reservations => false,
        DocumentKind::SecurityGroups => sides.any(|side| {
            let mut carried = side.network_interfaces.iter().flat_map(|own| &own.groups);
            carried.any(|group| group.as_str() == id)
        }),
        DocumentKind::NetworkAcls => {
            sides.any(|side| side.network_acls.iter().any(|own| own.id.as_str() == id && !own.subnets.is_empty()))
        }
        DocumentKind::RouteTables => {
            sides.any(|side| side.route_tables.iter().any(|own| own.id.as_str() == id && !own.associations.is_empty()))
        }
        _ => true,
    }
}

/// Whether a part of a record is about the followed family alone.
fn is_followed(part: &Part) -> bool {
    match part {
        Part::GroupRule(_, rule) => matches!(rule.peer, Peer::Cidr(own) if FOLLOWED.has(own.addr())),
        Part::AclEntry(entry) => !is_ipv6(&entry.cidr),
        Part::Route(route) => matches!(route.destination, RouteDestination::Cidr(own) if FOLLOWED.has(own.addr())),
        Part::Text(text) => text.parse::<IpNet>().is_ok_and(|block| !is_ipv6(&block)),
        Part::Hidden => false,
    }
}

/// The VPC that something is in, by its id.
fn vpc(sides: [&Inventory; 2], id: &str) -> Option<VpcId> {
    sides.into_iter().find_map(|side| {
        let subnet = side.subnets.iter().find(|own| own.id.as_str() == id).map(|own| &own.vpc);
        let table = || side.route_tables.iter().find(|own| own.id.as_str() == id).map(|own| &own.vpc);
        let acl = || side.network_acls.iter().find(|own| own.id.as_str() == id).map(|own| &own.vpc);
        let group = || side.security_groups.iter().find(|own| own.id.as_str() == id)?.vpc.as_ref();
        let endpoint = || side.vpc_endpoints.iter().find(|own| own.id.as_str() == id).map(|own| &own.vpc);
        let nat = || side.nat_gateways.iter().find(|own| own.id.as_str() == id).map(|own| &own.vpc);
        let interface = || side.network_interfaces.iter().find(|own| own.id.as_str() == id)?.vpc.as_ref();
        let of_itself = || side.vpcs.iter().find(|own| own.id.as_str() == id).map(|own| &own.id);
        let found = subnet.or_else(table).or_else(acl).or_else(group);
        found.or_else(endpoint).or_else(nat).or_else(interface).or_else(of_itself).cloned()
    })
}
