//! Where the values of one text stand, found without reading it from the start each time.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::locate::{Position, find_in, locate, valid};

/// An index of a text: where the top-level values of its documents and the elements of their top-level arrays begin.
///
/// It is made in one pass. A look-up then reads the one element that the pointer leads into, and answers as
/// [`locate`] does, which reads from the start.
///
/// ```
/// use hopwise_import::{Places, locate};
///
/// let text = "{\"Vpcs\": [\n  {\"VpcId\": \"vpc-0a\"},\n  {\"VpcId\": \"vpc-0b\"}\n]}";
/// let places = Places::of(text.as_bytes());
/// let pointer = "/Vpcs/1/VpcId";
/// let position = places.locate(pointer, |range| text.as_bytes().get(range).map(<[u8]>::to_vec));
/// assert_eq!(position, locate(text.as_bytes(), pointer));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    documents: Vec<Document>,
    /// Bytes of the text, byte order mark and all.
    length: usize,
    /// Whether the text is made of objects and right to its end. What the index of another one does not know is looked for in
    /// the text itself.
    complete: bool,
}

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Document {
    start: Mark,
    members: HashMap<Box<str>, Member>,
}

/// A top-level value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    start: Mark,
    /// Where it ends, in bytes from the beginning of the text.
    end: usize,
    /// Where its elements begin, if it is an array.
    elements: Vec<Mark>,
}

/// A place in the text, both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    /// In bytes from the beginning of the text.
    offset: usize,
    position: Position,
}

impl Places {
    /// Makes the index of a text. A text that breaks off or is wrong is indexed as far as it is right.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        let Some((skipped, valid)) = valid(text) else { return Self { length: text.len(), ..Self::default() } };
        let marked = Mark { offset: skipped, position: Position::START };
        let mut pass = Pass { text: valid, at: 0, marked, skipped, documents: Vec::new() };
        while pass.object().is_some() {}
        let complete = !pass.documents.is_empty() && pass.is_done() && skipped + valid.len() == text.len();
        Self { documents: pass.documents, length: text.len(), complete }
    }

    /// The position of the value that a JSON pointer (RFC 6901) names, or `None` where there is none.
    ///
    /// `read` gives the bytes of a range of the text; it is asked at most once, and not at all for what the index holds.
    pub fn locate(&self, pointer: &str, read: impl FnOnce(Range<usize>) -> Option<Vec<u8>>) -> Option<Position> {
        match self.element(pointer) {
            Some((start, _, "")) => Some(start.position),
            Some((start, end, rest)) => {
                let bytes = read(start.offset..end)?;
                let (_, text) = valid(&bytes)?;
                let value = find_in(text, rest)?;
                let before = text.get(..text.len() - value.len())?;
                Some(start.position.after(before))
            }
            None if self.complete && !pointer.is_empty() => None,
            None => locate(&read(0..self.length)?, pointer),
        }
    }

    /// The indexed value that a pointer leads to or into, where it ends, and the rest of the pointer.
    fn element<'p>(&self, pointer: &'p str) -> Option<(Mark, usize, &'p str)> {
        let (token, rest) = split(pointer)?;
        let first = self.documents.first().and_then(|document| document.members.get(name(token).as_str()));
        let (member, rest) = if let Some(member) = first {
            (member, rest)
        } else {
            // The number of a further document.
            let document = self.documents.get(token.parse::<usize>().ok().filter(|number| *number > 0)?)?;
            let Some((token, rest)) = split(rest) else { return Some((document.start, self.length, "")) };
            (document.members.get(name(token).as_str())?, rest)
        };
        let Some((token, below)) = split(rest).filter(|_| !member.elements.is_empty()) else {
            return Some((member.start, member.end, rest));
        };
        let index: usize = token.parse().ok()?;
        let end = member.elements.get(index + 1).map_or(member.end, |next| next.offset);
        Some((*member.elements.get(index)?, end, below))
    }
}

