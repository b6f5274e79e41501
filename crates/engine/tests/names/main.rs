//! Names: what decides about one is the most specific thing that holds it, as a plain reference says.
//!
//! The reference walks a name label by label and shares no code with the resolver.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

#[cfg(test)]
mod by_ipv6;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod endpoints;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod public;
mod reference;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod several;
#[cfg(test)]
mod stand_in;
mod world;

use std::cell::RefCell;
use std::collections::BTreeMap;

use hopwise_engine::{AnswerKind, NoAnswer, PublishedRanges, Resolution, Resolver};
use hopwise_model::design::{Design, Placement, PublicAddress, Source};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestRunner};

use reference::{Meaning, meaning};
use world::{Action, RuleKind, World, host, labels, world};

const CASES: u32 = 6000;

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/names/main.regressions");

/// Runs a test on as many cases as usual, or as `PROPTEST_CASES` says; says whether these are enough to meet everything.
fn run<S: Strategy>(strategy: S, test: impl Fn(S::Value) -> Result<(), TestCaseError>) -> bool {
    let persistence = Some(Box::new(FileFailurePersistence::Direct(REGRESSIONS)) as Box<_>);
    let default = Config { failure_persistence: persistence, ..Config::default() };
    let config =
        if std::env::var_os("PROPTEST_CASES").is_some() { default } else { Config { cases: CASES, ..default } };
    let cases = config.cases;
    TestRunner::new(config).run(&strategy, test).unwrap();
    cases >= CASES
}

/// What the resolver says about a name in the world's only VPC.
fn resolve(design: &Design, host: &str) -> Resolution {
    let subnet = design.subnets.find("subnet-a").unwrap();
    let source = Source::Placement(Placement {
        subnet,
        groups: Vec::new(),
        address: None,
        public: PublicAddress::None,
        is_anybody: false,
    });
    Resolver::new(design, &PublishedRanges::new()).resolve(&source, host)
}

/// The same, as the reference has it.
fn said(world: &World, host: &str) -> Meaning {
    let design = world.inventory().validate().unwrap();
    let resolution = resolve(&design, host);
    let answers: Vec<_> = resolution.answers.iter().map(|answer| (&answer.kind, &answer.addresses)).collect();
    let zone = |index| design.hosted_zones.get(index).record.name.clone();
    match answers.as_slice() {
        [(AnswerKind::Public, _)] => Meaning::Public,
        [(AnswerKind::Endpoint(index), _)] => Meaning::Endpoint(design.vpc_endpoints.get(*index).record.id.to_string()),
        [(AnswerKind::Record(index), addresses)] => {
            Meaning::Record(zone(*index), addresses.first().unwrap().to_string())
        }
        [(AnswerKind::Nothing(NoAnswer::NoRecord { zone: index, .. }), _)] => Meaning::NoRecord(zone(*index)),
        [(AnswerKind::Nothing(NoAnswer::Firewall(found)), _)] => Meaning::Blocked(found.domain.clone()),
        [(AnswerKind::Anything, _), (AnswerKind::Nothing(NoAnswer::Possible), _)] => match resolution.gap {
            Some(hopwise_model::Gap::Forwarded { domain, .. }) => Meaning::Forwarded(domain),
            other => panic!("{host}: {other:?}"),
        },
        other => panic!("{host}: {other:?}"),
    }
}

#[test]
fn the_most_specific_decides() {
    let seen: RefCell<BTreeMap<&str, u32>> = RefCell::default();
    let is_enough = run((world(), host()), |(world, host)| {
        let (found, wanted) = (said(&world, &host), meaning(&world, &host));
        prop_assert_eq!(&found, &wanted, "{}", host);
        *seen.borrow_mut().entry(wanted.name()).or_default() += 1;
        Ok(())
    });
    let seen = seen.into_inner();
    for name in Meaning::NAMES {
        assert!(!is_enough || seen.get(name).is_some_and(|count| *count > 100), "{name}: {seen:?}");
    }
}

#[test]
fn what_does_not_hold_a_name_does_not_change_it() {
    let strategy = (world(), host(), labels(), any::<[bool; 4]>());
    let unrelated = RefCell::new(0);
    let is_enough = run(strategy, |(mut world, host, labels, [zone, rule, endpoint, firewall])| {
        let domain = world::name(&labels);
        if reference::holds(&domain, &host) {
            return Ok(());
        }
        *unrelated.borrow_mut() += 1;
        let before = said(&world, &host);
        if zone && !world.zones.iter().any(|own| own.domain == domain) {
            world.zones.push(world::Zone { domain: domain.clone(), records: vec![(domain.clone(), 9)] });
        }
        if rule && !world.rules.iter().any(|own| own.domain == domain) {
            world.rules.push(world::Rule { domain: domain.clone(), kind: RuleKind::Forward });
        }
        if endpoint && !world.endpoints.iter().any(|own| own.domain == domain) {
            world.endpoints.push(world::Endpoint { domain: domain.clone(), wildcard: true });
        }
        if firewall {
            world.firewall.insert(0, (domain.clone(), Action::Block));
        }
        prop_assert_eq!(said(&world, &host), before, "{} and {}", host, domain);
        Ok(())
    });
    assert!(!is_enough || *unrelated.borrow() > 100, "{unrelated:?}");
}
