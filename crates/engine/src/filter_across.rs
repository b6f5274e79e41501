//! What a reference to a security group stands for in another VPC than the group's own.
//!
//! Outbound rules may name groups of peer VPCs, inbound ones also those of VPCs behind a transit gateway. A rule that does is
//! stale once the connection is gone, and matches nothing; nor does it between Regions (VPC user guide, security group rules; VPC
//! peering guide, "Update your security groups to reference peer security groups"; fact base A.3, M.12).

use hopwise_model::design::{Design, Ix, Target, Vpc};
use hopwise_model::resource::{Direction, RouteTarget, RuleAcross};
use hopwise_model::{Component, DocumentKind, Gap, NotEvaluated, Rule};
use hopwise_packet::AddressSet;

use crate::filter::Peers;

/// A task that is still to be placed, as a member of its groups.
pub(crate) struct Placed<'a> {
    /// Its VPC.
    pub(crate) vpc: Ix<Vpc>,
    /// The addresses that it may have.
    pub(crate) addresses: &'a AddressSet,
}

/// The connection by which a rule names a group of another VPC.
pub(crate) fn across(rule: &Rule) -> Option<&RuleAcross> {
    match rule {
        Rule::Group { rule, .. } => rule.across.as_deref(),
        Rule::Route { .. } | Rule::TransitRoute { .. } | Rule::Acl { .. } => None,
    }
}

/// Whether rules of one VPC may name groups of another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Across {
    No,
    Maybe,
    Yes,
}

/// The addresses outside of a VPC that a reference to a group stands for there; none where it is the VPC's own group.
///
/// Members of the group in a peer VPC are known. Others may be members: any that a connection leads to where nobody knows what
/// it is, or whose group it is; and any at all where not all route tables of the VPC are known, one of which may lead anywhere.
/// `by` is the connection that the rule names, `placed` who carries the group and is in no document. O(log n) for a group of the VPC
/// itself.
pub(crate) fn peers_elsewhere(
    design: &Design,
    vpc: Ix<Vpc>,
    group: &str,
    direction: Direction,
    by: Option<&RuleAcross>,
    placed: Option<&Placed<'_>>,
) -> Option<Peers> {
    let found = design.security_groups.find(group).map(|group| design.security_groups.get(group));
    let home = found.and_then(|group| group.vpc);
    if home == Some(vpc) {
        return None;
    }
    let own = AddressSet::from_nets(design.vpcs.get(vpc).record.cidrs.iter().copied());
    let there = AddressSet::all().difference(&own);
    let members = home.and_then(|home| members(design, home, group, placed));
    let candidates = members.as_ref().map_or_else(|| there.clone(), |members| members.intersection(&there));
    // Of a shared VPC its participants are shown the tables of the subnets that they are in.
    let document = DocumentKind::RouteTables;
    let unread =
        (!design.knows(document, vpc)).then(|| Gap::MissingDocument { document, needed_for: group.to_owned() });
    let led = if unread.is_some() { AddressSet::all() } else { led_by_unknown(design, vpc, direction) };
    // Addresses that another peer has, too, may be its own.
    let doubtful = led.union(&blocks_of_others(design, vpc, home));
    let (known, possible) = match (lets_name(design, vpc, home, by), members) {
        (Across::Yes, Some(_)) => (candidates.difference(&doubtful), candidates.intersection(&doubtful)),
        (Across::Yes | Across::Maybe, _) => (AddressSet::empty(), candidates),
        (Across::No, _) => (AddressSet::empty(), candidates.intersection(&led)),
    };
    let (component, what) = (Component::SecurityGroup, NotEvaluated::PeerVpcGroup);
    let gap = unread.unwrap_or_else(|| Gap::NotEvaluated { component, id: group.to_owned(), what });
    Some(Peers { known, possible: (!possible.is_empty()).then_some((possible, gap)) })
}

