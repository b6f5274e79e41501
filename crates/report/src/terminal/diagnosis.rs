//! Tasks: who, where, which steps, and what stops.

use hopwise_engine::Verdict;

use super::finding::{finding, gaps};
use super::name::name;
use super::page::{Page, Span, Tone};
use super::path::path;
use super::permission::permissions;
use super::stopped_reason::stopped_reasons;
use super::table;
use crate::finding::FindingReport;
use crate::report::{DiagnosisReport, Report, StepReport, TaskReport};
use crate::words;

/// What there is to say of tasks, the worst last: next to the prompt. The sentence beside the verdict is returned.
pub(super) fn render(page: &mut Page, report: &Report, body: &DiagnosisReport, verbose: bool) -> String {
    let of_all = (body.tasks.len() > 1 || !body.unlisted.is_empty()).then(|| {
        let verdicts: Vec<Verdict> = body.tasks.iter().map(|task| task.verdict).collect();
        let contradicted = body.tasks.iter().filter(|task| task.is_contradicted()).count();
        words::placements(&verdicts, !body.unlisted.is_empty(), contradicted)
    });
    if let Some(headline) = &of_all {
        page.headline(report.verdict, headline);
        gaps(page, &body.unlisted);
    }
    let mut outcomes: Vec<Vec<&TaskReport>> = body
        .outcomes
        .iter()
        .map(|outcome| outcome.tasks.iter().filter_map(|task| body.tasks.get(*task)).collect())
        .collect();
    outcomes.sort_by_key(|tasks| tasks.first().map(|task| severity(task.verdict)));
    for tasks in outcomes {
        page.gap();
        group(page, &tasks, verbose);
    }
    of_all.or_else(|| body.tasks.first().map(headline)).unwrap_or_default()
}

/// How bad a verdict is.
const fn severity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Delivered => 0,
        Verdict::Undetermined => 1,
        Verdict::Partial => 2,
        Verdict::Blocked => 3,
    }
}

/// What becomes of a task's steps, in a sentence: of those that its start stands or falls with.
fn headline(task: &TaskReport) -> String {
    let counted: Vec<&StepReport> = task.steps.iter().filter(|step| step.decides.is_none()).collect();
    let verdicts: Vec<Verdict> = counted.iter().map(|step| step.verdict).collect();
    let refused = counted.iter().filter(|step| step.failed_at == Some("permission")).count();
    if task.has_started_though_blocked() {
        let stopped = words::steps(&verdicts, Verdict::Blocked, refused);
        return words::started_steps(task.last_status.as_deref() == Some("RUNNING"), &stopped);
    }
    if task.has_begun_though_blocked() {
        return words::begun_steps(&words::steps(&verdicts, Verdict::Blocked, refused));
    }
    if let Some(ended) = task.ended() {
        let worst = verdicts.iter().copied().max().unwrap_or(Verdict::Undetermined);
        return words::ended_steps(&ended.message, &words::steps(&verdicts, worst, refused));
    }
    if task.is_contradicted() {
        return words::contradicted_steps(&verdicts, task.verdict, refused);
    }
    // What AWS's own role may do, endpoint policies tell: they are no word about the task's roles.
    let needed = task.steps.iter().flat_map(|step| &step.permissions);
    let mut needed =
        needed.filter(|permission| permission.principal.as_deref() != Some(words::LAYER_SERVICE)).peekable();
    let is_unchecked = needed.peek().is_some() && needed.all(|permission| permission.verdict == "unknown");
    let sentence = words::steps(&verdicts, task.verdict, refused);
    if is_unchecked && task.verdict == Verdict::Delivered {
        return format!("{sentence} {}", words::UNCHECKED);
    }
    sentence
}

/// Tasks with the same outcome; the first stands for all.
fn group(page: &mut Page, tasks: &[&TaskReport], verbose: bool) {
    let Some(task) = tasks.first() else { return };
    page.paragraph(0, 2, Tone::Bold, &words::who(tasks));
    for line in words::place(tasks) {
        page.paragraph(2, 4, Tone::Plain, &line);
    }
    stopped_reasons(page, task);
    page.gap();
    page.headline(task.verdict, &headline(task));
    if let Some(beside) = &task.beside {
        page.paragraph(0, 0, Tone::Plain, beside);
    }
    gaps(page, &task.gaps);
    if task.steps.is_empty() {
        return;
    }
    page.gap();
    table::steps(page, &task.steps);
    notes(page, task);
    if verbose {
        for step in task.steps.iter().filter(|step| step.verdict == Verdict::Delivered) {
            delivered(page, step);
        }
    }
    let mut findings: Vec<&FindingReport> = task.findings.iter().collect();
    findings.sort_by_key(|found| {
        found.steps.first().and_then(|step| task.steps.get(*step)).map(|step| severity(step.verdict))
    });
    let mut above = Vec::new();
    for found in findings {
        finding(page, tasks, found, &mut above, verbose);
    }
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
    let void = task.void_endpoints();
    if notes.is_empty() && void.is_empty() {
        return;
    }
    page.gap();
    page.line(vec![Span::new(Tone::Bold, words::NOTES)]);
    for (step, note) in notes {
        let text = step.map_or_else(|| note.to_owned(), |step| format!("{step}: {note}"));
        page.item(0, (Tone::Plain, "- "), (Tone::Plain, &text));
    }
    for text in void {
        page.item(0, (Tone::Plain, "- "), (Tone::Plain, &text));
    }
}
