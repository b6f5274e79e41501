//! From a scenario's folder and its base to one directory of documents.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tempfile::TempDir;

/// What `expect.toml` says about documents; the rest of the file belongs to the scenarios' own test.
#[derive(Deserialize)]
struct Sources {
    base: Option<String>,
    #[serde(default)]
    without: Vec<String>,
}

impl Sources {
    fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join("expect.toml");
        let text = fs::read_to_string(&path).map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        toml::from_str(&text).map_err(|error| format!("`{}`: {error}", path.display()))
    }
}

/// The directory of all scenarios.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// Names of all scenarios, sorted.
///
/// # Errors
/// What could not be read, or is wrong in the folder.
pub fn names(root: &Path) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    for path in entries(root)? {
        if path.is_dir() {
            names.push(file_name(&path));
        }
    }
    names.sort();
    Ok(names)
}

/// The scenario that another one is like but for its own documents, if any.
///
/// # Errors
/// What could not be read, or is wrong in the folder.
pub fn base(root: &Path, name: &str) -> Result<Option<String>, String> {
    Ok(Sources::read(&root.join(name))?.base)
}

/// Copies a scenario's documents, its own and its base's, into a fresh directory.
///
/// # Errors
/// What could not be read, or is wrong in the folder.
pub fn compose(root: &Path, name: &str) -> Result<TempDir, String> {
    let folder = TempDir::new().map_err(|error| format!("cannot make a directory: {error}"))?;
    for (file, path) in documents(root, name, 0)? {
        fs::copy(&path, folder.path().join(&file))
            .map_err(|error| format!("cannot copy `{}`: {error}", path.display()))?;
    }
    Ok(folder)
}

/// Documents by file name: those of the base, without what is left out, replaced by the scenario's own.
fn documents(root: &Path, name: &str, depth: usize) -> Result<BTreeMap<String, PathBuf>, String> {
    let folder = root.join(name);
    let sources = Sources::read(&folder)?;
    let mut documents = match &sources.base {
        None if !sources.without.is_empty() => return Err(format!("`{name}` has `without` but no `base`")),
        None => BTreeMap::new(),
        Some(base) if depth > 8 => return Err(format!("`{name}`: bases go in a circle at `{base}`")),
        Some(base) if !root.join(base).is_dir() => return Err(format!("`{name}`: there is no base `{base}`")),
        Some(base) => documents(root, base, depth + 1)?,
    };
    for file in &sources.without {
        if documents.remove(file).is_none() {
            return Err(format!("`{name}` is without `{file}`, which its base does not have"));
        }
    }
    for path in entries(&folder)? {
        if path.extension().is_some_and(|extension| extension == "json") {
            documents.insert(file_name(&path), path);
        }
    }
    if documents.is_empty() {
        return Err(format!("`{name}` has no document"));
    }
    Ok(documents)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let complain = |error| format!("cannot list `{}`: {error}", folder.display());
    fs::read_dir(folder).map_err(complain)?.map(|entry| entry.map(|entry| entry.path()).map_err(complain)).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
