//! What the AWS CLI prints of tasks and services.

use hopwise_ecs::stopped::{Class, decode};
use serde_json::{Deserializer, Map, Value};

/// The texts of documents; none if the input is something else.
pub(super) fn texts(input: &str) -> Option<Vec<String>> {
    let documents = if input.trim_start().starts_with(['{', '[', '"']) { json(input) } else { yaml(input) }?;
    let mut texts = Vec::new();
    for document in &documents {
        of_value(document, &mut texts);
    }
    if texts.is_empty() {
        for document in &documents {
            of_other_names(document, &mut texts);
        }
    }
    Some(texts)
}

/// The JSON documents that an input is made of.
fn json(input: &str) -> Option<Vec<Value>> {
    let documents: Vec<Value> = Deserializer::from_str(input).into_iter().collect::<Result<_, _>>().ok()?;
    (!documents.is_empty()).then_some(documents)
}

/// The same of YAML (`--output yaml`). Nearly every text is YAML of some kind: only what has members of AWS's is meant so, or a list of
/// texts alone.
#[cfg(feature = "yaml")]
fn yaml(input: &str) -> Option<Vec<Value>> {
    let first = input.lines().map(str::trim).find(|line| !line.is_empty() && *line != "---")?;
    let name = first.trim_start_matches("- ").split_once(':').map_or("", |(name, _)| name);
    let is_member = MEMBERS.contains(&name) || first.starts_with("- ");
    let document: Value = if is_member { serde_saphyr::from_str(input).ok()? } else { return None };
    let is_listed = |value: &Value| value.is_string() || has_member(value);
    let is_meant = match &document {
        Value::Array(values) => !values.is_empty() && values.iter().all(is_listed),
        other => has_member(other),
    };
    is_meant.then(|| vec![document])
}

#[cfg(not(feature = "yaml"))]
fn yaml(_: &str) -> Option<Vec<Value>> {
    None
}

/// Members that what ECS describes begins with, or that reasons stand in. The AWS CLI prints YAML in the order of the API, or sorted.
#[cfg(feature = "yaml")]
const MEMBERS: &[&str] = &[
    "attachments",
    "containers",
    "deployments",
    "events",
    "failures",
    "message",
    "reason",
    "rolloutStateReason",
    "services",
    "stoppedReason",
    "taskArn",
    "tasks",
];

#[cfg(feature = "yaml")]
fn has_member(value: &Value) -> bool {
    value.as_object().is_some_and(|members| MEMBERS.iter().any(|name| members.contains_key(*name)))
}

fn of_value(value: &Value, texts: &mut Vec<String>) {
    match value {
        // What `jq` prints without `-r`, or `--query` does of reasons alone.
        Value::String(text) => add(text, texts),
        Value::Array(values) => values.iter().for_each(|value| of_value(value, texts)),
        Value::Object(members) => of_object(members, texts),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn of_object(members: &Map<String, Value>, texts: &mut Vec<String>) {
    for name in ["stoppedReason", "reason"] {
        if let Some(Value::String(text)) = members.get(name) {
            add(text, texts);
        }
    }
    let is = |name: &str, value: &str| members.get(name).and_then(Value::as_str) == Some(value);
    if let Some(Value::String(text)) = members.get("rolloutStateReason").filter(|_| is("rolloutState", "FAILED")) {
        add(text, texts);
    }
    for (name, member) in members {
        match member {
            Value::Array(events) if name == "events" => {
                let messages = events.iter().filter_map(|event| event.get("message")?.as_str());
                messages.filter(|message| tells_of_a_failure(message)).for_each(|message| add(message, texts));
            }
            Value::Array(values) => {
                values.iter().filter(|value| !value.is_string()).for_each(|value| of_value(value, texts));
            }
            Value::Object(members) => of_object(members, texts),
            _ => {}
        }
    }
}

/// The texts of a document whose members bear names of somebody's own, as `--query` gives them: sentences that are known as errors.
fn of_other_names(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) if text.trim().contains(' ') && is_error(text) => add(text, texts),
        Value::Array(values) => values.iter().for_each(|value| of_other_names(value, texts)),
        Value::Object(members) => members.values().for_each(|value| of_other_names(value, texts)),
        _ => {}
    }
}

fn is_error(text: &str) -> bool {
    let decoded = decode(text);
    decoded.is_known() || decoded.error.is_some()
}

/// Whether an event is more than one of the usual ones, which tell that something was started, stopped or is steady.
fn tells_of_a_failure(message: &str) -> bool {
    let decoded = decode(message);
    match decoded.class {
        Class::Unknown => decoded.error.is_some(),
        Class::Ended => false,
        _ => true,
    }
}

fn add(text: &str, texts: &mut Vec<String>) {
    let text = text.trim();
    if !text.is_empty() && !texts.iter().any(|other| other == text) {
        texts.push(text.to_owned());
    }
}
