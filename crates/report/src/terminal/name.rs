//! What a name means, as the part of the path that comes before any packet: name, why, addresses.

use super::page::{Page, Span, Tone};
use super::text::place;
use crate::resolution::{AnswerReport, ResolutionReport};
use crate::words;

/// The lead of what stands below a name.
const BELOW: &str = "  │   ";

pub(super) fn name(page: &mut Page, resolution: &ResolutionReport) {
    if resolution.answers.iter().all(|answer| answer.kind == "address") {
        return;
    }
    page.line(vec![Span::new(Tone::Bold, "  name")]);
    page.wrapped("  │ ", (Tone::Plain, &resolution.host));
    let mut seen = resolution.host.as_str();
    for (number, answer) in resolution.answers.iter().enumerate() {
        self::answer(page, answer, number > 0, &mut seen);
    }
    // An endpoint that a record leads to answers after all.
    let answers = |endpoint: &str| resolution.answers.iter().any(|answer| answer.id.as_deref() == Some(endpoint));
    for passed in resolution.passed_over.iter().filter(|passed| !answers(&passed.endpoint)) {
        page.wrapped(BELOW, (Tone::Dim, &words::passed_by(passed)));
    }
    for zone in &resolution.void_zones {
        page.wrapped(BELOW, (Tone::Dim, &words::void(zone)));
    }
}

/// One answer: what decided about each name, with the meaning behind the last one.
fn answer<'r>(page: &mut Page, answer: &'r AnswerReport, another: bool, seen: &mut &'r str) {
    let meaning = words::resolved(answer);
    let tone = match answer.kind {
        "nothing" => Tone::Bad,
        "anything" | "dns64" => Tone::Unsure,
        _ => Tone::Plain,
    };
    let or = if another { "or " } else { "" };
    let Some((last, before)) = answer.via.split_last() else {
        page.wrapped(BELOW, (if another { Tone::Unsure } else { tone }, &format!("{or}{meaning}")));
        return;
    };
    for via in before.iter().chain([last]) {
        if *seen != via.name {
            page.wrapped("  │ ", (Tone::Plain, &via.name));
            *seen = &via.name;
        }
        let or = if via == last { or } else { "" };
        let meaning = if via == last && tone != Tone::Bad { format!(": {meaning}") } else { String::new() };
        let place = via.evidence.as_ref().map_or_else(String::new, |at| format!("  ({})", place(at)));
        // Nothing comes after a name that means nothing: that is where the step fails.
        let text = format!("{or}{}{meaning}{place}", via.message);
        if tone == Tone::Bad && !another {
            page.item(2, (tone, "✗   "), (tone, &text));
        } else {
            page.wrapped(BELOW, (tone, &text));
        }
    }
}
