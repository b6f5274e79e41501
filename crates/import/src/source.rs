//! What the user named, and the files that are meant by it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hopwise_model::resource::Scope;
use walkdir::{DirEntry, WalkDir};

use crate::error::ImportError;
use crate::skipped_file::SkippedFile;
use crate::{scope, text};

/// What to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A file, or a directory with every `*.json` under it. Hidden files and directories are left out.
    Path(PathBuf),
    /// Documents on standard input, one after the other.
    Stdin,
}

impl From<&OsStr> for Source {
    fn from(argument: &OsStr) -> Self {
        if argument == "-" { Self::Stdin } else { Self::Path(argument.into()) }
    }
}

impl From<&str> for Source {
    fn from(argument: &str) -> Self {
        OsStr::new(argument).into()
    }
}

/// The largest document that is read. The largest accounts print some hundred megabytes.
const LARGEST: u64 = 1 << 30;

/// How much of a file is looked at before the rest is read.
const BEGINNING: u64 = 1 << 16;

/// A file to read.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// Where it is; `None` is standard input.
    path: Option<PathBuf>,
    /// What evidence and messages call it.
    pub(crate) name: Arc<str>,
    /// What its path says about account and Region.
    pub(crate) scope: Scope,
    /// Whether the user named the file itself.
    pub(crate) named: bool,
    /// Whether it can be read without waiting for somebody to write it.
    regular: bool,
}

/// What a file holds.
pub(crate) enum Contents {
    /// A text.
    Bytes(Vec<u8>),
    /// Nothing, in a file that the user did not name himself.
    Empty,
    /// It was not read: it is a pipe, a socket or the like that a directory holds.
    NotAFile,
}

/// A file, or what it holds where that can be read only once, or not at all.
pub(crate) enum Opened {
    /// A file that can be read again.
    File(File),
    /// What it holds.
    Contents(Contents),
}

/// What some sources mean.
pub(crate) struct Files {
    /// The files to read.
    pub(crate) files: Vec<SourceFile>,
    /// Those that look like documents and are not read.
    pub(crate) passed: Vec<SkippedFile>,
}

/// The files that some sources mean, in the order of the sources, and by name within a directory. A file that several
/// sources mean comes once.
pub(crate) fn files(sources: &[Source]) -> Result<Files, ImportError> {
    let (mut files, mut passed) = (Vec::new(), Vec::new());
    for source in sources {
        match source {
            Source::Stdin if files.iter().any(|file: &SourceFile| file.path.is_none()) => {
                return Err(ImportError::StdinTwice);
            }
            Source::Stdin => files.push(SourceFile::stdin()),
            Source::Path(path) => {
                let kind = std::fs::metadata(path).map_err(|error| unreadable(path, error))?;
                if kind.is_dir() {
                    let relative_to = if sources.len() == 1 { path.as_path() } else { Path::new("") };
                    directory(path, relative_to, &mut files, &mut passed)?;
                } else {
                    files.push(SourceFile::new(path, Path::new(""), true));
                }
            }
        }
    }
    if sources.is_empty() {
        return Err(ImportError::NoSource);
    }
    let files = once(files);
    // What the user named himself is read, whatever it is called.
    passed.retain(|own| !files.iter().any(|file| file.name == own.name));
    Ok(Files { files, passed })
}

/// Each file once, at its first place. Another name counts as another file, since a name may be a prefix list's id.
fn once(files: Vec<SourceFile>) -> Vec<SourceFile> {
    let mut found: Vec<SourceFile> = Vec::with_capacity(files.len());
    let mut known: HashMap<(PathBuf, Option<OsString>), usize> = HashMap::new();
    for file in files {
        let place = file.path.as_deref().map(|path| {
            let canonical = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
            (canonical, path.file_name().map(OsStr::to_os_string))
        });
        if let Some(place) = place {
            let index = *known.entry(place).or_insert(found.len());
            if let Some(first) = found.get_mut(index) {
                first.named |= file.named;
                continue;
            }
        }
        found.push(file);
    }
    found
}

