//! AWS's published list of its addresses, as the engine uses it.

use std::path::Path;

use hopwise_engine::PublishedRanges;
use hopwise_import::{ImportError, IpRanges};

use crate::error::Error;

/// Reads AWS's `ip-ranges.json`, which narrows the addresses that a service may have.
///
/// # Errors
///
/// [`Error::IpRanges`] when the file cannot be read, or is not what AWS publishes.
pub fn read_ip_ranges(path: impl AsRef<Path>) -> Result<PublishedRanges, Error> {
    let path = path.as_ref();
    let unreadable = |error| ImportError::Unreadable { path: path.to_owned(), error };
    let bytes = std::fs::read(path).map_err(unreadable).map_err(Error::IpRanges)?;
    let ranges = IpRanges::read(&bytes, &path.to_string_lossy()).map_err(Error::IpRanges)?;
    Ok(published_ranges(&ranges))
}

/// Sorts the prefixes of `ip-ranges.json` by Region and service.
#[must_use]
pub fn published_ranges(ranges: &IpRanges) -> PublishedRanges {
    let prefixes = ranges.prefixes.iter();
    PublishedRanges::from_prefixes(prefixes.map(|prefix| (prefix.net, prefix.region.as_str(), prefix.service.as_str())))
}