/// The addresses of the members of a group in its VPC; none where not all of them may be known.
fn members(design: &Design, home: Ix<Vpc>, group: &str, placed: Option<&Placed<'_>>) -> Option<AddressSet> {
    if !design.knows(DocumentKind::NetworkInterfaces, home) || design.vpcs.get(home).unseen(group).is_some() {
        return None;
    }
    let members = design.members(group).map(|interface| design.network_interfaces.get(interface));
    let members = members.filter(|interface| interface.vpc == Ok(home));
    let members = AddressSet::from_nets(members.flat_map(|interface| interface.record.blocks()));
    let placed = placed.filter(|placed| placed.vpc == home);
    Some(placed.map_or_else(|| members.clone(), |placed| members.union(placed.addresses)))
}

/// Whether a peering connection lets rules of a VPC name groups of another one, as far as connections are known. `home` is none
/// where the snapshot does not hold the group, or not its VPC.
fn lets_name(design: &Design, vpc: Ix<Vpc>, home: Option<Ix<Vpc>>, by: Option<&RuleAcross>) -> Across {
    let connections = design.vpcs.get(vpc).peerings.iter().map(|index| design.vpc_peering_connections.get(*index));
    let lets = connections.filter(|own| own.record.passes() != Some(false)).map(|own| {
        let (Some((_, other)), Some(in_one_region)) = (own.other_side(vpc), own.record.is_in_one_region()) else {
            return Across::Maybe;
        };
        match (other, home) {
            _ if !in_one_region => Across::No,
            _ if own.record.passes().is_none() => Across::Maybe,
            // A rule that was written for another connection, or is said to be stale, may have come into force again.
            (Ok(other), Some(home)) if *other == home => match by {
                Some(by) if by.is_in_force_by(&own.record.id) => Across::Yes,
                _ => Across::Maybe,
            },
            (Ok(other), None) if !design.knows(DocumentKind::SecurityGroups, *other) => Across::Maybe,
            // Of a shared VPC its participants are shown their own groups.
            (Ok(other), None) if design.vpcs.get(*other).unseen("").is_some() => Across::Maybe,
            (Ok(_), _) | (Err(_), Some(_)) => Across::No,
            (Err(_), None) => Across::Maybe,
        }
    });
    lets.max().unwrap_or(Across::No)
}

/// The blocks of a VPC's other peers than one. AWS lets two of them have the same.
fn blocks_of_others(design: &Design, vpc: Ix<Vpc>, home: Option<Ix<Vpc>>) -> AddressSet {
    let connections = design.vpcs.get(vpc).peerings.iter().map(|index| design.vpc_peering_connections.get(*index));
    let active = connections.filter(|own| own.record.is_active());
    let others = active.filter_map(|own| own.other_side(vpc)).filter(|(_, other)| other.as_ref().ok() != home.as_ref());
    let blocks = others.flat_map(|(peer, other)| match other {
        Ok(other) => &design.vpcs.get(*other).record.cidrs,
        Err(_) => &peer.cidrs,
    });
    AddressSet::from_nets(blocks.copied())
}

/// The destinations that route tables of a VPC lead to a peering connection that the snapshot lacks or, where inbound rules are asked,
/// to a transit gateway.
fn led_by_unknown(design: &Design, vpc: Ix<Vpc>, direction: Direction) -> AddressSet {
    let tables = design.vpcs.get(vpc).route_tables.iter().map(|table| design.route_tables.get(*table));
    let routes = tables.flat_map(|table| table.record.routes.iter().zip(&table.routes));
    let connects = |target: &RouteTarget| match target {
        RouteTarget::VpcPeeringConnection(_) => true,
        RouteTarget::TransitGateway(_) => direction == Direction::Ingress,
        _ => false,
    };
    let mut led = AddressSet::empty();
    for (_, path) in routes.filter(|(route, path)| {
        matches!(path.target, Target::Unknown { .. } | Target::TransitGateway(_)) && connects(&route.target)
    }) {
        led = match &path.destinations {
            Ok(blocks) => led.union(&AddressSet::from_nets(blocks.iter().copied())),
            Err(_) => AddressSet::all(),
        };
    }
    led
}
