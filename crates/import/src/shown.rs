//! Text from documents, made safe to print.

use std::fmt::Write as _;

/// The longest piece of a document that a message shows, in characters.
const LONGEST: usize = 80;

/// Whether a character may move the cursor, change colours, hide, or reorder what stands beside it.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

/// The text on one line with control characters escaped, cut after about 80 characters.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if out.chars().count() >= LONGEST {
            out.push('…');
            break;
        }
        push(&mut out, c);
    }
    out
}

/// A file's name with control characters escaped, whole.
pub(crate) fn name(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut out, c);
    }
    out
}

fn push(out: &mut String, c: char) {
    if is_unsafe(c) {
        // Writing to a string cannot fail.
        let _ = write!(out, "{}", c.escape_default());
    } else {
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(shown("a\u{1b}[31mb\n"), "a\\u{1b}[31mb\\n");
        assert_eq!(name("x\u{202e}y"), "x\\u{202e}y");
        assert_eq!(shown("réseau"), "réseau");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(shown(&"x".repeat(500)).chars().count(), LONGEST + 1);
        assert!(shown(&"\0".repeat(500)).chars().count() < LONGEST + 10, "escapes count as long as they are");
    }
}
