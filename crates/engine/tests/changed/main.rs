//! A design and a network that were made from those before a change, against those made of the whole inventory.

use std::cell::RefCell;

use hopwise_engine::{Network, Question as Asked};
use hopwise_model::Inventory;
use hopwise_packet::PacketBox;
use hopwise_proptest::design::{Broken, broken};
use hopwise_proptest::mutation::{Mutation, mutation};
use hopwise_proptest::question::{Seed, seed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/changed/main.regressions");

/// How many cases were made from the design before, and how many had to be made anew.
#[derive(Debug, Default)]
struct Seen {
    derived: u32,
    anew: u32,
}

#[test]
fn what_a_change_leaves_is_the_same_as_what_is_made_anew() {
    let seen: RefCell<Seen> = RefCell::default();
    let strategy = (broken(), vec(mutation(), 1..=3), vec(seed(), 1..=2));
    let config = Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS))),
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(1000),
        ..Config::default()
    };
    let cases = config.cases;
    match TestRunner::new(config).run(&strategy, |case| agree(case, &seen)) {
        Ok(()) => {}
        Err(TestError::Abort(reason)) => panic!("gave up: {reason}"),
        Err(TestError::Fail(reason, case)) => panic!("{reason}\n{case:?}"),
    }
    let seen = seen.into_inner();
    let enough = |count: u32, part: u32| count >= cases / part;
    assert!(enough(seen.derived, 4) && enough(seen.anew, 10), "{seen:?}");
}

/// Changes an inventory step after step, asking the network before and after each.
fn agree(
    (broken, mutations, seeds): (Broken, Vec<Mutation>, Vec<Seed>),
    seen: &RefCell<Seen>,
) -> Result<(), TestCaseError> {
    let mut before = broken.inventory;
    let whole = |inventory: &Inventory| inventory.clone().validate();
    let mut network = Network::new(whole(&before).map_err(|error| TestCaseError::fail(error.to_string()))?);
    for mutation in mutations {
        // What was asked is kept, and has to be forgotten where it is no longer so.
        let _ = asked(&network, &seeds);
        let mut after = before.clone();
        if mutation.apply(&mut after).is_none() {
            continue;
        }
        let derived = network.design().changed(&before, &after);
        let (derived, anew) = match (derived, whole(&after)) {
            (Ok(derived), Ok(anew)) => {
                prop_assert!(derived == anew, "{derived:#?}\n\nbut anew\n\n{anew:#?}");
                (derived, anew)
            }
            (derived, anew) => {
                prop_assert_eq!(derived.err(), anew.err());
                return Ok(());
            }
        };
        if derived.instances.ptr_eq(&network.design().instances) {
            seen.borrow_mut().derived += 1;
        } else {
            seen.borrow_mut().anew += 1;
        }
        let changed = network.changed(derived);
        prop_assert_eq!(asked(&changed, &seeds), asked(&Network::new(anew), &seeds));
        (before, network) = (after, changed);
    }
    Ok(())
}

/// What becomes of the questions, in full.
fn asked(network: &Network, seeds: &[Seed]) -> Vec<String> {
    let questions = seeds.iter().filter_map(|seed| seed.on(network.design()));
    let mut answers = Vec::new();
    for question in questions {
        let one = PacketBox::single(&question.packet);
        let all = PacketBox::any().to(hopwise_packet::AddressSet::single(question.packet.destination));
        for packets in [one, all] {
            answers.push(format!(
                "{:?}",
                network.trace(&Asked { source: question.source.clone(), packets, wanted: question.wanted })
            ));
        }
    }
    answers
}
