//! The same documents with something taken away.

use hopwise_model::{DocumentClass, DocumentKind};
use serde_json::{Value, json};

use crate::question::Documents;

/// What is wrong today: scenarios (all of them for `*`) in which less of a file turns one definite verdict into another.
///
/// - Of container instances that were not read, none can host a task.
/// - A task whose interface was not read has a public address where its service, as it is now, would give it one.
/// - A service whose addresses are not known is `partial` where some of all public addresses are blocked.
const OPEN: [(&str, &str); 3] = [
    ("ec2-draining-host", "container-instances.json"),
    ("service-edited-after-launch", "network-interfaces.json"),
    ("half-a-default-route", "prefix-lists.json"),
];

/// Each way to know less by one document, and what it is called.
///
/// That a document about names or permissions is not there at all means that nobody asked: the answer is then about what
/// was asked. So it is with task definitions, which say whose permissions to judge. Cut short, or refused, they are like
/// any other document.
///
/// All of them take minutes over all scenarios, so that each scenario tries a share of its own, unless
/// `HOPWISE_ALL` is set.
pub(crate) fn all(name: &str, documents: &Documents) -> Vec<(String, Documents)> {
    let mut all = Vec::new();
    for (file, document) in documents {
        let Some(document) = document else { continue };
        let is_open = |(scenario, start): &(&str, &str)| ["*", name].contains(scenario) && file.starts_with(start);
        if file == "manifest.json" || OPEN.iter().any(is_open) {
            continue;
        }
        let changed = |document: Option<Value>| {
            let mut documents = documents.clone();
            documents.insert(file.clone(), document);
            documents
        };
        let mut without = documents.clone();
        without.remove(file);
        let may_be_unasked = may_be_unasked(document);
        if !may_be_unasked {
            all.push((format!("{file} is an empty file"), changed(None)));
        }
        if let Some((key, list)) = paged(document) {
            // The mark that the AWS CLI prints where it was told to stop.
            let page = |list: &[Value]| {
                let mut members = document.as_object().cloned().unwrap_or_default();
                members.insert(key.to_owned(), json!(list));
                members.insert("NextToken".to_owned(), json!("eyJ0b2tlbiI6MX0="));
                changed(Some(Value::Object(members)))
            };
            let half = list.get(..list.len() / 2).unwrap_or_default();
            all.push((format!("{file} is the first page of two"), page(half)));
            all.push((format!("{file} may go on"), page(list)));
            if !documents.contains_key("manifest.json") {
                let mut denied = without.clone();
                denied.insert("manifest.json".to_owned(), Some(manifest(documents, file)));
                all.push((format!("{file} was denied"), denied));
            }
        }
        if !may_be_unasked {
            all.push((format!("without {file}"), without));
        }
    }
    if std::env::var_os("HOPWISE_ALL").is_some() {
        return all;
    }
    let first = name.bytes().map(usize::from).sum::<usize>() % SHARE;
    all.into_iter().skip(first).step_by(SHARE).collect()
}

const SHARE: usize = 13;

fn may_be_unasked(document: &Value) -> bool {
    let is_of = |kind: &&DocumentKind| document.get(kind.key()).is_some();
    DocumentKind::ALL.iter().filter(is_of).any(|kind| {
        matches!(kind.class(), DocumentClass::Name | DocumentClass::Permission) || *kind == DocumentKind::TaskDefinition
    })
}

/// The list of a document that is one: of resources, beside nothing but marks and `failures`.
fn paged(document: &Value) -> Option<(&str, &[Value])> {
    let members = document.as_object()?;
    let mut lists = members.iter().filter_map(|(key, value)| Some((key.as_str(), value.as_array()?.as_slice())));
    let (key, list) = lists.find(|(key, _)| *key != "failures")?;
    let alone = members
        .iter()
        .all(|(other, value)| other == key || other == "failures" || !(value.is_array() || value.is_object()));
    alone.then_some((key, list))
}

/// What `hopwise capture` writes beside documents, of which one was denied.
fn manifest(documents: &Documents, denied: &str) -> Value {
    let calls = documents.iter().filter_map(|(file, document)| {
        let document = document.as_ref()?;
        let key = paged(document).map_or_else(|| first_key(document), |(key, _)| key);
        let call = json!({ "action": action(key), "requests": 1, "document": key });
        let mut call = call.as_object()?.clone();
        if file == denied {
            call.insert("failure".to_owned(), json!({ "kind": "denied", "code": "UnauthorizedOperation" }));
        } else {
            call.insert("file".to_owned(), json!(file));
        }
        Some(Value::Object(call))
    });
    let place = json!({
        "account": "111122223333", "region": "eu-west-1", "directory": ".", "calls": calls.collect::<Vec<Value>>(),
    });
    json!({ "hopwiseCapture": {
        "version": 1, "hopwise": "0.1.0", "startedAt": "2026-11-25T22:00:00Z", "finishedAt": "2026-11-25T22:00:09Z",
        "scope": "everything", "places": [place],
    } })
}

fn first_key(document: &Value) -> &str {
    document.as_object().and_then(|members| members.keys().next()).map_or("", String::as_str)
}

/// The call that prints a document: ECS spells its keys in lower case.
fn action(key: &str) -> String {
    match key.chars().next() {
        Some(first) if first.is_lowercase() => format!("ecs:Describe{}{}", first.to_uppercase(), &key[1..]),
        _ => format!("ec2:Describe{key}"),
    }
}
