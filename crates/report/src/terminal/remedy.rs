//! What to change.

use hopwise_engine::Verdict;

use super::page::{Page, Span, Tone};
use crate::finding::{FindingReport, RemedyReport};
use crate::remedy::{ChangeReport, PlanReport};
use crate::report::{StepReport, TaskReport};
use crate::words;

/// What to change about steps that stop at the same place: alternatives.
pub(super) fn remedies(page: &mut Page, task: &TaskReport, finding: &FindingReport) {
    let alternatives = finding.remedies.len();
    if alternatives == 0 {
        return;
    }
    title(page, alternatives);
    for (number, remedies) in finding.remedies.iter().enumerate() {
        let lead = format!("{}. ", number + 1);
        match remedies.as_slice() {
            [only] if only.steps.len() == finding.steps.len() => {
                let lead = if alternatives > 1 { lead.as_str() } else { "- " };
                if let Some(plan) = of(task, only) {
                    plan_of(page, 2, lead, plan, &[]);
                }
            }
            several => each(page, if alternatives > 1 { &lead } else { "" }, several, task, finding),
        }
    }
}

/// The plan of a remedy.
fn of<'a>(task: &'a TaskReport, remedy: &RemedyReport) -> Option<&'a PlanReport> {
    task.steps.get(*remedy.steps.first()?)?.plans.get(remedy.plan)
}

fn title(page: &mut Page, alternatives: usize) {
    page.gap();
    let tried = "what to change (each was tried on this snapshot)";
    let title = if alternatives > 1 { format!("  {tried}: one of") } else { format!("  {tried}") };
    page.paragraph(0, 2, Tone::Bold, &title);
}

/// Plans, each for some of the steps.
fn each(page: &mut Page, lead: &str, remedies: &[RemedyReport], task: &TaskReport, finding: &FindingReport) {
    let indent = 2 + lead.len();
    let steps = |positions: &[usize]| positions.iter().filter_map(|step| task.steps.get(*step)).collect::<Vec<_>>();
    let all = steps(&finding.steps);
    let mut printed: Vec<&ChangeReport> = Vec::new();
    for (number, remedy) in remedies.iter().enumerate() {
        let Some(plan) = of(task, remedy) else { continue };
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        page.item(2, (Tone::Plain, &lead), (Tone::Plain, &words::plan_for(&names(&steps(&remedy.steps), &all))));
        plan_of(page, indent, "- ", plan, &printed);
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

/// A plan. What is among the changes that were printed already needs no commands again.
fn plan_of(page: &mut Page, indent: usize, lead: &str, plan: &PlanReport, printed: &[&ChangeReport]) {
    let hanging = indent + lead.len();
    for (number, change) in plan.changes.iter().enumerate() {
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
    }
    if plan.verdict != Verdict::Delivered {
        let still = plan.still.as_ref().map_or_else(String::new, |block| format!(": {}", block.message));
        page.paragraph(hanging, hanging, Tone::Unsure, &format!("Then the step is {}{still}", plan.verdict));
    }
    if !plan.opens.is_empty() && plan.changes.iter().any(|change| !printed.contains(&change)) {
        let more = match plan.more_opens {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let opens = format!("This newly lets through {}{more}.", plan.opens.join("; "));
        page.paragraph(hanging, hanging, Tone::Dim, &opens);
    }
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
