//! Lines and columns, found by reading a file of the snapshot again.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use hopwise_import::{Places, Source, utf8};
use hopwise_model::Evidence;
use hopwise_report::{Excerpt, Locator, Position};

/// How much of a file is shown at the most, in characters.
const EXCERPT: usize = 4096;

/// The byte order mark, which counts for nothing.
const BOM: char = '\u{feff}';

/// Finds lines in the files of a snapshot.
///
/// Of each file an index is made when it is first asked about. The file itself is not kept: a question reads the one
/// resource again that it is about. Places that were found are remembered.
#[derive(Debug)]
pub struct FileLocator {
    /// What file names are relative to.
    base: PathBuf,
    documents: Mutex<HashMap<Arc<str>, Document>>,
}

/// A document, and what is known of it by now.
#[derive(Debug)]
struct Document {
    text: Text,
    places: Option<Places>,
    found: HashMap<Box<str>, Option<Position>>,
}

/// Where a document can be read again.
#[derive(Debug)]
enum Text {
    Nowhere,
    File(PathBuf),
    Memory(Box<str>),
}

impl Text {
    /// A file. One in UTF-16 is kept as the text that it is: places in it are no places of the file.
    fn of_file(path: PathBuf) -> Self {
        let is_utf16 = part_of_file(&path, 0..2).is_ok_and(|beginning| matches!(utf8(&beginning), Cow::Owned(_)));
        let text = || std::fs::read(&path).ok().and_then(|bytes| String::from_utf8(utf8(&bytes).into_owned()).ok());
        match is_utf16.then(text).flatten() {
            Some(text) => Self::Memory(text.into()),
            None => Self::File(path),
        }
    }

    fn places(&self) -> Places {
        match self {
            Self::Nowhere => Places::default(),
            Self::File(path) => File::open(path).map(Places::read).unwrap_or_default(),
            Self::Memory(text) => Places::of(text.as_bytes()),
        }
    }

    /// The text from the beginning of a line on.
    fn excerpt(&self, at: Position) -> Option<Excerpt> {
        match self {
            Self::Nowhere => None,
            Self::File(path) => excerpt(BufReader::new(File::open(path).ok()?), at),
            Self::Memory(text) => excerpt(text.as_bytes(), at),
        }
    }

    fn part(&self, range: Range<usize>) -> Option<Vec<u8>> {
        match self {
            Self::Nowhere => None,
            Self::File(path) => part_of_file(path, range).ok(),
            Self::Memory(text) => text.as_bytes().get(range).map(<[u8]>::to_vec),
        }
    }
}

/// The text from the beginning of a line on, of which no more is held than is needed.
fn excerpt(mut text: impl BufRead, at: Position) -> Option<Excerpt> {
    for _ in 1..at.line {
        text.skip_until(b'\n').ok()?;
    }
    // No character is longer than four bytes, and none but the last one is cut.
    let longest = 4 * EXCERPT.max(at.column) + BOM.len_utf8();
    let mut part = Vec::new();
    text.take(longest as u64).read_to_end(&mut part).ok()?;
    let part = String::from_utf8_lossy(&part);
    let part = if at.line == 1 { part.strip_prefix(BOM).unwrap_or(&part) } else { &part };
    let (start, _) = part.char_indices().nth(at.column.checked_sub(1)?)?;
    Some(Excerpt { line: at.line, text: part.chars().take(EXCERPT).collect(), start })
}

fn part_of_file(path: &Path, range: Range<usize>) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(range.start as u64))?;
    let mut part = vec![0; range.len()];
    file.read_exact(&mut part)?;
    Ok(part)
}

impl Document {
    fn new(text: Text) -> Self {
        Self { text, places: None, found: HashMap::new() }
    }

    fn locate(&mut self, pointer: &str) -> Option<Position> {
        if let Some(known) = self.found.get(pointer) {
            return *known;
        }
        let text = &self.text;
        let places = self.places.get_or_insert_with(|| text.places());
        let place = places.locate(pointer, |range| text.part(range));
        let position = place.map(|place| Position { line: place.line, column: place.column });
        self.found.insert(pointer.into(), position);
        position
    }
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
        Self { base, documents: Mutex::default() }
    }

    /// A locator for what [`hopwise_import::read_documents`] read.
    #[must_use]
    pub fn of_documents<'d>(documents: impl IntoIterator<Item = (&'d str, &'d str)>) -> Self {
        let documents =
            documents.into_iter().map(|(name, text)| (name.into(), Document::new(Text::Memory(text.into()))));
        Self { base: PathBuf::new(), documents: Mutex::new(documents.collect()) }
    }

    fn document(&self, file: &str) -> Document {
        // Standard input can be read once only.
        Document::new(if file == "-" { Text::Nowhere } else { Text::of_file(self.base.join(file)) })
    }
}

