//! Pieces of documents in messages, made safe to print.

use hopwise_model::is_unsafe;

/// The longest piece of a document that a message shows, in characters.
const LONGEST: usize = 80;

/// The text on one line with unsafe characters escaped, cut after about 80 characters.
pub(crate) fn excerpt(text: &str) -> String {
    let mut out = String::new();
    let mut length = 0;
    for c in text.chars() {
        if length >= LONGEST {
            out.push('…');
            break;
        }
        if is_unsafe(c) {
            let escaped = c.escape_default();
            length += escaped.len();
            out.extend(escaped);
        } else {
            length += 1;
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(excerpt("a\u{1b}[31mb\n"), "a\\u{1b}[31mb\\n");
        assert_eq!(excerpt("réseau"), "réseau");
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(excerpt(&"x".repeat(500)).chars().count(), LONGEST + 1);
        assert!(excerpt(&"\0".repeat(500)).chars().count() < LONGEST + 10, "escapes count as long as they are");
    }
}
