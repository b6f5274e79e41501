//! What to change.

use hopwise_engine::Verdict;

use super::page::{Page, Span, Tone};
use crate::check::RulePlanReport;
use crate::finding::{FindingReport, RemedyReport};
use crate::remedy::{ChangeReport, PlanReport};
use crate::report::{StepReport, TaskReport};
use crate::rule_result::RuleResult;
use crate::words;

/// How many kinds of packets a plan lists for several tasks.
const LISTED: usize = 6;

/// What to change about steps that stop at the same place: alternatives that help each of some tasks with the same outcome,
/// or the first task where none does. `above` are the changes that were printed of other findings, of each the first
/// alternative's.
pub(super) fn remedies<'t>(
    page: &mut Page,
    tasks: &[&'t TaskReport],
    finding: &FindingReport,
    above: &mut Vec<&'t ChangeReport>,
) {
    let found = finding.alternatives(tasks);
    let alternatives = found.len();
    if alternatives == 0 {
        return;
    }
    title(page, alternatives);
    let own = found.first().into_iter().flat_map(|remedies| remedies.iter()).flat_map(|own| own.plans(tasks));
    let own: Vec<&ChangeReport> = own.flat_map(|plan| &plan.changes).collect();
    for (number, remedies) in found.into_iter().enumerate() {
        let lead = format!("{}. ", number + 1);
        match remedies {
            [only] if only.steps.len() == finding.steps.len() => {
                let lead = if alternatives > 1 { lead.as_str() } else { "- " };
                plan_of(page, 2, lead, &only.plans(tasks), above);
            }
            several => each(page, if alternatives > 1 { &lead } else { "" }, several, (tasks, finding), above),
        }
    }
    above.extend(own);
}

/// What to change about a flow: alternatives.
pub(super) fn plans(page: &mut Page, plans: &[PlanReport]) {
    if plans.is_empty() {
        return;
    }
    title(page, plans.len());
    for (number, plan) in plans.iter().enumerate() {
        let lead = if plans.len() > 1 { format!("{}. ", number + 1) } else { "- ".to_owned() };
        plan_of(page, 2, &lead, &[plan], &[]);
    }
}

/// What to change so that packets arrive no more: alternatives.
pub(super) fn closings(page: &mut Page, plans: &[RulePlanReport]) {
    if plans.is_empty() {
        return;
    }
    title(page, plans.len());
    for (number, plan) in plans.iter().enumerate() {
        let lead = if plans.len() > 1 { format!("{}. ", number + 1) } else { "- ".to_owned() };
        let hanging = 2 + lead.len();
        changes(page, 2, &lead, &plan.changes, &[]);
        if plan.result != RuleResult::Holds {
            page.paragraph(hanging, hanging, Tone::Unsure, words::STILL_NOT_KNOWN);
        }
        if !plan.also_stops.is_empty() {
            page.paragraph(hanging, hanging, Tone::Unsure, &words::also_stops(&plan.also_stops));
        }
        if !plan.closes.is_empty() {
            page.paragraph(hanging, hanging, Tone::Dim, &words::closes(&plan.closes, plan.more_closes));
        }
    }
}

fn title(page: &mut Page, alternatives: usize) {
    page.gap();
    let tried = "what to change (each was tried on this snapshot)";
    let title = if alternatives > 1 { format!("  {tried}: one of") } else { format!("  {tried}") };
    page.paragraph(0, 2, Tone::Bold, &title);
}

/// Plans, each for some of the steps.
fn each(
    page: &mut Page,
    lead: &str,
    remedies: &[RemedyReport],
    (tasks, finding): (&[&TaskReport], &FindingReport),
    above: &[&ChangeReport],
) {
    let Some(task) = tasks.first() else { return };
    let indent = 2 + lead.len();
    let steps = |positions: &[usize]| positions.iter().filter_map(|step| task.steps.get(*step)).collect::<Vec<_>>();
    let all = steps(&finding.steps);
    let mut printed: Vec<&ChangeReport> = above.to_vec();
    for (number, remedy) in remedies.iter().enumerate() {
        let Some(plan) = remedy.of(task) else { continue };
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        page.item(2, (Tone::Plain, &lead), (Tone::Plain, &words::plan_for(&names(&steps(&remedy.steps), &all))));
        plan_of(page, indent, "- ", &remedy.plans(tasks), &printed);
        printed.extend(&plan.changes);
    }
}

