//! What to change.

use hopwise_engine::Verdict;

use super::page::{Page, Tone};
use crate::remedy::PlanReport;
use crate::report::StepReport;
use crate::words;

/// The remedies of steps that stop at the same place: those that help all of them, then one for each step alone.
pub(super) fn remedies(page: &mut Page, steps: &[&StepReport]) {
    let Some((first, others)) = steps.split_first() else { return };
    let helps_all =
        |plan: &&PlanReport| others.iter().all(|step| step.plans.iter().any(|own| own.changes == plan.changes));
    let common: Vec<&PlanReport> = first.plans.iter().filter(helps_all).collect();
    if first.cause.is_some() && steps.iter().all(|step| step.plans.is_empty()) {
        hints(page, first);
        return;
    }
    page.gap();
    let tried = "what to change (each was tried on this snapshot)";
    let title = if common.len() > 1 { format!("  {tried}: one of") } else { format!("  {tried}") };
    page.paragraph(0, 2, Tone::Bold, &title);
    for (number, plan) in common.iter().enumerate() {
        let lead = if common.len() > 1 { format!("{}. ", number + 1) } else { "- ".to_owned() };
        self::plan(page, &lead, plan);
    }
    let single: Vec<(&StepReport, &PlanReport)> = steps
        .iter()
        .filter_map(|step| {
            let own = step.plans.iter().find(|plan| common.iter().all(|other| other.changes != plan.changes))?;
            Some((*step, own))
        })
        .collect();
    // Where something helps all, alternatives that help one step are worth little of the reader's time.
    if common.is_empty() {
        for (step, plan) in single {
            if steps.len() > 1 {
                page.paragraph(2, 2, Tone::Plain, &format!("for {} ({}):", step.step, step.service));
            }
            self::plan(page, "- ", plan);
        }
    }
    hints(page, first);
}

fn plan(page: &mut Page, lead: &str, plan: &PlanReport) {
    let hanging = 2 + lead.len();
    for (number, change) in plan.changes.iter().enumerate() {
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        page.item(2, (Tone::Plain, &lead), (Tone::Plain, &change.message));
        for command in &change.commands {
            page.command(hanging + 2, command);
        }
    }
    if plan.verdict != Verdict::Delivered {
        let still = plan.still.as_ref().map_or_else(String::new, |block| format!(": {}", block.message));
        page.paragraph(hanging, hanging, Tone::Unsure, &format!("Then the step is {}{still}", plan.verdict));
    }
    if !plan.opens.is_empty() {
        let more = match plan.more_opens {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let opens = format!("This newly lets through {}{more}.", plan.opens.join("; "));
        page.paragraph(hanging, hanging, Tone::Dim, &opens);
    }
}

fn hints(page: &mut Page, step: &StepReport) {
    if step.hints.is_empty() {
        return;
    }
    page.gap();
    page.line(vec![super::page::Span::new(Tone::Bold, format!("  {}", words::GOOD_TO_KNOW))]);
    for hint in &step.hints {
        page.item(2, (Tone::Plain, "- "), (Tone::Plain, hint));
    }
}
