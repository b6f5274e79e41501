#![doc = include_str!("../README.md")]

mod consistency;
mod cut;
mod document;
mod endpoint_routes;
mod enumeration;
mod error;
mod excerpt;
mod fault;
mod filtered;
mod foreign;
pub mod ip_ranges;
mod locate;
mod manifest;
mod merge;
mod nameless;
mod page;
mod places;
mod provenance;
mod refusal;
mod refused;
mod resource;
mod scope;
mod shape;
mod skipped_file;
mod source;
mod text;
mod unanswered;
mod uncaptured;
mod warning;
mod window;
mod wire;

use std::sync::Arc;

use hopwise_model::{Inventory, Region};

pub use crate::error::{ImportError, NotJson};
pub use crate::foreign::Foreign;
pub use crate::ip_ranges::IpRanges;
pub use crate::locate::{Position, locate};
pub use crate::places::Places;
pub use crate::source::Source;
pub use crate::text::utf8;
pub use crate::warning::Warning;
pub use crate::wire::{ReadTag, tags};

use hopwise_model::resource::Scope;

use crate::fault::Fault;
use crate::merge::Merge;
use crate::source::{Contents, Files, Opened, SourceFile};
use crate::window::{BLOCK, Window};

/// What the documents cannot say themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The Region of documents that neither their path nor their contents place.
    pub region: Option<Region>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The resources.
    pub inventory: Inventory,
    /// What was left out, or looks odd, in the order of the files; then which calls failed when the snapshot was made,
    /// which pages are missing, and what the files contradict each other in.
    pub warnings: Vec<Warning>,
    /// How many files, counting standard input as one, were read.
    pub files: usize,
}

/// Reads every document of some sources.
///
/// Files are named, in evidence and messages, as the user named them; those of a directory that is the only source are
/// named relative to it. Within a directory the order is that of the names. A file that several sources mean is read
/// once.
///
/// # Errors
///
/// When a source cannot be read, holds no document, or holds one that cannot be what AWS printed; and when two documents
/// contradict each other.
pub fn read(sources: &[Source], options: &Options) -> Result<Snapshot, ImportError> {
    let mut merge = Merge::default();
    let Files { files, passed } = source::files(sources)?;
    for file in files {
        merge.read_file(&file)?;
    }
    let (ranges, documents): (Vec<_>, Vec<_>) = passed.into_iter().partition(|own| own.is_ip_ranges);
    let (hidden, documents): (Vec<_>, Vec<_>) = documents.into_iter().partition(|own| own.is_hidden);
    let mut documents = documents.into_iter().map(|own| own.name);
    if let Some(file) = documents.next() {
        merge.warn(Warning::NotNamedJson { file, more: documents.collect() });
    }
    let mut hidden = hidden.into_iter().map(|own| own.name);
    if let Some(file) = hidden.next() {
        merge.warn(Warning::Hidden { file, more: hidden.collect() });
    }
    for own in ranges {
        merge.warn(Warning::IpRanges { file: own.name });
    }
    merge.finish(options)
}

/// Reads documents that are in memory already. Their names serve as file names do: in evidence, for the Region and the
/// account, and for the id of a prefix list.
///
/// ```
/// use hopwise_import::{Options, read_documents};
///
/// let vpcs = r#"{"Vpcs": [{"VpcId": "vpc-0a1b2c3d", "CidrBlock": "10.0.0.0/16"}]}"#;
/// let snapshot = read_documents([("eu-west-1/vpcs.json", vpcs)], &Options::default())?;
/// let vpc = &snapshot.inventory.vpcs[0];
/// assert_eq!(vpc.id.as_str(), "vpc-0a1b2c3d");
/// assert_eq!(vpc.evidence.to_string(), "eu-west-1/vpcs.json#/Vpcs/0");
/// # Ok::<(), hopwise_import::ImportError>(())
/// ```
///
/// # Errors
///
/// As [`read`], and when it is not plain what a document is.
pub fn read_documents<N, B>(
    documents: impl IntoIterator<Item = (N, B)>,
    options: &Options,
) -> Result<Snapshot, ImportError>
where
    N: AsRef<str>,
    B: AsRef<[u8]>,
{
    let mut merge = Merge::default();
    for (name, bytes) in documents {
        let scope = scope::of_path(std::path::Path::new(name.as_ref()));
        let name: Arc<str> = hopwise_model::sanitize(name.as_ref()).into();
        let bytes = text::utf8(bytes.as_ref());
        if text::is_blank(&bytes) {
            return Err(ImportError::EmptyDocument { file: name });
        }
        merge.read_bytes(&name, &scope, true, &bytes, BLOCK)?;
    }
    merge.finish(options)
}

impl Merge {
    /// Reads a file, a block at a time where it can be read again: what is wrong is said from the whole.
    fn read_file(&mut self, file: &SourceFile) -> Result<(), ImportError> {
        let contents = match file.open()? {
            Opened::File(mut input) => {
                let mut window = Window::new(&mut input, BLOCK);
                match document::read(&mut window, &file.name, &file.scope, self) {
                    Ok(()) => {
                        self.count_file();
                        return Ok(());
                    }
                    Err(fault) => match file.read()? {
                        Contents::Bytes(bytes) => return self.refuse(&file.name, file.named, &bytes, fault),
                        contents => contents,
                    },
                }
            }
            Opened::Contents(contents) => contents,
        };
        match contents {
            Contents::Bytes(bytes) => return self.read_bytes(&file.name, &file.scope, file.named, &bytes, BLOCK),
            Contents::Empty => self.unanswered(&file.name, &file.scope),
            Contents::NotAFile => self.warn(Warning::NotAFile { file: Arc::clone(&file.name) }),
        }
        Ok(())
    }

    /// Reads a document that is in memory. `named` says that the user named it, rather than a directory that holds it.
    fn read_bytes(
        &mut self,
        file: &Arc<str>,
        scope: &Scope,
        named: bool,
        mut bytes: &[u8],
        block: usize,
    ) -> Result<(), ImportError> {
        let whole = bytes;
        match document::read(&mut Window::new(&mut bytes, block), file, scope, self) {
            Ok(()) => {
                self.count_file();
                Ok(())
            }
            Err(fault) => self.refuse(file, named, whole, fault),
        }
    }

    /// Says what is wrong with a document. One of which is not plain what it is goes with a warning, unless the user named
    /// it.
    fn refuse(&mut self, file: &Arc<str>, named: bool, bytes: &[u8], fault: Fault) -> Result<(), ImportError> {
        let text = text::decode(file, bytes)?;
        shape::json(file, text)?;
        match fault {
            Fault::Unclear { found } if !named => {
                self.count_file();
                self.warn(Warning::NotAnObject { file: Arc::clone(file), found });
                Ok(())
            }
            fault => Err(fault.in_text(file, text)),
        }
    }
}

#[cfg(test)]
mod tests;
