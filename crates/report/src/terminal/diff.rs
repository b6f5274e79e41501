//! What differs: how many steps, then each difference once for all steps and subnets that have it, the worst last.

use hopwise_explain::diff::{Became, DiffResult};

use super::SCREEN;
use super::page::{Page, Tone};
use super::text::place;
use crate::diff::{DiffReport, Group, groups};
use crate::words;

const fn mark(result: DiffResult) -> (&'static str, Tone) {
    match result {
        DiffResult::Same | DiffResult::Changed => ("✓", Tone::Good),
        DiffResult::Undetermined => ("?", Tone::Unsure),
        DiffResult::Worse => ("✗", Tone::Bad),
    }
}

pub(super) fn render(page: &mut Page, report: &DiffReport) {
    headline(page, report);
    page.gap();
    for own in &report.workloads {
        let (mark, tone) = mark(own.result);
        page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &words::compared(own)));
    }
    let mut groups = groups(&report.flows);
    groups.sort_by_key(|group| group.first.result);
    for group in &groups {
        page.gap();
        self::group(page, group);
    }
    for gap in report.gaps.iter().filter(|gap| report.flows.iter().all(|flow| !flow.gaps.contains(gap))) {
        page.gap();
        page.item(0, (Tone::Unsure, "Not known: "), (Tone::Plain, &gap.message));
    }
    if page.height() > SCREEN {
        page.gap();
        headline(page, report);
    }
}

fn headline(page: &mut Page, report: &DiffReport) {
    let (_, tone) = mark(report.result);
    let lead = format!("{}: ", report.result.as_str().to_uppercase());
    page.item(0, (tone, &lead), (Tone::Bold, &words::differences(report)));
}

fn group(page: &mut Page, group: &Group<'_>) {
    let own = group.first;
    let (mark, tone) = mark(own.result);
    let cluster = own.cluster.as_ref().map_or_else(String::new, |own| format!(" ({own})"));
    let title = format!("{}{cluster}: {}", own.workload, words::became(own.became));
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &title));
    for line in words::steps_in_subnets(group) {
        page.paragraph(2, 4, Tone::Plain, &line);
    }
    page.paragraph(4, 4, Tone::Plain, &own.message);
    if let Some(evidence) = own.evidence() {
        let which = if own.became == Became::Possible { "before: " } else { "" };
        page.paragraph(4, 4, Tone::Dim, &format!("({which}{})", place(evidence)));
    }
}
