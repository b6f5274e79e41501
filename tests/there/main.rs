//! "Not collected" is not "collected, and empty" nor "collected, and off": whatever a document states, no output asks for it once
//! more. Each list of some scenarios' documents is emptied, at the top and within, each switch is turned off, and each document is
//! left out.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use hopwise_model::{DocumentKind, Listing};
use hopwise_tests::{documents, program};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Networks with something of every kind of document that is listed whole, and of most that are asked for by id.
const SCENARIOS: [&str; 12] = [
    "central-endpoints-in-a-hub",
    "dns-firewall-blocks-a-name",
    "ec2-private-endpoints",
    "efs-mount-target",
    "forward-rule-beside-endpoints",
    "nat-instance",
    "private-endpoints",
    "private-nat",
    "public-subnet",
    "regional-nat-gateway",
    "task-sg-egress-s3-list-only",
    "zones-lead-to-endpoints",
];

#[derive(Deserialize)]
struct Questions {
    run: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    #[serde(default = "diagnose")]
    command: String,
    #[serde(default)]
    args: Vec<String>,
}

fn diagnose() -> String {
    "diagnose".to_owned()
}

/// The documents of a scenario, in a folder.
struct Scenario {
    folder: TempDir,
    documents: BTreeMap<String, Value>,
    questions: Vec<Question>,
}

impl Scenario {
    fn of(name: &'static str) -> Self {
        let root = documents::root();
        let text = fs::read_to_string(root.join(name).join("expect.toml")).unwrap();
        let questions = toml::from_str::<Questions>(&text).unwrap().run;
        let folder = documents::compose(&root, name).unwrap();
        let read = |entry: fs::DirEntry| {
            let value = serde_json::from_slice(&fs::read(entry.path()).unwrap()).unwrap();
            (entry.file_name().into_string().unwrap(), value)
        };
        let documents = fs::read_dir(folder.path()).unwrap().map(|entry| read(entry.unwrap())).collect();
        Self { folder, documents, questions }
    }

    /// The gaps of every answer where a file says something else, or is not there, each with the warnings beside it.
    fn gaps(&self, file: &str, instead: Option<&Value>) -> Vec<(Value, String)> {
        let path = self.folder.path().join(file);
        match instead {
            Some(value) => fs::write(&path, value.to_string()).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let gaps = |question: &Question| {
            let fixed = [question.command.as_str(), "."].into_iter();
            let arguments = fixed.chain(question.args.iter().map(String::as_str)).chain(["--format", "json"]);
            let output = program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), self.folder.path(), arguments).unwrap();
            // A document that AWS cannot have printed is refused.
            let report: Value = serde_json::from_str(&output.stdout).unwrap_or_default();
            let warnings = report.get("warnings").map_or_else(String::new, Value::to_string);
            let gaps = report.get("gaps").and_then(Value::as_array).cloned().unwrap_or_default();
            gaps.into_iter().map(move |gap| (gap, warnings.clone())).collect::<Vec<_>>()
        };
        let found = self.questions.iter().flat_map(gaps).collect();
        fs::write(&path, self.documents[file].to_string()).unwrap();
        found
    }
}

