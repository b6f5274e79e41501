//! Whether what `tests/README.md` says is tested is: each place that its tables name is there.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root;

/// What is between two of a mark.
fn quoted(text: &str, mark: char) -> Vec<&str> {
    text.split(mark).skip(1).step_by(2).collect()
}

/// A path of the repository, or one beside the page.
fn found(path: &str) -> Option<PathBuf> {
    let path = path.trim_end_matches('/');
    [root().join(path), root().join("tests").join(path)].into_iter().find(|own| own.exists())
}

/// Whether a directory has a file of Rust in which words are.
fn says(directory: &Path, words: &str) -> bool {
    let files = fs::read_dir(directory).unwrap().map(|own| own.unwrap().path());
    files.filter(|own| own.is_file()).any(|own| fs::read_to_string(own).is_ok_and(|text| text.contains(words)))
}

#[test]
fn each_property_names_tests_that_are_there() {
    let page = fs::read_to_string(root().join("tests/README.md")).unwrap();
    let rows = page.lines().skip_while(|line| *line != "| property | where |").skip(2);
    let rows: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() >= 20, "{}", rows.len());
    for row in rows {
        let places = row.trim_matches('|').rsplit('|').next().unwrap();
        let mut directory: Option<PathBuf> = None;
        for name in quoted(places, '`') {
            let below = directory.as_ref().map(|own| own.join(format!("{name}.rs"))).filter(|own| own.exists());
            let place = below.or_else(|| found(name));
            let place = place.unwrap_or_else(|| panic!("`{name}` is not there: {row}"));
            let is_place = place.is_dir() && (name.contains('/') || directory.is_none());
            directory = if is_place { Some(place) } else { directory };
        }
        for words in quoted(places, '"') {
            let all = ["steady", "scenarios"].map(|own| root().join("tests").join(own));
            assert!(all.iter().any(|own| says(own, words)), "no test says \"{words}\": {row}");
        }
    }
}
