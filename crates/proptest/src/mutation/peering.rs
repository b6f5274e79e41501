//! A peering connection between the two VPCs, and what may be wrong with it.

use hopwise_model::resource::{
    Peer, PeeredVpc, RouteDestination, RouteTarget, RuleAcross, SecurityGroupRule, VpcPeeringConnection,
};
use hopwise_model::{DocumentKind, Inventory, Region, Traffic};
use proptest::prelude::*;
use proptest::sample::select;

use crate::fixture::{cidr, destination, evidence, id, route, rule, security_group};

/// A connection between the two VPCs.
#[derive(Clone, Debug)]
pub struct PeeringChange {
    state: &'static str,
    /// The Regions of both sides, as far as they are printed.
    regions: [Option<&'static str>; 2],
    /// The VPC on the other side.
    other: &'static str,
    /// What the first VPC's tables lead to it.
    there: &'static str,
    /// Whether they lead to it by way of the NAT gateway of a subnet.
    by_nat: bool,
    /// What the second VPC's table leads where.
    back: Option<(&'static str, RouteTarget)>,
    /// The groups that an interface of the second VPC admits, and one of the first is let out to; none where both have no such rule.
    groups: Option<[&'static str; 2]>,
    /// What these rules say of the connection.
    across: Option<(&'static str, &'static str)>,
    /// Whether the first VPC has another peer with the addresses of this one.
    twin: bool,
}

const CONNECTION: &str = "pcx-1";

pub(super) fn change() -> impl Strategy<Value = PeeringChange> {
    let state =
        prop_oneof![8 => Just("active"), 1 => Just("pending-acceptance"), 1 => Just("deleted"), 1 => Just("deleting")];
    let regions = prop_oneof![
        6 => Just([Some("eu-west-1"), Some("eu-west-1")]),
        1 => Just([Some("eu-west-1"), Some("us-east-1")]),
        1 => Just([Some("eu-west-1"), None]),
    ];
    let other = prop_oneof![8 => Just("vpc-b"), 1 => Just("vpc-gone")];
    let there = prop_oneof![6 => Just("10.2.0.0/24"), 1 => Just("10.2.0.0/25"), 2 => Just("0.0.0.0/0")];
    let own = || RouteTarget::VpcPeeringConnection(CONNECTION.to_owned());
    let elsewhere =
        || select(vec![RouteTarget::TransitGateway("tgw-1".to_owned()), RouteTarget::InternetGateway(id("igw-b"))]);
    let back = prop_oneof![
        8 => select(vec!["10.0.0.0/24", "10.0.0.0/24", "10.0.0.0/16", "10.0.0.0/28"]).prop_map(move |block| Some((block, own()))),
        2 => elsewhere().prop_map(|target| Some(("10.0.0.0/24", target))),
        2 => Just(None),
    ];
    let groups = select(vec!["sg-task", "sg-peer", "sg-endpoint", "sg-anothers"]);
    let groups = proptest::option::of((groups.clone(), groups).prop_map(|(one, other)| [one, other]));
    let across = prop_oneof![
        8 => Just(Some((CONNECTION, "active"))),
        1 => Just(Some((CONNECTION, "deleted"))),
        1 => Just(Some(("pcx-2", "active"))),
        1 => Just(None),
    ];
    let weighted = proptest::bool::weighted;
    (state, regions, other, there, weighted(0.3), back, groups, (across, weighted(0.1))).prop_map(
        |(state, regions, other, there, by_nat, back, groups, (across, twin))| PeeringChange {
            state,
            regions,
            other,
            there,
            by_nat,
            back,
            groups,
            across,
            twin,
        },
    )
}

impl PeeringChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        inventory.vpcs.by_id("vpc-b")?;
        inventory.knowledge.complete([DocumentKind::VpcPeeringConnections]);
        let side = |vpc: &str, block: &str, region: Option<&'static str>| PeeredVpc {
            vpc: id(vpc),
            owner: None,
            region: region.and_then(|region| Region::try_from(region).ok()),
            cidrs: vec![cidr(block)],
            resolves_for_peer: None,
        };
        let [one, two] = self.regions;
        inventory.vpc_peering_connections.push(VpcPeeringConnection {
            id: CONNECTION.to_owned(),
            state: self.state.to_owned(),
            requester: side("vpc-a", "10.0.0.0/24", one),
            accepter: side(self.other, "10.2.0.0/24", two),
            name: None,
            evidence: evidence(CONNECTION, 0),
        });
        if self.twin {
            let twin = |own: &VpcPeeringConnection| VpcPeeringConnection {
                id: "pcx-2".to_owned(),
                accepter: PeeredVpc { vpc: id("vpc-gone"), ..own.accepter.clone() },
                ..own.clone()
            };
            let twin = inventory.vpc_peering_connections.last().map(twin);
            inventory.vpc_peering_connections.extend(twin);
        }
        self.lead(inventory);
        if let Some(groups) = self.groups {
            let across = self
                .across
                .map(|(connection, status)| RuleAcross { connection: connection.into(), status: status.into() });
            admit(inventory, groups, across.as_ref());
        }
        Some(format!("{CONNECTION} to {} is {}, {self:?}", self.other, self.state))
    }

    fn lead(&self, inventory: &mut Inventory) {
        let own = RouteTarget::VpcPeeringConnection(CONNECTION.to_owned());
        let there = destination(self.there);
        let public: Vec<_> = inventory.nat_gateways.iter().filter_map(|nat| nat.subnet.clone()).collect();
        for table in inventory.route_tables.filter_mut(|table| table.vpc.as_str() == "vpc-a") {
            let serves_nat =
                table.associations.iter().any(|own| own.subnet.as_ref().is_some_and(|own| public.contains(own)));
            let target =
                if self.by_nat && !serves_nat { RouteTarget::NatGateway(id("nat-public")) } else { own.clone() };
            put(&mut table.routes, there.clone(), target);
        }
        if let Some((block, target)) = &self.back {
            for table in inventory.route_tables.filter_mut(|table| table.vpc.as_str() == "vpc-b") {
                put(&mut table.routes, destination(block), target.clone());
            }
        }
    }
}

fn put(routes: &mut Vec<hopwise_model::resource::Route>, destination: RouteDestination, target: RouteTarget) {
    routes.retain(|own| own.destination != destination);
    routes.push(route(destination, target));
}

/// The second VPC's interface admits one group alone, and the groups of the first VPC's interfaces let out to another one alone.
fn admit(inventory: &mut Inventory, [from, to]: [&str; 2], across: Option<&RuleAcross>) {
    let mut peer = security_group("sg-peer", "vpc-b");
    let names = |group: &str, other: &str| SecurityGroupRule {
        across: across.cloned().map(Box::new),
        ..rule(group, 0, Traffic::All, Peer::Group(id(other)))
    };
    peer.ingress = vec![names("sg-peer", from)];
    inventory.security_groups.push(peer);
    for own in inventory.network_interfaces.filter_mut(|own| own.id.as_str() == "eni-other") {
        own.groups = [id("sg-peer")].into();
    }
    for group in inventory.security_groups.filter_mut(|group| group.id.as_str() == "sg-task") {
        group.egress = vec![names("sg-task", to)];
    }
}
