//! The JSON of the contract.

use std::io::{self, Write};

use serde::Serialize;

use crate::check::ChecksReport;
use crate::diff::DiffReport;
use crate::graph::GraphReport;
use crate::harden::HardenReport;
use crate::reason::DecodeReport;
use crate::report::Report;
use hopwise_model::is_unsafe;

/// Writes a report as indented JSON and a newline.
///
/// Characters that could play tricks on a terminal are written as JSON escapes, which changes no value.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

/// Writes what texts say as indented JSON and a newline, with the same escapes.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_decoded_json(report: &DecodeReport, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

/// Writes the answer to `hopwise check` as indented JSON and a newline, with the same escapes.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_checks_json(report: &ChecksReport, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

/// Writes what single faults do as indented JSON and a newline, with the same escapes.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_harden_json(report: &HardenReport, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

/// Writes a drawing as indented JSON and a newline, with the same escapes.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_graph_json(report: &GraphReport, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

/// Writes what differs between two networks as indented JSON and a newline, with the same escapes.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_diff_json(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    write(report, out)
}

pub(crate) fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Escaped(&mut *out), report)?;
    out.write_all(b"\n")
}

/// Escapes what the JSON writer leaves as it is. Outside of strings JSON has ASCII and newlines only, so that every
/// other unsafe character is inside one.
struct Escaped<'w>(&'w mut dyn Write);

impl Write for Escaped<'_> {
    /// The JSON writer cuts no character into two.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Nearly all of an answer, of which no character need be decoded.
        if bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| *c != '\n' && is_unsafe(*c)) {
            let (safe, unsafe_on) = rest.split_at(at);
            self.0.write_all(safe.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(self.0, "\\u{unit:04x}")?;
            }
            rest = unsafe_on.get(c.len_utf8()..).unwrap_or_default();
        }
        self.0.write_all(rest.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_keep_their_value() {
        let value = "a\u{1b}[2J\u{9b}\u{202e}\u{e0041}é→\n";
        let mut text = Vec::new();
        write(&value, &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert!(!text.trim_end().chars().any(is_unsafe), "{text}");
        assert!(text.contains('é'));
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }
}
