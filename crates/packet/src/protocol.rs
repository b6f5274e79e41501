//! IP protocol numbers and sets of them.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::ranges::Ranges;

/// An IP protocol number, 0 to 255 (IANA, "Assigned Internet Protocol Numbers").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Protocol(pub u8);

/// A text that is neither the name nor the number of an IP protocol.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown IP protocol `{text}`")]
pub struct InvalidProtocol {
    /// The text as given.
    pub text: String,
}

impl Protocol {
    /// ICMP for IPv4 (RFC 792).
    pub const ICMP: Self = Self(1);
    /// TCP (RFC 9293).
    pub const TCP: Self = Self(6);
    /// UDP (RFC 768).
    pub const UDP: Self = Self(17);
    /// ICMP for IPv6 (RFC 4443).
    pub const ICMPV6: Self = Self(58);

    /// Whether packets carry port numbers that security groups and network ACLs look at: TCP and UDP only.
    #[must_use]
    pub fn has_ports(self) -> bool {
        matches!(self, Self::TCP | Self::UDP)
    }

    /// Whether packets carry an ICMP type and code.
    #[must_use]
    pub fn is_icmp(self) -> bool {
        matches!(self, Self::ICMP | Self::ICMPV6)
    }
}

/// `tcp`, `udp`, `icmp`, `icmpv6`, otherwise the number.
impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::TCP => f.write_str("tcp"),
            Self::UDP => f.write_str("udp"),
            Self::ICMP => f.write_str("icmp"),
            Self::ICMPV6 => f.write_str("icmpv6"),
            Self(number) => write!(f, "{number}"),
        }
    }
}

/// Accepts what `Display` prints, in any case, and every number from 0 to 255.
impl FromStr for Protocol {
    type Err = InvalidProtocol;

    fn from_str(text: &str) -> Result<Self, InvalidProtocol> {
        match text.to_ascii_lowercase().as_str() {
            "tcp" => Ok(Self::TCP),
            "udp" => Ok(Self::UDP),
            "icmp" => Ok(Self::ICMP),
            "icmpv6" => Ok(Self::ICMPV6),
            // `u8` would also accept a leading plus sign, which is not how a protocol is written.
            number if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                number.parse().map(Self).map_err(|_| InvalidProtocol { text: text.to_owned() })
            }
            _ => Err(InvalidProtocol { text: text.to_owned() }),
        }
    }
}

/// A set of IP protocol numbers, exact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ProtocolSet(pub(crate) Ranges<u8>);

impl ProtocolSet {
    /// No protocol.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Every protocol, 0 to 255.
    #[must_use]
    pub fn all() -> Self {
        Self(Ranges::all())
    }

    /// One protocol.
    #[must_use]
    pub fn single(protocol: Protocol) -> Self {
        Self(Ranges::one(protocol.0, protocol.0))
    }

    /// All protocol numbers from the range's start to its end, both included.
    #[must_use]
    pub fn range(numbers: RangeInclusive<u8>) -> Self {
        Self(Ranges::one(*numbers.start(), *numbers.end()))
    }

    /// Protocols in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0))
    }

    /// Protocols in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0))
    }

    /// Protocols in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0))
    }

    /// Protocols that are not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self(self.0.complement())
    }

    /// Whether the protocol is in the set.
    #[must_use]
    pub fn contains(&self, protocol: Protocol) -> bool {
        self.0.contains(protocol.0)
    }

    /// Whether no protocol is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every protocol is in the set.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.is_all()
    }

    /// Whether every protocol of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether some protocol is in both sets.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.overlaps(&other.0)
    }

    /// The protocol with the lowest number.
    #[must_use]
    pub fn first(&self) -> Option<Protocol> {
        self.0.first().map(Protocol)
    }

    /// The numbers as ascending ranges that neither overlap nor touch.
    pub fn ranges(&self) -> impl Iterator<Item = RangeInclusive<u8>> + '_ {
        self.0.iter().map(|(low, high)| low..=high)
    }

    /// Every protocol of the set, ascending by number.
    pub fn iter(&self) -> impl Iterator<Item = Protocol> + '_ {
        self.ranges().flatten().map(Protocol)
    }

    /// The protocol, if the set holds exactly one.
    #[must_use]
    pub fn only(&self) -> Option<Protocol> {
        let mut protocols = self.iter();
        let first = protocols.next();
        if protocols.next().is_some() { None } else { first }
    }
}

impl From<Protocol> for ProtocolSet {
    fn from(protocol: Protocol) -> Self {
        Self::single(protocol)
    }
}

impl From<RangeInclusive<u8>> for ProtocolSet {
    fn from(numbers: RangeInclusive<u8>) -> Self {
        Self::range(numbers)
    }
}

impl FromIterator<Protocol> for ProtocolSet {
    fn from_iter<I: IntoIterator<Item = Protocol>>(protocols: I) -> Self {
        Self(Ranges::normalised(protocols.into_iter().map(|protocol| (protocol.0, protocol.0)).collect()))
    }
}

/// `tcp`, `tcp, udp`, `18-57`; `any` for every protocol and `none` for no protocol.
impl fmt::Display for ProtocolSet {
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
                write!(f, "{separator}{}", Protocol(low))?;
            } else {
                // A range shows numbers: `icmp-16` would be read as one name.
                write!(f, "{separator}{low}-{high}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for ProtocolSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProtocolSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_protocol_survives_printing_and_parsing() {
        for number in 0..=255 {
            assert_eq!(Protocol(number).to_string().parse(), Ok(Protocol(number)));
        }
        assert_eq!("TCP".parse(), Ok(Protocol::TCP));
    }

    #[test]
    fn sets_overlap_where_they_share_a_protocol() {
        let of = |protocols: &[Protocol]| {
            protocols.iter().fold(ProtocolSet::empty(), |set, own| set.union(&ProtocolSet::single(*own)))
        };
        assert!(of(&[Protocol::TCP, Protocol::UDP]).overlaps(&of(&[Protocol::UDP])));
        assert!(!of(&[Protocol::TCP]).overlaps(&of(&[Protocol::UDP])));
        assert!(!of(&[]).overlaps(&of(&[Protocol::TCP])));
    }

    #[test]
    fn rejects_what_is_not_a_protocol() {
        for text in ["", "-1", "+6", "256", "tcpx", " 6", "all"] {
            assert_eq!(text.parse::<Protocol>(), Err(InvalidProtocol { text: text.to_owned() }));
        }
    }

    #[test]
    fn sets_print_names_for_single_protocols_and_numbers_for_ranges() {
        let set: ProtocolSet = [Protocol::UDP, Protocol::TCP].into_iter().collect();
        assert_eq!(set.to_string(), "tcp, udp");
        assert_eq!(ProtocolSet::range(1..=16).to_string(), "1-16");
        assert_eq!(ProtocolSet::all().to_string(), "any");
        assert_eq!(ProtocolSet::single(Protocol::TCP).only(), Some(Protocol::TCP));
        assert_eq!(set.only(), None);
    }
}
