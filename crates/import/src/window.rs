//! A JSON text that is read from its source block by block, so that it never stands in memory as a whole.

use std::io::Read;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::fault::Fault;
use crate::locate::Position;
use crate::wire::At;

/// How much of a text is read at a time, in bytes.
pub(crate) const BLOCK: usize = 1 << 16;

/// How near to the end of what is read an error may come from there being more, in bytes.
const EDGE: usize = 64;

/// A place in the input, both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// In bytes from the beginning of the input, byte order mark and all.
    pub(crate) offset: usize,
    /// In lines and columns.
    pub(crate) position: Position,
}

/// The last place that was marked.
struct Marked {
    mark: Mark,
    /// Where that is in what is read.
    at: usize,
}

/// The part of a text that is being read.
pub(crate) struct Window<'i> {
    input: &'i mut dyn Read,
    /// Bytes to read at a time, at least.
    block: usize,
    text: String,
    /// How far the text is done with.
    at: usize,
    /// The beginning of a character that the next bytes complete.
    tail: Vec<u8>,
    /// Whether nothing was read yet.
    is_new: bool,
    /// Whether the input is at its end.
    ended: bool,
    /// Whether the input cannot be read any further.
    broken: bool,
    /// Where in the input this is, if anybody asks.
    marked: Option<Marked>,
}

impl<'i> Window<'i> {
    /// The beginning of a text, of which at least so many bytes are read at a time.
    pub(crate) fn new(input: &'i mut dyn Read, block: usize) -> Self {
        Self {
            input,
            block,
            text: String::new(),
            at: 0,
            tail: Vec::new(),
            is_new: true,
            ended: false,
            broken: false,
            marked: None,
        }
    }

    /// This window, which is not read from yet, counts the lines that it passes.
    pub(crate) fn marking(self) -> Self {
        Self { marked: Some(Marked { mark: Mark { offset: 0, position: Position::START }, at: 0 }), ..self }
    }

    /// Where the next value stands in the input. Only a window that is [marking](Self::marking) knows.
    pub(crate) fn mark(&mut self) -> Option<Mark> {
        self.peek();
        self.mark_here()
    }

    fn mark_here(&mut self) -> Option<Mark> {
        let marked = self.marked.as_mut()?;
        let between = self.text.get(marked.at..self.at)?;
        let position = marked.mark.position.after(between);
        *marked = Marked { mark: Mark { offset: marked.mark.offset + between.len(), position }, at: self.at };
        Some(marked.mark)
    }

    /// Reads what stands here, at `at` in the document, as a type.
    pub(crate) fn value<T: DeserializeOwned>(&mut self, at: &At<'_>) -> Result<T, Fault> {
        self.peek();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let mut values = serde_json::Deserializer::from_str(rest).into_iter();
            let message = match values.next() {
                Some(Ok(value)) => {
                    let end = self.at + values.byte_offset();
                    // A number at the end of what is read may go on.
                    if end < self.text.len() || self.ended {
                        self.at = end;
                        return Ok(value);
                    }
                    String::new()
                }
                Some(Err(error)) if error.classify() == Category::Data => return Err(Fault::mismatch::<T>(rest, at)),
                Some(Err(error)) => {
                    let seen = crate::locate::offset(rest.as_bytes(), error.line(), error.column());
                    if error.classify() == Category::Syntax && seen + EDGE < rest.len() {
                        return Err(Fault::broken(at, &error));
                    }
                    error.to_string()
                }
                None => String::new(),
            };
            // It may be wrong only because it is cut.
            if self.ended {
                return Err(Fault::Broken { pointer: at.pointer().to_string(), message });
            }
            self.refill(at)?;
        }
    }

    /// Reads what stands here, as it is written.
    pub(crate) fn raw(&mut self, at: &At<'_>) -> Result<Box<RawValue>, Fault> {
        self.value(at)
    }

    /// What is read already from here on, and at least so many bytes of it, where there are as many.
    pub(crate) fn ahead(&mut self, bytes: usize) -> &str {
        self.peek();
        while !self.ended && self.text.len() < self.at + bytes && self.read_on().is_some() {}
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Passes so many bytes of what is read already.
    pub(crate) fn pass(&mut self, bytes: usize) {
        self.at = (self.at + bytes).min(self.text.len());
    }

    /// Passes what stands here. Of arrays, no more than an element has to be held.
    pub(crate) fn skip(&mut self, at: &At<'_>) -> Result<(), Fault> {
        if self.peek() == Some(b'[') {
            return self.elements(at, |window, at| window.value::<IgnoredAny>(at).map(drop));
        }
        self.value::<IgnoredAny>(at).map(drop)
    }

    /// Reads the array that stands here, element by element.
    pub(crate) fn elements(
        &mut self,
        at: &At<'_>,
        mut element: impl FnMut(&mut Self, &At<'_>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        self.expect(b'[', at)?;
        if self.take(b']') {
            return Ok(());
        }
        for index in 0.. {
            element(self, &at.element(index))?;
            if !self.take(b',') {
                break;
            }
        }
        self.expect(b']', at)
    }

    /// Takes a sign and the white space before it, if it is the next one.
    pub(crate) fn take(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    /// Takes a sign that has to come.
    pub(crate) fn expect(&mut self, sign: u8, at: &At<'_>) -> Result<(), Fault> {
        let message = || format!("expected `{}`", char::from(sign));
        if self.take(sign) {
            Ok(())
        } else {
            Err(Fault::Broken { pointer: at.pointer().to_string(), message: message() })
        }
    }

    /// The next byte that is not white space; `None` at the end, and where the input cannot be read.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let rest = self.text.as_bytes().iter().skip(self.at);
            self.at += rest.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
            match self.text.as_bytes().get(self.at) {
                Some(byte) => return Some(*byte),
                None if self.ended => return None,
                None => self.read_on()?,
            }
        }
    }

    /// Whether nothing follows.
    pub(crate) fn is_done(&mut self) -> bool {
        self.peek().is_none() && self.ended && !self.broken && self.tail.is_empty()
    }

    fn refill(&mut self, at: &At<'_>) -> Result<(), Fault> {
        let message = || "it cannot be read as text".to_owned();
        self.read_on().ok_or_else(|| Fault::Broken { pointer: at.pointer().to_string(), message: message() })
    }

    /// Reads on. What is done with goes. `None` where the input cannot be read, or is no text: then nothing behind it is
    /// read either, or what is no text would be passed over.
    fn read_on(&mut self) -> Option<()> {
        if !self.broken {
            self.broken = self.read_block().is_none();
        }
        (!self.broken).then_some(())
    }

    fn read_block(&mut self) -> Option<()> {
        let _ = self.mark_here();
        self.text.drain(..self.at);
        self.at = 0;
        if let Some(marked) = &mut self.marked {
            marked.at = 0;
        }
        // A value that is longer than a block is begun anew a few times only.
        let wanted = self.block.max(self.text.len());
        let mut bytes = std::mem::take(&mut self.tail);
        let read = (&mut *self.input).take(wanted as u64).read_to_end(&mut bytes).ok()?;
        self.ended = read == 0;
        let valid = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
            Err(_) => return None,
        };
        // A byte order mark counts for nothing.
        let text = if self.is_new { valid.strip_prefix('\u{feff}').unwrap_or(valid) } else { valid };
        if let Some(marked) = &mut self.marked {
            marked.mark.offset += valid.len() - text.len();
        }
        self.is_new &= valid.is_empty();
        self.text.push_str(text);
        self.tail = bytes.get(valid.len()..)?.to_vec();
        Some(())
    }
}