/// What steps are called among others: their services where they are of one kind.
pub(super) fn names(steps: &[&StepReport], all: &[&StepReport]) -> Vec<String> {
    let name = |step: &&StepReport| {
        let same = all.iter().filter(|other| other.step == step.step).count();
        if same > 1 { format!("{} ({})", step.step, step.service) } else { step.step.to_owned() }
    };
    steps.iter().map(name).collect()
}

/// A plan, as each of some tasks has it. What is among the changes that were printed already needs no commands again.
fn plan_of(page: &mut Page, indent: usize, lead: &str, plans: &[&PlanReport], printed: &[&ChangeReport]) {
    let Some(plan) = plans.first() else { return };
    let hanging = indent + lead.len();
    changes(page, indent, lead, &plan.changes, printed);
    if plan.verdict != Verdict::Delivered {
        let open = || if plan.verdict == Verdict::Undetermined { words::STILL_OPEN } else { "." }.to_owned();
        let still = plan.still.as_ref().map_or_else(open, |block| format!(": {}", block.message));
        page.paragraph(hanging, hanging, Tone::Unsure, &format!("Then the step is {}{still}", plan.verdict));
    }
    for other in &plan.elsewhere {
        page.paragraph(hanging, hanging, Tone::Unsure, &words::stopped_elsewhere(&other.subnet, &other.blocked_at));
    }
    let (opens, more) = opens(plans);
    if !opens.is_empty() && plan.changes.iter().any(|change| !printed.contains(&change)) {
        let more = match more {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let opens = format!("This newly lets through {}{more}.", opens.join("; "));
        page.paragraph(hanging, hanging, Tone::Dim, &opens);
    }
}

/// Changes with their commands, which those that were printed already need not have again.
fn changes(page: &mut Page, indent: usize, lead: &str, changes: &[ChangeReport], printed: &[&ChangeReport]) {
    let hanging = indent + lead.len();
    for (number, change) in changes.iter().enumerate() {
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        if printed.contains(&change) {
            let text = format!("{}, {}.", change.message.trim_end_matches('.'), words::AS_ABOVE);
            page.item(indent, (Tone::Plain, &lead), (Tone::Plain, &text));
            continue;
        }
        page.item(indent, (Tone::Plain, &lead), (Tone::Plain, &change.message));
        for command in &change.commands {
            page.command(hanging + 2, command);
        }
        for condition in &change.conditions {
            page.paragraph(hanging + 2, hanging + 2, Tone::Unsure, condition);
        }
    }
}

/// What a plan newly lets through, for all tasks: the first few, and how many more there are.
fn opens<'a>(plans: &[&'a PlanReport]) -> (Vec<&'a str>, usize) {
    let mut all: Vec<&str> = Vec::new();
    for packets in plans.iter().flat_map(|plan| &plan.opens) {
        if !all.contains(&packets.as_str()) {
            all.push(packets);
        }
    }
    let more = plans.iter().map(|plan| plan.more_opens).max().unwrap_or(0) + all.len().saturating_sub(LISTED);
    all.truncate(LISTED);
    (all, more)
}

/// What to know before acting.
pub(super) fn hints(page: &mut Page, finding: &FindingReport) {
    if finding.hints.is_empty() {
        return;
    }
    page.gap();
    page.line(vec![Span::new(Tone::Bold, format!("  {}", words::GOOD_TO_KNOW))]);
    for hint in &finding.hints {
        page.item(2, (Tone::Plain, "- "), (Tone::Plain, hint));
    }
}
