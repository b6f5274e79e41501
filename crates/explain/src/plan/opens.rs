//! What a change newly lets through, rule by rule: the difference between two designs.

use std::sync::Arc;

use hopwise_engine::{Network, source_addresses};
use hopwise_model::design::{Arena, Design, Ix, PublicAddress, Source, Subnet};
use hopwise_model::resource::{BlockPublicAccess, Direction, Peer, SecurityGroup, SecurityGroupRule};
use hopwise_model::{SecurityGroupId, Traffic};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};

/// A network and who asks in it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    network: &'a Network,
    design: &'a Design,
    source: &'a Source,
}

/// What a change newly lets through.
pub(crate) struct Opened {
    /// Every packet.
    pub(crate) all: PacketSet,
    /// The packets but for those that `among` tells.
    pub(crate) packets: PacketSet,
    /// What rules let through that name a group which a new interface has: its address is not known yet.
    pub(crate) among: Vec<Among>,
}

/// Traffic between every interface with one security group and every interface with another, or the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Among {
    /// The traffic.
    pub traffic: Traffic,
    /// The group of those that send.
    pub from: SecurityGroupId,
    /// The group of those that are sent to.
    pub to: SecurityGroupId,
}

/// The packets that security groups, network ACLs, route tables and public addresses newly let through, each seen at
/// the thing itself. Only what changed is looked at. Interfaces that are new let nothing through that was stopped.
///
/// What the two networks share is not looked at, and what differs is compiled for the walks already.
pub(crate) fn opens(before: (&Network, &Source), after: (&Network, &Source)) -> Opened {
    let (before, after) = (Seen::new(before), Seen::new(after));
    let space = Space::new();
    let mut opened = PacketSet::empty(&space);
    let mut unnamed = PacketSet::empty(&space);
    let mut among = Vec::new();
    let mut add = |old: &PacketSet, new: &PacketSet| opened = opened.union(&new.difference(old));
    for (index, group) in after.design.security_groups.iter() {
        let id = group.record.id.as_str();
        let is_one = is_one(&before.design.security_groups, &after.design.security_groups, index);
        if is_one && before.design.has_same_members(after.design, id) {
            continue;
        }
        let Some(old_index) = before.design.security_groups.find(id) else { continue };
        let same_rules = before.design.security_groups.get(old_index).record == group.record;
        if same_rules && carried(before.design, id) == carried(after.design, id) {
            continue;
        }
        for direction in [Direction::Ingress, Direction::Egress] {
            // Who else carries what the rules name is the same for both: a new interface opens nothing by itself.
            let who = (after.network, after.source);
            let near_before = carriers(before, before.design, id);
            let near_after = carriers(after, before.design, id);
            let old = before.network.group_admits(&space, old_index, direction, &near_before, who);
            let new = after.network.group_admits(&space, index, direction, &near_after, who);
            match among_groups(
                &before.design.security_groups.get(old_index).record,
                &group.record,
                direction,
                (before, after),
            ) {
                Some(pairs) => {
                    among.extend(pairs.into_iter().filter(|pair| !among.contains(pair)).collect::<Vec<_>>());
                    unnamed = unnamed.union(&new.difference(&old));
                }
                None => add(&old, &new),
            }
        }
    }
    for (index, acl) in after.design.network_acls.iter() {
        if is_one(&before.design.network_acls, &after.design.network_acls, index) {
            continue;
        }
        let Some(old) = before.design.network_acls.find(acl.record.id.as_str()) else { continue };
        if before.design.network_acls.get(old).record == acl.record {
            continue;
        }
        let near = guarded(after.design, acl.record.id.as_str());
        let inside = within_subnets(&space, after.design, acl.record.id.as_str());
        for direction in [Direction::Ingress, Direction::Egress] {
            let admits = |seen: Seen<'_>, acl| seen.network.acl_admits(&space, acl, direction, &near);
            add(&admits(before, old), &admits(after, index).difference(&inside));
        }
    }
    let same_gateways = before.design.internet_gateways.ptr_eq(&after.design.internet_gateways)
        && before.design.nat_gateways.ptr_eq(&after.design.nat_gateways)
        && before.design.vpcs.ptr_eq(&after.design.vpcs);
    for (index, subnet) in after.design.subnets.iter() {
        let table = subnet.route_table.as_ref().ok();
        let same_table =
            table.is_some_and(|table| is_one(&before.design.route_tables, &after.design.route_tables, *table));
        if same_gateways && same_table && is_one(&before.design.subnets, &after.design.subnets, index) {
            continue;
        }
        let Some(old) = before.design.subnets.find(subnet.record.id.as_str()) else { continue };
        let cidr = AddressSet::from_nets(subnet.record.cidrs.iter().copied());
        let (old_way, new_way) = (before.network.routed(old), after.network.routed(index));
        if !new_way.is_subset(&old_way) {
            let lets = |way: AddressSet| PacketSet::from_box(&space, &PacketBox::any().from(cidr.clone()).to(way));
            add(&lets(old_way), &lets(new_way));
        }
        let (closed, open) = (public_access(before.design, old), public_access(after.design, index));
        if closed != open {
            add(&passing(&space, before.design, old, closed), &passing(&space, after.design, index, open));
        }
    }
    if !has_public_address(before) && has_public_address(after) {
        add(&PacketSet::empty(&space), &exposed(&space, after));
    }
    Opened { all: opened.union(&unnamed), packets: opened, among }
}

