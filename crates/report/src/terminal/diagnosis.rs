//! Tasks: who, where, which steps, and what stops.

use hopwise_engine::Verdict;

use super::finding::{finding, gaps};
use super::name::name;
use super::page::{Page, Span, Tone};
use super::path::path;
use super::permission::permissions;
use super::stopped_reason::stopped_reasons;
use super::table;
use super::text::mark;
use crate::report::{DiagnosisReport, Report, StepReport, TaskReport};
use crate::words;

pub(super) fn render(page: &mut Page, report: &Report, body: &DiagnosisReport, verbose: bool) {
    if body.tasks.len() > 1 || !body.unlisted.is_empty() {
        let verdicts: Vec<Verdict> = body.tasks.iter().map(|task| task.verdict).collect();
        verdict(page, report.verdict, &words::placements(&verdicts, !body.unlisted.is_empty()));
        gaps(page, &body.unlisted);
    }
    for outcome in &body.outcomes {
        let tasks: Vec<_> = outcome.tasks.iter().filter_map(|task| body.tasks.get(*task)).collect();
        page.gap();
        group(page, &tasks, verbose);
    }
}

fn verdict(page: &mut Page, verdict: Verdict, text: &str) {
    let (_, tone) = mark(verdict);
    let lead = format!("{}: ", verdict.as_str().to_uppercase());
    page.item(0, (tone, &lead), (Tone::Bold, text));
}

/// Tasks with the same outcome; the first stands for all.
fn group(page: &mut Page, tasks: &[&TaskReport], verbose: bool) {
    let Some(task) = tasks.first() else { return };
    page.paragraph(0, 2, Tone::Bold, &words::who(tasks));
    for line in words::place(task) {
        page.paragraph(2, 4, Tone::Plain, &line);
    }
    stopped_reasons(page, task);
    page.gap();
    let verdicts: Vec<Verdict> = task.steps.iter().map(|step| step.verdict).collect();
    let refused = task.steps.iter().filter(|step| step.failed_at == Some("permission")).count();
    verdict(page, task.verdict, &words::steps(&verdicts, task.verdict, refused));
    gaps(page, &task.gaps);
    if task.steps.is_empty() {
        return;
    }
    page.gap();
    table::steps(page, &task.steps);
    for found in &task.findings {
        finding(page, task, found, verbose);
    }
    if verbose {
        for step in task.steps.iter().filter(|step| step.verdict == Verdict::Delivered) {
            delivered(page, step);
        }
    }
    notes(page, task);
}

fn delivered(page: &mut Page, step: &StepReport) {
    for (number, flow) in step.flows.iter().enumerate() {
        page.gap();
        let title = format!("{} to {}", step.step, table::destination(step));
        page.item(0, (Tone::Good, "✓ "), (Tone::Bold, &title));
        if let (0, Some(resolution)) = (number, &step.resolution) {
            name(page, resolution);
        }
        path(page, flow);
    }
    permissions(page, step);
}

/// What to know besides: remarks about the task, and notes about its steps, each once.
fn notes(page: &mut Page, task: &TaskReport) {
    let mut notes: Vec<(Option<&str>, &str)> = task.remarks.iter().map(|remark| (None, remark.as_str())).collect();
    for step in &task.steps {
        if let Some(note) = step.note.filter(|note| notes.iter().all(|(_, other)| other != note)) {
            notes.push((Some(step.step), note));
        }
    }
    if notes.is_empty() {
        return;
    }
    page.gap();
    page.line(vec![Span::new(Tone::Bold, words::NOTES)]);
    for (step, note) in notes {
        let text = step.map_or_else(|| note.to_owned(), |step| format!("{step}: {note}"));
        page.item(0, (Tone::Plain, "- "), (Tone::Plain, &text));
    }
}
