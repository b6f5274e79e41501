//! A snapshot on disk: whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::Captured;
use crate::interrupt::Interrupt;
use crate::manifest::Manifest;

/// Why a snapshot was not written. What was there before is still there.
#[derive(Debug, Error)]
pub enum SaveError {
    /// Something is there already.
    #[error("`{}` exists already", .0.display())]
    Exists(PathBuf),
    /// Something is there that no capture has written, so that it is not replaced even by force.
    #[error("`{}` is not a snapshot that hopwise captured: it is not replaced", .0.display())]
    NotASnapshot(PathBuf),
    /// A file or directory could not be written.
    #[error("`{}` cannot be written: {error}", .path.display())]
    Unwritable {
        /// Which one.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The user stopped it.
    #[error("interrupted: nothing was written")]
    Interrupted,
}

impl SaveError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Exists(_) => Some("name another directory, or replace the snapshot with --force"),
            Self::NotASnapshot(_) => Some("name another directory, or remove it yourself"),
            Self::Unwritable { .. } | Self::Interrupted => None,
        }
    }
}

/// Whether a directory can be written to, so that this is known before anything is asked of AWS.
///
/// # Errors
///
/// [`SaveError::Exists`] where something is there and `force` does not permit to replace it, [`SaveError::NotASnapshot`]
/// where it could not be replaced anyway.
pub fn check(directory: &Path, force: bool) -> Result<(), SaveError> {
    let kind = match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(SaveError::Unwritable { path: directory.to_path_buf(), error }),
        Ok(kind) => kind,
    };
    let is_empty = || fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none());
    if kind.is_dir() && is_empty() {
        return Ok(());
    }
    if !force {
        return Err(SaveError::Exists(directory.to_path_buf()));
    }
    if kind.is_dir() && is_snapshot(directory) { Ok(()) } else { Err(SaveError::NotASnapshot(directory.to_path_buf())) }
}

/// Whether a directory holds the manifest of a capture.
fn is_snapshot(directory: &Path) -> bool {
    let manifest = fs::read(directory.join(Manifest::FILE)).unwrap_or_default();
    let manifest: Option<serde_json::Value> = serde_json::from_slice(&manifest).ok();
    manifest.is_some_and(|manifest| manifest.get(Manifest::KEY).is_some())
}

/// Writes a snapshot: into a directory beside the named one, which then takes its name. Only its owner can read it.
///
/// `interrupt` ends it: what was written so far is removed again.
///
/// # Errors
///
/// As [`check`]; when something cannot be written; when it is interrupted.
pub fn save(captured: &Captured, directory: &Path, force: bool, interrupt: &Interrupt) -> Result<(), SaveError> {
    check(directory, force)?;
    let unwritable = |path: &Path| {
        let path = path.to_path_buf();
        move |error| SaveError::Unwritable { path, error }
    };
    let parent = match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(unwritable(parent))?;
    // Removed when it is dropped, unless it has got its name by then.
    let beside = tempfile::Builder::new().prefix(".hopwise-").tempdir_in(parent).map_err(unwritable(parent))?;
    let fresh = beside.path().join("snapshot");
    fs::create_dir(&fresh).map_err(unwritable(&fresh))?;
    let manifest = (Manifest::FILE.to_owned(), captured.manifest.document());
    for (name, text) in captured.documents.iter().chain([&manifest]) {
        if interrupt.has_come() {
            return Err(SaveError::Interrupted);
        }
        let path = fresh.join(name);
        write(&path, text).map_err(unwritable(&path))?;
    }
    replace(&fresh, directory, &beside.path().join("replaced")).map_err(unwritable(directory))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    // A snapshot with its name is whole, after a power cut too.
    file.sync_all()
}

/// Gives a directory its name. What had the name before is kept until then, and comes back if that fails.
fn replace(fresh: &Path, directory: &Path, aside: &Path) -> io::Result<()> {
    private(fresh)?;
    let replaced = fs::symlink_metadata(directory).is_ok();
    if replaced {
        fs::rename(directory, aside)?;
    }
    fs::rename(fresh, directory).inspect_err(|_| {
        if replaced {
            // The error that is reported is the first one.
            let _ = fs::rename(aside, directory);
        }
    })
}

/// Only the owner may look into a snapshot: it describes an account.
#[cfg(unix)]
fn private(directory: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(directory, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_directory: &Path) -> io::Result<()> {
    Ok(())
}
