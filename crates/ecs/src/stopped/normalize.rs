//! A text in the form in which it is searched.

use std::ops::Range;

/// A text with one kind of quotes and single spaces, twice: as written, and in lower case without the values in it, so
/// that nobody's repository or secret is taken for AWS's words. Both have the same length.
///
/// AWS writes `'` and `’` in the same messages, and people paste texts with line breaks in them.
#[derive(Debug)]
pub(super) struct NormalizedText {
    /// As written.
    pub(super) plain: String,
    /// Lower case; URLs, ARNs, paths and image references are blanked out.
    pub(super) words: String,
    /// For each byte of both, where it was in the text.
    origin: Vec<usize>,
    /// The length of the text.
    length: usize,
}

/// Stands for each byte of a value. No text that is searched for has it.
pub(super) const BLANK: char = '\u{1}';

impl NormalizedText {
    pub(super) fn new(text: &str) -> Self {
        let mut plain = String::with_capacity(text.len());
        let mut origin = Vec::with_capacity(text.len());
        for (place, letter) in text.char_indices() {
            let letter = match letter {
                '\u{2018}' | '\u{2019}' => '\'',
                '\u{201c}' | '\u{201d}' => '"',
                BLANK => ' ',
                letter if letter.is_whitespace() => ' ',
                letter => letter,
            };
            if letter == ' ' && (plain.is_empty() || plain.ends_with(' ')) {
                continue;
            }
            plain.push(letter);
            origin.extend(std::iter::repeat_n(place, letter.len_utf8()));
        }
        let words = blanked(&plain);
        Self { plain, words, origin, length: text.len() }
    }

    /// Where a range of the normalized text was in the text.
    pub(super) fn origin(&self, range: &Range<usize>) -> Range<usize> {
        let place = |index: usize| self.origin.get(index).copied().unwrap_or(self.length);
        place(range.start)..place(range.end)
    }
}

fn blanked(plain: &str) -> String {
    let mut words = String::with_capacity(plain.len());
    for token in plain.split_inclusive(' ') {
        if is_value(token.trim_end()) {
            for letter in token.chars() {
                let with = if letter == ' ' { ' ' } else { BLANK };
                words.extend(std::iter::repeat_n(with, letter.len_utf8()));
            }
        } else {
            words.extend(token.chars().map(|letter| letter.to_ascii_lowercase()));
        }
    }
    words
}

/// Whether a word is a value: a URL, a path, an image or an ARN. `i/o` and Go's `net/http:` are AWS's own words.
fn is_value(token: &str) -> bool {
    let bare = token.trim_start_matches(['"', '\'', '(', '[', '\\']);
    let own = ["i/o", "net/http:"].iter().any(|word| bare.starts_with(word));
    bare.starts_with("arn:") || (token.contains('/') && !own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_blank_and_places_are_kept() {
        let text = "  can’t\n reach \"https://É/Not\" : dial tcp: i/o Timeout";
        let normalized = NormalizedText::new(text);
        assert_eq!(normalized.plain, "can't reach \"https://É/Not\" : dial tcp: i/o Timeout");
        assert_eq!(normalized.plain.len(), normalized.words.len());
        assert!(!normalized.words.contains("not"), "{:?}", normalized.words);
        let start = normalized.words.find("dial tcp: i/o timeout").unwrap();
        let range = normalized.origin(&(start..start + 21));
        assert_eq!(text.get(range), Some("dial tcp: i/o Timeout"));
    }
}
