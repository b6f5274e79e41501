//! Versions of IP.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// A version of IP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// IPv4.
    Ipv4,
    /// IPv6.
    Ipv6,
}

impl Family {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Ipv4, Self::Ipv6];

    /// The family of an address.
    #[must_use]
    pub const fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Ipv4,
            IpAddr::V6(_) => Self::Ipv6,
        }
    }

    /// Whether an address is of this family.
    #[must_use]
    pub fn has(self, address: IpAddr) -> bool {
        Self::of(address) == self
    }

    /// The block of every address of this family, `0.0.0.0/0` or `::/0`.
    #[must_use]
    pub fn everywhere(self) -> IpNet {
        match self {
            Self::Ipv4 => IpNet::V4(ipnet::Ipv4Net::default()),
            Self::Ipv6 => IpNet::V6(ipnet::Ipv6Net::default()),
        }
    }

    /// The address with a number, counted from the first of the family; the last one for a number that none has.
    #[must_use]
    pub fn address(self, number: u128) -> IpAddr {
        match self {
            Self::Ipv4 => IpAddr::V4(Ipv4Addr::from_bits(u32::try_from(number).unwrap_or(u32::MAX))),
            Self::Ipv6 => IpAddr::V6(Ipv6Addr::from_bits(number)),
        }
    }

    /// The number of an address within its family.
    #[must_use]
    pub fn number(address: IpAddr) -> u128 {
        match address {
            IpAddr::V4(address) => address.to_bits().into(),
            IpAddr::V6(address) => address.to_bits(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_numbers_in_their_family() {
        for (family, text, number) in [
            (Family::Ipv4, "0.0.0.0", 0),
            (Family::Ipv4, "255.255.255.255", u128::from(u32::MAX)),
            (Family::Ipv6, "::", 0),
            (Family::Ipv6, "::1:0:0", 1 << 32),
        ] {
            let address: IpAddr = text.parse().unwrap();
            assert!(family.has(address) && family.everywhere().contains(&address), "{text}");
            assert_eq!((Family::number(address), family.address(number)), (number, address), "{text}");
        }
        assert_eq!(Family::Ipv4.address(u128::MAX), IpAddr::V4(Ipv4Addr::BROADCAST));
        assert_eq!(Family::ALL.map(|family| family.everywhere().to_string()), ["0.0.0.0/0", "::/0"]);
    }
}