/// The name that a token of a pointer stands for.
fn name(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The first token of a pointer, and what follows it.
fn split(pointer: &str) -> Option<(&str, &str)> {
    let rest = pointer.strip_prefix('/')?;
    Some(rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

/// The one pass over a text.
struct Pass<'t> {
    text: &'t str,
    /// How far it came, in bytes.
    at: usize,
    /// The last place that was marked.
    marked: Mark,
    /// Bytes before the text: those of the byte order mark.
    skipped: usize,
    documents: Vec<Document>,
}

impl<'t> Pass<'t> {
    /// Reads the object that comes next; `None` where it stops being one.
    fn object(&mut self) -> Option<()> {
        self.skip_blanks();
        if self.text.as_bytes().get(self.at) != Some(&b'{') {
            return None;
        }
        let start = self.mark();
        self.documents.push(Document { start, members: HashMap::new() });
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            let key: String = self.value()?;
            self.take(b':')?;
            let start = self.mark();
            let elements = self.elements()?;
            let end = self.skipped + self.at;
            // Of a key that comes twice the first one counts.
            let document = self.documents.last_mut()?;
            document.members.entry(key.into()).or_insert(Member { start, end, elements });
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    /// Reads a value. Where its elements begin, if it is an array.
    fn elements(&mut self) -> Option<Vec<Mark>> {
        let mut elements = Vec::new();
        if self.take(b'[').is_none() {
            self.value::<IgnoredAny>()?;
        } else if self.take(b']').is_none() {
            loop {
                elements.push(self.mark());
                self.value::<IgnoredAny>()?;
                if self.take(b',').is_none() {
                    self.take(b']')?;
                    break;
                }
            }
        }
        Some(elements)
    }

    /// Reads what stands here as a type.
    fn value<T: Deserialize<'t>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(self.text.get(self.at..)?).into_iter();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    /// Takes a sign and the white space before it, if it is the next one.
    fn take(&mut self, sign: u8) -> Option<()> {
        self.skip_blanks();
        let found = self.text.as_bytes().get(self.at) == Some(&sign);
        self.at += usize::from(found);
        found.then_some(())
    }

    /// Whether nothing follows.
    fn is_done(&mut self) -> bool {
        self.skip_blanks();
        self.at == self.text.len()
    }

    fn skip_blanks(&mut self) {
        let rest = self.text.as_bytes().iter().skip(self.at);
        self.at += rest.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    }

    /// Marks the value that comes next.
    fn mark(&mut self) -> Mark {
        self.skip_blanks();
        let offset = self.skipped + self.at;
        let between = self.text.get(self.marked.offset - self.skipped..self.at).unwrap_or_default();
        self.marked = Mark { offset, position: self.marked.position.after(between) };
        self.marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the index finds, which has to be what a search from the start finds.
    fn at(text: &[u8], pointer: &str) -> Option<(usize, usize)> {
        let found = Places::of(text).locate(pointer, |range| text.get(range).map(<[u8]>::to_vec));
        assert_eq!(found, locate(text, pointer), "{pointer}");
        found.map(|position| (position.line, position.column))
    }

    #[test]
    fn values_are_found_as_from_the_start() {
        let text =
            "\u{feff} {\"é\": [1,\n \"ü\", {\"b/c\": {\"é\": [true]}}], \"m~n\":\n{\"a\": null}, \"e\": []}".as_bytes();
        assert_eq!(at(text, ""), Some((1, 2)));
        assert_eq!(at(text, "/é"), Some((1, 8)));
        assert_eq!(at(text, "/é/0"), Some((1, 9)));
        assert_eq!(at(text, "/é/1"), Some((2, 2)));
        assert_eq!(at(text, "/é/2/b~1c/é/0"), Some((2, 22)));
        assert_eq!(at(text, "/m~0n/a"), Some((3, 7)));
        for pointer in ["/é/3", "/é/x", "/é/0/y", "/e/0", "/x", "é", "/m~0n/0"] {
            assert_eq!(at(text, pointer), None, "{pointer}");
        }
    }

    #[test]
    fn of_a_key_that_comes_twice_the_first_one_counts() {
        assert_eq!(at(b"{\"a\": [1], \"a\": [1, 2]}", "/a/0"), Some((1, 8)));
        assert_eq!(at(b"{\"a\": [1], \"a\": [1, 2]}", "/a/1"), None);
    }

    #[test]
    fn further_documents_go_by_their_number() {
        let text = b"{\"a\": [1]}\n{\"b\": [2, {\"c\": 3}]} {}";
        assert_eq!(at(text, "/a/0"), Some((1, 8)));
        assert_eq!(at(text, "/1/b/1/c"), Some((2, 17)));
        assert_eq!(at(text, "/1"), Some((2, 1)));
        assert_eq!(at(text, "/2"), Some((2, 22)));
        for pointer in ["/b", "/2/b", "/3", "/1/b/2"] {
            assert_eq!(at(text, pointer), None, "{pointer}");
        }
    }

    #[test]
    fn a_text_is_indexed_as_far_as_it_is_right() {
        assert_eq!(at(b"{\"a\": {\"b\": 1}, ???", "/a/b"), Some((1, 13)));
        assert_eq!(at(b"{\"b\": [{\"c\": 1}], \"a\": [{\"b\": ???", "/b/0/c"), Some((1, 14)));
        assert_eq!(at(b"{\"b\": [{\"c\": 1}], \"a\": [{\"b\": ???", "/a/0"), None);
        assert_eq!(at(b"{\"a\": 1, \"\xff", "/a"), Some((1, 7)));
        assert_eq!(at(b"[1, 2]", "/1"), Some((1, 5)));
        assert_eq!(at(b"", ""), None);
    }

    #[test]
    fn only_what_is_needed_is_read() {
        let text = b"{\"a\": [{\"b\": 1},\n {\"b\": 2}]}";
        let places = Places::of(text);
        let unread = |_| -> Option<Vec<u8>> { unreachable!("the index holds it") };
        assert_eq!(places.locate("/a/1", unread), Some(Position { line: 2, column: 2 }));
        assert_eq!(places.locate("/a/2", unread), None);
        assert_eq!(places.locate("/b", unread), None);
        let read = |range| {
            assert_eq!(range, 18..27);
            text.get(range).map(<[u8]>::to_vec)
        };
        assert_eq!(places.locate("/a/1/b", read), Some(Position { line: 2, column: 8 }));
    }
}
