//! The format for people.

mod check;
mod decode;
mod diagnosis;
mod diff;
mod finding;
mod harden;
mod name;
mod page;
mod path;
mod permission;
mod remedy;
mod source;
mod stopped_reason;
mod table;
mod text;
mod trace;

use std::io::{self, Write};

use crate::check::ChecksReport;
use crate::diff::DiffReport;
use crate::harden::HardenReport;
use crate::locate::Locator;
use crate::reason::DecodeReport;
use crate::report::{Body, Report};
use page::{Page, Tone};

/// The lines of a screen that is not large.
const SCREEN: usize = 24;

/// How to write for people.
#[derive(Clone, Copy, Debug)]
pub struct TerminalOptions<'a> {
    /// How many columns a line has; none where lines have no end, as in a file. Fewer than 80 count as 80. Commands and
    /// single words may be wider.
    pub columns: Option<usize>,
    /// Whether to show the paths of what arrives, and every flow of what does not.
    pub verbose: bool,
    /// Where rules that stop packets are shown from, as their files have them; none to show none.
    pub sources: Option<&'a dyn Locator>,
}

impl Default for TerminalOptions<'_> {
    fn default() -> Self {
        Self { columns: Some(80), verbose: false, sources: None }
    }
}

/// Writes a report for people, with ANSI styles. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_terminal(report: &Report, options: TerminalOptions<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(options.columns);
    page.sources = options.sources;
    let headline = match &report.body {
        Body::Diagnosis(body) => diagnosis::render(&mut page, report, body, options.verbose),
        Body::Trace(body) => trace::render(&mut page, report, body),
    };
    page.gap();
    page.paragraph(0, 0, Tone::Dim, &report.assumptions.join(" "));
    if page.height() > SCREEN {
        // The headline has left the screen, and the prompt comes next to the last line.
        page.gap();
        page.headline(report.verdict, &headline);
    }
    page.write(out)
}

/// Writes the answer to `hopwise check` for people, with ANSI styles: a line for each rule, then what does not hold, the worst
/// last. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_checks_terminal(
    report: &ChecksReport,
    options: TerminalOptions<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(options.columns);
    page.sources = options.sources;
    check::render(&mut page, report, options.verbose);
    page.write(out)
}

/// Writes for people what texts say, with ANSI styles. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_decoded_terminal(
    report: &DecodeReport,
    options: TerminalOptions<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(options.columns);
    decode::render(&mut page, report);
    page.write(out)
}

/// Writes for people what single faults do, with ANSI styles. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_harden_terminal(
    report: &HardenReport,
    options: TerminalOptions<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(options.columns);
    harden::render(&mut page, report);
    page.write(out)
}

/// Writes what differs between two networks for people, with ANSI styles. Without the styles it says the same.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_diff_terminal(report: &DiffReport, options: TerminalOptions<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new(options.columns);
    diff::render(&mut page, report);
    page.write(out)
}
