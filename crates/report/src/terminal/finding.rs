//! What is printed about steps that do not reach their destination.

use hopwise_engine::Verdict;

use super::name::name;
use super::page::{Page, Tone, mark};
use super::path::path;
use super::permission::behind;
use super::remedy::{hints, names, remedies};
use super::text::place;
use crate::finding::FindingReport;
use crate::flow::FlowReport;
use crate::gap::GapReport;
use crate::permission::PermissionReport;
use crate::remedy::ChangeReport;
use crate::report::{StepReport, TaskReport};
use crate::words;

/// Steps that stop at the same place, and of whose tasks the first stands for all. `above` are the changes that other
/// findings propose.
pub(super) fn finding<'t>(
    page: &mut Page,
    tasks: &[&'t TaskReport],
    finding: &FindingReport,
    above: &mut Vec<&'t ChangeReport>,
    verbose: bool,
) {
    let Some(task) = tasks.first() else { return };
    let steps: Vec<&StepReport> = finding.steps_of(task).collect();
    let steps = steps.as_slice();
    let Some(first) = steps.first() else { return };
    let (mark, tone) = mark(first.verdict);
    page.gap();
    let title = title(steps, first);
    page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &title));
    if let Some(block) = &first.blocked_at {
        for cause in &finding.causes {
            page.paragraph(2, 2, Tone::Plain, cause);
        }
        if first.failed_at == Some("permission")
            && let Some(evidence) = &block.evidence
        {
            page.paragraph(2, 2, Tone::Dim, &format!("({})", place(evidence)));
        }
        if first.verdict == Verdict::Partial && first.failed_at != Some("permission") {
            page.paragraph(2, 2, Tone::Plain, &words::part(&first.flows));
        }
        page.paragraph(2, 2, Tone::Dim, &words::code(block));
    }
    gaps(page, &finding.gaps);
    if first.verdict == Verdict::Undetermined {
        open(page, first);
    }
    if first.verdict == Verdict::Undetermined && first.gaps.is_empty() {
        page.paragraph(2, 2, Tone::Plain, words::UNKNOWN_TASK);
    }
    let flows: Vec<&FlowReport> =
        if verbose { first.flows.iter().collect() } else { first.first_stopped().into_iter().collect() };
    let flows: Vec<&FlowReport> = flows.into_iter().filter(|flow| !flow.forward.is_empty()).collect();
    if flows.is_empty()
        && let Some(resolution) = &first.resolution
    {
        page.gap();
        name(page, resolution);
        if first.failed_at == Some("permission") {
            behind(page, first);
        }
    }
    for (number, flow) in flows.into_iter().enumerate() {
        page.gap();
        if flow.witness.is_some() && (steps.len() > 1 || first.flows.len() > 1) {
            page.paragraph(2, 2, Tone::Dim, &words::example(flow, first.step, first.flows.len()));
        }
        if let (0, Some(resolution)) = (number, &first.resolution) {
            name(page, resolution);
        }
        path(page, flow);
    }
    if let Some(beyond) = words::beyond(&first.behind) {
        page.paragraph(2, 4, Tone::Dim, &beyond);
    }
    if first.blocked_at.is_some() {
        for first in &finding.first {
            page.gap();
            page.item(2, (Tone::Bold, "! "), (Tone::Plain, first));
        }
        remedies(page, tasks, finding, above);
        hints(page, finding);
        refusals(page, &finding.refusals(task));
    }
}

/// Where policies leave open whether a step is permitted.
fn open(page: &mut Page, step: &StepReport) {
    let places: Vec<String> = step.open_permissions().into_iter().map(place).collect();
    if !places.is_empty() {
        page.paragraph(4, 4, Tone::Dim, &format!("({})", places.join(", ")));
    }
}

/// What would stop steps once their packets arrive.
fn refusals(page: &mut Page, refused: &[&PermissionReport]) {
    for permission in refused {
        let Some(message) = permission.message.as_deref() else { continue };
        page.gap();
        page.item(2, (Tone::Bad, "✗ "), (Tone::Plain, &words::then(message)));
        if let Some(evidence) = &permission.evidence {
            page.paragraph(4, 4, Tone::Dim, &format!("({})", place(evidence)));
        }
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
