//! The top-level keys of a document.

use super::mark::{self, ValueKind};

/// The keys of an object in their order, and what kind of value each has.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<(String, ValueKind)>);

impl Keys {
    /// Adds the next one.
    pub(super) fn push(&mut self, key: String, value: ValueKind) {
        self.0.push((key, value));
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether a key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(own, _)| own == key)
    }

    /// Whether a key is there, and has an object.
    pub(crate) fn has_object(&self, key: &str) -> bool {
        self.0.iter().any(|(own, value)| own == key && *value == ValueKind::Object)
    }

    /// The names, in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// Whether the document says that another page follows.
    pub(crate) fn has_more_pages(&self) -> bool {
        mark::is_set(self.0.iter().map(|(key, value)| (key.as_str(), *value)))
    }
}
