//! What a change newly lets through, rule by rule: the difference between two designs.

use std::sync::Arc;

use hopwise_engine::{source_addresses, traffic_box};
use hopwise_model::design::{Arena, Design, Ix, PublicAddress, RuleEnds, SecurityGroup, Source, Subnet, Target};
use hopwise_model::resource::{AclEntry, BlockPublicAccess, Direction, NatState, RouteState};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};
use ipnet::IpNet;

/// A design and who asks in it.
#[derive(Clone, Copy)]
struct Seen<'a> {
    design: &'a Design,
    source: &'a Source,
}

/// The packets that security groups, network ACLs, route tables and public addresses newly let through, each seen at
/// the thing itself. Only what changed is looked at. Interfaces that are new let nothing through that was stopped.
pub(super) fn opens(before: (&Design, &Source), after: (&Design, &Source)) -> PacketSet {
    let seen = |(design, source)| Seen { design, source };
    let (before, after) = (seen(before), seen(after));
    let space = Space::new();
    let mut opened = PacketSet::empty(&space);
    let mut add = |old: &PacketSet, new: &PacketSet| opened = opened.union(&new.difference(old));
    for (index, group) in after.design.security_groups.iter() {
        let id = group.record.id.as_str();
        let is_one = is_one(&before.design.security_groups, &after.design.security_groups, index);
        if is_one && before.design.has_same_members(after.design, id) {
            continue;
        }
        let Some(old) = before.design.security_groups.find(id) else { continue };
        let same_rules = before.design.security_groups.get(old).record == group.record;
        if same_rules && carried(before.design, id) == carried(after.design, id) {
            continue;
        }
        for direction in [Direction::Ingress, Direction::Egress] {
            let near_before = carriers(before, before.design, id);
            let near_after = carriers(after, before.design, id);
            let old = group_lets(&space, after, before.design.security_groups.get(old), direction, &near_before);
            let new = group_lets(&space, after, after.design.security_groups.get(index), direction, &near_after);
            add(&old, &new);
        }
    }
    for (index, acl) in after.design.network_acls.iter() {
        if is_one(&before.design.network_acls, &after.design.network_acls, index) {
            continue;
        }
        let Some(old) = before.design.network_acls.find(acl.record.id.as_str()) else { continue };
        let old = before.design.network_acls.get(old);
        if old.record == acl.record {
            continue;
        }
        let near = guarded(after.design, acl.record.id.as_str());
        for (old, new) in [(&old.ingress, &acl.ingress), (&old.egress, &acl.egress)] {
            add(&acl_lets(&space, old, &near), &acl_lets(&space, new, &near));
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
        let (old_way, new_way) = (routed(before.design, old), routed(after.design, index));
        if !new_way.is_subset(&old_way) {
            let lets = |way: AddressSet| PacketSet::from_box(&space, &PacketBox::any().from(cidr.clone()).to(way));
            add(&lets(old_way), &lets(new_way));
        }
        if is_closed(before.design, old) && !is_closed(after.design, index) {
            let public = AddressSet::public_v4();
            let out = PacketBox::any().from(cidr.clone()).to(public.clone());
            let both = PacketSet::from_boxes(&space, [out, PacketBox::any().from(public).to(cidr)]);
            add(&PacketSet::empty(&space), &both);
        }
    }
    if !has_public_address(before) && has_public_address(after) {
        add(&PacketSet::empty(&space), &exposed(&space, after));
    }
    opened
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
    AddressSet::from_addresses(addresses).union(&placed(seen, group))
}

/// The addresses that a placement with this group may have.
fn placed(seen: Seen<'_>, group: &str) -> AddressSet {
    let Source::Placement(placement) = seen.source else { return AddressSet::empty() };
    let mut groups = placement.groups.iter().flatten();
    let carries = groups.any(|own| seen.design.security_groups.get(*own).record.id.as_str() == group);
    if carries { source_addresses(seen.design, seen.source) } else { AddressSet::empty() }
}

/// What the rules of a group let through for the interfaces that carry it. Far ends that are not known count as none.
fn group_lets(
    space: &Space,
    seen: Seen<'_>,
    group: &SecurityGroup,
    direction: Direction,
    near: &AddressSet,
) -> PacketSet {
    let rules = match direction {
        Direction::Ingress => &group.ingress,
        Direction::Egress => &group.egress,
    };
    let boxes = rules.iter().map(|rule| {
        let far = match &rule.ends {
            RuleEnds::Blocks(blocks) => AddressSet::from_nets(blocks.iter().copied()),
            RuleEnds::Group(peer) => {
                let interfaces = seen.design.members(peer.as_str());
                let records = interfaces.map(|interface| &seen.design.network_interfaces.get(interface).record);
                let addresses = records.flat_map(|record| &record.addresses).map(|address| address.private);
                AddressSet::from_addresses(addresses).union(&placed(seen, peer.as_str()))
            }
            RuleEnds::Unknown(_) => AddressSet::empty(),
        };
        between(traffic_box(rule.traffic), direction, near, &far)
    });
    PacketSet::from_boxes(space, boxes)
}

fn between(packets: PacketBox, direction: Direction, near: &AddressSet, far: &AddressSet) -> PacketBox {
    match direction {
        Direction::Egress => packets.from(near.clone()).to(far.clone()),
        Direction::Ingress => packets.to(near.clone()).from(far.clone()),
    }
}

/// The addresses of the subnets that a network ACL guards.
fn guarded(design: &Design, acl: &str) -> AddressSet {
    let subnets = design.subnets.iter().filter(|(_, subnet)| {
        subnet.network_acl.as_ref().is_ok_and(|own| design.network_acls.get(*own).record.id.as_str() == acl)
    });
    AddressSet::from_nets(subnets.flat_map(|(_, subnet)| subnet.record.cidrs.iter().copied()))
}

/// What the entries of one direction let through, lowest number first.
fn acl_lets(space: &Space, entries: &[AclEntry], near: &AddressSet) -> PacketSet {
    let mut rest = PacketSet::all(space);
    let mut lets = PacketSet::empty(space);
    for entry in entries {
        let far = AddressSet::from_net(entry.cidr);
        let part = rest.intersect_box(&between(traffic_box(entry.traffic), entry.direction, near, &far));
        rest = rest.difference(&part);
        if entry.allow {
            lets = lets.union(&part);
        }
    }
    lets
}

/// The addresses to which packets that leave a subnet are routed to something that works, longest prefix first.
fn routed(design: &Design, subnet: Ix<Subnet>) -> AddressSet {
    let subnet = design.subnets.get(subnet);
    let Ok(table) = &subnet.route_table else { return AddressSet::empty() };
    let table = design.route_tables.get(*table);
    let mut blocks: Vec<(IpNet, bool)> = Vec::new();
    for (record, route) in table.record.routes.iter().zip(&table.routes) {
        let works = record.state != RouteState::Blackhole
            && match &route.target {
                Target::InternetGateway(gateway) => {
                    matches!((&design.internet_gateways.get(*gateway).attached, &subnet.vpc),
                        (Some(Ok(attached)), Ok(vpc)) if attached == vpc)
                }
                Target::NatGateway(nat) => design.nat_gateways.get(*nat).record.state == NatState::Available,
                Target::Local | Target::GatewayEndpoint(_) | Target::Unknown { .. } => true,
            };
        blocks.extend(route.destinations.iter().flat_map(|blocks| blocks.iter()).map(|block| (*block, works)));
    }
    blocks.sort_by_key(|(block, works)| (std::cmp::Reverse(block.prefix_len()), !works));
    let mut seen = AddressSet::empty();
    let mut routed = AddressSet::empty();
    for (block, works) in blocks {
        let part = AddressSet::from_net(block).difference(&seen);
        seen = seen.union(&part);
        if works {
            routed = routed.union(&part);
        }
    }
    routed
}

fn is_closed(design: &Design, subnet: Ix<Subnet>) -> bool {
    let subnet = design.subnets.get(subnet);
    let of_vpc = || design.vpcs.get(subnet.vpc.clone().ok()?).record.block_public_access;
    !matches!(subnet.record.block_public_access.or_else(of_vpc), None | Some(BlockPublicAccess::Off))
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
        for direction in [Direction::Ingress, Direction::Egress] {
            let group = seen.design.security_groups.get(*group);
            let lets = group_lets(space, seen, group, direction, &near);
            exposed = exposed.union(&lets.intersect_box(&between(PacketBox::any(), direction, &near, &public)));
        }
    }
    exposed
}
