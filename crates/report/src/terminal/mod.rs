//! The format for people.

mod decode;
mod diagnosis;
mod finding;
mod name;
mod page;
mod path;
mod permission;
mod remedy;
mod stopped_reason;
mod table;
mod text;
mod trace;

use std::io::{self, Write};

use crate::reason::DecodeReport;
use crate::report::{Body, Report};
use page::{Page, Tone};

/// How to write for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalOptions {
    /// The width of lines in columns, 40 at least. Commands and single words may be wider.
    pub width: usize,
    /// Whether to show the paths of what arrives, and every flow of what does not.
    pub verbose: bool,
}

impl Default for TerminalOptions {
    fn default() -> Self {
        Self { width: 80, verbose: false }
    }
}

/// Writes a report for people, with ANSI styles. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_terminal(report: &Report, options: TerminalOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(options.width.max(40));
    match &report.body {
        Body::Diagnosis(body) => diagnosis::render(&mut page, report, body, options.verbose),
        Body::Trace(body) => trace::render(&mut page, report, body),
    }
    page.gap();
    page.paragraph(0, 0, Tone::Dim, &report.assumptions.join(" "));
    page.write(out)
}

/// Writes for people what texts say, with ANSI styles. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_decoded_terminal(report: &DecodeReport, options: TerminalOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(options.width.max(40));
    decode::render(&mut page, report);
    page.write(out)
}
