//! One flow, or the fates of its parts.

use super::finding::gaps;
use super::name::name;
use super::page::{Page, Tone, mark};
use super::path::path;
use super::remedy::plans;
use crate::report::{Report, TraceReport};
use crate::words;

/// What there is to say of a trace. The sentence beside the verdict is returned.
pub(super) fn render(page: &mut Page, report: &Report, body: &TraceReport) -> String {
    page.paragraph(0, 2, Tone::Bold, &words::question(body));
    page.gap();
    let headline = words::traced(report.verdict, body);
    page.headline(report.verdict, &headline);
    if let Some(block) = &body.blocked_at {
        page.paragraph(2, 2, Tone::Dim, &words::code(block));
    }
    gaps(page, &report.gaps);
    if let Some(resolution) = &body.resolution {
        page.gap();
        name(page, resolution);
    }
    for flow in &body.flows {
        page.gap();
        if body.flows.len() > 1 || flow.witness.is_none() {
            let (mark, tone) = mark(flow.verdict);
            page.item(0, (tone, &format!("{mark} ")), (Tone::Bold, &words::fate(flow)));
        }
        path(page, flow);
    }
    plans(page, &body.plans);
    headline
}
