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

    /// A public address that no host in AWS has, by a number: no two of them are next to each other, so that they stay hosts of their own
    /// where addresses become blocks.
    ///
    /// Of IPv4 11.0.0.0/8, which is the United States Department of Defense's (IANA IPv4 Address Space Registry) and no block of
    /// AWS's; of IPv6 `3ffe::/16`, which was given back and is nobody's (RFC 3701).
    #[must_use]
    pub fn nobodys_address(self, number: u32) -> IpAddr {
        let first: u128 = match self {
            Self::Ipv4 => 0x0b00_0001,
            Self::Ipv6 => 0x3ffe << 112 | 1,
        };
        self.address(first + (u128::from(number & 0x007f_ffff) << 1))
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
    use crate::AddressSet;

    #[test]
    fn nobodys_addresses_are_public_and_differ() {
        for family in Family::ALL {
            let all = [0, 1, 0x007f_ffff].map(|number| family.nobodys_address(number));
            assert!(all.iter().all(|address| AddressSet::public(family).contains(*address)), "{all:?}");
            assert_eq!(AddressSet::from_addresses(all).nets().len(), 3, "{all:?}");
        }
        assert_eq!(Family::Ipv4.nobodys_address(1).to_string(), "11.0.0.3");
        assert_eq!(Family::Ipv4.nobodys_address(u32::MAX).to_string(), "11.255.255.255");
    }

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
