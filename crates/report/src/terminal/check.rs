//! Rules: a line for each, then what does not hold, the worst last.

use unicode_width::UnicodeWidthStr;

use super::SCREEN;
use super::page::{Page, Span, Tone};
use super::text::{place, shorten};
use super::{diagnosis, remedy, trace};
use crate::check::{ChecksReport, RuleFinding, RuleReport};
use crate::report::Body;
use crate::rule_fold::{FoldedFindings, folded};
use crate::rule_name::distinct;
use crate::rule_result::RuleResult;
use crate::words;
use hopwise_model::sanitize;

/// How many findings of a rule are shown with their paths.
const MOST_LISTED: usize = 2;

/// How many further findings are named.
const NAMED: usize = 6;

const fn mark(result: RuleResult) -> (&'static str, Tone) {
    match result {
        RuleResult::Holds => ("✓", Tone::Good),
        RuleResult::Undetermined => ("?", Tone::Unsure),
        RuleResult::Violated => ("✗", Tone::Bad),
    }
}

/// What there is to say of rules.
pub(super) fn render(page: &mut Page, report: &ChecksReport, verbose: bool) {
    headline(page, report);
    page.gap();
    let names = distinct(&report.rules);
    table(page, &report.rules, &names);
    let failing = report.rules.iter().zip(&names).filter(|(rule, _)| rule.result != RuleResult::Holds);
    let mut failing: Vec<(&RuleReport, &String)> = failing.collect();
    failing.sort_by_key(|(rule, _)| rule.result);
    for (rule, name) in failing {
        page.gap();
        self::rule(page, rule, name, verbose);
    }
    page.gap();
    page.paragraph(0, 0, Tone::Dim, &report.assumptions.join(" "));
    if page.height() > SCREEN {
        page.gap();
        headline(page, report);
    }
}

fn headline(page: &mut Page, report: &ChecksReport) {
    let (_, tone) = mark(report.result);
    let lead = format!("{}: ", report.result.as_str().to_uppercase());
    page.item(0, (tone, &lead), (Tone::Bold, &words::checked(&report.rules)));
}

/// A line for each rule: its name, and how much was asked.
fn table(page: &mut Page, rules: &[RuleReport], names: &[String]) {
    let names = || names.iter().map(|name| sanitize(name).into_owned());
    let widest = names().map(|name| name.width()).max().unwrap_or(0).min(page.width().saturating_sub(30));
    for (rule, name) in rules.iter().zip(names()) {
        let (mark, tone) = mark(rule.result);
        let name = shorten(&name, widest);
        let padding = " ".repeat(widest.saturating_sub(name.width()));
        page.line(vec![
            Span::plain("  "),
            Span::new(tone, mark),
            Span::plain(" "),
            Span::plain(name),
            Span::plain(padding),
            Span::plain("  "),
            Span::new(Tone::Dim, words::how_much(rule)),
        ]);
    }
}

/// A rule that does not hold, or is not known to.
fn rule(page: &mut Page, rule: &RuleReport, name: &str, verbose: bool) {
    let (mark, tone) = mark(rule.result);
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, name));
    if rule.property != rule.name {
        page.paragraph(2, 2, Tone::Plain, &words::sentence(&rule.property));
    }
    if let Some(why) = &rule.description {
        page.paragraph(2, 2, Tone::Dim, why);
    }
    if let Some(at) = &rule.written_at {
        let line = at.line.map_or_else(String::new, |line| format!(":{line}"));
        page.paragraph(2, 2, Tone::Dim, &format!("({}{line})", at.file));
    }
    let mut groups = folded(&rule.findings);
    let is_diagnosis = is_diagnosis(rule);
    if is_diagnosis {
        // The page of tasks has all of them: one for each thing that is lost.
        let mut written: Vec<Option<&str>> = Vec::new();
        groups.retain(|own| {
            let is_new = !written.contains(&own.first.when.as_deref());
            written.push(own.first.when.as_deref());
            is_new
        });
    }
    let others = |page: &mut Page, group: &FoldedFindings<'_>| {
        if group.all.len() > 1
            && !is_diagnosis
            && let Some(whom) = group.whom(rule)
        {
            page.paragraph(4, 4, Tone::Dim, &format!("of {whom}"));
        }
    };
    for group in groups.iter().take(MOST_LISTED) {
        page.gap();
        self::finding(page, group.first, verbose);
        others(page, group);
    }
    let rest = groups.get(MOST_LISTED..).unwrap_or_default();
    if !rest.is_empty() {
        page.gap();
    }
    for group in rest.iter().take(NAMED) {
        let (mark, tone) = self::mark(group.first.result);
        page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &group.first.message));
        others(page, group);
    }
    let more = rest.iter().skip(NAMED).map(|group| group.all.len()).sum::<usize>() + rule.more_findings;
    if more > 0 {
        page.paragraph(2, 2, Tone::Dim, &words::more(more));
    }
    remedy::closings(page, &rule.plans);
}

/// Whether the findings of a rule are all on the page of the first.
fn is_diagnosis(rule: &RuleReport) -> bool {
    let first = rule.findings.first().and_then(|finding| finding.answer.as_ref());
    first.is_some_and(|answer| matches!(answer.body, Body::Diagnosis(_)))
}

fn finding(page: &mut Page, finding: &RuleFinding, verbose: bool) {
    match finding.answer.as_ref().map(|answer| (answer, &answer.body)) {
        Some((answer, Body::Trace(body))) => {
            // Of what stops the page itself says so first.
            let is_repeated = body.blocked_at.as_ref().is_some_and(|block| block.message == finding.message);
            if !is_repeated {
                let (mark, tone) = mark(finding.result);
                page.item(0, (tone, &format!("{mark} ")), (Tone::Plain, &finding.message));
                if let Some(evidence) = &finding.evidence {
                    page.paragraph(2, 2, Tone::Dim, &format!("({})", place(evidence)));
                }
                page.gap();
            }
            trace::render(page, answer, body);
        }
        Some((answer, Body::Diagnosis(body))) => {
            if let Some(when) = &finding.when {
                let (mark, tone) = mark(finding.result);
                page.item(0, (tone, &format!("{mark} ")), (Tone::Plain, &format!("When {when}:")));
                page.gap();
            }
            diagnosis::render(page, answer, body, verbose);
        }
        None => {
            let (mark, tone) = mark(finding.result);
            page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &finding.message));
        }
    }
}
