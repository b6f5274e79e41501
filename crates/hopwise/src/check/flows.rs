//! Rules about packets from somebody to somebody.

use std::ops::ControlFlow;

use hopwise_build::Ports;
use hopwise_engine::Verdict;
use hopwise_model::Traffic;
use hopwise_packet::Protocol;
use hopwise_report::{
    ANYBODY, Body, Breach, HTTPS, NOBODY_ELSE_TAKES, Report, RuleFinding, RuleResult, assumptions, no_services,
};
use hopwise_rules::{FlowRule, RulePorts, Selector, Via};

use super::Checked;
use crate::network::Network;
use crate::property::{Finding, Goal, Statement, Taken, Through, each};
use crate::question::TraceRequest;

/// What must hold of the packets.
#[derive(Clone, Copy)]
pub(super) enum Kind<'r> {
    Reaches,
    NeverReaches,
    OnlyVia(&'r [Via]),
}

impl Kind<'_> {
    fn goal(self, network: &Network) -> Goal {
        match self {
            Self::Reaches => Goal::Reaches,
            Self::NeverReaches => Goal::NeverReaches,
            Self::OnlyVia(via) => Goal::OnlyVia(Through::of(network, via)),
        }
    }
}

/// Several names in a sentence.
fn names(selectors: &[Selector]) -> String {
    let names: Vec<String> = selectors.iter().map(ToString::to_string).collect();
    names.join(", ")
}

pub(super) fn rule(network: &Network, rule: &FlowRule, kind: Kind<'_>) -> Checked {
    let goal = kind.goal(network);
    let says_ports = !rule.ports.is_empty();
    let all = [RulePorts(Traffic::All)];
    let ports = if says_ports { rule.ports.as_slice() } else { &all };
    let words: Vec<String> = ports.iter().map(|own| Ports::from(own.0).to_string()).collect();
    let sentence = goal.words(&names(&rule.from), &names(&rule.to), &words.join(", "));
    let sentence = if rule.both_ways { format!("{sentence}, both ways") } else { sentence };
    let mut checked = Checked::new(network, sentence.clone());
    let there = rule.from.iter().flat_map(|from| rule.to.iter().map(move |to| (from, to)));
    let back = rule.to.iter().flat_map(|from| rule.from.iter().map(move |to| (from, to)));
    let ways: Vec<(&Selector, &Selector)> = there.chain(back.filter(|_| rule.both_ways)).collect();
    for own in ports {
        for (from, to) in &ways {
            let families = rule.families.as_slice();
            let statement =
                Statement { goal: &goal, from, to, traffic: own.0, says_ports, families, property: &sentence };
            let mut found = Vec::new();
            let tally = each(network, &statement, &mut |finding| {
                found.push(finding);
                ControlFlow::Continue(())
            });
            checked.asked += tally.pairs;
            checked.more = [checked.more[0] + tally.unlisted[0], checked.more[1] + tally.unlisted[1]];
            checked.assume(assumptions(&tally.unread));
            let words = |own: &Taken| match own {
                Taken::AnyHost => ANYBODY.to_owned(),
                Taken::NobodyElseTakes => NOBODY_ELSE_TAKES.to_owned(),
                Taken::NoServices => no_services(),
                Taken::Https => HTTPS.to_owned(),
            };
            checked.assume(tally.taken.iter().map(words).collect());
            for mut finding in found {
                checked.leak(std::mem::take(&mut finding.leaks));
                // What helps is searched for once: it takes dozens of networks.
                let is_first = checked.findings.iter().all(|own| own.result != RuleResult::Violated);
                let finding = reported(network, &goal, is_first, finding);
                checked.add(finding);
            }
        }
    }
    checked
}

fn reported(network: &Network, goal: &Goal, is_first: bool, finding: Finding) -> RuleFinding {
    let result = if finding.violation.is_certain { RuleResult::Violated } else { RuleResult::Undetermined };
    let breaches: Vec<Breach> = finding.broken.clone().into_iter().collect();
    let helped = (is_first && *goal == Goal::Reaches).then(|| with_remedies(network, &finding)).flatten();
    let reason = finding.violation.reason().map(str::to_owned);
    match helped.or(finding.violation.report.map(|report| *report)) {
        Some(answer) => RuleFinding { breaches, ..RuleFinding::of_trace(result, *goal != Goal::Reaches, answer) },
        None => RuleFinding::without_answer(reason.unwrap_or_default().replace('\n', ": ")),
    }
}

/// The answer with what to change, where a flow over TCP from an interface is blocked.
fn with_remedies(network: &Network, finding: &Finding) -> Option<Report> {
    let (protocol, ports) = &finding.asked;
    let from = finding.interface.as_ref().filter(|_| *protocol == Protocol::TCP && ports.len() == 1)?;
    let request = TraceRequest { port: ports.first(), ..TraceRequest::new(from.as_str(), finding.to.as_str()) };
    let answer = network.trace(&request).ok()?.found;
    if !matches!(answer.reach.verdict, Verdict::Blocked | Verdict::Partial) || answer.plans.is_empty() {
        return None;
    }
    let report = network.part(answer).report();
    matches!(report.body, Body::Trace(_)).then_some(report)
}
