//! A snapshot on disk: whole or not at all.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;
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
    /// A snapshot that somebody added to, so that it is not replaced even by force.
    #[error("`{}` is not of the capture that made the snapshot: it is not replaced", .0.display())]
    Foreign(PathBuf),
    /// A directory that cannot be put in the place of another: `.`, or one that something is mounted on.
    #[error("`{}` cannot be given to a snapshot: it is in use as it is", .0.display())]
    Nameless(PathBuf),
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
            Self::Foreign(_) => Some("move it away first, or name another directory"),
            Self::Nameless(_) => Some("name a directory in it, such as snapshot"),
            Self::NotASnapshot(_) => Some("name another directory, or remove it yourself"),
            Self::Unwritable { .. } | Self::Interrupted => None,
        }
    }
}

/// Whether a directory can be written to, so that this is known before anything is asked of AWS.
///
/// # Errors
///
/// [`SaveError::Exists`] where something is there and `force` does not permit to replace it; [`SaveError::NotASnapshot`]
/// and [`SaveError::Foreign`] where it could not be replaced anyway; [`SaveError::Nameless`] and [`SaveError::Unwritable`].
pub fn check(directory: &Path, force: bool) -> Result<(), SaveError> {
    let unwritable = |error| SaveError::Unwritable { path: directory.to_path_buf(), error };
    let parent = parent(directory);
    if directory.file_name().is_none() || is_mount_point(directory, parent) {
        return Err(SaveError::Nameless(directory.to_path_buf()));
    }
    let there = parent.ancestors().chain([Path::new(".")]).find(|ancestor| ancestor.is_dir());
    // Gone again as soon as it is there.
    tempfile::Builder::new().prefix(".hopwise-").tempdir_in(there.unwrap_or(parent)).map_err(unwritable)?;
    let kind = match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unwritable(error)),
        Ok(kind) => kind,
    };
    let is_empty = || fs::read_dir(directory).is_ok_and(|mut entries| entries.next().is_none());
    if kind.is_dir() && is_empty() {
        return Ok(());
    }
    if !force {
        return Err(SaveError::Exists(directory.to_path_buf()));
    }
    let Some(known) = files_of_snapshot(directory).filter(|_| kind.is_dir()) else {
        return Err(SaveError::NotASnapshot(directory.to_path_buf()));
    };
    match foreign(directory, &known).map_err(unwritable)? {
        Some(path) => Err(SaveError::Foreign(path)),
        None => Ok(()),
    }
}

/// The directory that the snapshot's has its name in.
fn parent(directory: &Path) -> &Path {
    match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Whether something is mounted on a directory: it cannot be given away then.
#[cfg(unix)]
fn is_mount_point(directory: &Path, parent: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|metadata| metadata.dev()).ok();
    device(directory).is_some_and(|own| device(parent) != Some(own))
}

#[cfg(not(unix))]
fn is_mount_point(_directory: &Path, _parent: &Path) -> bool {
    false
}

/// The files that a capture wrote into a directory, as its manifest names them; `None` where it has no manifest.
fn files_of_snapshot(directory: &Path) -> Option<HashSet<PathBuf>> {
    let manifest = fs::read(directory.join(Manifest::FILE)).ok()?;
    let manifest: Value = serde_json::from_slice(&manifest).ok()?;
    let places = manifest.get(Manifest::KEY)?.get("places").and_then(Value::as_array).into_iter().flatten();
    let mut files = HashSet::from([directory.join(Manifest::FILE)]);
    for place in places {
        let folder = directory.join(place.get("directory").and_then(Value::as_str).unwrap_or_default());
        let calls = place.get("calls").and_then(Value::as_array).into_iter().flatten();
        files.extend(calls.filter_map(|call| Some(folder.join(call.get("file")?.as_str()?))));
    }
    Some(files)
}

/// A file that is not one of some.
fn foreign(directory: &Path, known: &HashSet<PathBuf>) -> io::Result<Option<PathBuf>> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        let found = if entry.file_type()?.is_dir() { foreign(&path, known)? } else { Some(path) };
        if let Some(path) = found.filter(|path| !known.contains(path)) {
            return Ok(Some(path));
        }
    }
    Ok(None)
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
    // What is half written is removed again, or gets its name, whatever comes.
    let _busy = interrupt.busy();
    let parent = parent(directory);
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
