//! What to change, as text for other programs.

use crate::check::{RulePlanReport, RuleReport};
use crate::remedy::{ChangeReport, PlanReport};
use crate::report::Body;
use crate::rule_result::RuleResult;
use crate::words;

/// What to change so that a rule holds: alternatives against what arrives and must not, else the first remedy of each finding
/// of what does not arrive. A line for each change and for each command; none where nothing was found.
pub(super) fn lines(rule: &RuleReport) -> Vec<String> {
    let mut lines = Vec::new();
    for plan in &rule.plans {
        lines.push(format!("{}:", if lines.is_empty() { TITLE } else { "or" }));
        lines.extend(changes(&plan.changes));
        lines.extend(aside(plan));
    }
    for plan in arriving(rule) {
        lines.push(format!("{}:", if lines.is_empty() { TITLE } else { "and" }));
        lines.extend(changes(&plan.changes));
    }
    lines
}

/// Likewise in one sentence: the first alternative, without commands.
pub(super) fn sentence(rule: &RuleReport) -> Option<String> {
    let own = rule.plans.first().map(|plan| &plan.changes);
    let changes = own.or_else(|| arriving(rule).first().map(|plan| &plan.changes))?;
    let messages: Vec<&str> = changes.iter().map(|change| change.message.as_str()).collect();
    Some(format!("{TITLE}: {}", messages.join(" ")))
}

const TITLE: &str = "What to change (tried on this snapshot)";

fn changes(changes: &[ChangeReport]) -> impl Iterator<Item = String> {
    changes.iter().flat_map(|change| {
        let commands = change.commands.iter().map(|command| format!("    {command}"));
        let conditions = change.conditions.iter().map(|condition| format!("    {condition}"));
        std::iter::once(format!("  {}", change.message)).chain(commands).chain(conditions)
    })
}

/// What else a plan comes to.
fn aside(plan: &RulePlanReport) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.result != RuleResult::Holds {
        lines.push(format!("  {}", words::STILL_NOT_KNOWN));
    }
    if !plan.also_stops.is_empty() {
        lines.push(format!("  {}", words::also_stops(&plan.also_stops)));
    }
    lines
}

/// The first remedy of each finding, where packets do not arrive that should.
fn arriving(rule: &RuleReport) -> Vec<&PlanReport> {
    let mut plans: Vec<&PlanReport> = Vec::new();
    for answer in rule.findings.iter().filter_map(|finding| finding.answer.as_deref()) {
        let own: Vec<&PlanReport> = match &answer.body {
            Body::Trace(body) => body.plans.first().into_iter().collect(),
            Body::Diagnosis(body) => {
                let first = body.outcomes.iter().filter_map(|outcome| body.tasks.get(*outcome.tasks.first()?));
                let of_task = first.flat_map(|task| {
                    let remedies = task.findings.iter().filter_map(|finding| finding.remedies.first());
                    remedies.flatten().filter_map(|own| task.steps.get(*own.steps.first()?)?.plans.get(own.plan))
                });
                of_task.collect()
            }
        };
        for plan in own {
            if plans.iter().all(|other| other.changes != plan.changes) {
                plans.push(plan);
            }
        }
    }
    plans
}
