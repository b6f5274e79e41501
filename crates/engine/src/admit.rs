//! What filters let through and where tables lead, each by itself: whatever comes before or after it on a way.

use hopwise_model::design::{Design, Ix, NetworkAcl, SecurityGroup, Source, Subnet, Target, Vpc};
use hopwise_model::resource::{Direction, NatState, RouteState};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};

use crate::filter::CompiledEnds;
use crate::network::Network;
use crate::question::source_addresses;
use crate::route::Choice;

impl Network {
    /// What the rules of a security group let through in one direction, at interfaces with the addresses `near` in the
    /// group's VPC. Who is behind the groups that the rules name is asked of `others`, a network and a source in it that
    /// counts as a member of what it would carry: this one, or one that was changed. Ends of rules that are not known
    /// count as nobody.
    ///
    /// From the same compiled rules as walks: linear in them, times the size of the set.
    #[must_use]
    pub fn group_admits(
        &self,
        space: &Space,
        group: Ix<SecurityGroup>,
        direction: Direction,
        near: &AddressSet,
        others: (&Self, &Source),
    ) -> PacketSet {
        let (others, source) = others;
        let vpc = self.design().security_groups.get(group).vpc.map(|vpc| &self.design().vpcs.get(vpc).record.id);
        let vpc = vpc.and_then(|vpc| others.design().vpcs.find(vpc.as_str()));
        let rules = self.group(group).map_or(&[][..], |compiled| compiled.rules(direction));
        let boxes = rules.iter().map(|rule| {
            let far = match &rule.ends {
                CompiledEnds::Addresses(addresses) => addresses.clone(),
                CompiledEnds::Unknown(_) => AddressSet::empty(),
                CompiledEnds::Group(peer) => {
                    let known = vpc.map_or_else(AddressSet::empty, |vpc| others.peers(vpc, peer).known.clone());
                    known.union(&others.placed_in(source, peer.as_str()))
                }
            };
            between(rule.traffic.clone(), direction, near, &far)
        });
        PacketSet::from_boxes(space, boxes)
    }

    /// The addresses of a placement that carries a group; none of what is not placed yet.
    #[must_use]
    pub fn placed_in(&self, source: &Source, group: &str) -> AddressSet {
        let Source::Placement(placement) = source else { return AddressSet::empty() };
        let mut groups = placement.groups.iter().flatten();
        let carries = groups.any(|own| self.design().security_groups.get(*own).record.id.as_str() == group);
        if carries { source_addresses(self.design(), source) } else { AddressSet::empty() }
    }

    /// What the entries of a network ACL let through in one direction, to and from the addresses `near` of its subnets.
    /// The first entry that fits decides.
    ///
    /// From the same compiled entries as walks: linear in them, times the size of the set.
    #[must_use]
    pub fn acl_admits(&self, space: &Space, acl: Ix<NetworkAcl>, direction: Direction, near: &AddressSet) -> PacketSet {
        let entries = self.acl(acl, direction);
        let all = PacketSet::from_box(space, &between(PacketBox::any(), direction, near, &AddressSet::all()));
        let decided = all.first_match(entries.iter().map(|entry| &entry.packets));
        decided.parts(|place| entries.get(place).is_some_and(|entry| entry.entry.allow))
    }

    /// The addresses to which the route table of a subnet leads packets, and where what it leads to works: a gateway
    /// that is attached to the VPC, a NAT gateway that is available. Whatever is not known works.
    ///
    /// From the same compiled table as walks: linear in its parts.
    #[must_use]
    pub fn routed(&self, subnet: Ix<Subnet>) -> AddressSet {
        let subnet = self.design().subnets.get(subnet);
        let Ok(table) = subnet.route_table else { return AddressSet::empty() };
        let routes = self.design().route_tables.get(table);
        let vpc = subnet.vpc.as_ref().ok().copied();
        let works = |number: usize| {
            let record = routes.record.routes.get(number);
            let target = routes.routes.get(number).map(|route| &route.target);
            record.is_some_and(|record| record.state != RouteState::Blackhole)
                && target.is_some_and(|target| works(self.design(), vpc, target))
        };
        let parts = self.table(table).map_or(&[][..], |compiled| &compiled.parts);
        let leading = parts.iter().filter(|(choice, _)| matches!(choice, Choice::Route(number) if works(*number)));
        leading.fold(AddressSet::empty(), |all, (_, addresses)| all.union(addresses))
    }
}

/// Restricts packets to those between an interface or a subnet and the far ends of a rule.
fn between(packets: PacketBox, direction: Direction, near: &AddressSet, far: &AddressSet) -> PacketBox {
    match direction {
        Direction::Egress => packets.from(near.clone()).to(far.clone()),
        Direction::Ingress => packets.to(near.clone()).from(far.clone()),
    }
}

fn works(design: &Design, vpc: Option<Ix<Vpc>>, target: &Target) -> bool {
    match target {
        Target::InternetGateway(gateway) => {
            let attached = design.internet_gateways.get(*gateway).attached.as_ref();
            attached.and_then(|attached| attached.as_ref().ok().copied()).is_some_and(|attached| Some(attached) == vpc)
        }
        Target::NatGateway(nat) => design.nat_gateways.get(*nat).record.state == NatState::Available,
        Target::Local | Target::GatewayEndpoint(_) | Target::Unknown { .. } => true,
    }
}
