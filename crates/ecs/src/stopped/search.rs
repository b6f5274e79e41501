//! Search for words that follow each other.

use std::ops::Range;

/// The first place where these texts occur one after the other, from the beginning of the first to the end of the last.
/// O(n) in the length of the text.
pub(super) fn find(text: &str, parts: &[&str]) -> Option<Range<usize>> {
    let mut start = None;
    let mut end = 0;
    for part in parts {
        let found = end + text.get(end..)?.find(part)?;
        start.get_or_insert(found);
        end = found + part.len();
    }
    Some(start?..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other() {
        assert_eq!(find("a b c b", &["b", "b"]), Some(2..7));
        assert_eq!(find("a b c", &["c", "b"]), None);
        assert_eq!(find("a", &[]), None);
    }
}
