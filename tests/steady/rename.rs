//! The same documents with other ids.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::question::{Documents, Question};

/// The ids of some documents, the longest first.
pub(crate) struct Ids(Vec<String>);

impl Ids {
    /// Every text that is an id, wherever it stands.
    pub(crate) fn of(documents: &Documents) -> Self {
        let mut ids = BTreeSet::new();
        for document in documents.values().flatten() {
            collect(document, &mut ids);
        }
        let mut ids: Vec<String> = ids.into_iter().collect();
        ids.sort_by_key(|id| std::cmp::Reverse(id.len()));
        Self(ids)
    }

    pub(crate) fn rename_documents(&self, documents: &Documents) -> Result<Documents, String> {
        let mut renamed = Documents::new();
        for (path, document) in documents {
            let document = match document {
                Some(document) => {
                    let text = self.rename(&document.to_string());
                    Some(serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))?)
                }
                None => None,
            };
            renamed.insert(self.rename(path), document);
        }
        Ok(renamed)
    }

    pub(crate) fn rename_question(&self, question: &Question) -> Question {
        let args = question.args.iter().map(|argument| self.rename(argument)).collect();
        Question { args, ..question.clone() }
    }

    /// Undoes the renaming in a text.
    pub(crate) fn rename_back(&self, text: &str) -> String {
        Self(self.0.iter().map(|id| other(id)).collect()).rename(text)
    }

    /// Ids stand in names too, as in the host names of endpoints, but always where a word begins.
    fn rename(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut in_word = false;
        while let Some(next) = rest.chars().next() {
            let id = self.0.iter().find(|id| !in_word && rest.starts_with(id.as_str()));
            if let Some(id) = id {
                out.push_str(&other(id));
                rest = rest.get(id.len()..).unwrap_or_default();
                in_word = true;
            } else {
                out.push(next);
                rest = rest.get(next.len_utf8()..).unwrap_or_default();
                in_word = next.is_ascii_alphanumeric() || next == '-';
            }
        }
        out
    }
}

fn collect(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            // Route 53 prints the ids of zones behind what they are of: `/hostedzone/Z0ABC`.
            let last = text.rsplit('/').next().unwrap_or_default();
            ids.extend([text, last].into_iter().filter(|own| kept(own).is_some()).map(ToString::to_string));
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, ids)),
        Value::Object(members) => members.values().for_each(|value| collect(value, ids)),
        _ => {}
    }
}

/// How much of an id tells what it is of, where a text is one: words and the `0` that the made-up ids of tests begin with, or the `Z`
/// of a hosted zone and a digit. What ids begin with is no list here: a new kind of resource has its own.
fn kept(text: &str) -> Option<usize> {
    let Some((words, own)) = text.split_once("-0") else {
        return text.starts_with('Z').then(|| zone(text)).flatten();
    };
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_id = words.split('-').all(is_word) && own.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_id.then_some(words.len() + 2)
}

/// As [`kept`], of the id of a hosted zone.
fn zone(text: &str) -> Option<usize> {
    let own = text.as_bytes().get(1..)?;
    let is_id = own.len() > 5 && own.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_id && own.first()?.is_ascii_digit()).then_some(2)
}

/// Another id of the same kind, and the same for an id that is the other of one: letters and digits run the other way, so
/// that what was sorted first comes last.
fn other(id: &str) -> String {
    let kept = kept(id).unwrap_or_default();
    let turned = |c: char| match c {
        'a'..='z' => char::from(b'a' + (b'z' - u8::try_from(c).unwrap_or(b'z'))),
        'A'..='Z' => char::from(b'A' + (b'Z' - u8::try_from(c).unwrap_or(b'Z'))),
        '0'..='9' => char::from(b'0' + (b'9' - u8::try_from(c).unwrap_or(b'9'))),
        other => other,
    };
    id.chars().enumerate().map(|(place, c)| if place < kept { c } else { turned(c) }).collect()
}
