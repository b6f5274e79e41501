//! Text from tags, names and ids, made safe to print.

use std::borrow::Cow;

/// Whether a character may move the cursor, change colours, hide, or reorder what stands beside it: control characters
/// (C0, DEL, C1), zero-width and bidirectional format characters, line and paragraph separators, tags.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The text with every unsafe character written as an escape such as `\u{1b}`. Everything from a document or a person
/// that may reach a terminal passes here.
#[must_use]
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            safe.extend(c.escape_default());
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_is_escaped() {
        assert_eq!(sanitize("a\u{1b}[31mb\r\n\t\u{7f}\u{9b}1m"), "a\\u{1b}[31mb\\r\\n\\t\\u{7f}\\u{9b}1m");
    }

    #[test]
    fn what_reorders_or_hides_is_escaped() {
        assert_eq!(sanitize("sg\u{202e}gs\u{2066}x\u{200b}"), "sg\\u{202e}gs\\u{2066}x\\u{200b}");
        assert_eq!(sanitize("\u{feff}\u{61c}\u{e0041}"), "\\u{feff}\\u{61c}\\u{e0041}");
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["sg-0task", "réseau", "プロダクション", "a b", "→ ✓", ""] {
            assert!(matches!(sanitize(text), Cow::Borrowed(same) if same == text));
        }
    }
}
