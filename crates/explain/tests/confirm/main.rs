//! The second opinion on generated designs: it accepts what the engine says, and nothing that differs from it in one hop,
//! check, rule or place of evidence.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

use std::cell::RefCell;
use std::collections::BTreeMap;

use hopwise_engine::{CheckResult, End, Flow, Hop, Network, Question, Rule};
use hopwise_explain::confirm;
use hopwise_model::Evidence;
use hopwise_model::design::Design;
use hopwise_packet::PacketBox;
use hopwise_proptest::design::broken;
use hopwise_proptest::question::seed;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Every way to be wrong, and how often each must have been tried.
const WAYS: [&str; 10] = [
    "another hop",
    "a hop less",
    "a check less",
    "a check turned over",
    "the other direction",
    "another place",
    "no rule",
    "another rule",
    "another place for the end",
    "another rule for the end",
];

#[test]
fn whatever_differs_in_one_thing_is_refused() {
    let tried: RefCell<BTreeMap<&str, u32>> = RefCell::default();
    let config = Config { failure_persistence: None, ..Config::default() };
    let config = if std::env::var_os("PROPTEST_CASES").is_some() { config } else { Config { cases: 600, ..config } };
    let cases = config.cases;
    let ran = TestRunner::new(config).run(&(broken(), seed()), |(broken, seed)| {
        let design = broken.inventory.validate().unwrap();
        let Some(asked) = seed.on(&design) else { return Ok(()) };
        let packets = PacketBox::single(&asked.packet);
        let trace = Network::new(design.clone()).trace(&Question {
            source: asked.source.clone(),
            packets,
            wanted: asked.wanted,
        });
        for flow in &trace.flows {
            prop_assert_eq!(confirm(&design, &asked.source, flow), Ok(()));
            for (way, wrong) in wrong(&design, flow) {
                let Err(disagreement) = confirm(&design, &asked.source, &wrong) else {
                    return Err(TestCaseError::fail(format!("{way}: {wrong:#?}")));
                };
                if way == "another rule" {
                    names_hop_and_rules(flow, &wrong, &disagreement.to_string())?;
                }
                *tried.borrow_mut().entry(way).or_default() += 1;
            }
        }
        Ok(())
    });
    ran.unwrap_or_else(|error| panic!("{error}"));
    let tried = tried.into_inner();
    for way in WAYS {
        assert!(tried.get(way).is_some_and(|count| count * 30 >= cases), "{way}: {tried:?}");
    }
}

/// What is said of a flow with another rule names the hop where that is, the wrong rule and the right one.
fn names_hop_and_rules(right: &Flow, wrong: &Flow, said: &str) -> Result<(), TestCaseError> {
    let hops = |flow: &Flow| flow.forward.iter().chain(&flow.back).cloned().collect::<Vec<Hop>>();
    let all = hops(right).into_iter().zip(hops(wrong));
    let (right, wrong) = all.into_iter().find(|(right, wrong)| right != wrong).unwrap();
    prop_assert!(said.contains(&format!("{} {}:", right.component, right.id)), "{said}");
    for hop in [right, wrong] {
        for rule in hop.checks.iter().filter_map(|check| check.rule.as_ref()) {
            let place = format!("{}#{}", rule.evidence().file, rule.evidence().pointer);
            prop_assert!(said.contains(&place), "{place} is not in: {said}");
        }
    }
    Ok(())
}

