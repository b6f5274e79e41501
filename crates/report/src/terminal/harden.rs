//! What single faults do, as a table.

use super::page::{Page, Span, Tone, mark, width};
use crate::harden::{EffectReport, HardenReport, WeaknessReport};

/// How many rows of one kind are shown: rules and statements are many, and each is needed.
const ROWS: usize = 12;

/// How many of what is survived are named of one kind.
const NAMED: usize = 6;

pub(super) fn render(page: &mut Page, report: &HardenReport) {
    for own in &report.workloads {
        let (mark, tone) = mark(own.verdict);
        let cluster = own.cluster.as_ref().map(|cluster| format!(" ({cluster})")).unwrap_or_default();
        let text = format!("{}{cluster}: {} of {} placements can start", own.name, own.sound, own.placements);
        page.item(0, (tone, &format!("{mark} ")), (Tone::Plain, &text));
    }
    let titles = [
        ("stops", "Single points of failure: each of these stops all tasks of a service"),
        ("degrades", "Each of these stops some tasks, and others start still"),
        ("unknown", "Not known"),
    ];
    for (severity, title) in titles {
        let all: Vec<&WeaknessReport> = report.weaknesses.iter().filter(|own| own.severity == severity).collect();
        if !all.is_empty() {
            page.gap();
            page.paragraph(0, 2, Tone::Bold, title);
            table(page, &all);
        }
    }
    if report.weaknesses.is_empty() {
        page.gap();
        page.paragraph(0, 2, Tone::Good, "No single change or failure stops anything that can start now.");
    }
    survived(page, report);
    for gap in &report.gaps {
        page.gap();
        page.item(0, (Tone::Unsure, "Not known: "), (Tone::Plain, &gap.message));
    }
    if !report.assumptions.is_empty() {
        page.gap();
        page.paragraph(0, 0, Tone::Dim, &report.assumptions.join(" "));
    }
}

/// What is survived, a row for each kind: what it is of, as far as there is room.
fn survived(page: &mut Page, report: &HardenReport) {
    if report.survived.is_empty() {
        return;
    }
    page.gap();
    page.paragraph(0, 2, Tone::Bold, "Survived: the loss or change of each of these stops nothing");
    let heads: Vec<String> =
        report.survived.iter().map(|(kind, count)| format!("{count} {}", kind.replace('_', " "))).collect();
    let wide = heads.iter().map(|own| width(own)).max().unwrap_or_default();
    for ((kind, _), head) in report.survived.iter().zip(&heads) {
        let mut ids: Vec<&str> = Vec::new();
        for own in report.survived_faults.iter().filter(|own| own.kind == *kind) {
            if !ids.contains(&own.id.as_str()) {
                ids.push(&own.id);
            }
        }
        let more = ids.len().saturating_sub(NAMED);
        ids.truncate(NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let pad = " ".repeat(wide - width(head));
        page.paragraph(2, wide + 4, Tone::Plain, &format!("{head}{pad}  {}{rest}", ids.join(", ")));
    }
}

fn table(page: &mut Page, all: &[&WeaknessReport]) {
    let mut rows: Vec<(&'static str, &WeaknessReport)> = Vec::new();
    let mut more: Vec<(&'static str, usize)> = Vec::new();
    for own in all {
        if rows.iter().filter(|(kind, _)| *kind == own.kind).count() < ROWS {
            rows.push((own.kind, own));
        } else if let Some((_, count)) = more.iter_mut().find(|(kind, _)| *kind == own.kind) {
            *count += 1;
        } else {
            more.push((own.kind, 1));
        }
    }
    let wide = rows.iter().map(|(_, own)| width(&own.message)).max().unwrap_or_default();
    for (_, own) in rows {
        let pad = " ".repeat(wide - width(&own.message));
        let mut effects: Vec<String> = own.effects.iter().map(effect).collect();
        effects.extend(own.other_gateways.as_ref().map(|ids| match ids.as_slice() {
            [] => "no other one would take over".to_owned(),
            ids => format!("{} would take over if the routes led there", ids.join(" or ")),
        }));
        if page.columns().is_none_or(|columns| wide + 4 + effects.iter().map(|own| width(own)).sum::<usize>() < columns)
        {
            page.line(vec![Span::plain(format!("  {}{pad}  ", own.message)), Span::new(Tone::Dim, effects.join("; "))]);
        } else {
            page.paragraph(2, 4, Tone::Plain, &own.message);
            page.paragraph(6, 6, Tone::Dim, &effects.join("; "));
        }
    }
    for (kind, count) in more {
        page.paragraph(
            2,
            4,
            Tone::Dim,
            &format!("and {count} more of kind {} (--format json has all)", kind.replace('_', " ")),
        );
    }
}

/// `orders: 3 of 3, at registry-auth and logs`.
fn effect(own: &EffectReport) -> String {
    let gone = own.stopped + own.lost;
    let steps = if own.steps.is_empty() { String::new() } else { format!(", at {}", own.steps.join(", ")) };
    let unknown = if own.unknown > 0 { format!(", {} not known", own.unknown) } else { String::new() };
    format!("{}: {gone} of {}{unknown}{steps}", own.workload, own.of)
}
