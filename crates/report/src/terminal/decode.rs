//! Texts of AWS's, without a snapshot.

use super::page::{Page, Span, Tone};
use crate::reason::{DecodeReport, DecodedTextReport};
use crate::words;

pub(super) fn render(page: &mut Page, report: &DecodeReport) {
    for text in &report.texts {
        page.gap();
        one(page, text);
    }
}

fn one(page: &mut Page, text: &DecodedTextReport) {
    let decoded = &text.decoded;
    let tone = if decoded.known { Tone::Bold } else { Tone::Unsure };
    page.paragraph(0, 2, tone, &words::headline(decoded));
    page.wrapped("  ", (Tone::Dim, &decoded.text));
    page.gap();
    page.item(2, (Tone::Bold, words::MEANS), (Tone::Plain, &decoded.meaning));
    page.item(2, (Tone::Bold, words::POINTS_TO), (Tone::Plain, &decoded.points_to));
    let named = words::named(decoded);
    if !named.is_empty() {
        page.gap();
        let width = named.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, value) in named {
            page.item(2, (Tone::Dim, &format!("{name:width$}  ")), (Tone::Plain, &value));
        }
    }
    page.gap();
    page.line(vec![Span::new(Tone::Bold, format!("  {}", words::COLLECT))]);
    for command in &text.collect {
        page.command(4, command);
    }
}
