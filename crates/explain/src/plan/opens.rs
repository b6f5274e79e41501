//! What a change newly lets through, rule by rule: the difference between two designs.

use std::collections::BTreeSet;
use std::sync::Arc;

use hopwise_engine::{FOLLOWED, Network, source_addresses};
use hopwise_model::design::{
    Arena, Design, InternetGateway, Ix, NetworkAcl, NetworkInterface, PublicAddress, RouteTable, SecurityGroup, Source,
    Subnet, Vpc,
};
use hopwise_model::resource::{self, BlockPublicAccess, Direction, Peer, SecurityGroupRule};
use hopwise_model::{SecurityGroupId, Traffic};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};

/// A network and who asks in it.
#[derive(Clone, Copy)]
struct Viewpoint<'a> {
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
/// What the two networks share is not looked at, and what differs is compiled for the walks already. Takes one step for each
/// record of a list in which something differs, to find it.
pub(crate) fn opens(before: (&Network, &Source), after: (&Network, &Source)) -> Opened {
    let (before, after) = (Viewpoint::new(before), Viewpoint::new(after));
    let space = Space::new();
    let mut opened = PacketSet::empty(&space);
    let mut unnamed = PacketSet::empty(&space);
    let mut among = Vec::new();
    let mut add = |old: &PacketSet, new: &PacketSet| opened = opened.union(&new.difference(old));
    for index in touched_groups(before.design, after.design) {
        let group = after.design.security_groups.get(index);
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
    for index in before.design.network_acls.differing(&after.design.network_acls) {
        let acl = after.design.network_acls.get(index);
        let Some(old) = before.design.network_acls.find(acl.record.id.as_str()) else { continue };
        if before.design.network_acls.get(old).record == acl.record {
            continue;
        }
        let near = guarded(after.design, index);
        let inside = within_subnets(&space, after.design, index);
        for direction in [Direction::Ingress, Direction::Egress] {
            let admits = |seen: Viewpoint<'_>, acl| seen.network.acl_admits(&space, acl, direction, &near);
            add(&admits(before, old), &admits(after, index).difference(&inside));
        }
    }
    for index in touched_subnets(before.design, after.design) {
        let subnet = after.design.subnets.get(index);
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
    if before.design.transit_gateway_attachments != after.design.transit_gateway_attachments
        || before.design.transit_gateway_tables != after.design.transit_gateway_tables
    {
        let [old, new] = [before, after].map(|seen| transit(&space, seen.network));
        add(&old, &new);
    }
    if !has_public_address(before) && has_public_address(after) {
        add(&PacketSet::empty(&space), &exposed(&space, after));
    }
    Opened { all: opened.union(&unnamed), packets: opened, among }
}

/// What the new rules of a group let through in a direction, where all of them name a group and an interface that is new has
/// one of the two.
fn among_groups(
    old: &resource::SecurityGroup,
    new: &resource::SecurityGroup,
    direction: Direction,
    (before, after): (Viewpoint<'_>, Viewpoint<'_>),
) -> Option<Vec<Among>> {
    let rules = |group: &resource::SecurityGroup| match direction {
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

/// The groups that have other rules or members in a changed design, or may.
fn touched_groups(before: &Design, after: &Design) -> BTreeSet<Ix<SecurityGroup>> {
    let groups_of = |design: &Design, interface: Ix<NetworkInterface>| {
        let groups = &design.network_interfaces.get(interface).groups;
        let ids = groups.iter().flatten().map(|own| design.security_groups.get(*own).record.id.as_str());
        ids.filter_map(|id| after.security_groups.find(id)).collect::<Vec<_>>()
    };
    let members = before.network_interfaces.differing(&after.network_interfaces).flat_map(|interface| {
        let old = before.network_interfaces.shared(interface).map(|_| groups_of(before, interface));
        groups_of(after, interface).into_iter().chain(old.into_iter().flatten())
    });
    before.security_groups.differing(&after.security_groups).chain(members).collect()
}

/// The subnets that have other routes in a changed design, or may: themselves, by their table, by a gateway that it may lead to,
/// by what holds of their VPC.
fn touched_subnets(before: &Design, after: &Design) -> BTreeSet<Ix<Subnet>> {
    let own = before.subnets.differing(&after.subnets);
    let tables = before.route_tables.differing(&after.route_tables);
    let tables: Vec<&RouteTable> = tables.map(|table| after.route_tables.get(table)).collect();
    let associated = tables.iter().flat_map(|table| &table.record.associations);
    let associated = associated.filter_map(|own| after.subnets.find(own.subnet.as_ref()?.as_str()));
    let of_tables = tables.iter().filter_map(|table| table.vpc.as_ref().ok().copied());
    let attached_to = |design: &Design, gateway: Ix<InternetGateway>| {
        let gateway = design.internet_gateways.shared(gateway)?;
        gateway.attached.as_ref()?.as_ref().ok().copied()
    };
    let gateways = before.internet_gateways.differing(&after.internet_gateways);
    let of_gateways = gateways.flat_map(|own| attached_to(before, own).into_iter().chain(attached_to(after, own)));
    let nats = before.nat_gateways.differing(&after.nat_gateways);
    let of_nats = nats.filter_map(|own| after.nat_gateways.get(own).vpc.as_ref().ok().copied());
    let vpcs = before.vpcs.differing(&after.vpcs).chain(of_tables).chain(of_gateways).chain(of_nats);
    let vpcs: BTreeSet<Ix<Vpc>> = vpcs.collect();
    own.chain(associated).chain(vpcs.into_iter().flat_map(|vpc| after.vpcs.get(vpc).subnets.iter().copied())).collect()
}

/// The packets inside each subnet that a network ACL guards: they never meet it.
fn within_subnets(space: &Space, design: &Design, acl: Ix<NetworkAcl>) -> PacketSet {
    let cidrs = guarded_subnets(design, acl).map(|subnet| AddressSet::from_nets(subnet.record.cidrs.iter().copied()));
    PacketSet::from_boxes(space, cidrs.map(|own| PacketBox::any().from(own.clone()).to(own)))
}

impl<'a> Viewpoint<'a> {
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
fn carriers(seen: Viewpoint<'_>, before: &Design, group: &str) -> AddressSet {
    let members = seen.design.members(group).map(|interface| seen.design.network_interfaces.get(interface));
    let known = members.filter(|interface| before.network_interfaces.find(interface.record.id.as_str()).is_some());
    let addresses = known.flat_map(|interface| &interface.record.addresses).map(|address| address.private);
    AddressSet::from_addresses(addresses).union(&seen.network.placed_in(seen.source, group))
}

/// The addresses of the subnets that a network ACL guards.
fn guarded(design: &Design, acl: Ix<NetworkAcl>) -> AddressSet {
    AddressSet::from_nets(guarded_subnets(design, acl).flat_map(|subnet| subnet.record.cidrs.iter().copied()))
}

/// The subnets that a network ACL guards, as it tells them.
fn guarded_subnets(design: &Design, acl: Ix<NetworkAcl>) -> impl Iterator<Item = &Subnet> {
    let named = design.network_acls.get(acl).record.subnets.iter();
    let found = named.filter_map(|id| design.subnets.find(id.as_str())).map(|index| design.subnets.get(index));
    found.filter(move |subnet| subnet.network_acl == Ok(acl))
}

/// What Block Public Access comes to for a subnet; where that is not known, everything may pass.
fn public_access(design: &Design, subnet: Ix<Subnet>) -> BlockPublicAccess {
    let of_subnet = |vpc| design.public_access(vpc, Some(subnet));
    let found = design.subnets.get(subnet).vpc.clone().ok().map(of_subnet).filter(|access| access.unless.is_none());
    found.map_or(BlockPublicAccess::Off, |access| access.mode)
}

/// What Block Public Access lets pass between a subnet and public addresses.
fn passing(space: &Space, design: &Design, index: Ix<Subnet>, mode: BlockPublicAccess) -> PacketSet {
    let public = AddressSet::public(FOLLOWED);
    let cidrs = AddressSet::from_nets(design.subnets.get(index).record.cidrs.iter().copied());
    match [false, true].map(|by_nat_gateway| mode.lets_out(by_nat_gateway)) {
        [false, false] => PacketSet::empty(space),
        [false, true] => {
            let nats = design.subnets.get(index).nat_gateways.iter().map(|nat| design.nat_gateways.get(*nat));
            let own = nats.flat_map(|nat| nat.record.senders().map(|(address, _)| address));
            PacketSet::from_box(space, &PacketBox::any().from(AddressSet::from_addresses(own)).to(public))
        }
        [true, _] => {
            let out = PacketBox::any().from(cidrs.clone()).to(public.clone());
            PacketSet::from_boxes(space, [out, PacketBox::any().from(public).to(cidrs)])
        }
    }
}

/// What the route tables of transit gateways lead from the VPCs that are associated with them.
fn transit(space: &Space, network: &Network) -> PacketSet {
    let design = network.design();
    let mut led = PacketSet::empty(space);
    for (_, own) in design.transit_gateway_attachments.iter() {
        let Some(Ok(vpc)) = own.vpc else { continue };
        let association = own.record.as_ref().and_then(|record| record.association.as_ref());
        let table = association.and_then(|own| design.transit_gateway_tables.find(own.table.as_deref()?));
        let Some(table) = table else { continue };
        let from = AddressSet::from_nets(design.vpcs.get(vpc).record.cidrs.iter().copied()).of(FOLLOWED);
        let to = network.transit_destinations(table).of(FOLLOWED);
        led = led.union(&PacketSet::from_box(space, &PacketBox::any().from(from).to(to)));
    }
    led
}

fn has_public_address(seen: Viewpoint<'_>) -> bool {
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
fn exposed(space: &Space, seen: Viewpoint<'_>) -> PacketSet {
    let near = source_addresses(seen.design, seen.source);
    let public = AddressSet::public(FOLLOWED);
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
