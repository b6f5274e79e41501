//! The stopped reasons of a task, before anything that was simulated.

use super::page::{Page, Tone};
use super::text::place;
use crate::reason::StoppedReasonReport;
use crate::report::TaskReport;
use crate::words;

/// Texts with what they mean and whether the simulation agrees. They stand where a reader begins: what AWS says is what
/// brought them here, and may send them elsewhere.
pub(super) fn stopped_reasons(page: &mut Page, task: &TaskReport) {
    for reason in &task.stopped_reasons {
        page.gap();
        one(page, reason);
    }
}

fn one(page: &mut Page, reason: &StoppedReasonReport) {
    let place = reason.evidence.as_ref().map_or_else(String::new, |evidence| format!(" ({})", place(evidence)));
    page.paragraph(2, 4, Tone::Bold, &format!("{}{place}", words::reported_by(reason)));
    page.wrapped("    ", (Tone::Dim, &reason.decoded.text));
    let meaning = match reason.elsewhere {
        Some(elsewhere) => format!("{elsewhere} {}", reason.decoded.meaning),
        None => reason.decoded.meaning.clone(),
    };
    page.paragraph(2, 2, if reason.elsewhere.is_some() { Tone::Bold } else { Tone::Plain }, &meaning);
    let (mark, tone) = match reason.agrees {
        Some(true) => ("✓ ", Tone::Good),
        Some(false) => ("≠ ", Tone::Bad),
        None => ("? ", Tone::Unsure),
    };
    page.item(2, (tone, mark), (Tone::Plain, &reason.message));
    if reason.blames_other {
        page.item(2, (Tone::Plain, words::POINTS_TO), (Tone::Plain, &reason.decoded.points_to));
    }
}
