//! Rules: a line for each, then what does not hold, the worst last.

use unicode_width::UnicodeWidthStr;

use super::SCREEN;
use super::page::{Page, Span, Tone};
use super::text::{place, shorten};
use super::{diagnosis, trace};
use crate::check::{ChecksReport, RuleFinding, RuleReport, RuleResult};
use crate::report::Body;
use crate::words;
use hopwise_model::sanitize;

/// How many findings of a rule are shown with their paths.
const SHOWN: usize = 2;

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
    table(page, &report.rules);
    let mut told: Vec<&RuleReport> = report.rules.iter().filter(|rule| rule.result != RuleResult::Holds).collect();
    told.sort_by_key(|rule| rule.result);
    for rule in told {
        page.gap();
        self::rule(page, rule, verbose);
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
fn table(page: &mut Page, rules: &[RuleReport]) {
    let name = |rule: &RuleReport| sanitize(&rule.name).into_owned();
    let widest = rules.iter().map(|rule| name(rule).width()).max().unwrap_or(0).min(page.width().saturating_sub(30));
    for rule in rules {
        let (mark, tone) = mark(rule.result);
        let name = shorten(&name(rule), widest);
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
fn rule(page: &mut Page, rule: &RuleReport, verbose: bool) {
    let (mark, tone) = mark(rule.result);
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &rule.name));
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
    // The page of tasks has all of them.
    let findings = if is_diagnosis(rule) { rule.findings.get(..1) } else { rule.findings.get(..) }.unwrap_or_default();
    for finding in findings.iter().take(SHOWN) {
        page.gap();
        self::finding(page, finding, verbose);
    }
    let rest = findings.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        page.gap();
    }
    for finding in rest.iter().take(NAMED) {
        let (mark, tone) = self::mark(finding.result);
        page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &finding.message));
    }
    let more = rest.len().saturating_sub(NAMED) + rule.more_findings;
    if more > 0 {
        page.paragraph(2, 2, Tone::Dim, &words::more(more));
    }
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
            let is_said = body.blocked_at.as_ref().is_some_and(|block| block.message == finding.message);
            if !is_said {
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
            diagnosis::render(page, answer, body, verbose);
        }
        None => {
            let (mark, tone) = mark(finding.result);
            page.item(2, (tone, &format!("{mark} ")), (Tone::Plain, &finding.message));
        }
    }
}