/// Every way to empty the lists of a document that have the same name, or to turn the switches off: their name, and the document.
fn emptied(document: &Value) -> Vec<(String, Value)> {
    fn names(value: &Value, name: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Array(items) => {
                found.insert(name.to_owned());
                for item in items {
                    names(item, name, found);
                }
            }
            Value::Object(members) => {
                members.iter().for_each(|(key, value)| names(value, &format!("{name}/{key}"), found));
            }
            Value::Bool(true) => {
                found.insert(name.to_owned());
            }
            Value::Null | Value::Bool(false) | Value::Number(_) | Value::String(_) => {}
        }
    }
    fn empty(value: &mut Value, name: &str, wanted: &str) {
        match value {
            _ if name == wanted && !value.is_object() => {
                *value = if value.is_array() { json!([]) } else { json!(false) }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| empty(item, name, wanted)),
            Value::Object(members) => {
                members.iter_mut().for_each(|(key, value)| empty(value, &format!("{name}/{key}"), wanted));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    names(document, "", &mut found);
    let change = |name: String| {
        let mut changed = document.clone();
        empty(&mut changed, "", &name);
        (name, changed)
    };
    found.into_iter().map(change).filter(|(_, changed)| changed != document).collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Why a gap asks for what these documents hold, where it does. A list that lacks what another document shows is none, as a warning
/// says: it may be asked for, and must not be said to be absent.
fn asks(gap: &Value, warnings: &str, documents: &BTreeMap<String, Value>) -> Option<String> {
    // It is there, and was edited: it lacks what AWS always prints, so that it is asked for once more.
    if text(gap, "message").contains("is in the snapshot without its `") {
        return None;
    }
    let is_there = |kind: DocumentKind| documents.values().any(|document| document.get(kind.key()).is_some());
    let whole = DocumentKind::ALL.iter().copied().filter(|kind| kind.listing() == Listing::Whole && is_there(*kind));
    let (command, message) = (text(gap, "command"), text(gap, "message"));
    let lacks = |kind: &DocumentKind| warnings.contains(&format!("`{kind}` lacks "));
    let by_command =
        |kind: &DocumentKind| command.split([' ', '>']).collect::<Vec<_>>().join(" ").contains(kind.command());
    if let Some(kind) =
        whole.clone().find(|kind| !lacks(kind) && (text(gap, "document") == kind.key() || by_command(kind)))
    {
        return Some(format!("asks for `{kind}`, which is there: {message}"));
    }
    if let Some(kind) = whole.clone().find(|kind| message.contains(&format!("has no `{}`", kind.key()))) {
        return Some(format!("says that `{kind}` is not there: {message}"));
    }
    // What is asked for by id.
    let by_id =
        DocumentKind::ALL.iter().find(|kind| kind.listing() == Listing::One && kind.key() == text(gap, "document"))?;
    let (id, stem) = (text(gap, "id"), |file: &str| file.trim_end_matches(".json").to_owned());
    let holds = |file: &str, document: &Value| {
        let Some(own) = document.get(by_id.key()) else { return false };
        match by_id {
            DocumentKind::VpcAttribute => {
                let about = |member: &str| {
                    document.get(member).is_some() && message.to_lowercase().contains(&member[6..].to_lowercase())
                };
                own == id && (about("EnableDnsSupport") || about("EnableDnsHostnames"))
            }
            // Every zone has records of its own, so that an empty list was cut.
            DocumentKind::ResourceRecordSets => stem(file) == id && own.as_array().is_some_and(|own| !own.is_empty()),
            _ => stem(file) == id,
        }
    };
    documents
        .iter()
        .any(|(file, document)| holds(file, document))
        .then(|| format!("asks for the `{by_id}` of {id}, which are there: {message}"))
}

#[test]
fn what_is_there_and_empty_is_not_asked_for() {
    let mut violations = BTreeSet::new();
    let (mut tried, mut open) = (0, BTreeSet::new());
    for name in SCENARIOS {
        let scenario = Scenario::of(name);
        for (file, document) in &scenario.documents {
            for (what, instead) in emptied(document) {
                let mut documents = scenario.documents.clone();
                documents.insert(file.clone(), instead.clone());
                tried += 1;
                for (gap, warnings) in scenario.gaps(file, Some(&instead)) {
                    open.insert(text(&gap, "message").to_owned());
                    violations
                        .extend(asks(&gap, &warnings, &documents).map(|why| format!("{name}, {file}#{what}: {why}")));
                }
            }
        }
    }
    assert!(violations.is_empty(), "{}", violations.into_iter().collect::<Vec<_>>().join("\n"));
    assert!(tried > 200 && open.len() > 20, "{tried} ways, {} gaps", open.len());
}

#[test]
fn what_is_not_there_is_asked_for() {
    let mut asked = BTreeSet::new();
    for name in SCENARIOS {
        let scenario = Scenario::of(name);
        for (file, document) in &scenario.documents {
            let kind = DocumentKind::ALL.iter().find(|kind| document.get(kind.key()).is_some());
            let alone = |kind: &DocumentKind| {
                scenario.documents.values().filter(|own| own.get(kind.key()).is_some()).count() == 1
            };
            let Some(kind) = kind.filter(|kind| kind.listing() == Listing::Whole && alone(kind)) else { continue };
            for (gap, _) in scenario.gaps(file, None) {
                if text(&gap, "document") == kind.key() {
                    assert!(text(&gap, "command").contains(kind.command()), "{name} without {file}: {gap}");
                    asked.insert(*kind);
                }
            }
        }
    }
    assert!(asked.len() >= 9, "{asked:?}");
}
