//! The map that packets move on, as `petgraph`'s algorithms see it. That the walk keeps to it is held by the comparison with
//! the oracle.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

mod index;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use hopwise_engine::{Graph, Place};
use hopwise_model::Inventory;
use hopwise_model::design::Design;
use hopwise_model::resource::{RouteTable, RouteTarget};
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones, broken, plan};
use hopwise_proptest::fixture::{destination, route, route_table, vpc};
use petgraph::algo::dominators::simple_fast;
use petgraph::algo::{articulation_points, has_path_connecting};
use petgraph::dot::Dot;
use petgraph::visit::{EdgeRef, IntoEdgeReferences, NodeCount, NodeIndexable, VisitMap, Visitable};
use proptest::prelude::*;

proptest! {
    #[test]
    fn places_have_numbers_and_moves_lead_to_places(broken in broken()) {
        let design = broken.inventory.validate().unwrap();
        let graph = Graph::new(&design);
        let places: Vec<Place> = graph.places().collect();
        prop_assert_eq!(places.len(), graph.node_count());
        let numbers: Vec<usize> = places.iter().map(|place| graph.to_index(*place)).collect();
        prop_assert_eq!(numbers.clone(), (0..graph.node_bound()).collect::<Vec<_>>());
        let back: Vec<Place> = numbers.iter().map(|number| graph.from_index(*number)).collect();
        prop_assert_eq!(&back, &places);
        let known: BTreeSet<Place> = places.iter().copied().collect();
        for edge in graph.edge_references() {
            prop_assert!(known.contains(&edge.source()) && known.contains(&edge.target()), "{:?}", edge);
        }
        let joined: BTreeSet<(Place, Place)> =
            graph.edge_references().map(|edge| (edge.source(), edge.target())).collect();
        for pair in places.iter().flat_map(|from| places.iter().map(move |to| (*from, *to))) {
            prop_assert_eq!(graph.joins(pair.0, pair.1), joined.contains(&pair), "{:?}", pair);
        }
    }

    #[test]
    fn a_single_way_out_is_a_single_point_of_failure(plan in plan()) {
        let plan = Plan { subnets: 2, egress: Egress::Nat, second_vpc: false, ..plan };
        let design = plan.build().validate().unwrap();
        let graph = Graph::new(&design);
        let [task, gateway] = [interface(&design, "eni-task"), gateway(&design, "igw-a")];
        prop_assert!(has_path_connecting(graph, task, Place::Internet, None));
        let dominators = simple_fast(graph, task);
        let through: Vec<Place> = dominators.dominators(Place::Internet).into_iter().flatten().collect();
        prop_assert!(through.contains(&gateway), "{:?}", through);
        prop_assert!(graph.cuts(task).needs(Place::Internet, gateway));
        prop_assert_eq!(graph.ways(task, Place::Internet, gateway, graph.places()), []);
        prop_assert!(articulation_points::articulation_points(graph).contains(&gateway));
        let drawn = format!("{:?}", Dot::new(graph));
        prop_assert_eq!(drawn.matches(" -> ").count(), graph.edge_references().count());
    }
}

fn interface(design: &Design, id: &str) -> Place {
    Place::Interface(design.network_interfaces.find(id).unwrap())
}

fn gateway(design: &Design, id: &str) -> Place {
    Place::InternetGateway(design.internet_gateways.find(id).unwrap())
}

/// What several tables lead to is one place, whose loss all of them feel.
#[test]
fn what_lies_beyond_is_one_place_for_every_table() {
    let to = |gateway: &str| route(destination("10.9.0.0/16"), RouteTarget::TransitGateway(gateway.to_owned()));
    let table = |name: &str, gateway: &str| {
        let table = route_table(name, "vpc-a");
        RouteTable { routes: table.routes.iter().cloned().chain([to(gateway)]).collect(), ..table }
    };
    let tables = vec![table("rtb-a", "tgw-a"), table("rtb-b", "tgw-a"), table("rtb-c", "tgw-b")];
    let inventory = Inventory {
        vpcs: vec![vpc("vpc-a", "10.0.0.0/16")].into(),
        route_tables: tables.into(),
        ..Inventory::default()
    };
    let design = inventory.validate().unwrap();
    let graph = Graph::new(&design);
    let beyond = |table| {
        let table = Place::RouteTable(design.route_tables.find(table).unwrap());
        let mut places = graph.moves(table).map(|(_, place)| place);
        places.find(|place| matches!(place, Place::Beyond(_))).unwrap()
    };
    assert_eq!(beyond("rtb-a"), beyond("rtb-b"));
    assert_ne!(beyond("rtb-a"), beyond("rtb-c"));
    assert_eq!(graph.places().filter(|place| matches!(place, Place::Beyond(_))).count(), 2);
}

/// A zonal NAT gateway is at the wire of its own subnet alone, a regional one at that of every subnet of its VPC.
#[test]
fn a_nat_gateway_is_met_where_its_address_may_be() {
    let plan = Plan {
        subnets: 4,
        egress: Egress::Nat,
        nat_addresses: 1,
        gateway_endpoint: false,
        endpoint_interfaces: 0,
        groups_on_interfaces: false,
        acls: AclStyle::Open,
        groups: GroupStyle::Open,
        zones: Zones::Both,
        automatic_zones: true,
        second_block: false,
        second_vpc: true,
        endpoint_default: false,
        edge_table: false,
    };
    let design = plan.build().validate().unwrap();
    let graph = Graph::new(&design);
    let met = |subnet: &str| {
        let subnet = Place::Subnet(design.subnets.find(subnet).unwrap());
        let nat = |id| Place::NatGateway(design.nat_gateways.find(id).unwrap());
        ["nat-public", "nat-private", "nat-regional"].map(|id| graph.joins(subnet, nat(id)))
    };
    assert_eq!(met("subnet-task"), [false, false, true]);
    assert_eq!(met("subnet-public"), [true, false, true]);
    assert_eq!(met("subnet-private"), [false, true, true]);
    assert_eq!(met("subnet-other"), [false, false, false]);
}

/// A place is a cut exactly where nothing leads on without it.
#[test]
fn a_cut_is_what_nothing_leads_around() {
    let counts = [AtomicUsize::new(0), AtomicUsize::new(0)];
    proptest!(|(plan in plan())| {
        let design = plan.build().validate().unwrap();
        let graph = Graph::new(&design);
        let task = interface(&design, "eni-task");
        let cuts = graph.cuts(task);
        for gone in graph.places().filter(|place| *place != task && *place != Place::Internet) {
            let is_cut = cuts.needs(Place::Internet, gone);
            let around = graph.ways(task, Place::Internet, gone, [task]);
            prop_assert_eq!(is_cut, around.is_empty() && cuts.to(Place::Internet).is_some(), "{:?}", gone);
            counts[usize::from(is_cut)].fetch_add(1, Ordering::Relaxed);
        }
    });
    assert!(counts.iter().all(|count| count.load(Ordering::Relaxed) > 100), "{counts:?}");
}

#[test]
fn what_was_visited_is_forgotten() {
    let inventory = hopwise_model::Inventory::default();
    let design = inventory.validate().unwrap();
    let graph = Graph::new(&design);
    let mut visited = graph.visit_map();
    assert!(visited.visit(Place::Internet) && visited.is_visited(&Place::Internet));
    graph.reset_map(&mut visited);
    assert!(!visited.is_visited(&Place::Internet));
}
