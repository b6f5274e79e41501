//! The axis that addresses of both families live on.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Subnets, Ipv6Subnets};

/// Where IPv4 begins on the axis: `::ffff:0:0`, since IPv4-mapped addresses never occur as IPv6 on a wire
/// (RFC 4291, section 2.5.5.2).
pub(crate) const IPV4_FIRST: u128 = 0xffff_0000_0000;
/// Where IPv4 ends on the axis: `::ffff:255.255.255.255`.
pub(crate) const IPV4_LAST: u128 = 0xffff_ffff_ffff;

/// The coordinate of an address: IPv6 by its value, IPv4 inside `::ffff:0:0/96`.
pub(crate) fn coordinate(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// The address at a coordinate.
pub(crate) fn address_at(coordinate: u128) -> IpAddr {
    IpAddr::V6(Ipv6Addr::from_bits(coordinate)).to_canonical()
}

/// The IPv4 address at a coordinate; coordinates outside of IPv4 end up at its nearest address.
pub(crate) fn ipv4_at(coordinate: u128) -> Ipv4Addr {
    // Clamped first, so the conversion cannot lose anything.
    Ipv4Addr::from_bits(u32::try_from(coordinate.clamp(IPV4_FIRST, IPV4_LAST) - IPV4_FIRST).unwrap_or(u32::MAX))
}

/// A range of addresses as at most two ranges of coordinates, of which those that end before they begin are empty.
pub(crate) fn parts_of_range(first: IpAddr, last: IpAddr) -> impl Iterator<Item = (u128, u128)> {
    let (low, high) = (coordinate(first), coordinate(last));
    let within = low >= IPV4_FIRST && high <= IPV4_LAST;
    let parts = if first.is_ipv4() != last.is_ipv4() || low > high {
        [None, None]
    } else if within || high < IPV4_FIRST || low > IPV4_LAST {
        [Some((low, high)), None]
    } else {
        // IPv6 on both sides of the block that stands for IPv4: leave the block out. Of a side that the range does not
        // reach a range from above to below is left, which is empty.
        [Some((low, IPV4_FIRST - 1)), Some((IPV4_LAST + 1, high))]
    };
    parts.into_iter().flatten()
}

/// The fewest prefixes that hold exactly a range of addresses of one family.
pub(crate) fn nets_of_range(first: IpAddr, last: IpAddr) -> Vec<IpNet> {
    match (first, last) {
        (IpAddr::V4(first), IpAddr::V4(last)) => Ipv4Subnets::new(first, last, 0).map(IpNet::V4).collect(),
        (IpAddr::V6(first), IpAddr::V6(last)) => Ipv6Subnets::new(first, last, 0).map(IpNet::V6).collect(),
        _ => Vec::new(),
    }
}
