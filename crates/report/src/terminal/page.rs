//! Lines of styled text. Everything that is put on a page is made safe to print.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use textwrap::wrap_algorithms::Penalties;
use textwrap::{WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr;

use hopwise_engine::Verdict;
use hopwise_model::sanitize;

use crate::locate::Locator;

/// The columns that every page has.
const NARROWEST: usize = 80;

/// The columns beyond which wrapped text is harder to read than it is short.
const WIDEST_TEXT: usize = 100;

/// What a piece of text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing special.
    Plain,
    /// A title.
    Bold,
    /// Less important.
    Dim,
    /// Something works.
    Good,
    /// Something stops.
    Bad,
    /// Something is not known.
    Unsure,
    /// To be copied.
    Command,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Bold => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Unsure => AnsiColor::Yellow.on_default().bold(),
            Self::Command => AnsiColor::Cyan.on_default(),
        }
    }
}

/// The mark and the tone of a verdict.
pub(super) const fn mark(verdict: Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Delivered => ("✓", Tone::Good),
        Verdict::Blocked | Verdict::Partial => ("✗", Tone::Bad),
        Verdict::Undetermined => ("?", Tone::Unsure),
    }
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    text: String,
    tone: Tone,
}

impl Span {
    pub(super) fn new(tone: Tone, text: impl AsRef<str>) -> Self {
        Self { text: sanitize(text.as_ref()).into_owned(), tone }
    }

    pub(super) fn plain(text: impl AsRef<str>) -> Self {
        Self::new(Tone::Plain, text)
    }
}

/// Lines.
#[derive(Debug)]
pub(super) struct Page<'a> {
    /// Where texts of files are shown from.
    pub(super) sources: Option<&'a dyn Locator>,
    /// The columns of a line, if there is an end to it.
    columns: Option<usize>,
    /// The columns of wrapped text.
    width: usize,
    lines: Vec<Vec<Span>>,
}

impl Page<'_> {
    pub(super) fn new(columns: Option<usize>) -> Self {
        let columns = columns.map(|columns| columns.max(NARROWEST));
        let width = columns.map_or(NARROWEST, |columns| columns.min(WIDEST_TEXT));
        Self { sources: None, columns, width, lines: Vec::new() }
    }

    /// The columns of wrapped text.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The columns of what is not wrapped, if there is an end to them.
    pub(super) fn columns(&self) -> Option<usize> {
        self.columns
    }

    /// How many lines there are so far.
    pub(super) fn height(&self) -> usize {
        self.lines.len()
    }

    /// A verdict, and what it is about.
    pub(super) fn headline(&mut self, verdict: Verdict, text: &str) {
        let (_, tone) = mark(verdict);
        let lead = format!("{}: ", verdict.as_str().to_uppercase());
        self.item(0, (tone, &lead), (Tone::Bold, text));
    }

    /// A line of pieces, as it is.
    pub(super) fn line(&mut self, spans: Vec<Span>) {
        self.lines.push(spans);
    }

    /// An empty line, unless there is one already or the page is empty.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
    }

    /// Text of one tone, wrapped. The first line is indented by `first`, the others by `rest`.
    pub(super) fn paragraph(&mut self, first: usize, rest: usize, tone: Tone, text: &str) {
        let (first, rest) = (" ".repeat(first), " ".repeat(rest));
        let options = options(self.width).initial_indent(&first).subsequent_indent(&rest);
        for line in textwrap::wrap(&sanitize(text), options) {
            self.lines.push(vec![Span { text: line.into_owned(), tone }]);
        }
    }

    /// A lead of one tone, and behind it wrapped text of another that is aligned with its beginning.
    pub(super) fn item(&mut self, indent: usize, lead: (Tone, &str), text: (Tone, &str)) {
        let hanging = indent + lead.1.width();
        let options = options(self.width.saturating_sub(hanging).max(20));
        for (number, line) in textwrap::wrap(&sanitize(text.1), options).into_iter().enumerate() {
            let lead = if number == 0 {
                vec![Span::plain(" ".repeat(indent)), Span::new(lead.0, lead.1)]
            } else {
                vec![Span::plain(" ".repeat(hanging))]
            };
            let rest = Span { text: line.into_owned(), tone: text.0 };
            self.lines.push(lead.into_iter().chain([rest]).collect());
        }
    }

    /// Wrapped text behind a lead that every line has.
    pub(super) fn wrapped(&mut self, lead: &str, text: (Tone, &str)) {
        let options = options(self.width.saturating_sub(lead.width()).max(20));
        for line in textwrap::wrap(&sanitize(text.1), options) {
            self.lines.push(vec![Span::new(Tone::Dim, lead), Span { text: line.into_owned(), tone: text.0 }]);
        }
    }

    /// A command, on a line of its own however long it is, so that it can be copied.
    pub(super) fn command(&mut self, indent: usize, command: &str) {
        self.lines.push(vec![Span::plain(" ".repeat(indent)), Span::new(Tone::Command, command)]);
    }

    /// Writes all lines.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for line in &self.lines {
            let last = line.iter().rposition(|span| !span.text.trim_end().is_empty());
            for (number, span) in line.iter().enumerate() {
                // Nothing is to follow the last word of a line.
                let text = match last {
                    Some(last) if number == last => span.text.trim_end(),
                    Some(last) if number < last => span.text.as_str(),
                    _ => continue,
                };
                let style = span.tone.style();
                write!(out, "{style}{text}{style:#}")?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

/// How text is wrapped: at spaces only, for a hyphen is a part of an id.
fn options<'a>(width: usize) -> textwrap::Options<'a> {
    // A line that is too wide is worse than any that is too short.
    let penalties = Penalties { overflow_penalty: 1_000_000, ..Penalties::new() };
    textwrap::Options::new(width)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::OptimalFit(penalties))
}

/// The width of a text in columns, as it will be printed.
pub(super) fn width(text: &str) -> usize {
    sanitize(text).width()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(page: &Page<'_>) -> String {
        let mut out = Vec::new();
        page.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn paragraphs_fit_the_page() {
        let mut page = Page::new(Some(40));
        let long = "the quick brown fox jumps over the lazy dog ".repeat(8);
        page.paragraph(2, 4, Tone::Plain, &long);
        page.item(3, (Tone::Plain, "1. "), (Tone::Plain, &long));
        let text = text(&page);
        assert!(text.lines().all(|line| line.width() <= NARROWEST), "{text}");
        assert!(text.lines().count() > 8);
    }

    #[test]
    fn nothing_unsafe_gets_on_a_page() {
        let mut page = Page::new(Some(80));
        page.line(vec![Span::plain("a\u{1b}[2J"), Span::new(Tone::Plain, "b\u{202e}")]);
        page.paragraph(0, 0, Tone::Plain, "c\u{9b}d\ne");
        page.item(0, (Tone::Plain, "- "), (Tone::Plain, "f\u{7}"));
        page.command(0, "aws \u{1b}");
        // The styles are the page's own.
        let text = text(&page).replace("\u{1b}[36m", "").replace("\u{1b}[0m", "");
        assert!(text.chars().all(|c| c == '\n' || !crate::is_unsafe(c)), "{text:?}");
        assert!(text.contains("a\\u{1b}[2J"), "{text}");
    }

    #[test]
    fn lines_do_not_end_in_blanks() {
        let mut page = Page::new(Some(80));
        page.line(vec![Span::plain("a  "), Span::plain("   ")]);
        page.gap();
        page.gap();
        assert_eq!(text(&page), "a\n\n");
    }
}
