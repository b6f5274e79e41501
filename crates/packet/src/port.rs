//! Sets of port numbers.

use std::fmt;
use std::ops::RangeInclusive;

use crate::ranges::Ranges;

/// A set of port numbers (0 to 65535), exact.
///
/// For ICMP the same 16 bits hold type and code: `type * 256 + code`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PortSet(pub(crate) Ranges<u16>);

impl PortSet {
    /// No port.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Every port, 0 to 65535.
    #[must_use]
    pub fn all() -> Self {
        Self(Ranges::all())
    }

    /// One port.
    #[must_use]
    pub fn single(port: u16) -> Self {
        Self(Ranges::one(port, port))
    }

    /// All ports from the range's start to its end, both included; empty when the start is above the end.
    #[must_use]
    pub fn range(ports: RangeInclusive<u16>) -> Self {
        Self(Ranges::one(*ports.start(), *ports.end()))
    }

    /// The union of ranges in any order, overlapping or not.
    #[must_use]
    pub fn from_ranges(ranges: impl IntoIterator<Item = RangeInclusive<u16>>) -> Self {
        Self(Ranges::normalised(ranges.into_iter().map(|range| (*range.start(), *range.end())).collect()))
    }

    /// Ports in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0))
    }

    /// Ports in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0))
    }

    /// Ports in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0))
    }

    /// Ports that are not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self(self.0.complement())
    }

    /// Whether the port is in the set.
    #[must_use]
    pub fn contains(&self, port: u16) -> bool {
        self.0.contains(port)
    }

    /// Whether no port is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every port is in the set.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.is_all()
    }

    /// Whether every port of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether some port is in both sets.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.overlaps(&other.0)
    }

    /// The lowest port.
    #[must_use]
    pub fn first(&self) -> Option<u16> {
        self.0.first()
    }

    /// The number of ports, 0 to 65536.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.0.iter().map(|(low, high)| u32::from(high) - u32::from(low) + 1).sum()
    }

    /// The ports as ascending ranges that neither overlap nor touch.
    pub fn ranges(&self) -> impl Iterator<Item = RangeInclusive<u16>> + '_ {
        self.0.iter().map(|(low, high)| low..=high)
    }
}

impl From<RangeInclusive<u16>> for PortSet {
    fn from(range: RangeInclusive<u16>) -> Self {
        Self::range(range)
    }
}

impl From<u16> for PortSet {
    fn from(port: u16) -> Self {
        Self::single(port)
    }
}

/// `443`, `1024-65535`, `80, 443`; `any` for every port and `none` for no port.
impl fmt::Display for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return f.write_str("any");
        }
        if self.is_empty() {
            return f.write_str("none");
        }
        for (position, (low, high)) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            if low == high {
                write!(f, "{separator}{low}")?;
            } else {
                write!(f, "{separator}{low}-{high}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for PortSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PortSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_an_engineer_would_write() {
        assert_eq!(PortSet::single(443).to_string(), "443");
        assert_eq!(PortSet::range(1024..=65535).to_string(), "1024-65535");
        assert_eq!(PortSet::from_ranges([443..=443, 80..=80]).to_string(), "80, 443");
        assert_eq!(PortSet::all().to_string(), "any");
        assert_eq!(PortSet::empty().to_string(), "none");
    }

    #[test]
    fn counts_every_port_once() {
        assert_eq!(PortSet::all().len(), 65536);
        assert_eq!(PortSet::from_ranges([0..=9, 5..=12, 20..=20]).len(), 14);
    }
}