impl Locator for FileLocator {
    fn locate(&self, evidence: &Evidence) -> Option<Position> {
        // Nothing is left half done by a panic: an index is there or is made again.
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let document = documents.entry(Arc::clone(&evidence.file)).or_insert_with(|| self.document(&evidence.file));
        document.locate(&evidence.pointer.to_string())
    }

    fn text(&self, evidence: &Evidence) -> Option<String> {
        let mut documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        let document = documents.entry(Arc::clone(&evidence.file)).or_insert_with(|| self.document(&evidence.file));
        let Document { text, places, .. } = document;
        let places = places.get_or_insert_with(|| text.places());
        places.text(&evidence.pointer.to_string(), |range| text.part(range))
    }

    fn path(&self, file: &str) -> String {
        self.base.join(file).to_string_lossy().into_owned()
    }

    fn excerpt(&self, evidence: &Evidence) -> Option<Excerpt> {
        let position = self.locate(evidence)?;
        let documents = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        documents.get(&evidence.file)?.text.excerpt(position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"Vpcs\": [\n  {\"VpcId\": \"vpc-0a\"},\n  {\"VpcId\": \"vpc-0b\"}\n]}";

    fn places(locator: &FileLocator, file: &str) -> Vec<Option<(usize, usize)>> {
        let file: Arc<str> = file.into();
        let pointers = ["/Vpcs/0", "/Vpcs/1/VpcId", "/Vpcs/2", "/Vpcs/1/VpcId"];
        let found = pointers.map(|pointer| locator.locate(&Evidence::new(&file, pointer)));
        found.into_iter().map(|position| position.map(|position| (position.line, position.column))).collect()
    }

    #[test]
    fn files_and_documents_in_memory_have_the_same_places() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("vpcs.json"), TEXT).unwrap();
        let expected = vec![Some((2, 3)), Some((3, 13)), None, Some((3, 13))];
        let directory = FileLocator::new(&[Source::Path(folder.path().to_path_buf())]);
        assert_eq!(places(&directory, "vpcs.json"), expected);
        let file = folder.path().join("vpcs.json");
        assert_eq!(places(&FileLocator::new(&[Source::Path(file.clone())]), &file.to_string_lossy()), expected);
        assert_eq!(places(&FileLocator::of_documents([("a/vpcs.json", TEXT)]), "a/vpcs.json"), expected);
    }

    #[test]
    fn an_excerpt_begins_with_the_line_of_the_value() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vpcs.json");
        std::fs::write(&path, format!("\u{feff}{TEXT}")).unwrap();
        let name = path.to_string_lossy();
        let file: Arc<str> = (*name).into();
        for locator in [FileLocator::new(&[Source::Path(path.clone())]), FileLocator::of_documents([(&*name, TEXT)])] {
            let excerpt = locator.excerpt(&Evidence::new(&file, "/Vpcs/1/VpcId")).unwrap();
            let text = "  {\"VpcId\": \"vpc-0b\"}\n]}".to_owned();
            assert_eq!(excerpt, Excerpt { line: 3, text, start: 12 });
            assert_eq!(locator.excerpt(&Evidence::new(&file, "")).unwrap().text, TEXT);
            assert_eq!(locator.excerpt(&Evidence::new(&file, "/Vpcs/2")), None);
        }
    }

    #[test]
    fn a_file_in_utf16_has_the_places_of_its_text() {
        let folder = tempfile::tempdir().unwrap();
        let units = std::iter::once(0xfeff).chain(TEXT.encode_utf16());
        std::fs::write(folder.path().join("vpcs.json"), units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
        let locator = FileLocator::new(&[Source::Path(folder.path().to_path_buf())]);
        assert_eq!(places(&locator, "vpcs.json"), [Some((2, 3)), Some((3, 13)), None, Some((3, 13))]);
    }

    #[test]
    fn what_cannot_be_read_again_has_no_places() {
        let locator = FileLocator::new(&[Source::Stdin]);
        assert_eq!(places(&locator, "-"), [None; 4]);
        assert_eq!(places(&locator, "there/is/no/such.json"), [None; 4]);
    }
}