/// What the new rules of a group let through in a direction, where all of them name a group and an interface that is new has
/// one of the two.
fn among_groups(
    old: &SecurityGroup,
    new: &SecurityGroup,
    direction: Direction,
    (before, after): (Seen<'_>, Seen<'_>),
) -> Option<Vec<Among>> {
    let rules = |group: &SecurityGroup| match direction {
        Direction::Ingress => group.ingress.clone(),
        Direction::Egress => group.egress.clone(),
    };
    let there = rules(old);
    let is_new =
        |rule: &SecurityGroupRule| !there.iter().any(|own| (own.traffic, &own.peer) == (rule.traffic, &rule.peer));
    let has_new_interface = |group: &SecurityGroupId| {
        let mut members = after.design.members(group.as_str());
        members.any(|interface| {
            let id = &after.design.network_interfaces.get(interface).record.id;
            before.design.network_interfaces.find(id.as_str()).is_none()
        })
    };
    let mut among = Vec::new();
    for rule in rules(new).into_iter().filter(is_new) {
        let Peer::Group(far) = rule.peer else { return None };
        if !has_new_interface(&far) && !has_new_interface(&new.id) {
            return None;
        }
        let (from, to) = match direction {
            Direction::Ingress => (far, new.id.clone()),
            Direction::Egress => (new.id.clone(), far),
        };
        among.push(Among { traffic: rule.traffic, from, to });
    }
    (!among.is_empty()).then_some(among)
}

/// The packets inside each subnet that a network ACL guards: they never meet it.
fn within_subnets(space: &Space, design: &Design, acl: &str) -> PacketSet {
    let cidrs = guarded_subnets(design, acl).map(|subnet| AddressSet::from_nets(subnet.record.cidrs.iter().copied()));
    PacketSet::from_boxes(space, cidrs.map(|own| PacketBox::any().from(own.clone()).to(own)))
}

impl<'a> Seen<'a> {
    fn new((network, source): (&'a Network, &'a Source)) -> Self {
        Self { network, design: network.design(), source }
    }
}

/// Whether two designs share a resource: it has not changed.
fn is_one<T>(before: &Arena<T>, after: &Arena<T>, index: Ix<T>) -> bool {
    before.shared(index).zip(after.shared(index)).is_some_and(|(old, new)| Arc::ptr_eq(old, new))
}

/// How many private addresses the interfaces have that carry a group.
pub(super) fn carried(design: &Design, group: &str) -> usize {
    let members = design.members(group).map(|interface| design.network_interfaces.get(interface));
    members.map(|interface| interface.record.addresses.len()).sum()
}

