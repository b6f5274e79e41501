//! Keys of a document that nothing reads.

use std::sync::Arc;

use super::keys::Keys;
use super::known::{ACCOMPANYING, FAILURES, IP_RANGES, NOT_EVALUATED, SHARED, is_enumeration};
use super::mark;
use super::read::spelled_otherwise;
use crate::foreign::Foreign;
use crate::warning::Warning;
use crate::wire::MANIFEST;

/// What to say about the keys of a document that are not read.
pub(super) fn unread(keys: &Keys, file: &Arc<str>, is_read: impl Fn(&str) -> bool) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut unknown = Vec::new();
    let is_ip_ranges = IP_RANGES.first().is_some_and(|key| keys.has(key));
    if is_ip_ranges {
        warnings.push(Warning::IpRanges { file: Arc::clone(file) });
    }
    // Some of its sections are called as documents are.
    if keys.has("Resources") && !keys.names().any(&is_read) {
        let names: Vec<String> = keys.names().map(str::to_owned).collect();
        if let Some(what) = Foreign::of_keys(&names) {
            return vec![Warning::Foreign { file: Arc::clone(file), what }];
        }
    }
    for key in keys.names() {
        if is_ip_ranges && IP_RANGES.contains(&key) {
            continue;
        }
        let stands_beside = (ACCOMPANYING.contains(&key) || mark::is_mark(key)) && keys.len() > 1;
        if is_read(key) || stands_beside || is_enumeration(key) || [MANIFEST, FAILURES].contains(&key) {
            continue;
        }
        if NOT_EVALUATED.contains(&key) || SHARED.contains(&key) {
            let warning = Warning::NotEvaluated { file: Arc::clone(file), key: key.to_owned(), more: 0 };
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        } else if let Some(expected) = spelled_otherwise(key) {
            // One such key tells enough: the others of the document are spelled likewise.
            let (file, key) = (Arc::clone(file), key.to_owned());
            warnings.push(Warning::OtherSpelling { file, key, expected, more: 0 });
            return warnings;
        } else if key != "VpcId" || keys.len() == 1 {
            unknown.push(key.to_owned());
        }
    }
    if let Some(what) = Foreign::of_keys(&unknown) {
        warnings.push(Warning::Foreign { file: Arc::clone(file), what });
    } else if !unknown.is_empty() || keys.len() == 0 {
        warnings.push(Warning::UnknownDocument { file: Arc::clone(file), keys: unknown });
    }
    warnings
}
