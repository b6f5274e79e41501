//! Pieces of text that several parts use.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::flow::EvidenceReport;

/// `security-groups.json:41`, or the pointer where the line is not known.
pub(super) fn place(evidence: &EvidenceReport) -> String {
    match evidence.line {
        Some(line) => format!("{}:{line}", evidence.file),
        None => format!("{}#{}", evidence.file, evidence.pointer),
    }
}

/// A text that is too wide, with its middle left out.
pub(super) fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let (head, tail) = (room - room / 3, room / 3);
    let head = take(text.chars(), head);
    let tail: String = take(text.chars().rev(), tail).chars().rev().collect();
    format!("{head}…{tail}")
}

fn take(letters: impl Iterator<Item = char>, width: usize) -> String {
    let mut taken = String::new();
    let mut used = 0;
    for letter in letters {
        used += letter.width().unwrap_or(0);
        if used > width {
            break;
        }
        taken.push(letter);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out() {
        assert_eq!(shorten("api.ecr.eu-west-1.amazonaws.com", 40), "api.ecr.eu-west-1.amazonaws.com");
        assert_eq!(shorten("111122223333.dkr.ecr.eu-west-1.amazonaws.com", 21), "111122223333.d…ws.com");
        assert_eq!(shorten("プロダクション", 6).width(), 5);
        assert_eq!(shorten("abc", 1), "…");
    }
}
