//! A rule as its file has it.

use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use hopwise_model::{Evidence, sanitize};
use serde::de::IgnoredAny;

use super::page::{Page, Span, Tone};
use crate::flow::EvidenceReport;
use crate::locate::Excerpt;

/// The most lines of a file that are shown. Rules, entries and routes have fewer, as the AWS CLI prints them.
const LINES: usize = 16;
/// The longest line that is shown, in bytes: files without line breaks are not shown.
const LONGEST: usize = 160;

/// The value that some evidence points to, with the numbers of its lines, behind a lead that every line has. Nothing where
/// its file cannot be read again, or where the value is no rule but a whole resource.
pub(super) fn source(page: &mut Page<'_>, lead: &str, evidence: &EvidenceReport) {
    let file: Arc<str> = evidence.file.as_str().into();
    let excerpt = page.sources.and_then(|sources| sources.excerpt(&Evidence::new(&file, evidence.pointer.as_str())));
    for line in excerpt.map(|excerpt| lines(&excerpt)).unwrap_or_default() {
        page.line(vec![Span::new(Tone::Dim, lead), Span::new(Tone::Plain, line)]);
    }
}

fn lines(excerpt: &Excerpt) -> Vec<String> {
    let Some(value) = value(excerpt) else { return Vec::new() };
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let indent = excerpt.text.bytes().take_while(is_blank).count();
    let first = excerpt.text.get(..excerpt.start).unwrap_or_default();
    let whole = format!("{first}{value}");
    if whole.lines().count() > LINES || whole.lines().any(|line| line.len() > LONGEST) {
        return Vec::new();
    }
    // The indentation that all lines share says nothing.
    let dedent = |line: &str| {
        let shared = line.bytes().take(indent).take_while(is_blank).count();
        printable(line.get(shared..).unwrap_or_default())
    };
    let text = whole.lines().map(dedent).collect::<Vec<_>>().join("\n");
    let start = printable(first.get(indent..).unwrap_or_default()).len().min(text.len());
    let annotation = AnnotationKind::Primary.span(start..text.len());
    let snippet = Snippet::source(text).line_start(excerpt.line).fold(false).annotation(annotation);
    let rendered = Renderer::plain().render(&[Group::with_level(Level::NOTE).element(snippet)]);
    rendered.lines().map(str::to_owned).filter(|line| !line.trim_matches([' ', '|']).is_empty()).collect()
}

/// Text that is safe to print; tabs, which stand between values only, as spaces.
fn printable(text: &str) -> String {
    sanitize(&text.replace('\t', "  ")).into_owned()
}

/// The text of the JSON value that an excerpt begins with; none where it does not end in the excerpt.
fn value(excerpt: &Excerpt) -> Option<&str> {
    let rest = excerpt.text.get(excerpt.start..)?;
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    rest.get(..values.byte_offset())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str, start: usize) -> String {
        lines(&Excerpt { line: 41, text: text.to_owned(), start }).join("\n")
    }

    #[test]
    fn a_rule_is_shown_without_what_is_around_it() {
        let text = "        {\n          \"Egress\": true,\n          \"RuleNumber\": 90\n        },\n        {\n";
        let expected = "\
41 | / {
42 | |   \"Egress\": true,
43 | |   \"RuleNumber\": 90
44 | | }
   | |_^";
        assert_eq!(rendered(text, 8), expected);
    }

    #[test]
    fn tabs_are_shown_as_spaces() {
        let text = "\t\t{\n\t\t\t\"Egress\": true\n\t\t},\n";
        assert_eq!(rendered(text, 2), "41 | / {\n42 | |   \"Egress\": true\n43 | | }\n   | |_^");
    }

    #[test]
    fn a_rule_behind_something_else_is_underlined() {
        assert_eq!(rendered("  \"A\": {\"B\": 1}, \"C\": 2\n", 7), "41 | \"A\": {\"B\": 1}\n   |      ^^^^^^^^");
    }

    #[test]
    fn whole_resources_and_what_does_not_end_are_not_shown() {
        assert_eq!(rendered(&format!("[{}1]", "1,\n".repeat(LINES)), 0), "");
        assert_eq!(rendered(&format!("{{\"a\": \"{}\"}}", "x".repeat(LONGEST)), 0), "");
        assert_eq!(rendered("{\"a\": [", 0), "");
        assert_eq!(rendered("{\"a\": 1}", 99), "");
    }

    #[test]
    fn nothing_unsafe_is_shown() {
        assert_eq!(rendered("{\"a\": \"\u{202e}\"}", 0), "41 | {\"a\": \"\\u{202e}\"}\n   | ^^^^^^^^^^^^^^^^^");
    }
}
