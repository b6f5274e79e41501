//! Whether two patterns of `*` and `?` have a text in common.

/// Whether some text matches both patterns. O(n m) in their lengths.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // `row[j]`: whether the rest of `one` and the rest of `other` from `j` on meet. Filled from the ends.
    let mut row: Vec<bool> = Vec::new();
    for i in (0..=one.len()).rev() {
        let mut next = vec![false; other.len() + 1];
        for j in (0..=other.len()).rev() {
            let (a, b) = (one.get(i), other.get(j));
            let below = |j: usize| row.get(j).copied().unwrap_or(false);
            let beside = next.get(j + 1).copied().unwrap_or(false);
            let met = match (a, b) {
                (None, None) => true,
                (Some('*'), None) => below(j),
                (None, Some('*')) => beside,
                (Some('*'), Some(_)) | (Some(_), Some('*')) => {
                    // A star stands for nothing, or for what the other pattern has here.
                    below(j) || beside || below(j + 1)
                }
                (Some(a), Some(b)) => (a == b || *a == '?' || *b == '?') && below(j + 1),
                _ => false,
            };
            if let Some(place) = next.get_mut(j) {
                *place = met;
            }
        }
        row = next;
    }
    row.first().copied().unwrap_or(false)
}

/// Whether a pattern matches every text of another one, whose `*` and `?` are taken as they are written.
pub(super) fn covers(pattern: &str, other: &str) -> bool {
    // Characters that no ARN has stand in for the other pattern's own.
    let other: String = other.chars().map(|c| if matches!(c, '*' | '?') { '\u{1}' } else { c }).collect();
    overlap(pattern, &other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_meet_where_a_text_matches_both() {
        for (one, other, met) in [
            ("", "", true),
            ("a", "a", true),
            ("a", "b", false),
            ("a*", "ab", true),
            ("a*c", "ab*", true),
            ("a*c", "ab*d", false),
            ("db-??????", "db-AbCdEf", true),
            ("db-??????", "db-AbC", false),
            ("db-??????", "db-A*", true),
            ("*", "", true),
            ("?", "", false),
            ("a*b", "b*a", false),
        ] {
            assert_eq!(overlap(one, other), met, "{one} {other}");
            assert_eq!(overlap(other, one), met, "{other} {one}");
        }
    }

    #[test]
    fn covering_is_more_than_meeting() {
        assert!(covers("db-*", "db-??????") && covers("db-??????", "db-??????"));
        assert!(!covers("db-AbCdEf", "db-??????") && !covers("db-A*", "db-??????"));
        assert!(covers("*", "*") && !covers("bucket/key", "bucket/*"));
    }
}
