//! Standard output and standard error.

use std::fmt::Display;
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use hopwise::report::sanitize;
use terminal_size::{Width, terminal_size_of};
use textwrap::{WordSeparator, WordSplitter};

use crate::arguments::Color;
use crate::failure::Failure;

/// The columns of messages where there is no terminal, and on the narrowest.
const COLUMNS: usize = 80;

/// The columns of standard output; none where it is no terminal, for then lines have no end.
pub(crate) fn columns() -> Option<usize> {
    terminal_size_of(io::stdout()).map(|(Width(columns), _)| usize::from(columns))
}

/// Prints an answer. Whoever reads it may stop reading, as `head` does: that is no error.
pub(crate) fn print(color: Color, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(AutoStream::new(io::stdout(), choice(color, &io::stdout())));
    match write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::new(format!("the answer cannot be written: {error}"), None)),
    }
}

/// Prints warnings on standard error.
pub(crate) fn warn<W: Display>(warnings: impl IntoIterator<Item = W>, color: Color) {
    let style = AnsiColor::Yellow.on_default().bold();
    for warning in warnings {
        print_labelled(color, style, "warning: ", &warning.to_string());
    }
}

/// Prints an error, and what to do about it, on standard error.
pub(crate) fn print_error(failure: &Failure, color: Color) {
    print_labelled(color, AnsiColor::Red.on_default().bold(), "error: ", &failure.message);
    if let Some(hint) = &failure.hint {
        print_labelled(color, Style::new().bold(), "  hint: ", hint);
    }
}

fn print_labelled(color: Color, style: Style, label: &str, text: &str) {
    let text = format!("{label}{}", sanitize(text));
    let indent = " ".repeat(label.len());
    let text = textwrap::fill(
        &text,
        textwrap::Options::new(COLUMNS)
            .subsequent_indent(&indent)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation),
    );
    let rest = text.strip_prefix(label).unwrap_or(&text);
    let mut out = AutoStream::new(io::stderr(), choice(color, &io::stderr()));
    // Nobody is left to tell when this cannot be printed.
    let _ = writeln!(out, "{style}{label}{style:#}{rest}");
}

fn choice(color: Color, stream: &impl anstream::stream::RawStream) -> ColorChoice {
    match color {
        Color::Auto => AutoStream::choice(stream),
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}
