//! Designs that are drawn, with one thing broken: the diagnosis blames it, or the packets of every step go as before, or
//! they arrive by another way.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges, Reach, Verdict};
use hopwise_explain::{Diagnosis, Fault, StepDiagnosis, judge};
use hopwise_model::Inventory;
use hopwise_proptest::Designs;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What became of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Became {
    /// A step is stopped, and the diagnosis blames what broke.
    Blamed,
    /// Every step has its verdict and its way.
    Nothing,
    /// Every step has its verdict, and some another way.
    AnotherWay,
    /// No step is stopped, and of some it is not known any more.
    Unsettled,
}

fn judged(inventory: &Inventory, network: &Network) -> Diagnosis {
    let selected = workloads(inventory, &Selection::default()).unwrap();
    judge(inventory, network, selected, &PublishedRanges::new()).unwrap()
}

/// Each step by who takes it, where, and what it asks.
fn steps(found: &Diagnosis) -> BTreeMap<(String, String, String), &StepDiagnosis> {
    let all = found.placements.iter().filter_map(|own| Some((own, own.placement.as_ref()?)));
    all.flat_map(|(own, place)| {
        own.steps.iter().map(move |step| {
            let what = format!("{:?} {}", step.step.kind, step.step.host);
            ((format!("{:?}", own.workload.subject), place.subnet.to_string(), what), step)
        })
    })
    .collect()
}

/// The ids of everything that packets of a step meet, there and back.
fn way(step: &StepDiagnosis) -> Vec<Vec<String>> {
    let flows = step.reach.iter().flat_map(Reach::flows);
    flows.map(|flow| flow.forward.iter().chain(&flow.back).map(|hop| hop.id.clone()).collect()).collect()
}

fn became(fault: &Fault, before: &Inventory, network: &Network, sound: &Diagnosis) -> Became {
    let mut after = before.clone();
    assert!(fault.apply(&mut after), "{fault:?} breaks nothing");
    let design = network.design().changed(before, &after).unwrap();
    let broken = network.changed(design);
    let found = judged(&after, &broken);
    let (was, is) = (steps(sound), steps(&found));
    let mut result = Became::Nothing;
    for (key, step) in &is {
        // A service whose tasks are all gone is looked at by itself.
        let Some(before) = was.get(key) else { continue };
        if before.verdict != Verdict::Delivered {
            continue;
        }
        if step.verdict != Verdict::Delivered {
            let said = (&step.verdict, &step.block, &step.cause, &step.denial, &step.gaps);
            assert!(fault.blames(step), "{key:?} is stopped by {fault:?}, and that is said of it: {said:#?}");
        }
        let own = match step.verdict {
            Verdict::Delivered if way(step) == way(before) => Became::Nothing,
            Verdict::Delivered => Became::AnotherWay,
            Verdict::Undetermined => Became::Unsettled,
            Verdict::Blocked | Verdict::Partial => Became::Blamed,
        };
        result = match (result, own) {
            (Became::Blamed, _) | (_, Became::Blamed) => Became::Blamed,
            (Became::Unsettled, _) | (_, Became::Unsettled) => Became::Unsettled,
            (Became::AnotherWay, _) | (_, Became::AnotherWay) => Became::AnotherWay,
            (Became::Nothing, Became::Nothing) => Became::Nothing,
        };
    }
    result
}

/// How many designs each fault is tried on.
const ENOUGH: usize = 200;

#[test]
fn what_breaks_is_blamed() {
    let designs = Designs::new().services(1..=2).zones(1..=2);
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, BTreeMap<Became, usize>> = BTreeMap::new();
    let mut tried = 0;
    while tried < ENOUGH || counts.values().any(|own| own.values().sum::<usize>() < ENOUGH) {
        assert!(tried < 2000, "some faults are too rare: {counts:#?}");
        let account = designs.new_tree(&mut runner).unwrap().current();
        let inventory = account.inventory().unwrap();
        let network = Network::new(inventory.clone().validate().unwrap());
        let sound = judged(&inventory, &network);
        if sound.verdict() != Verdict::Delivered {
            continue;
        }
        tried += 1;
        let mut done: Vec<&str> = Vec::new();
        let mut all = Fault::all(&inventory);
        // Another one of each kind with each design.
        let turn = tried % all.len().max(1);
        all.rotate_left(turn);
        for fault in all {
            let enough = counts.get(fault.as_str()).is_some_and(|own| own.values().sum::<usize>() == ENOUGH);
            if done.contains(&fault.as_str()) || enough {
                continue;
            }
            done.push(fault.as_str());
            let became = became(&fault, &inventory, &network, &sound);
            *counts.entry(fault.as_str()).or_default().entry(became).or_default() += 1;
        }
    }
    // Each did stop something, and was blamed; those that other things can make up for less often.
    for (fault, became) in &counts {
        let blamed = became.get(&Became::Blamed).copied().unwrap_or_default();
        assert!(blamed >= 3, "{fault} is blamed {blamed} times: {became:?}");
    }
    assert_eq!(counts.len(), 16, "a fault is never tried: {:?}", counts.keys());
}
