//! Documents of every scenario, read, written, and read again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};

use hopwise_export::{Document, documents};
use hopwise_import::{Options, Snapshot, Source, read, read_documents};
use hopwise_model::Inventory;

fn scenarios() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios");
    let entries = directory.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut scenarios: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    scenarios.sort();
    scenarios
}

fn again(documents: &[Document]) -> Snapshot {
    let named = documents.iter().map(|document| (&document.path, &document.contents));
    read_documents(named, &Options::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// An inventory as text, without where each thing was read, in an order of its own; and without the members that records
/// lacked, since a record that lacks one is left out and no document says of what is not there what it was without.
fn told(inventory: &Inventory) -> String {
    let text = format!("{inventory:#?}");
    let mut end: Option<String> = None;
    let mut kept = Vec::new();
    for line in text.lines() {
        let inside = line.trim_start();
        if let Some(last) = &end {
            if line == last {
                end = None;
            }
        } else if inside == "edited: {" {
            end = Some(format!("{}}},", " ".repeat(line.len() - inside.len())));
        } else if !["pointer:", "file:", "edited: {},"].iter().any(|left_out| inside.starts_with(left_out)) {
            kept.push(line);
        }
    }
    kept.join("\n")
}

#[test]
fn documents_say_what_the_inventory_says() {
    let mut differ = Vec::new();
    let mut read_again = 0;
    for scenario in scenarios() {
        let name = scenario.file_name().unwrap().to_string_lossy().into_owned();
        let Ok(snapshot) = read(&[Source::Path(scenario)], &Options::default()) else { continue };
        let written = documents(&snapshot.inventory);
        let once = again(&written);
        let (before, after) = (told(&snapshot.inventory), told(&once.inventory));
        if before != after {
            let (number, lines) =
                before.lines().zip(after.lines()).enumerate().find(|(_, (one, two))| one != two).unwrap();
            let context: Vec<&str> = before.lines().skip(number.saturating_sub(12)).take(14).collect();
            differ.push(format!("{name}: {lines:?} after\n{}", context.join("\n")));
        }
        let twice = documents(&once.inventory);
        assert_eq!(twice, written, "{name}");
        read_again += 1;
    }
    assert!(differ.is_empty(), "{} of {read_again}:\n{}", differ.len(), differ.join("\n"));
    assert!(read_again > 200, "{read_again}");
}
