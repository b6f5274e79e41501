//! Where a fact was read.

use std::fmt;
use std::sync::Arc;

use crate::pointer::Pointer;

/// The place in a snapshot that a fact came from. Line and column are found on demand by reading the file again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    /// The file, as the user named it, relative to the source directory where there is one; `-` is standard input.
    pub file: Arc<str>,
    /// JSON pointer (RFC 6901) into that file.
    pub pointer: Pointer,
}

impl Evidence {
    /// A place in a file.
    #[must_use]
    pub fn new(file: &Arc<str>, pointer: impl Into<Pointer>) -> Self {
        Self { file: Arc::clone(file), pointer: pointer.into() }
    }

    /// The evidence of something that no file holds: a placement from flags, a change that is being tried.
    #[must_use]
    pub fn supposed(what: &str) -> Self {
        Self { file: Arc::from(""), pointer: what.into() }
    }

    /// Whether this was supposed rather than read.
    #[must_use]
    pub fn is_supposed(&self) -> bool {
        self.file.is_empty()
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.file, self.pointer)
    }
}
