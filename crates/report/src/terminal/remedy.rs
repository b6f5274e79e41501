//! What to change.

use hopwise_engine::Verdict;

use super::group::fold;
use super::page::{Page, Span, Tone};
use crate::remedy::{ChangeReport, PlanReport};
use crate::report::StepReport;
use crate::words;

/// Steps that one plan is for.
type Share<'a> = (Vec<&'a StepReport>, &'a PlanReport);

/// The remedies of steps that stop at the same place: one for each of them where they need different ones, and those
/// that help all of them.
pub(super) fn remedies(page: &mut Page, steps: &[&StepReport]) {
    let Some((first, others)) = steps.split_first() else { return };
    let helps_all =
        |plan: &&PlanReport| others.iter().all(|step| step.plans.iter().any(|own| own.changes == plan.changes));
    let common: Vec<&PlanReport> = first.plans.iter().filter(helps_all).collect();
    let shares = shares(steps);
    // The best plan of some step that helps all of them leaves nothing to be told of single steps.
    let helps = |plan: &PlanReport| common.iter().any(|other| other.changes == plan.changes);
    let apart = if shares.iter().any(|(_, plan)| helps(plan)) { Vec::new() } else { shares };
    if !common.is_empty() || !apart.is_empty() {
        let alternatives = common.len() + usize::from(!apart.is_empty());
        title(page, alternatives);
        let lead = |number: usize| if alternatives > 1 { format!("{number}. ") } else { "- ".to_owned() };
        each(page, if alternatives > 1 { "1. " } else { "" }, &apart, steps);
        let before = usize::from(!apart.is_empty());
        for (number, plan) in common.iter().enumerate() {
            self::plan(page, 2, &lead(before + number + 1), plan);
        }
    }
    hints(page, steps);
}

fn title(page: &mut Page, alternatives: usize) {
    page.gap();
    let tried = "what to change (each was tried on this snapshot)";
    let title = if alternatives > 1 { format!("  {tried}: one of") } else { format!("  {tried}") };
    page.paragraph(0, 2, Tone::Bold, &title);
}

/// The best plan of each step that has one: steps with the same plan together, plans that are a part of another behind
/// it.
fn shares<'a>(steps: &[&'a StepReport]) -> Vec<Share<'a>> {
    let planned = steps.iter().copied().filter(|step| !step.plans.is_empty());
    let alike = fold(planned, |step| step.plans.first().map(|plan| &plan.changes));
    let mut shares: Vec<Share<'a>> =
        alike.into_iter().filter_map(|steps| steps.first()?.plans.first().map(|plan| (steps.clone(), plan))).collect();
    shares.sort_by_key(|(_, plan)| std::cmp::Reverse(plan.changes.len()));
    shares
}

/// The best plan of each step.
fn each(page: &mut Page, lead: &str, shares: &[Share<'_>], all: &[&StepReport]) {
    let indent = 2 + lead.len();
    let mut shown: Vec<&ChangeReport> = Vec::new();
    for (number, (steps, plan)) in shares.iter().enumerate() {
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        page.item(2, (Tone::Plain, &lead), (Tone::Plain, &words::plan_for(&names(steps, all))));
        if plan.changes.iter().all(|change| shown.contains(&change)) {
            for change in &plan.changes {
                let text = change.message.trim_end_matches('.');
                page.item(indent, (Tone::Plain, "- "), (Tone::Plain, &format!("{text}, {}.", words::AS_ABOVE)));
            }
        } else {
            self::plan(page, indent, "- ", plan);
        }
        shown.extend(&plan.changes);
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

fn plan(page: &mut Page, indent: usize, lead: &str, plan: &PlanReport) {
    let hanging = indent + lead.len();
    for (number, change) in plan.changes.iter().enumerate() {
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        page.item(indent, (Tone::Plain, &lead), (Tone::Plain, &change.message));
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

/// What to know about the first step, or about half of them at least: each thing once.
fn hints(page: &mut Page, steps: &[&StepReport]) {
    let concerns = |hint: &String| steps.iter().filter(|step| step.hints.contains(hint)).count() * 2 >= steps.len();
    let mut hints: Vec<&String> = Vec::new();
    for (number, hint) in
        steps.iter().enumerate().flat_map(|(number, step)| step.hints.iter().map(move |hint| (number, hint)))
    {
        if !hints.contains(&hint) && (number == 0 || concerns(hint)) {
            hints.push(hint);
        }
    }
    if hints.is_empty() {
        return;
    }
    page.gap();
    page.line(vec![Span::new(Tone::Bold, format!("  {}", words::GOOD_TO_KNOW))]);
    for hint in hints {
        page.item(2, (Tone::Plain, "- "), (Tone::Plain, hint));
    }
}
