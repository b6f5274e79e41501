//! From documents to something that can be asked.

use std::io;
use std::path::Path;
use std::sync::Arc;

use hopwise_build::Account;
use hopwise_engine::PublishedRanges;
use hopwise_import::{Options, Source, read, read_documents};
use hopwise_model::Inventory;
use hopwise_report::{Locator, NoLocator};

use crate::error::Error;
use crate::locate::FileLocator;
use crate::warning::Warning;

/// What documents say, before anything is asked.
///
/// The fields may be changed: an inventory that a program made is as good as one that was read (`Snapshot::from`).
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The resources.
    pub inventory: Inventory,
    /// The addresses that AWS publishes, if [`read_ip_ranges`](crate::read_ip_ranges) read any: without them a service
    /// may have any public address.
    pub published: PublishedRanges,
    /// What was left out, or looks wrong. Every answer holds these again.
    pub warnings: Vec<Warning>,
    /// Where lines and columns of evidence are found.
    pub locator: Arc<dyn Locator>,
}

/// Reads directories of what the AWS CLI printed, single documents, or standard input (`-`).
///
/// # Errors
///
/// [`Error::Import`] when a source cannot be read, holds no document, or holds one that cannot be what AWS printed; and
/// when two documents contradict each other.
pub fn load<S: Into<Source>>(sources: impl IntoIterator<Item = S>, options: &Options) -> Result<Snapshot, Error> {
    let sources: Vec<Source> = sources.into_iter().map(Into::into).collect();
    Ok(Snapshot::new(read(&sources, options)?, FileLocator::new(&sources)))
}

/// Reads documents that are in memory already. Their names serve as file names do.
///
/// # Errors
///
/// As [`load`], and when a document is no JSON object.
pub fn load_documents<N, T>(documents: impl IntoIterator<Item = (N, T)>, options: &Options) -> Result<Snapshot, Error>
where
    N: AsRef<str>,
    T: AsRef<str>,
{
    let documents: Vec<(N, T)> = documents.into_iter().collect();
    let named = || documents.iter().map(|(name, text)| (name.as_ref(), text.as_ref()));
    Ok(Snapshot::new(read_documents(named(), options)?, FileLocator::of_documents(named())))
}

/// What AWS would say of an account that a program wrote. Evidence points into [`Account::documents`].
///
/// # Errors
///
/// [`Error::Refused`] when AWS would not make it.
pub fn load_account(account: &Account) -> Result<Snapshot, Error> {
    let documents = account.documents()?;
    load_documents(documents.iter().map(|own| (&own.path, &own.contents)), &Options::default())
}

impl Snapshot {
    /// Writes what is there as documents of the AWS CLI, into a directory that may be new: for `hopwise diagnose`.
    ///
    /// # Errors
    ///
    /// When a directory cannot be made, or a file not be written.
    pub fn save(&self, directory: &Path) -> io::Result<()> {
        hopwise_export::write(&self.inventory, directory)
    }

    fn new(read: hopwise_import::Snapshot, locator: FileLocator) -> Self {
        let warnings = read.warnings.into_iter().map(Warning::Input).collect();
        Self { inventory: read.inventory, published: PublishedRanges::new(), warnings, locator: Arc::new(locator) }
    }
}

/// Resources that were not read from files: evidence has no lines.
impl From<Inventory> for Snapshot {
    fn from(inventory: Inventory) -> Self {
        let (published, warnings) = (PublishedRanges::new(), Vec::new());
        Self { inventory, published, warnings, locator: Arc::new(NoLocator) }
    }
}
