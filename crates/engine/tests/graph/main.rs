//! The map that packets move on, as `petgraph`'s algorithms see it. That the walk keeps to it is held by the comparison with
//! the oracle.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use std::collections::BTreeSet;

use hopwise_engine::{Graph, Place};
use hopwise_model::design::Design;
use hopwise_proptest::design::{Egress, Plan, broken, plan};
use petgraph::algo::dominators::simple_fast;
use petgraph::algo::{articulation_points, has_path_connecting};
use petgraph::dot::Dot;
use petgraph::visit::{EdgeRef, IntoEdgeReferences, NodeCount, NodeIndexable};
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
        let known: BTreeSet<Place> = places.into_iter().collect();
        for edge in graph.edge_references() {
            prop_assert!(known.contains(&edge.source()) && known.contains(&edge.target()), "{:?}", edge);
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
