//! Files of a directory that are not read, since their names do not end in `.json`, and that look like documents all the same.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use hopwise_model::DocumentKind;

use crate::document::IP_RANGES;
use crate::foreign::Foreign;
use crate::refusal::Refusal;
use crate::{text, unanswered};

/// How much of a file is looked at, in bytes.
const BEGINNING: u64 = 4096;

/// Endings of what nobody takes for what a command printed, whatever it is called.
const OTHERS: [&str; 12] = ["cfg", "css", "html", "lock", "md", "ps1", "py", "rst", "sh", "svg", "tf", "toml"];

/// Endings of archives, in which there may be a snapshot.
const PACKED: [&str; 8] = ["7z", "bz2", "gz", "tar", "tgz", "xz", "zip", "zst"];

/// A file of a directory that is not read.
pub(crate) struct SkippedFile {
    /// Its name, as in evidence.
    pub(crate) name: Arc<str>,
    /// Whether it is AWS's list of its addresses, whatever it is called: it is no document.
    pub(crate) is_ip_ranges: bool,
    /// Whether it is hidden.
    pub(crate) is_hidden: bool,
}

impl SkippedFile {
    /// What there is to say about a file that is not read; none where nobody misses it.
    pub(crate) fn of(path: &Path, name: impl FnOnce() -> Arc<str>) -> Option<Self> {
        let mut beginning = Vec::new();
        File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning)).ok()?;
        let is_ip_ranges = is_ip_ranges(&String::from_utf8_lossy(&text::utf8(&beginning)));
        let is_hidden = false;
        (is_ip_ranges || is_like_a_document(path, &beginning)).then(|| Self { name: name(), is_ip_ranges, is_hidden })
    }

    /// What there is to say about a hidden file: it is missed only where it has a document's key. Programs keep much in such files.
    pub(crate) fn of_hidden(path: &Path, name: impl FnOnce() -> Arc<str>) -> Option<Self> {
        let mut beginning = Vec::new();
        File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning)).ok()?;
        let beginning = text::utf8(&beginning);
        let text = String::from_utf8_lossy(&beginning);
        let is_keyed = DocumentKind::ALL.iter().any(|kind| text.contains(&format!("\"{}\"", kind.key())));
        (is_keyed && is_document(&text)).then(|| Self { name: name(), is_ip_ranges: false, is_hidden: true })
    }
}

/// Whether a text begins as AWS's list of its addresses does: with when it was made (VPC user guide, "AWS IP address ranges").
fn is_ip_ranges(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').trim_start().strip_prefix('{').unwrap_or_default().trim_start();
    let key = first.strip_prefix('"').and_then(|rest| rest.split('"').next());
    key.is_some_and(|key| IP_RANGES.contains(&key))
}

/// Whether a file looks like what a command of the AWS CLI printed, in whatever form, or like such a file packed.
fn is_like_a_document(path: &Path, beginning: &[u8]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    if OTHERS.contains(&ending.as_str()) {
        return false;
    }
    let is_packed = PACKED.contains(&ending.as_str()) && Foreign::of_bytes(beginning) == Some(Foreign::Archive);
    name.contains(".json")
        || is_packed
        || unanswered::kind_of(&name).is_some()
        || is_document(&String::from_utf8_lossy(&text::utf8(beginning)))
}

/// Whether a text begins as JSON does, as an error of the AWS CLI's does, or as it prints a document in its other forms.
fn is_document(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let second = text.get(1..).unwrap_or_default().trim_start().chars().next();
    let is_json = match text.chars().next() {
        Some('{') => second.is_none_or(|next| matches!(next, '"' | '}')),
        Some('[') => second.is_none_or(|next| matches!(next, '{' | '[' | ']' | '"')),
        _ => false,
    };
    let word = text.split([':', '\t', '\n', '\r']).next().unwrap_or_default();
    let is_key = DocumentKind::ALL
        .iter()
        .any(|kind| kind.key().eq_ignore_ascii_case(word) && *kind != DocumentKind::VpcAttribute);
    is_json || is_key || Refusal::of_text(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_document() {
        for text in
            ["{\"Vpcs\": []}", "\u{feff}\r\n{\r\n", "[\n{", "[]", "Subnets:\n- CidrBlock: x", "SUBNETS\tx", "tasks:\n"]
        {
            assert!(is_document(text), "{text}");
        }
        assert!(is_document("\nAn error occurred (AccessDenied) when calling the DescribeVpcs operation: no"));
        for text in ["", "# Notes", "[![badge](x)](y)", "{% if x %}", "[section]", "The Vpcs: here"] {
            assert!(!is_document(text), "{text}");
        }
    }
}
