//! What is alike is told once: tasks with the same outcome, steps that stop at the same place.

use std::collections::BTreeSet;

use hopwise_engine::Verdict;
use hopwise_explain::{Hint, StepDiagnosis};
use hopwise_model::{Component, Leg};

use super::permission::{OpenQuestion, doubts, is_doubt, questions};
use crate::finding::{FindingReport, OutcomeReport, RemedyReport};
use crate::flow::{BlockedAt, FlowReport};
use crate::remedy::ChangeReport;
use crate::report::{StepReport, TaskReport};
use crate::words;

/// The positions of items that have the same key, in the order of the first of each.
fn fold<K: PartialEq>(keys: impl Iterator<Item = (usize, K)>) -> Vec<Vec<usize>> {
    let mut groups: Vec<(K, Vec<usize>)> = Vec::new();
    for (position, key) in keys {
        match groups.iter_mut().find(|(other, _)| *other == key) {
            Some((_, members)) => members.push(position),
            None => groups.push((key, vec![position])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// What stops packets: component, id, code, rule and the rule's direction.
type Stop<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

fn at(block: &BlockedAt) -> Stop<'_> {
    (block.component.as_str(), &block.id, block.code.as_str(), block.rule.as_deref(), block.rule_direction)
}

/// What makes two blocks the same.
#[derive(PartialEq)]
struct SameBlock<'a> {
    verdict: Verdict,
    at: Option<Stop<'a>>,
    cause: Option<&'a str>,
    path: Vec<(Leg, &'a str)>,
    gaps: Vec<&'a str>,
    questions: Vec<OpenQuestion<'a>>,
}

fn same_block<'a>(step: &'a StepReport, found: Option<&'a StepDiagnosis>) -> SameBlock<'a> {
    SameBlock {
        verdict: step.verdict,
        at: step.blocked_at.as_ref().map(at),
        cause: step.cause.as_ref().map(|cause| cause.code),
        path: step.first_stopped().map(hops).unwrap_or_default(),
        gaps: step.gaps.iter().filter(|gap| !is_doubt(gap)).map(|gap| gap.message.as_str()).collect(),
        questions: questions(found.as_slice()),
    }
}

/// The kinds of the hops: one security group may guard the interfaces of many endpoints.
fn hops(flow: &FlowReport) -> Vec<(Leg, &str)> {
    let there = flow.forward.iter().map(|hop| (Leg::Forward, hop.component.as_str()));
    there.chain(flow.back.iter().map(|hop| (Leg::Return, hop.component.as_str()))).collect()
}

/// The steps of a task that do not reach their destinations. `found` is what `steps` were made from.
pub(super) fn findings(found: &[StepDiagnosis], steps: &[StepReport]) -> Vec<FindingReport> {
    let stopped = steps.iter().enumerate().filter(|(_, step)| step.verdict != Verdict::Delivered);
    let groups = fold(stopped.map(|(position, step)| (position, same_block(step, found.get(position)))));
    groups.into_iter().filter_map(|group| finding(group, found, steps)).collect()
}

fn finding(positions: Vec<usize>, found: &[StepDiagnosis], steps: &[StepReport]) -> Option<FindingReport> {
    let own: Vec<(usize, &StepReport)> =
        positions.iter().filter_map(|position| Some((*position, steps.get(*position)?))).collect();
    let (_, first) = own.first()?;
    let mut causes = Vec::new();
    let mut first_of_all = Vec::new();
    let mut hints = Vec::new();
    let mut remedies = Vec::new();
    if first.blocked_at.is_some() {
        let typed = positions.iter().filter_map(|position| found.get(*position));
        let typed = typed.filter_map(|step| Some((step.cause.as_ref()?, words::asker(step.step.from))));
        causes = words::causes(&typed.collect::<Vec<_>>());
        if causes.is_empty() {
            causes = messages(&own);
        }
        let typed = positions.iter().filter_map(|position| found.get(*position)).flat_map(|step| &step.hints);
        let typed: Vec<&Hint> = typed.collect();
        first_of_all = words::first(&typed);
        hints = hints_of(&own);
        hints.retain(|own| typed.iter().all(|hint| !hint.comes_first() || words::hint(hint) != *own));
        remedies = alternatives(&own);
    }
    let gaps = match positions.as_slice() {
        [_] => first.gaps.clone(),
        several => {
            let typed: Vec<&StepDiagnosis> = several.iter().filter_map(|position| found.get(*position)).collect();
            first.gaps.iter().filter(|gap| !is_doubt(gap)).cloned().chain(doubts(&typed)).collect()
        }
    };
    let verdict = first.verdict;
    Some(FindingReport { verdict, steps: positions, causes, gaps, first: first_of_all, hints, remedies })
}

/// What is said of each of several steps that stop at the same place, each once.
fn messages(steps: &[(usize, &StepReport)]) -> Vec<String> {
    let mut messages: Vec<String> = Vec::new();
    for block in steps.iter().filter_map(|(_, step)| step.blocked_at.as_ref()) {
        if !messages.contains(&block.message) {
            messages.push(block.message.clone());
        }
    }
    messages
}

/// What to know about the first step, or about half of them at least: each thing once.
fn hints_of(steps: &[(usize, &StepReport)]) -> Vec<String> {
    let concerns =
        |hint: &String| steps.iter().filter(|(_, step)| step.hints.contains(hint)).count() * 2 >= steps.len();
    let mut hints: Vec<String> = Vec::new();
    for (number, (_, step)) in steps.iter().enumerate() {
        for hint in &step.hints {
            if !hints.contains(hint) && (number == 0 || concerns(hint)) {
                hints.push(hint.clone());
            }
        }
    }
    hints
}

/// What to change: the best plan of each step where these differ, and each plan that helps all of them.
fn alternatives(steps: &[(usize, &StepReport)]) -> Vec<Vec<RemedyReport>> {
    let Some(((_, first), others)) = steps.split_first() else { return Vec::new() };
    let helps_all = |changes: &[ChangeReport]| others.iter().all(|(_, step)| step.plan(changes).is_some());
    let common: Vec<usize> = (first.plans.iter().enumerate())
        .filter(|(_, plan)| helps_all(plan.changes.as_slice()))
        .map(|(number, _)| number)
        .collect();
    let best = |step: &StepReport| step.plans.first().map(|plan| plan.changes.clone());
    let planned = steps.iter().filter_map(|(position, step)| Some((*position, best(step)?)));
    let mut apart = fold(planned.clone());
    let changes = |group: &[usize]| {
        let of_first = |(position, changes)| (group.first() == Some(&position)).then_some(changes);
        planned.clone().find_map(of_first).unwrap_or_default()
    };
    // Plans that are a part of another come behind it.
    apart.sort_by_key(|group| std::cmp::Reverse(changes(group).len()));
    // The best plan of some step that helps all of them leaves nothing to be told of single steps.
    let helps = |group: &Vec<usize>| {
        let changes = changes(group);
        common.iter().any(|number| first.plans.get(*number).is_some_and(|plan| plan.changes == changes))
    };
    if apart.iter().any(helps) {
        apart.clear();
    }
    let all: Vec<usize> = steps.iter().map(|(position, _)| *position).collect();
    let apart: Vec<RemedyReport> = apart.into_iter().map(|steps| RemedyReport { steps, plan: 0 }).collect();
    let common = common.into_iter().map(|plan| vec![RemedyReport { steps: all.clone(), plan }]);
    Some(apart).filter(|apart| !apart.is_empty()).into_iter().chain(common).collect()
}

/// Tasks with the same outcome.
pub(super) fn outcomes(tasks: &[TaskReport]) -> Vec<OutcomeReport> {
    let groups = fold(tasks.iter().map(same_outcome).enumerate());
    let verdict = |group: &[usize]| tasks.get(*group.first()?).map(|task| task.verdict);
    groups.into_iter().filter_map(|tasks| Some(OutcomeReport { verdict: verdict(&tasks)?, tasks })).collect()
}

/// A stopped reason: class, detail, step, host, and what came of comparing it with the simulation.
type ReasonKey<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>, &'a str);

/// A step: kind, host, port, verdict, what stops it, and what its packets pass.
type StepKey<'a> = (&'a str, &'a str, u16, Verdict, Option<Stop<'a>>, BTreeSet<&'a str>);

/// What makes two tasks have the same outcome: what they are, and what becomes of each step, whatever their interfaces
/// are called. In different subnets the same must help them, too.
struct SameOutcome<'a> {
    alike: Alike<'a>,
    subnet: Option<&'a str>,
    steps: &'a [StepReport],
}

/// What must be the same wherever tasks are.
#[derive(PartialEq)]
struct Alike<'a> {
    what: (Option<&'a str>, Option<&'a str>, Option<&'a str>, bool, bool),
    groups: &'a [String],
    verdict: Verdict,
    steps: Vec<StepKey<'a>>,
    gaps: Vec<&'a str>,
    stopped_reasons: Vec<ReasonKey<'a>>,
}

impl PartialEq for SameOutcome<'_> {
    fn eq(&self, other: &Self) -> bool {
        let helps_both = |(one, other): (&StepReport, &StepReport)| {
            let none = one.plans.is_empty() && other.plans.is_empty();
            one.gaps == other.gaps && (none || one.plans.iter().any(|plan| other.plan(&plan.changes).is_some()))
        };
        let same = self.alike == other.alike;
        same && (self.subnet == other.subnet || self.steps.iter().zip(other.steps).all(helps_both))
    }
}

/// Whose hops the packets of a step pass on their way, there and back, whichever interface and subnet it is.
fn passed(step: &StepReport) -> BTreeSet<&str> {
    let hops = step.flows.iter().flat_map(|flow| flow.forward.iter().skip(1).chain(&flow.back));
    hops.filter_map(|hop| match hop.component {
        Component::Subnet => None,
        Component::NetworkInterface => hop.endpoint.as_deref().or(hop.instance.as_deref()),
        _ => hop.id.as_deref(),
    })
    .collect()
}

fn same_outcome(task: &TaskReport) -> SameOutcome<'_> {
    let placement = task.placement.as_ref();
    let alike = Alike {
        what: (
            task.service.as_deref(),
            task.launch_type,
            task.platform_version.as_deref(),
            placement.is_some(),
            placement.is_some_and(|placement| placement.public_ip.is_some()),
        ),
        groups: placement.map_or(&[], |placement| &placement.security_groups),
        verdict: task.verdict,
        steps: task
            .steps
            .iter()
            .map(|step| {
                let stop = step.blocked_at.as_ref().map(at);
                (step.step, step.host.as_str(), step.port, step.verdict, stop, passed(step))
            })
            .collect(),
        gaps: task.gaps.iter().map(|gap| gap.code).collect(),
        stopped_reasons: task
            .stopped_reasons
            .iter()
            .map(|reason| {
                let decoded = &reason.decoded;
                (decoded.class, decoded.detail, decoded.step, decoded.host.as_deref(), reason.finding)
            })
            .collect(),
    };
    SameOutcome { alike, subnet: placement.map(|placement| placement.subnet.as_str()), steps: &task.steps }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_their_first_members() {
        let keys = [1, 2, 3, 4, 5, 11].map(|number| number % 3).into_iter();
        assert_eq!(fold(keys.enumerate()), [vec![0, 3], vec![1, 4, 5], vec![2]]);
    }
}
