//! Where in a text the value of a JSON pointer stands.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Position {
    /// Where a text begins.
    pub(crate) const START: Self = Self { line: 1, column: 1 };

    /// The place behind a part of the text that begins here.
    pub(crate) fn after(self, part: &str) -> Self {
        let lines = part.bytes().filter(|&byte| byte == b'\n').count();
        let columns = part.rsplit('\n').next().unwrap_or_default().chars().count();
        Self { line: self.line + lines, column: if lines == 0 { self.column } else { 1 } + columns }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// The position of the value that a JSON pointer (RFC 6901) names, or `None` where there is none.
///
/// What follows the value need not be valid. A byte order mark at the start of the text counts for nothing.
#[must_use]
pub fn locate(text: &[u8], pointer: &str) -> Option<Position> {
    let (_, text) = valid(text)?;
    let value = find(text, pointer)?;
    Some(position(text, text.len() - value.len()))
}

/// How many bytes the byte order mark takes, and the text behind it as far as it is UTF-8: what is not ends the search,
/// not the part before it.
pub(crate) fn valid(text: &[u8]) -> Option<(usize, &str)> {
    let rest = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let valid = match std::str::from_utf8(rest) {
        Ok(valid) => valid,
        Err(error) => std::str::from_utf8(rest.get(..error.valid_up_to())?).ok()?,
    };
    Some((text.len() - rest.len(), valid))
}

/// The text from the value that a pointer names to the end. Of several documents in a text the first one is meant by the
/// pointer alone; before that into another one stands its number from 0, as before all of them where the first one is an
/// array.
pub(crate) fn find<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
    let text = trim(text);
    let number = pointer.strip_prefix('/').and_then(|rest| rest.split('/').next()?.parse::<usize>().ok());
    let Some(number) = number else { return find_in(text, pointer) };
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    if text.starts_with('[') {
        // Its elements have numbers, too, where nothing follows.
        let alone = !matches!(values.next(), Some(Ok(_))) || trim(text.get(values.byte_offset()..)?).is_empty();
        if alone {
            return find_in(text, pointer);
        }
        values = serde_json::Deserializer::from_str(text).into_iter();
    } else if let (Some(_), _) | (None, 0) = (find_in(text, pointer), number) {
        return find_in(text, pointer);
    }
    for _ in 0..number {
        values.next()?.ok()?;
    }
    let below = pointer.get(1..)?.split_once('/').map_or(pointer.len(), |(number, _)| number.len() + 1);
    find_in(trim(text.get(values.byte_offset()..)?), pointer.get(below..)?)
}

fn trim(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// The text from the value that a pointer names in the first value of a text to the end.
pub(crate) fn find_in<'t>(text: &'t str, pointer: &str) -> Option<&'t str> {
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    if pointer.is_empty() {
        return Some(rest);
    }
    for token in pointer.strip_prefix('/')?.split('/') {
        let token = token.replace("~1", "/").replace("~0", "~");
        let mut found = None;
        // The outcome does not matter: an error behind the value we look for is not ours to report.
        let _ = Step { token: &token, found: &mut found }.deserialize(&mut serde_json::Deserializer::from_str(rest));
        let value: &RawValue = found?;
        // A raw value is a part of the text it was read from, so the addresses tell how far in it begins.
        let begin = value.get().as_ptr().addr().checked_sub(rest.as_ptr().addr())?;
        rest = rest.get(begin..)?;
    }
    Some(rest)
}

/// The position of a byte offset.
pub(crate) fn position(text: &str, offset: usize) -> Position {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    Position::START.after(text.get(..end).unwrap_or_default())
}

/// The byte offset of a line and a column in bytes, both from 1, as `serde_json` counts them.
pub(crate) fn offset(text: &[u8], line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        let rest = text.get(start..).unwrap_or_default();
        match rest.iter().position(|&b| b == b'\n') {
            Some(newline) => start += newline + 1,
            None => break,
        }
    }
    (start + column.saturating_sub(1)).min(text.len())
}

/// Takes one step down: the member or the element that `token` names.
struct Step<'s, 't> {
    token: &'s str,
    found: &'s mut Option<&'t RawValue>,
}

impl<'t> DeserializeSeed<'t> for Step<'_, 't> {
    type Value = ();
    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Step<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'t, str>>()? {
            if key == self.token {
                *self.found = Some(map.next_value()?);
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut seq: A) -> Result<(), A::Error> {
        let Ok(index) = self.token.parse::<usize>() else { return Ok(()) };
        for _ in 0..index {
            if seq.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        *self.found = seq.next_element()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, pointer: &str) -> Option<(usize, usize)> {
        locate(text.as_bytes(), pointer).map(|p| (p.line, p.column))
    }

    #[test]
    fn values_are_found_by_line_and_column() {
        let text = "{\n  \"é\": [1, {\"b/c\": true}],\n  \"m~n\": null\n}\n";
        assert_eq!(at(text, ""), Some((1, 1)));
        assert_eq!(at(text, "/é"), Some((2, 8)));
        assert_eq!(at(text, "/é/0"), Some((2, 9)));
        assert_eq!(at(text, "/é/1/b~1c"), Some((2, 20)));
        assert_eq!(at(text, "/m~0n"), Some((3, 10)));
    }

    #[test]
    fn what_is_not_there_has_no_place() {
        for pointer in ["/b", "/a/3", "/a/x", "/a/0/y", "a"] {
            assert_eq!(at("{\"a\": [1, 2]}", pointer), None, "{pointer}");
        }
        assert_eq!(at("", ""), None);
    }

    #[test]
    fn further_documents_go_by_their_number() {
        let text = "{\"a\": 1}\n{\"b\": [2]}{\"c\": 3}";
        assert_eq!(at(text, "/a"), Some((1, 7)));
        assert_eq!(at(text, "/1/b/0"), Some((2, 8)));
        assert_eq!(at(text, "/2/c"), Some((2, 17)));
        assert_eq!(at(text, "/2"), Some((2, 11)));
        for pointer in ["/3", "/1/c", "/b"] {
            assert_eq!(at(text, pointer), None, "{pointer}");
        }
        assert_eq!(at("[1, 2]", "/1"), Some((1, 5)));
        assert_eq!(at("[1, 2] [3, 4]", "/1/0"), Some((1, 9)));
        assert_eq!(at("[1, 2] [3, 4]", "/0/1"), Some((1, 5)));
        assert_eq!(at("{\"1\": {\"b\": 5}} {\"b\": 4}", "/1/b"), Some((1, 13)));
    }

    #[test]
    fn a_broken_end_does_not_matter() {
        assert_eq!(at("{\"a\": {\"b\": 1}, ???", "/a/b"), Some((1, 13)));
        assert_eq!(locate(b"{\"a\": 1, \"\xff", "/a"), Some(Position { line: 1, column: 7 }));
    }

    #[test]
    fn a_byte_order_mark_does_not_count() {
        assert_eq!(at("\u{feff}{\"a\": 1}", "/a"), Some((1, 7)));
    }

    #[test]
    fn offsets_of_serde_positions() {
        assert_eq!(offset(b"ab\ncd", 2, 2), 4);
        assert_eq!(offset(b"ab", 9, 9), 2);
    }
}
