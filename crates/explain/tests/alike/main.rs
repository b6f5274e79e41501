//! Placements that are alike are looked at together: of each the same is said as when it is looked at alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::cell::Cell;

use hopwise_ecs::{Selection, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges, Reach, Verdict};
use hopwise_explain::{Fault, PlacementDiagnosis, judge};
use hopwise_model::Inventory;
use hopwise_model::resource::Peer;
use hopwise_proptest::Designs;
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::sample::Index;

/// What is said of a placement: of each step the verdict, what stops it and why, what is not known, and the hops.
fn answer(own: &PlacementDiagnosis) -> String {
    let steps = own.steps.iter().map(|step| {
        let flows = step.reach.iter().flat_map(Reach::flows);
        let hops = flows.flat_map(|flow| flow.forward.iter().chain(&flow.back)).map(|hop| hop.id.clone());
        let hops: Vec<String> = hops.collect();
        format!("{:?}", (&step.step.host, step.verdict, &step.block, &step.cause, &step.gaps, hops))
    });
    format!("{:?} {:?} {}", own.placement, own.verdict, steps.collect::<Vec<_>>().join("\n"))
}

fn placements(inventory: &Inventory, network: &Network, selected: Vec<Workload>) -> Vec<String> {
    let found = judge(inventory, network, selected, &PublishedRanges::new()).unwrap();
    assert!(inventory.tasks.len() >= found.placements.iter().filter(|own| own.placement.is_none()).count());
    found.placements.iter().map(answer).collect()
}

/// Rules for a whole VPC are for one task alone: what tells placements apart that are alike in all else.
fn tell_apart(inventory: &mut Inventory, which: Index) {
    let tasks: Vec<IpNet> = inventory.tasks.iter().filter_map(|own| own.private_address).map(IpNet::from).collect();
    let Some(only) = (!tasks.is_empty()).then(|| *which.get(&tasks)) else { return };
    let blocks: Vec<IpNet> = inventory.vpcs.iter().flat_map(|own| own.cidrs.clone()).collect();
    for group in inventory.security_groups.filter_mut(|_| true) {
        for rule in &mut group.ingress {
            if matches!(rule.peer, Peer::Cidr(block) if blocks.contains(&block)) {
                rule.peer = Peer::Cidr(only);
            }
        }
    }
}

#[test]
fn of_each_placement_the_same_is_said_as_of_it_alone() {
    let (stopped, apart) = (Cell::new(0), Cell::new(0));
    let designs = prop_oneof![
        Designs::new().services(1..=2).zones(1..=2),
        Designs::new().services(1).zones(1).dual_stack(),
        Designs::new().services(1).zones(1..=2).hub(),
    ];
    let strategy = (designs, proptest::option::of(any::<Index>()), any::<Index>(), any::<bool>());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    let result = runner.run(&strategy, |(mut account, fault, which, one_only)| {
        // Four tasks of each service in one or two subnets, so that some are alike.
        account.services.iter_mut().for_each(|own| own.tasks = 4);
        let mut inventory = account.inventory().map_err(|refused| TestCaseError::fail(refused.to_string()))?;
        if one_only {
            tell_apart(&mut inventory, which);
        }
        if let Some(fault) = fault {
            let all = Fault::all(&inventory);
            prop_assume!(all[fault.index(all.len())].apply(&mut inventory));
        }
        let network = Network::new(inventory.clone().validate().unwrap());
        let selected = workloads(&inventory, &Selection::default()).unwrap().workloads;
        let together = placements(&inventory, &network, selected.clone());
        let alone: Vec<String> =
            selected.into_iter().flat_map(|own| placements(&inventory, &network, vec![own])).collect();
        prop_assert_eq!(&together, &alone);
        let is = |verdict: Verdict| {
            let word = format!("{verdict:?}");
            together.iter().any(|own| own.contains(&word))
        };
        stopped.set(stopped.get() + u32::from(is(Verdict::Blocked)));
        apart.set(apart.get() + u32::from(one_only && is(Verdict::Blocked) && is(Verdict::Delivered)));
        Ok(())
    });
    result.unwrap();
    assert!(stopped.get() >= 5 && apart.get() >= 1, "{stopped:?} {apart:?}");
}
