//! Questions about a single packet: what the NAT gateways choose is all that is open.

use std::collections::BTreeSet;

use hopwise_engine::{Network, Question as Asked, Verdict};
use hopwise_model::design::Design;
use hopwise_oracle::{Choices, NatChoice, Outcome};
use hopwise_packet::PacketBox;
use hopwise_proptest::design::{
    Broken, answers_diverted, attached, broken, diverted, of_kinds, overlapping, peered, sent_on,
};
use hopwise_proptest::question::{Question, Seed, inside, seed};
use proptest::prelude::*;

use crate::cases;
use crate::coverage::Coverage;
use crate::fate::{confirm, engine, oracle};

#[test]
fn the_engine_agrees_with_the_oracle_on_one_packet() {
    let coverage = Coverage::default();
    let agree = |(broken, seed): (Broken, Seed)| {
        let design = broken.inventory.validate().unwrap();
        let Some(question) = seed.on(&design) else { return Ok(()) };
        agree(&design, &question, &coverage)
    };
    let counts = [
        cases(CASES, ANYTHING, &(broken(), seed()).boxed(), agree),
        cases(CASES, DIVERTED, &(diverted(), seed()).boxed(), agree),
        cases(CASES, ANSWERS_DIVERTED, &(answers_diverted(), inside()).boxed(), agree),
        cases(CASES, OVERLAPPING, &(overlapping(), seed()).boxed(), agree),
        cases(CASES, OF_KINDS, &(of_kinds(), inside()).boxed(), agree),
        cases(CASES, SENT_ON, &(sent_on(), seed()).boxed(), agree),
        cases(CASES, ATTACHED, &(attached(), prop_oneof![2 => inside(), 1 => seed()]).boxed(), agree),
        cases(CASES, PEERED, &(peered(), prop_oneof![2 => inside(), 1 => seed()]).boxed(), agree),
    ];
    let count = counts.into_iter().min().unwrap_or(0);
    coverage.report(count);
    if count >= CASES {
        coverage.assert_reached();
    }
}

/// Of each strategy. What `Coverage` requires is met ten times and more in so many.
const CASES: u32 = 5000;

const ANYTHING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/one_packet.regressions");
const DIVERTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/diverted.regressions");
const ANSWERS_DIVERTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/answers_diverted.regressions");
const OF_KINDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/of_kinds.regressions");
const SENT_ON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/sent_on.regressions");
const PEERED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/peered.regressions");
const ATTACHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/attached.regressions");
const OVERLAPPING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/overlapping.regressions");

pub(crate) fn agree(design: &Design, question: &Question, coverage: &Coverage) -> Result<(), TestCaseError> {
    let packets = PacketBox::single(&question.packet);
    let network = Network::new(design.clone());
    let trace = network.trace(&Asked { source: question.source.clone(), packets, wanted: question.wanted });
    let fates = engine(question, &trace)?;
    confirm(design, question, &trace)?;
    let mut seen = BTreeSet::new();
    for choices in all_choices(design, &question.choices) {
        let fate = oracle(design, question, &question.packet, &choices);
        prop_assert!(
            fates.contains(&fate),
            "{} with {choices:?}: the oracle says {fate:#?}, the engine {fates:#?}",
            question.packet
        );
        seen.insert(fate);
    }
    let delivered = |outcome: &Outcome| *outcome == Outcome::Delivered;
    let blocked = |outcome: &Outcome| matches!(outcome, Outcome::Blocked { .. });
    for fate in &seen {
        coverage.record(fate);
    }
    let outcomes: Vec<Outcome> = seen.into_iter().map(|fate| fate.outcome).collect();
    let verdict = trace.verdict();
    match verdict {
        Verdict::Delivered => prop_assert!(outcomes.iter().all(delivered)),
        Verdict::Blocked => prop_assert!(outcomes.iter().all(blocked)),
        Verdict::Undetermined => prop_assert!(!outcomes.iter().any(blocked)),
        // The other outcomes are of choices that are not among those tried; their witnesses were confirmed.
        Verdict::Partial => prop_assert!(trace.flows.len() > 1),
    }
    coverage.record_verdict(verdict);
    Ok(())
}

/// The case's own choices, none, and every address of a gateway with ports on both sides of the usual limits.
fn all_choices(design: &Design, own: &Choices) -> Vec<Choices> {
    let mut all = vec![own.clone(), Choices::default()];
    for (_, gateway) in design.nat_gateways.iter() {
        for address in gateway.record.addresses.iter().filter_map(|address| address.private) {
            for port in [1024, 32_768, u16::MAX] {
                let first = NatChoice { address, port };
                all.push(Choices { nat: own.nat.iter().copied().take(1).chain([first]).collect() });
                all.push(Choices { nat: [first].into_iter().chain(own.nat.iter().copied()).collect() });
            }
        }
    }
    all
}
