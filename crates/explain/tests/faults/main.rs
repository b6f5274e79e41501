//! Designs that are drawn, with one thing broken: the diagnosis blames it, or the packets of every step go as before, or
//! they arrive by another way.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use hopwise_ecs::{Selection, workloads};
use hopwise_engine::{Network, PublishedRanges, Reach, Verdict};
use hopwise_explain::{Diagnosis, Fault, StepDiagnosis, judge};
use hopwise_model::{Gap, Inventory, NotEvaluated};
use hopwise_proptest::{Designs, Nat};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// What became of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Transition {
    /// A step is stopped, and the diagnosis blames what broke.
    Blamed,
    /// Every step has its verdict and its way.
    Nothing,
    /// Every step has its verdict, and some another way; or some go by a hub that does not serve them.
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

/// Whether something is not known because packets now go where nothing is evaluated: by IPv6, back to a transit gateway that
/// they came by, or into a zone where its attachment is not, of which AWS does not say by which other one they enter.
const fn is_not_followed(gap: &Gap) -> bool {
    matches!(
        gap,
        Gap::NotEvaluated {
            what: NotEvaluated::TransitGateway | NotEvaluated::TransitGatewayZone | NotEvaluated::Ipv6,
            ..
        }
    )
}

/// Whether packets that went to an endpoint are sent to a transit gateway now, where something else stops them that was so
/// before: a spoke's task without its endpoint asks by the hub, which does not serve all.
fn goes_by_hub(fault: &Fault, before: &StepDiagnosis, step: &StepDiagnosis) -> bool {
    let by_hub = |step: &StepDiagnosis| way(step).iter().flatten().any(|id| id.starts_with("tgw-"));
    let of_endpoint = matches!(
        fault,
        Fault::Endpoint { .. }
            | Fault::EndpointRoute { .. }
            | Fault::EndpointInterface { .. }
            | Fault::PrivateDns { .. }
            | Fault::Dns { .. }
    );
    of_endpoint && !by_hub(before) && by_hub(step)
}

fn became(fault: &Fault, before: &Inventory, network: &Network, sound: &Diagnosis) -> Transition {
    let mut after = before.clone();
    assert!(fault.apply(&mut after), "{fault:?} breaks nothing");
    let design = network.design().changed(before, &after).unwrap();
    let broken = network.changed(design);
    let found = judged(&after, &broken);
    let (was, is) = (steps(sound), steps(&found));
    let mut result = Transition::Nothing;
    for (key, step) in &is {
        // A service whose tasks are all gone is looked at by itself.
        let Some(before) = was.get(key) else { continue };
        // What was not known may be stopped by what broke, and by nothing else.
        let is_decided = before.verdict == Verdict::Undetermined && step.verdict == Verdict::Blocked;
        // With one subnet left it is known where packets enter, and what is wrong there was so before.
        let is_known_now = matches!(fault, Fault::AttachmentSubnet { .. }) && before.gaps.iter().any(is_not_followed);
        let is_decided = is_decided && !is_known_now;
        if before.verdict != Verdict::Delivered && !is_decided {
            continue;
        }
        if step.verdict != Verdict::Delivered {
            let answer = (&step.verdict, &step.block, &step.cause, &step.denial, &step.gaps);
            let is_open = step.verdict == Verdict::Undetermined && step.gaps.iter().all(is_not_followed);
            assert!(
                fault.blames(step) || is_open || goes_by_hub(fault, before, step),
                "{key:?} is stopped by {fault:?}, and this is said of it: {answer:#?}"
            );
        }
        let own = match step.verdict {
            Verdict::Delivered if way(step) == way(before) => Transition::Nothing,
            Verdict::Delivered => Transition::AnotherWay,
            Verdict::Undetermined => Transition::Unsettled,
            Verdict::Blocked | Verdict::Partial if !fault.blames(step) => Transition::AnotherWay,
            Verdict::Blocked | Verdict::Partial => Transition::Blamed,
        };
        result = match (result, own) {
            (Transition::Blamed, _) | (_, Transition::Blamed) => Transition::Blamed,
            (Transition::Unsettled, _) | (_, Transition::Unsettled) => Transition::Unsettled,
            (Transition::AnotherWay, _) | (_, Transition::AnotherWay) => Transition::AnotherWay,
            (Transition::Nothing, Transition::Nothing) => Transition::Nothing,
        };
    }
    result
}

/// How many designs each fault is tried on.
const ENOUGH: usize = 200;

#[test]
fn what_breaks_is_blamed() {
    let one = Designs::new().services(1..=2).zones(1..=2);
    let hub = one.clone().hub().nat(Nat::Single).services(1);
    let peers = one.clone().peered().services(1);
    let all = one.clone().everything();
    // Of each single VPC, there is one of IPv6, and one with everything that there may be besides.
    let designs = [&hub, &peers, &one, &hub, &peers, &one.clone().dual_stack(), &all];
    let mut runner = TestRunner::deterministic();
    let mut counts: BTreeMap<&str, BTreeMap<Transition, usize>> = BTreeMap::new();
    let (mut tried, mut drawn) = (0, 0);
    while tried < ENOUGH || counts.values().any(|own| own.values().sum::<usize>() < ENOUGH) {
        assert!(tried < 2000, "some faults are too rare: {counts:#?}");
        let account = designs[drawn % designs.len()].new_tree(&mut runner).unwrap().current();
        drawn += 1;
        let inventory = account.inventory().unwrap();
        let network = Network::new(inventory.clone().validate().unwrap());
        let sound = judged(&inventory, &network);
        if !matches!(sound.verdict(), Verdict::Delivered | Verdict::Undetermined) {
            continue;
        }
        tried += 1;
        let mut by_name: BTreeMap<&str, Vec<Fault>> = BTreeMap::new();
        for fault in Fault::all(&inventory) {
            by_name.entry(fault.as_str()).or_default().push(fault);
        }
        for (name, alike) in by_name {
            if counts.get(name).is_some_and(|own| own.values().sum::<usize>() == ENOUGH) {
                continue;
            }
            // Another one of each kind with each design.
            let fault = &alike[tried % alike.len()];
            let became = became(fault, &inventory, &network, &sound);
            *counts.entry(name).or_default().entry(became).or_default() += 1;
        }
    }
    println!("{counts:#?}");
    // What breaks at a transit gateway stops more than rare designs.
    for (fault, became) in counts.iter().filter(|(fault, _)| fault.starts_with("transit_gateway_")) {
        let blamed = became.get(&Transition::Blamed).copied().unwrap_or_default();
        assert!(blamed >= 25, "{fault} is blamed {blamed} times: {became:?}");
    }
    // Each did stop something, and was blamed; those that other things can make up for less often. No task's start goes by
    // a peer.
    for (fault, became) in counts.iter().filter(|(fault, _)| **fault != "peering_connection_deleted") {
        let blamed = became.get(&Transition::Blamed).copied().unwrap_or_default();
        assert!(blamed >= 3, "{fault} is blamed {blamed} times: {became:?}");
    }
    assert_eq!(counts.len(), 24, "a fault is never tried: {:?}", counts.keys());
}
