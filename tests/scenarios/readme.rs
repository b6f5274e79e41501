//! Whether the READMEs tell what is here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Whether a scenario's README has a title line and a story.
pub(crate) fn check_story(folder: &Path) -> Result<(), String> {
    let readme = folder.join("README.md");
    let text = fs::read_to_string(&readme).map_err(|error| format!("cannot read `{}`: {error}", readme.display()))?;
    if text.starts_with("# ") && text.lines().count() >= 5 {
        return Ok(());
    }
    Err(format!("`{}` does not tell the scenario: a title line and a story are expected", readme.display()))
}

/// Whether the table in `README.md` has one row for each scenario, and none for others.
pub(crate) fn check_table(root: &Path, names: &[String]) -> Result<(), String> {
    let text = fs::read_to_string(root.join("README.md")).map_err(|error| format!("cannot read README.md: {error}"))?;
    let mut rows: BTreeMap<&str, usize> = names.iter().map(|name| (name.as_str(), 0)).collect();
    let mut unknown = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let Some((_, rest)) = line.split_once("](") else { continue };
        let Some((target, _)) = rest.split_once(')') else { continue };
        let target = target.trim_end_matches("README.md").trim_end_matches('/');
        match rows.get_mut(target) {
            Some(count) => *count += 1,
            None => unknown.push(target.to_owned()),
        }
    }
    let wrong: Vec<String> =
        rows.iter().filter(|(_, count)| **count != 1).map(|(name, count)| format!("`{name}` {count} times")).collect();
    if wrong.is_empty() && unknown.is_empty() {
        return Ok(());
    }
    Err(format!("rows of README.md: {}; without a folder: {}", wrong.join(", "), unknown.join(", ")))
}