fn directory(
    path: &Path,
    relative_to: &Path,
    files: &mut Vec<SourceFile>,
    passed: &mut Vec<SkippedFile>,
) -> Result<(), ImportError> {
    let before = files.len();
    let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    // What is in hidden directories is of other programs: it is not read, and said where it looks like a document.
    for entry in walk.filter_entry(is_looked_at) {
        match entry {
            Ok(entry) if entry.depth() > 0 && (is_hidden(&entry) || is_within_hidden(&entry)) => {
                let name = || SourceFile::new(entry.path(), relative_to, false).name;
                passed.extend(SkippedFile::of_hidden(entry.path(), name));
            }
            Ok(entry) if !entry.file_type().is_dir() && is_json(entry.path()) => {
                let regular = entry.file_type().is_file();
                files.push(SourceFile { regular, ..SourceFile::new(entry.path(), relative_to, false) });
            }
            Ok(entry) if entry.file_type().is_file() => {
                passed.extend(SkippedFile::of(entry.path(), || SourceFile::new(entry.path(), relative_to, false).name));
            }
            Ok(_) => {}
            Err(error) => {
                // What a loop leads back to is read already; a dangling link matters if it should be a document.
                let culprit = error.path().unwrap_or(path).to_path_buf();
                let dangling = error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound);
                if error.depth() > 0 && has_hidden_name(&culprit) {
                    continue;
                }
                if error.loop_ancestor().is_none() && (is_json(&culprit) || !dangling) {
                    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot be listed"));
                    return Err(ImportError::Unreadable { path: culprit, error });
                }
            }
        }
    }
    let has_document = files.iter().skip(before).any(|file| file.regular);
    if has_document {
        return Ok(());
    }
    Err(ImportError::EmptyDirectory {
        path: path.to_path_buf(),
        like: passed.iter().find(|own| !own.is_ip_ranges && !own.is_hidden).map(|own| Arc::clone(&own.name)),
    })
}

fn is_hidden(entry: &DirEntry) -> bool {
    has_hidden_name(entry.path())
}

fn has_hidden_name(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Whether a hidden directory holds it.
fn is_within_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 1 && entry.path().parent().is_some_and(has_hidden_name)
}

/// Of hidden directories only what is in them itself, and may be a document.
fn is_looked_at(entry: &DirEntry) -> bool {
    let is_plain = !is_hidden(entry) || entry.file_type().is_dir();
    entry.depth() == 0
        || if is_within_hidden(entry) { may_be_document(entry) } else { is_plain || may_be_document(entry) }
}

/// Whether an entry is a file that may be a document, and no companion of one as macOS makes it.
fn may_be_document(entry: &DirEntry) -> bool {
    let is_companion = entry.file_name().as_encoded_bytes().starts_with(b"._");
    entry.file_type().is_file() && is_json(entry.path()) && !is_companion
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

fn unreadable(path: &Path, error: io::Error) -> ImportError {
    let path = path.to_path_buf();
    match error.kind() {
        io::ErrorKind::NotFound => ImportError::NotFound { path },
        _ => ImportError::Unreadable { path, error },
    }
}

impl SourceFile {
    fn stdin() -> Self {
        Self { path: None, name: "-".into(), scope: Scope::default(), named: true, regular: true }
    }

    fn new(path: &Path, relative_to: &Path, named: bool) -> Self {
        let name = path.strip_prefix(relative_to).unwrap_or(path);
        Self {
            path: Some(path.to_path_buf()),
            name: hopwise_model::sanitize(&name.to_string_lossy()).into(),
            scope: scope::of_path(path),
            named,
            regular: true,
        }
    }

    /// Opens it, or reads it where that can be done only once, or where there is no point in it.
    pub(crate) fn open(&self) -> Result<Opened, ImportError> {
        if let Some(path) = self.path.as_deref().filter(|_| self.regular) {
            let failed = |error| unreadable(path, error);
            let mut file = File::open(path).map_err(failed)?;
            if file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.len() <= LARGEST) {
                let mut beginning = Vec::new();
                file.by_ref().take(2).read_to_end(&mut beginning).map_err(failed)?;
                if !text::is_utf16(&beginning) {
                    file.rewind().map_err(failed)?;
                    return Ok(Opened::File(file));
                }
            }
        }
        self.read().map(Opened::Contents)
    }

    /// Reads it. What the user named himself is read whatever it is: a pipe may be what he wants.
    pub(crate) fn read(&self) -> Result<Contents, ImportError> {
        if !self.regular && !self.named {
            return Ok(Contents::NotAFile);
        }
        let bytes = match &self.path {
            Some(path) => {
                let file = File::open(path).map_err(|error| unreadable(path, error))?;
                self.contents(file, path)?
            }
            None => self.contents(io::stdin().lock(), Path::new("-"))?,
        };
        if !text::is_blank(&bytes) {
            Ok(Contents::Bytes(bytes))
        } else if self.named {
            Err(ImportError::EmptyDocument { file: Arc::clone(&self.name) })
        } else {
            Ok(Contents::Empty)
        }
    }

    fn contents(&self, mut input: impl Read, path: &Path) -> Result<Vec<u8>, ImportError> {
        let mut bytes = Vec::new();
        let failed = |error| ImportError::Unreadable { path: path.to_path_buf(), error };
        let beginning = input.by_ref().take(BEGINNING).read_to_end(&mut bytes).map_err(failed)?;
        if beginning as u64 == BEGINNING {
            text::check_beginning(&self.name, &bytes)?;
            input.take(LARGEST + 1 - BEGINNING).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() as u64 > LARGEST {
                return Err(ImportError::TooLarge { file: Arc::clone(&self.name), limit: LARGEST });
            }
        }
        Ok(match text::utf8(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(text) => text,
        })
    }
}
