//! A document with a few bytes changed is read, or refused in a few harmless words: never a panic, never a secret.

#![expect(clippy::indexing_slicing, reason = "a test may fail at once")]

use std::cell::Cell;

use hopwise_import::{ImportError, Options, Places, locate, read_documents};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

const DOCUMENT: &str = include_str!("document.json");

/// Replaces some bytes at a place by others.
#[derive(Clone, Debug)]
struct Edit {
    at: prop::sample::Index,
    remove: usize,
    insert: Vec<u8>,
}

fn edit() -> impl Strategy<Value = Edit> {
    let token = prop::sample::select(vec![
        "null", "\"\"", "[]", "{}", "-1", "1e9", "true", "\"", "{", "}", "[", "]", ",", ":", "\\u001b", "\x1b",
        "\u{202e}",
    ]);
    let insert =
        prop_oneof![token.prop_map(|token| token.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..4),];
    (any::<prop::sample::Index>(), 0..24_usize, insert).prop_map(|(at, remove, insert)| Edit { at, remove, insert })
}

/// Replaces one value by another, so that the document stays JSON.
fn replaced_value() -> impl Strategy<Value = Vec<u8>> {
    let values: Vec<(usize, usize)> = values(DOCUMENT);
    let others =
        prop::sample::select(vec!["null", "\"\"", "\"\\u001b[31m\"", "[]", "{}", "-1", "70000", "1.5", "true"]);
    (prop::sample::select(values), others).prop_map(|((from, to), other)| {
        [&DOCUMENT.as_bytes()[..from], other.as_bytes(), &DOCUMENT.as_bytes()[to..]].concat()
    })
}

/// Where the document's scalars are.
fn values(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(colon) = text[rest..].find("\": ") {
        let from = rest + colon + 3;
        let end = |c: char| matches!(c, ',' | '}' | ']' | '[' | '{');
        let to = from + text[from..].find(end).unwrap_or(0);
        if to > from {
            found.push((from, to));
        }
        rest = from;
    }
    found
}

fn edited() -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec(edit(), 1..4).prop_map(|edits| {
        let mut bytes = DOCUMENT.as_bytes().to_vec();
        for Edit { at, remove, insert } in edits {
            let from = at.index(bytes.len() + 1);
            let to = (from + remove).min(bytes.len());
            bytes.splice(from..to, insert);
        }
        bytes
    });
    let cut = any::<prop::sample::Index>().prop_map(|at| DOCUMENT.as_bytes()[..at.index(DOCUMENT.len())].to_vec());
    prop_oneof![4 => edits, 4 => replaced_value(), 1 => cut]
}

#[test]
fn edited_documents_are_read_or_refused_in_a_few_words() {
    let [read, early, syntax, shape] = [const { Cell::new(0) }; 4];
    let count = |cell: &Cell<u32>| cell.set(cell.get() + 1);
    let mut runner = TestRunner::new(Config { cases: 2000, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&edited(), |bytes| {
        let result = read_documents([("f.json", &bytes)], &Options::default());
        let messages: Vec<String> = match &result {
            Ok(snapshot) => snapshot.warnings.iter().map(ToString::to_string).collect(),
            Err(error) => vec![error.to_string()],
        };
        for message in &messages {
            prop_assert!(message.len() < 1000, "{message}");
            prop_assert!(!message.chars().any(|c| c.is_control() || c == '\u{202e}'), "{message:?}");
            prop_assert!(!message.contains("hunter2"), "{message}");
        }
        match &result {
            Ok(snapshot) => {
                let again = read_documents([("f.json", &bytes)], &Options::default()).ok();
                prop_assert_eq!(again.as_ref(), Some(snapshot));
                count(&read);
            }
            Err(ImportError::EndsEarly { .. }) => count(&early),
            Err(ImportError::Syntax { .. }) => count(&syntax),
            Err(ImportError::WrongShape { pointer, position, .. }) => {
                prop_assert!(position.is_some());
                // A value that is missing has the place of what should hold it.
                if let Some(place) = locate(&bytes, pointer) {
                    prop_assert_eq!(Some(place), *position);
                }
                count(&shape);
            }
            Err(_) => {}
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    for (name, cell) in [("read", &read), ("ends early", &early), ("syntax", &syntax), ("shape", &shape)] {
        assert!(cell.get() >= 10, "`{name}` was reached {} times", cell.get());
    }
}

/// Pointers to everything that a value holds, and to the elements and members that follow its last ones.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{index}"), found);
            }
            found.push(format!("{at}/{}", items.len()));
        }
        Value::Object(members) => {
            for (key, member) in members {
                pointers(member, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
            found.push(format!("{at}/none"));
        }
        _ => {}
    }
}

/// Pointers to what a text holds or, if it is broken, to what it held before.
fn pointers_of(bytes: &[u8]) -> Vec<String> {
    let value = serde_json::from_slice(bytes).or_else(|_| serde_json::from_str(DOCUMENT)).unwrap_or_default();
    let mut found = vec!["x".to_owned()];
    pointers(&value, "", &mut found);
    found
}

#[test]
fn an_index_finds_what_a_search_from_the_start_finds() {
    let compact = serde_json::from_str::<Value>(DOCUMENT).unwrap().to_string().into_bytes();
    let [whole, broken] = [const { Cell::new(0) }; 2];
    let mut runner = TestRunner::new(Config { cases: 150, failure_persistence: None, ..Config::default() });
    let texts = prop_oneof![6 => edited(), 1 => Just(compact)];
    let outcome = runner.run(&texts, |bytes| {
        let cell = if serde_json::from_slice::<Value>(&bytes).is_ok() { &whole } else { &broken };
        cell.set(cell.get() + 1);
        let places = Places::of(&bytes);
        for pointer in pointers_of(&bytes) {
            let found = places.locate(&pointer, |range| bytes.get(range).map(<[u8]>::to_vec));
            prop_assert_eq!(found, locate(&bytes, &pointer), "{}", pointer);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(whole.get() >= 20 && broken.get() >= 20, "{whole:?} {broken:?}");
}
