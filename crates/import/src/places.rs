//! Where the values of one text stand, found without reading it from the start each time.

use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use hopwise_model::resource::Scope;
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::locate::{Position, find, find_in, locate, valid};
use crate::window::{BLOCK, Mark, Window};
use crate::wire::At;

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
    elements: Box<[Mark]>,
}

impl Places {
    /// Makes the index of a text.
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        Self::read(text)
    }

    /// Makes the index of a text, of which never more than a part is held. A text that breaks off, is wrong or cannot be
    /// read is indexed as far as it is right.
    #[must_use]
    pub fn read(input: impl Read) -> Self {
        Self::read_by(input, BLOCK)
    }

    fn read_by(input: impl Read, block: usize) -> Self {
        let mut input = Counted { input, length: 0 };
        let (file, scope) = (Arc::from(""), Scope::default());
        let window = Window::new(&mut input, block).marking();
        let mut pass = Pass { window, at: At::top(&file, &scope), documents: Vec::new() };
        while pass.object().is_some() {}
        let Pass { mut window, documents, .. } = pass;
        let complete = !documents.is_empty() && window.is_done();
        // What cannot be read counts for nothing when it is looked into either.
        let _ = io::copy(&mut input, &mut io::sink());
        Self { documents, length: input.length, complete }
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
            None if pointer.is_empty() && !self.documents.is_empty() => Some(self.documents.first()?.start.position),
            None if self.complete => None,
            None => locate(&read(0..self.length)?, pointer),
        }
    }

    /// The text from the value that a JSON pointer names to its end at the least, or `None` where there is none.
    ///
    /// `read` gives the bytes of a range of the text; it is asked at most once.
    pub fn text(&self, pointer: &str, read: impl FnOnce(Range<usize>) -> Option<Vec<u8>>) -> Option<String> {
        let own = |bytes: &[u8], rest: &str| Some(find_in(valid(bytes)?.1, rest)?.to_owned());
        match self.element(pointer) {
            Some((start, end, rest)) => own(&read(start.offset..end)?, rest),
            None if self.complete && !pointer.is_empty() => None,
            None => Some(find(valid(&read(0..self.length)?)?.1, pointer)?.to_owned()),
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

/// What is read, counted.
struct Counted<I> {
    input: I,
    /// Bytes so far.
    length: usize,
}

impl<I: Read> Read for Counted<I> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(bytes)?;
        self.length += read;
        Ok(read)
    }
}

/// The one pass over a text.
struct Pass<'i, 'f> {
    window: Window<'i>,
    /// The document, which errors of the window would name.
    at: At<'f>,
    documents: Vec<Document>,
}

impl Pass<'_, '_> {
    /// Reads the object that comes next; `None` where it stops being one.
    fn object(&mut self) -> Option<()> {
        if self.window.peek() != Some(b'{') {
            return None;
        }
        let start = self.window.mark()?;
        self.documents.push(Document { start, members: HashMap::new() });
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            let key: String = self.value()?;
            self.take(b':')?;
            let start = self.window.mark()?;
            let elements = self.elements()?;
            let end = self.window.mark()?.offset;
            // Of a key that comes twice the first one counts.
            let document = self.documents.last_mut()?;
            document.members.entry(key.into()).or_insert(Member { start, end, elements: elements.into() });
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
                elements.push(self.window.mark()?);
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
    fn value<T: DeserializeOwned>(&mut self) -> Option<T> {
        self.window.value(&self.at).ok()
    }

    /// Takes a sign and the white space before it, if it is the next one.
    fn take(&mut self, sign: u8) -> Option<()> {
        self.window.take(sign).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the index finds, which has to be what a search from the start finds.
    fn at(text: &[u8], pointer: &str) -> Option<(usize, usize)> {
        let places = Places::of(text);
        let found = places.locate(pointer, |range| text.get(range).map(<[u8]>::to_vec));
        assert_eq!(found, locate(text, pointer), "{pointer}");
        // A text that is no UTF-8 to its end may be indexed the further, the less is read of it at a time.
        for block in [1, 2, 3, 7] {
            let places = Places::read_by(text, block);
            let again = places.locate(pointer, |range| text.get(range).map(<[u8]>::to_vec));
            assert_eq!(again, found, "{pointer}");
        }
        if std::str::from_utf8(text).is_ok() {
            assert_eq!(Places::read_by(text, 3), places);
        }
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
