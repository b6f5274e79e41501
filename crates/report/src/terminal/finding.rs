//! What is told about steps that do not reach their destination.

use hopwise_engine::Verdict;

use super::group::first_stopped;
use super::page::{Page, Tone};
use super::path::path;
use super::remedy::{names, remedies};
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
        let causes: Vec<_> = steps.iter().filter_map(|step| step.cause.as_ref()).collect();
        let causes: Vec<_> = causes.into_iter().map(|cause| (&cause.cause, cause.asker)).collect();
        for cause in words::causes(&causes) {
            page.paragraph(2, 2, Tone::Plain, &cause);
        }
        if causes.is_empty() {
            page.paragraph(2, 2, Tone::Plain, &block.message);
        }
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
    words::title(&names(steps, steps), first.verdict, first.blocked_at.as_ref())
}

/// Gaps, each with the command that would settle it.
pub(super) fn gaps(page: &mut Page, gaps: &[GapReport]) {
    for gap in gaps {
        page.item(2, (Tone::Unsure, "? "), (Tone::Plain, &gap.message));
        if let Some(command) = &gap.command {
            page.paragraph(4, 4, Tone::Dim, &words::settled_by(gap));
            page.command(6, command);
        } else if let Some(hint) = &gap.hint {
            page.paragraph(4, 4, Tone::Dim, hint);
        }
    }
}