/// Copies of a flow that are wrong in one thing each.
fn wrong(design: &Design, flow: &Flow) -> Vec<(&'static str, Flow)> {
    let mut all = Vec::new();
    let elsewhere = Evidence::supposed("elsewhere");
    for leg in [forward as fn(&mut Flow) -> &mut Vec<Hop>, back] {
        let hops = leg(&mut flow.clone()).clone();
        for (place, hop) in hops.iter().enumerate() {
            all.push(("another hop", changed(flow, |flow| leg(flow)[place].id.push('x'))));
            all.push(("a hop less", changed(flow, |flow| drop(leg(flow).remove(place)))));
            for (number, check) in hop.checks.iter().enumerate() {
                if check.result == CheckResult::Unknown {
                    continue;
                }
                all.push(("a check less", changed(flow, |flow| drop(leg(flow)[place].checks.remove(number)))));
                let mut push = |way, change: &dyn Fn(&mut hopwise_engine::Check)| {
                    all.push((way, changed(flow, |flow| change(&mut leg(flow)[place].checks[number]))));
                };
                push("a check turned over", &|check| {
                    check.result =
                        if check.result == CheckResult::Pass { CheckResult::Block } else { CheckResult::Pass };
                });
                push("another place", &|check| check.evidence = Some(elsewhere.clone()));
                if check.direction.is_some() {
                    push("the other direction", &|check| check.direction = None);
                }
                if let Some(rule) = &check.rule {
                    push("no rule", &|check| check.rule = None);
                    for other in others(design, rule) {
                        push("another rule", &|check| {
                            check.evidence = Some(other.evidence().clone());
                            check.rule = Some(other.clone().into());
                        });
                    }
                }
            }
        }
    }
    if let End::Blocked(block) = &flow.end {
        let mut push = |way, change: &dyn Fn(&mut hopwise_engine::Block)| {
            all.push((
                way,
                changed(flow, |flow| {
                    if let End::Blocked(block) = &mut flow.end {
                        change(block);
                    }
                }),
            ));
        };
        push("another place for the end", &|block| block.evidence = Some(elsewhere.clone()));
        for other in block.rule.iter().flat_map(|rule| others(design, rule)) {
            push("another rule for the end", &|block| {
                block.evidence = Some(other.evidence().clone());
                block.rule = Some(other.clone().into());
            });
        }
    }
    all
}

fn forward(flow: &mut Flow) -> &mut Vec<Hop> {
    &mut flow.forward
}

fn back(flow: &mut Flow) -> &mut Vec<Hop> {
    &mut flow.back
}

fn changed(flow: &Flow, change: impl FnOnce(&mut Flow)) -> Flow {
    let mut flow = flow.clone();
    change(&mut flow);
    flow
}

/// Rules that cannot be the deciding one where `rule` is: the other entries of its network ACL, the routes of its table
/// that lead elsewhere, what its group allows the other way.
fn others(design: &Design, rule: &Rule) -> Vec<Rule> {
    match rule {
        Rule::Acl { acl, entry } => {
            let found = design.network_acls.find(acl.as_str()).unwrap();
            let entries = design.network_acls.get(found).record.entries.iter().filter(|other| *other != entry);
            entries.map(|entry| Rule::Acl { acl: acl.clone(), entry: entry.clone() }).collect()
        }
        Rule::Route { table, route } => {
            let found = design.route_tables.find(table.as_str()).unwrap();
            let routes = design.route_tables.get(found).record.routes.iter();
            let elsewhere = routes.filter(|other| other.target != route.target);
            elsewhere.map(|route| Rule::Route { table: table.clone(), route: route.clone() }).collect()
        }
        Rule::TransitRoute { table, route } => {
            let found = design.transit_gateway_tables.find(table).unwrap();
            let routes = design.transit_gateway_tables.get(found).routes.iter().flatten();
            let others = routes.filter(|other| *other != route);
            others.map(|route| Rule::TransitRoute { table: table.clone(), route: route.clone() }).collect()
        }
        Rule::Group { group, rule } => {
            let found = design.security_groups.find(group.as_str()).unwrap();
            let record = &design.security_groups.get(found).record;
            let back = if record.ingress.contains(rule) { &record.egress } else { &record.ingress };
            back.iter().map(|rule| Rule::Group { group: group.clone(), rule: rule.clone() }).collect()
        }
    }
}
