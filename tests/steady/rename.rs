//! The same documents with other ids.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::question::{Documents, Question};

/// What ids begin with.
const PREFIXES: [&str; 18] = [
    "vpc-",
    "subnet-",
    "eni-",
    "sg-",
    "sgr-",
    "rtb-",
    "rtbassoc-",
    "acl-",
    "aclassoc-",
    "igw-",
    "nat-",
    "vpce-",
    "pl-",
    "i-",
    "eipalloc-",
    "eipassoc-",
    "dopt-",
    "tgw-",
];

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
        Value::String(text) if is_id(text) => drop(ids.insert(text.clone())),
        Value::Array(list) => list.iter().for_each(|value| collect(value, ids)),
        Value::Object(members) => members.values().for_each(|value| collect(value, ids)),
        _ => {}
    }
}

fn is_id(text: &str) -> bool {
    let rest = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix));
    rest.is_some_and(|rest| rest.starts_with('0') && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
}

/// Another id of the same kind, and the same for an id that is the other of one: letters and digits run the other way, so
/// that what was sorted first comes last.
fn other(id: &str) -> String {
    let prefix = PREFIXES.iter().find(|prefix| id.starts_with(**prefix)).map_or(0, |prefix| prefix.len() + 1);
    let turned = |c: char| match c {
        'a'..='z' => char::from(b'a' + (b'z' - u8::try_from(c).unwrap_or(b'z'))),
        '0'..='9' => char::from(b'0' + (b'9' - u8::try_from(c).unwrap_or(b'9'))),
        other => other,
    };
    id.chars().enumerate().map(|(place, c)| if place < prefix { c } else { turned(c) }).collect()
}
