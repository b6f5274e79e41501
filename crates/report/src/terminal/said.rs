//! What AWS said about a task, before anything that was simulated.

use super::page::{Page, Tone};
use super::text::place;
use crate::reason::SaidReport;
use crate::report::TaskReport;
use crate::words;

/// Texts with what they mean and whether the simulation agrees. They stand where a reader begins: what AWS says is what
/// brought them here, and may send them elsewhere.
pub(super) fn said(page: &mut Page, task: &TaskReport) {
    for said in &task.stopped_reasons {
        page.gap();
        one(page, said);
    }
}

fn one(page: &mut Page, said: &SaidReport) {
    let place = said.evidence.as_ref().map_or_else(String::new, |evidence| format!(" ({})", place(evidence)));
    page.paragraph(2, 4, Tone::Bold, &format!("{}{place}", words::who_said(said)));
    page.wrapped("    ", (Tone::Dim, &said.decoded.text));
    let meaning = match said.elsewhere {
        Some(elsewhere) => format!("{elsewhere} {}", said.decoded.meaning),
        None => said.decoded.meaning.clone(),
    };
    page.paragraph(2, 2, if said.elsewhere.is_some() { Tone::Bold } else { Tone::Plain }, &meaning);
    let (mark, tone) = match said.agrees {
        Some(true) => ("✓ ", Tone::Good),
        Some(false) => ("≠ ", Tone::Bad),
        None => ("? ", Tone::Unsure),
    };
    page.item(2, (tone, mark), (Tone::Plain, &said.message));
    if said.blames_other {
        page.item(2, (Tone::Plain, words::POINTS_TO), (Tone::Plain, &said.decoded.points_to));
    }
}
