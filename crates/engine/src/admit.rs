//! What filters let through and where tables lead, each by itself: whatever comes before or after it on a way.

use hopwise_model::design::{Design, Ix, NetworkAcl, SecurityGroup, Source, Subnet, Target, TransitGatewayTable, Vpc};
use hopwise_model::resource::{Direction, NatState, RouteState};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};

use crate::filter::CompiledEnds;
use crate::filter_across::{Placed, across, peers_elsewhere};
use crate::network::Network;
use crate::question::source_addresses;
use crate::route::Choice;
use crate::transit_route::{TransitChoice, route_at};

impl Network {
    /// The addresses that a transit gateway's table leads to for certain.
    #[must_use]
    pub fn transit_destinations(&self, table: Ix<TransitGatewayTable>) -> AddressSet {
        let found = self.design().transit_gateway_tables.get(table);
        let is_active = |choice: &TransitChoice| match choice {
            TransitChoice::Route(number) => route_at(found, *number).is_some_and(|route| route.state != "blackhole"),
            TransitChoice::None | TransitChoice::Unknown(_) => false,
        };
        let parts = self.transit_table(table).map_or(&[][..], |compiled| &compiled.parts);
        AddressSet::union_all(parts.iter().filter(|(choice, _)| is_active(choice)).map(|(_, part)| part))
    }

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
                    let Some(vpc) = vpc else {
                        return between(rule.traffic.clone(), direction, near, &AddressSet::empty());
                    };
                    let design = others.design();
                    let placed = others.placed_in(source, peer.as_str());
                    let home = source
                        .subnet(design)
                        .and_then(Result::ok)
                        .and_then(|own| design.subnets.get(own).vpc.clone().ok());
                    let placed_at = home.map(|vpc| Placed { vpc, addresses: &placed });
                    let by = across(&rule.rule);
                    let elsewhere = peers_elsewhere(design, vpc, peer.as_str(), direction, by, placed_at.as_ref());
                    let own = if home == Some(vpc) { placed.clone() } else { AddressSet::empty() };
                    let known = others.peers(vpc, peer).known.union(&own);
                    elsewhere.map_or(known.clone(), |elsewhere| known.union(&elsewhere.known))
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
        let carries = !placement.is_anybody
            && groups.any(|own| self.design().security_groups.get(*own).record.id.as_str() == group);
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
        decided.parts(|place| entries.get(place).is_some_and(|entry| entry.allow))
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
        Target::VpcPeeringConnection(connection) => design.vpc_peering_connections.get(*connection).record.is_active(),
        Target::TransitGateway(attachment) => {
            design.transit_gateway_attachments.get(*attachment).passes() != Some(false)
        }
        Target::Local | Target::GatewayEndpoint(_) | Target::Unknown { .. } => true,
    }
}

#[cfg(test)]
mod tests {
    use hopwise_model::design::{Placement, PublicAddress};
    use hopwise_model::resource::RouteTarget;
    use hopwise_model::{DocumentKind, Inventory};
    use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};
    use hopwise_proptest::fixture::{destination, id};

    use super::*;

    fn inventory() -> Inventory {
        let plan = Plan {
            subnets: 4,
            egress: Egress::Nat,
            nat_addresses: 1,
            gateway_endpoint: true,
            endpoint_interfaces: 1,
            groups_on_interfaces: true,
            acls: AclStyle::Open,
            groups: GroupStyle::Open,
            zones: Zones::Both,
            automatic_zones: true,
            second_block: false,
            second_vpc: true,
            endpoint_default: true,
            edge_table: false,
        };
        plan.build()
    }

    /// The main table's default route, and S3 by the gateway endpoint: what a way out needs to work is its route and what
    /// the route leads to.
    #[test]
    fn tables_lead_where_it_works() {
        type Change<'a> = &'a dyn Fn(&mut Inventory);
        let nat = || RouteTarget::NatGateway(id("nat-public"));
        let gateway = |name: &str| RouteTarget::InternetGateway(id(name));
        let blackhole = |inventory: &mut Inventory| {
            let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
            for route in table.routes.iter_mut().filter(|route| route.destination == destination("0.0.0.0/0")) {
                route.state = RouteState::Blackhole;
            }
        };
        let state = |state: NatState| {
            move |inventory: &mut Inventory| {
                let nat = inventory.nat_gateways.find_mut(|nat| nat.id.as_str() == "nat-public").unwrap();
                nat.state = state.clone();
            }
        };
        let unknown = |inventory: &mut Inventory| inventory.knowledge.forget(DocumentKind::RouteTables);
        let nothing = |_: &mut Inventory| {};
        let cases: [(&str, RouteTarget, Change<'_>, [bool; 2]); 10] = [
            ("a NAT gateway", nat(), &nothing, [true, true]),
            ("one that is pending", nat(), &state(NatState::Pending), [false, true]),
            ("one that is gone", nat(), &state(NatState::Deleted), [false, true]),
            ("a blackhole", nat(), &blackhole, [false, true]),
            ("a gateway that is attached", gateway("igw-a"), &nothing, [true, true]),
            ("one that is not", gateway("igw-spare"), &nothing, [false, true]),
            ("another VPC's", gateway("igw-b"), &nothing, [false, true]),
            ("one that is not in the snapshot", gateway("igw-gone"), &nothing, [true, true]),
            ("what nobody evaluates", RouteTarget::TransitGateway("tgw-1".to_owned()), &nothing, [true, true]),
            ("a table that is not known", nat(), &unknown, [false, false]),
        ];
        for (what, target, change, expected) in cases {
            let mut inventory = inventory();
            let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
            for route in table.routes.iter_mut().filter(|route| route.destination == destination("0.0.0.0/0")) {
                route.target = target.clone();
            }
            change(&mut inventory);
            let network = Network::new(inventory.validate().unwrap());
            let routed = network.routed(network.design().subnets.find("subnet-task").unwrap());
            let leads = [[8, 8, 8, 8], [52, 218, 0, 1]].map(|address| routed.contains(address.into()));
            assert_eq!(leads, expected, "{what}: {routed}");
        }
    }

    /// A placement is a member of the groups that it would carry.
    #[test]
    fn a_placement_is_behind_the_groups_that_it_carries() {
        let network = Network::new(inventory().validate().unwrap());
        let design = network.design();
        let placement = Source::Placement(Placement {
            subnet: design.subnets.find("subnet-task").unwrap(),
            groups: vec![Ok(design.security_groups.find("sg-closed").unwrap())],
            address: Some([10, 0, 0, 13].into()),
            public: PublicAddress::None,
            is_anybody: false,
        });
        let at = |source: &Source, group| network.placed_in(source, group).to_string();
        assert_eq!(at(&placement, "sg-closed"), "10.0.0.13");
        assert!(network.placed_in(&placement, "sg-task").is_empty());
        let interface = Source::Interface(design.network_interfaces.find("eni-task").unwrap());
        assert!(network.placed_in(&interface, "sg-task").is_empty(), "it is placed already");
    }
}
