use std::cell::RefCell;
use std::collections::BTreeMap;

use hopwise_model::design::{Source, Wanted};
use hopwise_oracle::{Choices, Outcome, walk};
use hopwise_packet::{Packet, Protocol};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::*;
use crate::question::seed;

/// Runs a test on many cases without keeping regressions: nothing here depends on one case.
fn cases<S: Strategy>(count: u32, strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases: count, failure_persistence: None, ..Config::default() };
    TestRunner::new(config).run(&strategy, test).unwrap();
}

#[test]
fn every_inventory_validates() {
    cases(2000, broken(), |broken| {
        // Options of the account are denied, or those of one account: both are changes, and no document of a whole design.
        let options = hopwise_model::DocumentKind::VpcBlockPublicAccessOptions;
        for kind in hopwise_model::DocumentKind::ALL.iter().filter(|kind| **kind != options) {
            let mut without = broken.inventory.clone();
            crate::mutation::forget(&mut without, *kind);
            prop_assert_eq!(broken.inventory.knowledge.knows_everywhere(*kind) || without == broken.inventory, true);
        }
        prop_assert!(broken.inventory.validate().is_ok(), "{:?}", broken.changes);
        Ok(())
    });
}

#[test]
fn packets_get_deep_and_end_in_many_ways() {
    let ends: RefCell<BTreeMap<String, u32>> = RefCell::default();
    cases(3000, (broken(), seed()), |(broken, seed)| {
        let design = broken.inventory.validate().unwrap();
        let Some(question) = seed.on(&design) else { return Ok(()) };
        let answer = walk(&design, &question.source, question.wanted, &question.packet, &question.choices);
        let hops: Vec<&str> = answer.forward.iter().map(|hop| hop.component.as_str()).collect();
        let key = match &answer.outcome {
            Outcome::Delivered if hops.contains(&"nat_gateway") => "delivered through a NAT gateway".to_owned(),
            Outcome::Delivered if hops.last() == Some(&"vpc_endpoint") => "delivered to a gateway endpoint".to_owned(),
            Outcome::Delivered => "delivered".to_owned(),
            Outcome::Blocked { leg, component, code, .. } => format!("{leg} {component} {code}"),
            Outcome::Undetermined { leg, .. } => format!("{leg} undetermined"),
        };
        *ends.borrow_mut().entry(key).or_default() += 1;
        Ok(())
    });
    let ends = ends.into_inner();
    for deep in ["delivered through a NAT gateway", "delivered to a gateway endpoint", "delivered"] {
        assert!(ends.get(deep).copied().unwrap_or(0) > 50, "{deep}: {ends:#?}");
    }
    assert!(ends.len() > 25, "{ends:#?}");
}

#[test]
fn a_plan_with_four_subnets_works() {
    cases(500, plan(), |plan| {
        // See what the plan says of the one kind of egress that is left out.
        prop_assume!(plan.egress != Egress::RegionalThenZonal);
        let plan = Plan { subnets: 4, zones: Zones::Both, ..plan };
        let design = plan.build().validate().unwrap();
        let source = Source::Interface(design.network_interfaces.find("eni-task").unwrap());
        let mut destinations = vec!["8.8.8.8", "52.218.9.1"];
        if plan.endpoint_interfaces > 0 {
            destinations.push("10.0.0.44");
        }
        for destination in destinations {
            let (source_port, destination_port) = (40_000, 443);
            let (from, to) = ("10.0.0.4".parse().unwrap(), destination.parse().unwrap());
            let protocol = Protocol::TCP;
            let packet = Packet { protocol, source: from, source_port, destination: to, destination_port };
            let answer = walk(&design, &source, Wanted::Anyone, &packet, &Choices::default());
            prop_assert_eq!(answer.outcome, Outcome::Delivered, "{}", packet);
        }
        Ok(())
    });
}
