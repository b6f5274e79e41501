//! What differs: how many steps, then each difference once for all steps and subnets that have it, the worst last.

use hopwise_explain::diff::{DiffResult, Transition};

use super::SCREEN;
use super::page::{Page, Tone};
use super::text::place;
use crate::check::RuleFinding;
use crate::diff::DiffReport;
use crate::diff_change::{ChangedByReport, DocumentChangeReport};
use crate::diff_group::{FlowDiffGroup, TierDiffGroup};
use crate::diff_rule::RuleDiffReport;
use crate::diff_tier::TiersReport;
use crate::rule_fold::{FoldedFindings, folded};
use crate::rule_result::RuleResult;
use crate::words;

/// How many changes that did it together are shown.
const MOST_LISTED: usize = 6;

const fn mark(result: DiffResult) -> (&'static str, Tone) {
    match result {
        DiffResult::Same | DiffResult::Changed => ("✓", Tone::Good),
        DiffResult::Undetermined => ("?", Tone::Unsure),
        DiffResult::Worse => ("✗", Tone::Bad),
    }
}

/// What arrived neither before nor after is no good, though nothing got worse.
const fn mark_of(result: DiffResult, is_stopped: bool) -> (&'static str, Tone) {
    match (result, is_stopped) {
        (DiffResult::Same, true) => ("✗", Tone::Bad),
        _ => mark(result),
    }
}

pub(super) fn render(page: &mut Page, report: &DiffReport) {
    headline(page, report);
    page.gap();
    for own in &report.workloads {
        let (mark, tone) = mark_of(own.result, own.still_stopped > 0);
        page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &words::compared(own)));
        for change in &own.changes {
            page.paragraph(4, 6, Tone::Dim, &change.message);
        }
    }
    for own in &report.rules {
        let (mark, tone) = mark_of(own.result, own.after == RuleResult::Violated);
        page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &format!("{}: {}", own.name, words::rule_was(own))));
    }
    let mut groups = report.groups();
    groups.sort_by_key(|group| group.first.result);
    for group in &groups {
        page.gap();
        self::group(page, group);
    }
    let mut rules: Vec<&RuleDiffReport> = report.rules.iter().filter(|own| own.became.is_some()).collect();
    rules.sort_by_key(|own| own.result);
    for own in rules {
        page.gap();
        rule(page, own);
    }
    tiers(page, report.tiers.as_ref());
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

fn group(page: &mut Page, group: &FlowDiffGroup<'_>) {
    let own = group.first;
    let (mark, tone) = mark_of(own.result, own.became == Transition::StillStopped);
    let cluster = own.cluster.as_ref().map_or_else(String::new, |own| format!(" ({own})"));
    let of = own.group.as_ref().map_or_else(String::new, |own| format!(" of group {own}"));
    let title = format!("{}{of}{cluster}: {}", own.workload, words::became(own.became));
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &title));
    for line in words::steps_in_subnets(group) {
        page.paragraph(2, 4, Tone::Plain, &line);
    }
    page.paragraph(4, 4, Tone::Plain, &own.message);
    if let Some(evidence) = own.evidence() {
        let which = if own.became == Transition::Possible { "before: " } else { "" };
        page.paragraph(4, 4, Tone::Dim, &format!("({which}{})", place(evidence)));
    }
    did(page, own.changed_by.as_ref());
    for other in &own.also_stopped_by {
        did_as(page, other, "stops it, too: ", "stop it together, too: ");
    }
}

/// Packets between tiers, those that one change did together.
fn tiers(page: &mut Page, report: Option<&TiersReport>) {
    for TierDiffGroup { first, all } in report.map(TiersReport::groups).unwrap_or_default() {
        let (mark, tone) = match first.became {
            "opened" => ("+", Tone::Plain),
            "closed" => ("-", Tone::Plain),
            "not_known" => ("?", Tone::Unsure),
            _ => ("~", Tone::Plain),
        };
        page.gap();
        let title = format!("between tiers: {}", words::tiers_became(first.became));
        page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &title));
        for own in all.iter().take(MOST_LISTED) {
            page.paragraph(2, 4, Tone::Plain, &own.message);
            page.paragraph(4, 6, Tone::Dim, &words::tier_example(own));
        }
        let more = all.len().saturating_sub(MOST_LISTED);
        if more > 0 {
            page.paragraph(2, 2, Tone::Dim, &words::more(more));
        }
        did(page, first.changed_by.as_ref());
        for other in &first.also_stopped_by {
            did_as(page, other, "closes it, too: ", "close it together, too: ");
        }
    }
}

/// A rule that differs.
fn rule(page: &mut Page, own: &RuleDiffReport) {
    let (mark, tone) = mark(own.result);
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &format!("{}: {}", own.name, words::rule_became(own))));
    findings(page, &own.findings, "");
    findings(page, &own.mended, "No more: ");
    did(page, own.changed_by.as_ref());
}

/// What is so of a rule, behind a lead.
fn findings(page: &mut Page, all: &[RuleFinding], lead: &str) {
    // Of several sources with one fate, it is said once.
    let findings = folded(all);
    for FoldedFindings { first: finding, .. } in findings.iter().take(MOST_LISTED) {
        page.paragraph(2, 4, Tone::Plain, &format!("{lead}{}", finding.message));
        if let Some(evidence) = &finding.evidence {
            let before = if lead.is_empty() { "" } else { "before: " };
            page.paragraph(4, 4, Tone::Dim, &format!("({before}{})", place(evidence)));
        }
    }
    let more = findings.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        page.paragraph(2, 2, Tone::Dim, &words::more(more));
    }
}

/// What did it.
fn did(page: &mut Page, by: Option<&ChangedByReport>) {
    if let Some(by) = by {
        did_as(page, by, "did it: ", "did it together: ");
    }
}

/// Changes under a lead, which of several is another one.
fn did_as(page: &mut Page, by: &ChangedByReport, one: &str, several: &str) {
    let lead = if by.changes.len() == 1 { one } else { several };
    for (number, change) in by.changes.iter().take(MOST_LISTED).enumerate() {
        let lead = if number == 0 { lead.to_owned() } else { " ".repeat(lead.len()) };
        page.item(4, (Tone::Bold, &lead), (Tone::Plain, &format!("{}{}", change.message, with(change))));
        if let Some(places) = places(change) {
            page.paragraph(4 + lead.len(), 4 + lead.len(), Tone::Dim, &places);
        }
    }
    let more = by.changes.len().saturating_sub(MOST_LISTED);
    if more > 0 {
        page.paragraph(4, 4, Tone::Dim, &words::more(more));
    }
    if !by.minimal {
        page.paragraph(4, 4, Tone::Dim, "Perhaps not all of these are needed: the search was given up.");
    }
}

/// How many others differ with a change.
fn with(change: &DocumentChangeReport) -> String {
    match change.with.as_slice() {
        [] => String::new(),
        [only] => format!("; with it, {}", only.message),
        [first, rest @ ..] => format!("; with it, {}, and {} more", first.message, rest.len()),
    }
}

/// `(before: security-groups.json:41; now: security-groups.json:38)`
fn places(change: &DocumentChangeReport) -> Option<String> {
    let before = change.before.as_ref().map(|at| format!("before: {}", place(at)));
    let after = change.after.as_ref().map(|at| format!("now: {}", place(at)));
    let both: Vec<String> = before.into_iter().chain(after).collect();
    (!both.is_empty()).then(|| format!("({})", both.join("; ")))
}
