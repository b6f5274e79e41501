//! From AWS's published list to the addresses of each Region.

use hopwise_engine::PublishedRanges;
use hopwise_import::IpRanges;

/// Sorts the prefixes of `ip-ranges.json` by Region and service.
#[must_use]
pub fn published_ranges(ranges: &IpRanges) -> PublishedRanges {
    let prefixes = ranges.prefixes.iter();
    PublishedRanges::from_prefixes(prefixes.map(|prefix| (prefix.net, prefix.region.as_str(), prefix.service.as_str())))
}
