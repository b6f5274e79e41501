//! What is told about steps that do not reach their destination.

use hopwise_engine::Verdict;

use super::group::first_stopped;
use super::page::{Page, Span, Tone};
use super::path::path;
use super::remedy::remedies;
use super::text::mark;
use crate::flow::FlowReport;
use crate::report::{GapReport, StepReport};
use crate::words;

/// Steps that stop at the same place.
pub(super) fn finding(page: &mut Page, steps: &[&StepReport], verbose: bool) {
    let Some(first) = steps.first() else { return };
    let (mark, tone) = mark(first.verdict);
    page.gap();
    let title = title(steps, first);
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &title));
    if let Some(block) = &first.blocked_at {
        let cause = first.cause.as_ref().map_or(block.message.as_str(), |cause| cause.message.as_str());
        page.paragraph(2, 2, Tone::Plain, cause);
        if first.verdict == Verdict::Partial {
            page.paragraph(2, 2, Tone::Plain, &words::part(&first.flows));
        }
        page.paragraph(2, 2, Tone::Dim, &words::code(block));
    }
    gaps(page, &first.gaps);
    if first.verdict == Verdict::Undetermined && first.gaps.is_empty() {
        page.paragraph(2, 2, Tone::Plain, words::UNKNOWN_TASK);
    }
    let shown: Vec<&FlowReport> =
        if verbose { first.flows.iter().collect() } else { first_stopped(first).into_iter().collect() };
    for flow in shown.into_iter().filter(|flow| !flow.forward.is_empty()) {
        page.gap();
        if flow.witness.is_some() && (steps.len() > 1 || first.flows.len() > 1) {
            page.paragraph(2, 2, Tone::Dim, &words::example(flow, first.step, first.flows.len()));
        }
        path(page, flow);
    }
    if first.blocked_at.is_some() {
        remedies(page, steps);
    }
}

fn title(steps: &[&StepReport], first: &StepReport) -> String {
    let mut names: Vec<String> = Vec::new();
    for step in steps {
        let same = steps.iter().filter(|other| other.step == step.step).count();
        names.push(if same > 1 { format!("{} ({})", step.step, step.service) } else { step.step.to_owned() });
    }
    words::title(&names, first.verdict, first.blocked_at.as_ref())
}

/// Gaps, each with the command that would settle it.
pub(super) fn gaps(page: &mut Page, gaps: &[GapReport]) {
    for gap in gaps {
        page.item(2, (Tone::Unsure, "? "), (Tone::Plain, &gap.message));
        if let Some(command) = &gap.command {
            page.line(vec![Span::new(Tone::Dim, format!("    {}", words::SETTLED_BY))]);
            page.command(6, command);
        }
    }
}
