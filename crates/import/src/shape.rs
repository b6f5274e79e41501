//! Reading a text as a type, and saying precisely where and why it is not one.

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use crate::error::ImportError;
use crate::excerpt::excerpt;
use crate::locate::{find, position};
use crate::text;
use crate::wire::Problem;

/// Checks that a text is JSON to its end: one value, or several.
pub(crate) fn json(file: &Arc<str>, text: &str) -> Result<(), ImportError> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.find_map(Result::err) {
        Some(error) => Err(text::syntax(file, text, &error)),
        None => Ok(()),
    }
}

/// Checks that a text is JSON to its end, and an object. What it is instead, in words.
pub(crate) fn object(file: &Arc<str>, text: &str) -> Result<Result<(), String>, ImportError> {
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| text::syntax(file, text, &error))?;
    let text = text.trim_start();
    Ok(if text.starts_with('{') { Ok(()) } else { Err(describe(text)) })
}

/// The names of an object's members; `None` for anything else.
pub(crate) fn names(text: &str) -> Option<Vec<String>> {
    let Names(names) = serde_json::Deserializer::from_str(text).into_iter().next()?.ok()?;
    Some(names)
}

/// Reads a text, of which is known that it is JSON, as a type.
pub(crate) fn typed<T: DeserializeOwned>(file: &Arc<str>, text: &str) -> Result<T, ImportError> {
    // Keeping track of the path costs time, and only matters if something is wrong.
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let pointer = pointer(error.path());
        let inner = error.into_inner();
        if inner.classify() == Category::Data {
            wrong_shape(file, text, Problem { pointer, expected: expected(&inner.to_string()) })
        } else {
            text::syntax(file, text, &inner)
        }
    })
}

/// The error of a value that cannot be what AWS printed.
pub(crate) fn wrong_shape(file: &Arc<str>, text: &str, problem: Problem) -> ImportError {
    // The value may be missing: then what should hold it is what was found.
    let mut at = problem.pointer.as_str();
    let mut rest = find(text, at);
    while let (None, Some((parent, _))) = (rest, at.rsplit_once('/')) {
        at = parent;
        rest = find(text, at);
    }
    ImportError::WrongShape {
        file: Arc::clone(file),
        position: rest.map(|rest| position(text, text.len() - rest.len())),
        found: rest.map_or_else(|| "nothing".to_owned(), describe),
        pointer: problem.pointer.into(),
        expected: problem.expected,
    }
}

pub(crate) fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => pointer.push_str(&index.to_string()),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => pointer.push('?'),
        }
    }
    pointer
}

/// What serde expected, in words for people.
pub(crate) fn expected(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(message, _)| message);
    if let Some((_, expected)) = message.rsplit_once(", expected ") {
        let words = match expected {
            "a boolean" => "true or false",
            "a sequence" => "an array",
            "a map" => "an object",
            "u32" => "a whole number that is not negative",
            "i64" => "a whole number",
            other => other,
        };
        return words.to_owned();
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return format!("a field {field}");
    }
    if let Some(field) = message.strip_prefix("duplicate field ") {
        return format!("the field {field} only once");
    }
    message.to_owned()
}

/// The first value of a text in words: what kind it is and, for what is neither array nor object, its own text.
///
/// Members of objects are named but not listed: there may be passwords among them.
pub(crate) fn describe(text: &str) -> String {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    match text.chars().next() {
        Some('{') => match Names::deserialize(&mut deserializer) {
            Ok(names) => describe_object(&names),
            Err(_) => "an object".to_owned(),
        },
        Some('[') => "an array".to_owned(),
        Some('"') => match String::deserialize(&mut deserializer) {
            Ok(string) => format!("\"{}\"", excerpt(&string)),
            Err(_) => "a string".to_owned(),
        },
        Some(_) => {
            let end = text.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(text.len());
            excerpt(text.get(..end).unwrap_or(text))
        }
        None => "nothing".to_owned(),
    }
}

/// The names of an object's members, in their order.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NamesVisitor;
        impl<'de> Visitor<'de> for NamesVisitor {
            type Value = Names;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(NamesVisitor)
    }
}

fn describe_object(Names(names): &Names) -> String {
    const LISTED: usize = 4;
    let listed: Vec<String> = names.iter().take(LISTED).map(|key| format!("`{}`", excerpt(key))).collect();
    let more = names.len() - listed.len();
    match (listed.is_empty(), more) {
        (true, _) => "an empty object".to_owned(),
        (false, 0) => format!("an object of {}", listed.join(", ")),
        (false, more) => format!("an object of {} and {more} more", listed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_words() {
        assert_eq!(describe("{\"a\": \"secret\", \"b\": 1} rest"), "an object of `a`, `b`");
        assert_eq!(describe("{}"), "an empty object");
        assert_eq!(describe("[1, 2]"), "an array");
        assert_eq!(describe("\"a\\u001bb\", 1"), "\"a\\u{1b}b\"");
        assert_eq!(describe("12.5, 1"), "12.5");
        assert_eq!(describe("null}"), "null");
    }

    #[test]
    fn serde_says_it_in_other_words() {
        let message = "invalid type: string \"x, expected y\", expected a sequence at line 1 column 2";
        assert_eq!(expected(message), "an array");
        assert_eq!(expected("missing field `VpcId` at line 1 column 9"), "a field `VpcId`");
        assert_eq!(expected("duplicate field `Vpcs` at line 1 column 9"), "the field `Vpcs` only once");
    }
}
