//! Folding: what stops at the same place is told once.

use hopwise_engine::Verdict;
use hopwise_model::Leg;

use crate::flow::{BlockedAt, FlowReport};
use crate::report::{StepReport, TaskReport};

/// Items that are alike, in the order of the first of each.
pub(super) fn fold<'a, T, K: PartialEq>(
    items: impl IntoIterator<Item = &'a T>,
    key: impl Fn(&'a T) -> K,
) -> Vec<Vec<&'a T>> {
    let mut groups: Vec<(K, Vec<&'a T>)> = Vec::new();
    for item in items {
        let own = key(item);
        match groups.iter_mut().find(|(other, _)| *other == own) {
            Some((_, members)) => members.push(item),
            None => groups.push((own, vec![item])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// What stops packets: component, id, code, rule and the rule's direction.
type Stop<'a> = (&'a str, &'a str, &'a str, Option<&'a str>, Option<&'a str>);

/// What makes two blocks the same.
#[derive(PartialEq)]
pub(super) struct SameBlock<'a> {
    verdict: Verdict,
    at: Option<Stop<'a>>,
    cause: Option<&'a str>,
    path: Vec<(Leg, &'a str)>,
    gaps: Vec<&'a str>,
}

/// What makes two steps stop at the same place.
pub(super) fn same_block(step: &StepReport) -> SameBlock<'_> {
    SameBlock {
        verdict: step.verdict,
        at: step.blocked_at.as_ref().map(at),
        cause: step.cause.as_ref().map(|cause| cause.code),
        path: first_stopped(step).map(hops).unwrap_or_default(),
        gaps: step.gaps.iter().map(|gap| gap.message.as_str()).collect(),
    }
}

fn at(block: &BlockedAt) -> Stop<'_> {
    (block.component.as_str(), &block.id, block.code.as_str(), block.rule.as_deref(), block.rule_direction)
}

/// The kinds of the hops: one security group may guard the interfaces of many endpoints.
fn hops(flow: &FlowReport) -> Vec<(Leg, &str)> {
    let there = flow.forward.iter().map(|hop| (Leg::Forward, hop.component.as_str()));
    there.chain(flow.back.iter().map(|hop| (Leg::Return, hop.component.as_str()))).collect()
}

/// The first flow of a step that is not delivered.
pub(super) fn first_stopped(step: &StepReport) -> Option<&FlowReport> {
    let wanted = match step.verdict {
        Verdict::Undetermined => Verdict::Undetermined,
        Verdict::Delivered | Verdict::Partial | Verdict::Blocked => Verdict::Blocked,
    };
    step.flows.iter().find(|flow| flow.verdict == wanted)
}

/// A stopped reason: class, detail, step, host, and what came of comparing it with the simulation.
type ReasonKey<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>, &'a str);

/// What makes two tasks have the same outcome: where they are and what becomes of each step, whatever their interfaces
/// are called.
#[derive(PartialEq)]
pub(super) struct SameOutcome<'a> {
    place: (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>, bool),
    groups: &'a [String],
    verdict: Verdict,
    steps: Vec<(&'a str, &'a str, u16, Verdict, Option<Stop<'a>>)>,
    gaps: Vec<&'a str>,
    stopped_reasons: Vec<ReasonKey<'a>>,
}

pub(super) fn same_outcome(task: &TaskReport) -> SameOutcome<'_> {
    let placement = task.placement.as_ref();
    SameOutcome {
        place: (
            task.service.as_deref(),
            task.launch_type,
            task.platform_version.as_deref(),
            placement.map(|placement| placement.subnet.as_str()),
            placement.is_some_and(|placement| placement.public_ip.is_some()),
        ),
        groups: placement.map_or(&[], |placement| &placement.security_groups),
        verdict: task.verdict,
        steps: task
            .steps
            .iter()
            .map(|step| (step.step, step.host.as_str(), step.port, step.verdict, step.blocked_at.as_ref().map(at)))
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_the_order_of_their_first_members() {
        let numbers = [1, 2, 3, 4, 5, 11];
        assert_eq!(fold(&numbers, |number| number % 3), [vec![&1, &4], vec![&2, &5, &11], vec![&3]]);
    }
}
