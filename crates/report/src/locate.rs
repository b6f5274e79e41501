//! Line and column of evidence, found on demand by somebody who can read files.

use std::fmt::Debug;

use hopwise_model::Evidence;

/// A place in a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The text around a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The value's line, from 1.
    pub line: usize,
    /// The file from the beginning of that line on; not the whole rest of it.
    pub text: String,
    /// Where in `text` the value begins, in bytes.
    pub start: usize,
}

/// Finds the line and column of evidence. A report asks for what it shows; it reads no file itself.
pub trait Locator: Debug + Send + Sync {
    /// The place of the evidence; none where its file cannot be read again, as standard input.
    fn locate(&self, evidence: &Evidence) -> Option<Position>;

    /// The path of a file of the snapshot, by which it is found from where the program runs.
    fn path(&self, file: &str) -> String {
        file.to_owned()
    }

    /// The text from the value at the evidence to its end at the least; none where its file cannot be read again.
    fn text(&self, evidence: &Evidence) -> Option<String> {
        let _ = evidence;
        None
    }

    /// The text at the evidence; none where its file cannot be read again.
    fn excerpt(&self, evidence: &Evidence) -> Option<Excerpt> {
        let _ = evidence;
        None
    }
}

/// Knows no line of any file.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLocator;

impl Locator for NoLocator {
    fn locate(&self, _: &Evidence) -> Option<Position> {
        None
    }
}
