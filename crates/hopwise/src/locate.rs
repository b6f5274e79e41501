//! Lines and columns, found by reading a file of the snapshot again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use hopwise_import::{Source, locate};
use hopwise_model::Evidence;
use hopwise_report::{Locator, Position};

/// Finds lines in the files of a snapshot. Reads a file when it is first asked about it, and remembers it and the
/// places it found there.
#[derive(Debug)]
pub struct FileLocator {
    /// What file names are relative to.
    base: PathBuf,
    files: RefCell<BTreeMap<Arc<str>, Option<Vec<u8>>>>,
    found: RefCell<BTreeMap<Evidence, Option<Position>>>,
}

impl FileLocator {
    /// A locator for what [`hopwise_import::read`] read from these sources.
    #[must_use]
    pub fn new(sources: &[Source]) -> Self {
        let base = match sources {
            // The files of a directory that is the only source are named relative to it.
            [Source::Path(path)] if path.is_dir() => path.clone(),
            _ => PathBuf::new(),
        };
        Self { base, files: RefCell::default(), found: RefCell::default() }
    }

    /// A locator for what [`hopwise_import::read_documents`] read.
    #[must_use]
    pub fn of_documents<'d>(documents: impl IntoIterator<Item = (&'d str, &'d str)>) -> Self {
        let files = documents.into_iter().map(|(name, text)| (name.into(), Some(text.as_bytes().to_vec())));
        Self { base: PathBuf::new(), files: RefCell::new(files.collect()), found: RefCell::default() }
    }

    fn search(&self, evidence: &Evidence) -> Option<Position> {
        let mut files = self.files.borrow_mut();
        let text = files.entry(Arc::clone(&evidence.file)).or_insert_with(|| self.read(&evidence.file));
        let place = locate(text.as_deref()?, &evidence.pointer)?;
        Some(Position { line: place.line, column: place.column })
    }

    fn read(&self, file: &str) -> Option<Vec<u8>> {
        // Standard input can be read once only.
        if file == "-" { None } else { std::fs::read(self.base.join(Path::new(file))).ok() }
    }
}

impl Locator for FileLocator {
    fn locate(&self, evidence: &Evidence) -> Option<Position> {
        if let Some(known) = self.found.borrow().get(evidence) {
            return *known;
        }
        let position = self.search(evidence);
        self.found.borrow_mut().insert(evidence.clone(), position);
        position
    }
}
