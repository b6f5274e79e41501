//! The JSON of the contract.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

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

fn write(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string_pretty(report).map_err(io::Error::other)?;
    out.write_all(escape(&text).as_bytes())?;
    out.write_all(b"\n")
}

/// Escapes what the JSON writer leaves as it is. Outside of strings JSON has ASCII and newlines only, so that every
/// other unsafe character is inside one.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unsafe(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{unit:04x}");
            }
        } else {
            safe.push(c);
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_keep_their_value() {
        let value = "a\u{1b}[2J\u{9b}\u{202e}\u{e0041}é→\n";
        let text = escape(&serde_json::to_string(value).unwrap());
        assert!(!text.chars().any(is_unsafe), "{text}");
        assert!(text.contains('é'));
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }
}
