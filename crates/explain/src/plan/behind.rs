//! The filters behind a block, which packets meet once they get there.

use hopwise_engine::{Block, Check, CheckResult, Flow, Hop, Reach};
use hopwise_model::{Component, Leg};

/// What security groups and network ACLs behind a block decide about packets that a plan lets through it, in order: a check
/// that passes by a rule of the plan's own is one that blocks without it. Nothing where the plan leads past the block.
pub(super) fn behind(block: Option<&Block>, after: &Reach) -> Vec<Check> {
    let found = block.and_then(|block| after.flows().find_map(|flow| behind_in(block, flow)));
    found.unwrap_or_default()
}

/// Likewise of one flow; none where it does not come past the block.
fn behind_in(block: &Block, flow: &Flow) -> Option<Vec<Check>> {
    let there = flow.forward.iter().flat_map(|hop| of(hop, Leg::Forward));
    let mut met = there.chain(flow.back.iter().flat_map(|hop| of(hop, Leg::Return)));
    // The hop, where that is what stopped them, or the check.
    let stopped = |(leg, hop, check): &(Leg, &Hop, Option<&Check>)| {
        *leg == block.leg
            && match check {
                Some(check) => {
                    check.component == block.component && check.ids == block.ids && check.direction == block.direction
                }
                None => hop.component == block.component && hop.id == block.id,
            }
    };
    if !met.any(|at| stopped(&at)) {
        return None;
    }
    let filters = met.filter_map(|(_, _, check)| check);
    let filters = filters.filter(|own| matches!(own.component, Component::SecurityGroup | Component::NetworkAcl));
    let as_today = |check: &Check| {
        let new = check.rule.as_ref().is_some_and(|rule| rule.evidence().is_supposed());
        let result = if new { CheckResult::Block } else { check.result };
        Check { result, rule: check.rule.clone().filter(|_| !new), ..check.clone() }
    };
    Some(filters.map(as_today).collect())
}

/// A hop, and its checks.
fn of(hop: &Hop, leg: Leg) -> impl Iterator<Item = (Leg, &Hop, Option<&Check>)> {
    std::iter::once((leg, hop, None)).chain(hop.checks.iter().map(move |check| (leg, hop, Some(check))))
}
