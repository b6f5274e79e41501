//! JSON objects as the AWS CLI prints them: what is not known, or not set, is left out.

use std::fmt::Display;

use serde_json::{Map, Value};

/// An object of the members that hold something.
pub(crate) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    let present = members.into_iter().filter(|(_, value)| !value.is_null());
    Value::Object(present.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

/// A list.
pub(crate) fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(values.into_iter().collect())
}

/// A text.
pub(crate) fn text(value: impl Display) -> Value {
    Value::String(value.to_string())
}

/// A text that may be missing.
pub(crate) fn maybe(value: Option<&impl Display>) -> Value {
    value.map_or(Value::Null, text)
}

/// A list of texts.
pub(crate) fn texts(values: impl IntoIterator<Item = impl Display>) -> Value {
    list(values.into_iter().map(text))
}

/// A list of texts, or nothing where there are none.
pub(crate) fn some_texts(values: impl IntoIterator<Item = impl Display>) -> Value {
    some(texts(values))
}

/// A list, or nothing where it is empty.
pub(crate) fn some(value: Value) -> Value {
    if value.as_array().is_some_and(Vec::is_empty) { Value::Null } else { value }
}

/// The tag that is a resource's name.
pub(crate) fn tags(name: Option<&String>) -> Value {
    name.map_or(Value::Null, |name| list([object([("Key", text("Name")), ("Value", text(name))])]))
}

/// A member that has to be true to be told.
pub(crate) fn set(value: bool) -> Value {
    if value { Value::Bool(true) } else { Value::Null }
}
