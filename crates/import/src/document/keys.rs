//! The top-level keys of a document, and what they say about it.

use std::sync::Arc;

use super::known::{ACCOMPANYING, FAILURES, IP_RANGES, NOT_EVALUATED, SHARED};
use super::mark::{self, ValueKind};
use super::read;
use crate::warning::Warning;
use crate::wire::MANIFEST;

/// The keys of an object in their order, and what kind of value each has.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<(String, ValueKind)>);

impl Keys {
    /// Adds the next one.
    pub(super) fn push(&mut self, key: String, value: ValueKind) {
        self.0.push((key, value));
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

    /// What to say about keys that are not read.
    pub(super) fn warnings(&self, file: &Arc<str>, is_read: impl Fn(&str) -> bool) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut unknown = Vec::new();
        let is_ip_ranges = IP_RANGES.first().is_some_and(|key| self.has(key));
        if is_ip_ranges {
            warnings.push(Warning::IpRanges { file: Arc::clone(file) });
        }
        for key in self.names() {
            if is_ip_ranges && IP_RANGES.contains(&key) {
                continue;
            }
            let stands_beside = (ACCOMPANYING.contains(&key) || mark::is_mark(key)) && self.0.len() > 1;
            if is_read(key) || stands_beside || [MANIFEST, FAILURES].contains(&key) {
                continue;
            }
            if NOT_EVALUATED.contains(&key) || SHARED.contains(&key) {
                let warning = Warning::NotEvaluated { file: Arc::clone(file), key: key.to_owned(), more: 0 };
                if !warnings.contains(&warning) {
                    warnings.push(warning);
                }
            } else if let Some(expected) = read::spelled_otherwise(key) {
                // One such key tells enough: the others of the document are spelled likewise.
                let (file, key) = (Arc::clone(file), key.to_owned());
                warnings.push(Warning::OtherSpelling { file, key, expected, more: 0 });
                return warnings;
            } else if key != "VpcId" || self.0.len() == 1 {
                unknown.push(key.to_owned());
            }
        }
        if !unknown.is_empty() || self.0.is_empty() {
            warnings.push(Warning::UnknownDocument { file: Arc::clone(file), keys: unknown });
        }
        warnings
    }
}