/// The addresses of the interfaces that carry a group and were there before, and the source's own if it does.
fn carriers(seen: Seen<'_>, before: &Design, group: &str) -> AddressSet {
    let members = seen.design.members(group).map(|interface| seen.design.network_interfaces.get(interface));
    let known = members.filter(|interface| before.network_interfaces.find(interface.record.id.as_str()).is_some());
    let addresses = known.flat_map(|interface| &interface.record.addresses).map(|address| address.private);
    AddressSet::from_addresses(addresses).union(&seen.network.placed_in(seen.source, group))
}

/// The addresses of the subnets that a network ACL guards.
fn guarded(design: &Design, acl: &str) -> AddressSet {
    AddressSet::from_nets(guarded_subnets(design, acl).flat_map(|subnet| subnet.record.cidrs.iter().copied()))
}

/// The subnets that a network ACL guards.
fn guarded_subnets<'a>(design: &'a Design, acl: &'a str) -> impl Iterator<Item = &'a Subnet> {
    let is_guarded = move |subnet: &&Subnet| {
        subnet.network_acl.as_ref().is_ok_and(|own| design.network_acls.get(*own).record.id.as_str() == acl)
    };
    design.subnets.iter().map(|(_, subnet)| subnet).filter(is_guarded)
}

/// What Block Public Access comes to for a subnet; where that is not known, everything may pass.
fn public_access(design: &Design, subnet: Ix<Subnet>) -> BlockPublicAccess {
    let of_subnet = |vpc| design.public_access(vpc, Some(subnet)).ok();
    let found = design.subnets.get(subnet).vpc.clone().ok().and_then(of_subnet);
    found.map_or(BlockPublicAccess::Off, |(mode, _)| mode)
}

/// What Block Public Access lets pass between a subnet and public addresses.
fn passing(space: &Space, design: &Design, index: Ix<Subnet>, mode: BlockPublicAccess) -> PacketSet {
    let public = AddressSet::public_v4();
    let cidrs = AddressSet::from_nets(design.subnets.get(index).record.cidrs.iter().copied());
    match mode {
        BlockPublicAccess::BlockBidirectional => PacketSet::empty(space),
        BlockPublicAccess::BlockIngress => {
            let nats = design.nat_gateways.iter().filter(|(_, nat)| nat.subnet == Some(Ok(index)));
            let own = nats.flat_map(|(_, nat)| nat.record.senders().map(|(address, _)| address));
            PacketSet::from_box(space, &PacketBox::any().from(AddressSet::from_addresses(own)).to(public))
        }
        BlockPublicAccess::Off => {
            let out = PacketBox::any().from(cidrs.clone()).to(public.clone());
            PacketSet::from_boxes(space, [out, PacketBox::any().from(public).to(cidrs)])
        }
    }
}

fn has_public_address(seen: Seen<'_>) -> bool {
    match seen.source {
        Source::Interface(interface) => {
            let record = &seen.design.network_interfaces.get(*interface).record;
            record.addresses.first().is_some_and(|address| address.public.is_some())
        }
        Source::Placement(placement) => placement.public != PublicAddress::None,
        Source::Internet => true,
    }
}

/// What the security groups of the source let through to and from public addresses: with a public address it arrives.
fn exposed(space: &Space, seen: Seen<'_>) -> PacketSet {
    let near = source_addresses(seen.design, seen.source);
    let public = AddressSet::public_v4();
    let mut exposed = PacketSet::empty(space);
    for group in seen.source.groups(seen.design).iter().flatten() {
        let far = [
            (Direction::Ingress, PacketBox::any().from(public.clone())),
            (Direction::Egress, PacketBox::any().to(public.clone())),
        ];
        for (direction, far) in far {
            let admitted = seen.network.group_admits(space, *group, direction, &near, (seen.network, seen.source));
            exposed = exposed.union(&admitted.intersect_box(&far));
        }
    }
    exposed
}
