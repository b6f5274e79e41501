//! A design and a network that were made from those before a change, against those made of the whole inventory.

mod change;
mod each;
mod inventory;

use std::cell::RefCell;
use std::collections::BTreeMap;

use change::{Change, DERIVED, changes};
use hopwise_engine::{Network, Question as Asked};
use hopwise_model::{DocumentKind, Inventory};
use hopwise_packet::{Family, PacketBox};
use hopwise_proptest::design::{Broken, broken};
use hopwise_proptest::mutation::{Mutation, mutation};
use hopwise_proptest::question::{Seed, seed};
use inventory::add_names_and_hubs;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/changed/main.regressions");

/// How many changes were made from the design before, and how many had to be made anew; and the former for each kind of
/// record.
#[derive(Debug, Default)]
struct Seen {
    derived: u32,
    anew: u32,
    of_kinds: BTreeMap<DocumentKind, u32>,
}

/// A change of either sort.
#[derive(Clone, Debug)]
enum Step {
    Mutation(Box<Mutation>),
    Change(Change),
}

/// A mutation, or a change to any kind of record, each kind as often.
fn step() -> impl Strategy<Value = Step> {
    let mut of_kinds: BTreeMap<DocumentKind, Vec<Change>> = BTreeMap::new();
    for change in changes().into_iter().filter(|change| change.possible) {
        of_kinds.entry(change.kind).or_default().push(change);
    }
    let change = Union::new(of_kinds.into_values().map(select)).prop_map(Step::Change);
    prop_oneof![2 => mutation().prop_map(|own| Step::Mutation(Box::new(own))).boxed(), 1 => change]
}

impl Step {
    fn apply(&self, inventory: &mut Inventory) -> Option<()> {
        match self {
            Self::Mutation(mutation) => mutation.apply(inventory).map(|_| ()),
            Self::Change(change) => change.apply(inventory),
        }
    }
}

macro_rules! differing_kinds {
    ({} $($(#[$doc:meta])* $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* })*) => {
        /// The kinds of which two inventories do not have the same records.
        fn differing_kinds(before: &Inventory, after: &Inventory) -> Vec<DocumentKind> {
            let all = [$((DocumentKind::$kind, before.$list != after.$list),)*];
            all.into_iter().filter(|(_, differs)| *differs).map(|(kind, _)| kind).collect()
        }
    };
}

hopwise_model::for_each_kind!(differing_kinds {});

#[test]
fn what_a_change_leaves_is_the_same_as_what_is_made_anew() {
    let seen: RefCell<Seen> = RefCell::default();
    let strategy = (broken(), any::<bool>(), vec(step(), 1..=4), vec(seed(), 1..=2));
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
    assert!(DERIVED.iter().all(|kind| seen.of_kinds.get(kind).is_some_and(|count| enough(*count, 200))), "{seen:?}");
}

/// A network, whether it has names and hubs as well, its changes and what is asked.
type Case = (Broken, bool, Vec<Step>, Vec<Seed>);

/// Changes an inventory step after step, asking the network before and after each.
fn agree((broken, is_more, steps, seeds): Case, seen: &RefCell<Seen>) -> Result<(), TestCaseError> {
    let mut before = broken.inventory;
    if is_more {
        add_names_and_hubs(&mut before);
    }
    let whole = |inventory: &Inventory| inventory.clone().validate();
    let mut network = Network::new(whole(&before).map_err(|error| TestCaseError::fail(error.to_string()))?);
    for step in steps {
        // What was asked is kept, and has to be forgotten where it is no longer so.
        let _ = asked(&network, &seeds);
        let mut after = before.clone();
        if step.apply(&mut after).is_none() {
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
            let mut seen = seen.borrow_mut();
            seen.derived += 1;
            for kind in differing_kinds(&before, &after) {
                *seen.of_kinds.entry(kind).or_default() += 1;
            }
        } else {
            seen.borrow_mut().anew += 1;
        }
        let changed = network.changed(derived);
        prop_assert_eq!(asked(&changed, &seeds), asked(&Network::new(anew), &seeds));
        (before, network) = (after, changed);
    }
    Ok(())
}

/// What becomes of the questions, in full, and which addresses are free.
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
    let design = network.design();
    for (subnet, family) in design.subnets.indices().flat_map(|own| Family::ALL.map(|family| (own, family))) {
        answers.push(format!("{:?}", design.free_addresses(subnet, family)));
    }
    answers
}
