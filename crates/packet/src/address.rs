//! Sets of IP addresses of both families on one axis.

use std::borrow::Borrow;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::axis::{IPV4_FIRST, IPV4_LAST, address_at, coordinate, ipv4_at, nets_of_range, parts_of_range};
use crate::family::Family;
use crate::ranges::Ranges;

/// RFC 1918.
const PRIVATE_V4: [(Ipv4Addr, u8); 3] =
    [(Ipv4Addr::new(10, 0, 0, 0), 8), (Ipv4Addr::new(172, 16, 0, 0), 12), (Ipv4Addr::new(192, 168, 0, 0), 16)];

/// RFC 6598.
const SHARED_V4: (Ipv4Addr, u8) = (Ipv4Addr::new(100, 64, 0, 0), 10);

/// Other blocks that are not globally routable unicast IPv4 (IANA IPv4 Special-Purpose Address Registry, and the
/// multicast and reserved blocks of the IANA IPv4 Address Space Registry).
const NOT_PUBLIC_V4: [(Ipv4Addr, u8); 11] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// Global unicast IPv6 (RFC 4291), and what of it is no such address (IANA IPv6 Special-Purpose Address Registry): IETF protocols,
/// documentation, 6to4, documentation again.
const GLOBAL_V6: &str = "2000::/3";
const NOT_PUBLIC_V6: [&str; 4] = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

/// What hosts and links keep for themselves, of IPv4: "this network", loopback, 169.254.0.0/16, where metadata, task credentials and
/// other services of a host are (RFC 3927; VPC user guide, route tables), multicast and reserved addresses (RFC 6890).
const OF_HOSTS_V4: [&str; 5] = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"];

/// What hosts and links keep for themselves, of IPv6: no address, loopback, link-local and multicast addresses (RFC 4291).
const OF_HOSTS_V6: [&str; 4] = ["::/128", "::1/128", "fe80::/10", "ff00::/8"];

/// Unique local addresses (RFC 4193).
const INTERNAL_V6: &str = "fc00::/7";

/// A set of IP addresses, IPv4 and IPv6 alike, exact.
///
/// Both families live on one axis of 2^128 values, IPv4 at `::ffff:0:0/96`. An IPv6 range or prefix that reaches
/// beyond that block leaves it out, so `::/0` holds no IPv4 address; a single address, prefix or range written inside
/// the block means the IPv4 addresses.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AddressSet(pub(crate) Ranges<u128>);

impl AddressSet {
    /// No address.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// Every address of both families.
    #[must_use]
    pub fn all() -> Self {
        Self(Ranges::all())
    }

    /// Every IPv4 address, `0.0.0.0/0`.
    #[must_use]
    pub fn all_v4() -> Self {
        Self(Ranges::one(IPV4_FIRST, IPV4_LAST))
    }

    /// Every IPv6 address, `::/0`.
    #[must_use]
    pub fn all_v6() -> Self {
        Self::all_v4().complement()
    }

    /// Every address of a family.
    #[must_use]
    pub fn all_of(family: Family) -> Self {
        match family {
            Family::Ipv4 => Self::all_v4(),
            Family::Ipv6 => Self::all_v6(),
        }
    }

    /// Globally routable unicast addresses of a family: see [`Self::public_v4`]. Of IPv6 `2000::/3` without what its registry keeps
    /// for protocols, documentation and 6to4 (IANA IPv6 Special-Purpose Address Registry).
    #[must_use]
    pub fn public(family: Family) -> Self {
        match family {
            Family::Ipv4 => Self::public_v4(),
            Family::Ipv6 => Self::of_texts(&[GLOBAL_V6]).difference(&Self::of_texts(&NOT_PUBLIC_V6)),
        }
    }

    /// The addresses of a family that networks use for themselves: private and shared ones of IPv4, unique local ones of IPv6 (RFC
    /// 4193).
    #[must_use]
    pub fn internal(family: Family) -> Self {
        match family {
            Family::Ipv4 => Self::internal_v4(),
            Family::Ipv6 => Self::of_texts(&[INTERNAL_V6]),
        }
    }

    /// The addresses of a family that no router carries between networks: loopback, link-local, multicast and reserved ones.
    #[must_use]
    pub fn of_hosts(family: Family) -> Self {
        match family {
            Family::Ipv4 => Self::of_texts(&OF_HOSTS_V4),
            Family::Ipv6 => Self::of_texts(&OF_HOSTS_V6),
        }
    }

    /// The addresses of this set that are of a family.
    #[must_use]
    pub fn of(&self, family: Family) -> Self {
        self.intersection(&Self::all_of(family))
    }

    fn of_texts(blocks: &[&str]) -> Self {
        Self::from_nets(blocks.iter().filter_map(|block| block.parse::<IpNet>().ok()))
    }

    /// Globally routable unicast IPv4 addresses.
    ///
    /// All of IPv4 without `0/8`, `10/8`, `100.64/10`, `127/8`, `169.254/16`, `172.16/12`, `192.0.0/24`,
    /// `192.0.2/24`, `192.88.99/24`, `192.168/16`, `198.18/15`, `198.51.100/24`, `203.0.113/24`, `224/4` and `240/4`
    /// (IANA IPv4 Special-Purpose Address Registry). The blocks reserved for documentation are thus not public.
    #[must_use]
    pub fn public_v4() -> Self {
        let special = Self::of_blocks(&NOT_PUBLIC_V4).union(&Self::internal_v4());
        Self::all_v4().difference(&special)
    }

    /// The private addresses of IPv4: `10/8`, `172.16/12` and `192.168/16` (RFC 1918).
    #[must_use]
    pub fn private_v4() -> Self {
        Self::of_blocks(&PRIVATE_V4)
    }

    /// The addresses that providers share, `100.64/10` (RFC 6598). VPCs may use them as well.
    #[must_use]
    pub fn shared_v4() -> Self {
        Self::of_blocks(&[SHARED_V4])
    }

    /// The addresses of IPv4 that networks use for themselves, private and shared ones: no internet gateway carries them.
    #[must_use]
    pub fn internal_v4() -> Self {
        Self::private_v4().union(&Self::shared_v4())
    }

    fn of_blocks(blocks: &[(Ipv4Addr, u8)]) -> Self {
        let nets = blocks.iter().filter_map(|&(network, prefix)| Ipv4Net::new(network, prefix).ok());
        Self::from_nets(nets.map(IpNet::V4))
    }

    /// One address.
    #[must_use]
    pub fn single(address: IpAddr) -> Self {
        let value = coordinate(address);
        Self(Ranges::one(value, value))
    }

    /// Every address of a prefix, its network and broadcast address included; host bits are ignored.
    #[must_use]
    pub fn from_net(net: IpNet) -> Self {
        Self::from_range(net.network(), net.broadcast())
    }

    /// The union of prefixes in any order, overlapping or not.
    #[must_use]
    pub fn from_nets(nets: impl IntoIterator<Item = IpNet>) -> Self {
        let parts = nets.into_iter().flat_map(|net| parts_of_range(net.network(), net.broadcast()));
        Self(Ranges::normalised(parts.collect()))
    }

    /// Just these addresses, in any order.
    #[must_use]
    pub fn from_addresses(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self::from_nets(addresses.into_iter().map(IpNet::from))
    }

    /// All addresses from `first` to `last`, both included.
    ///
    /// Empty when `first` is above `last` or the two are of different families.
    #[must_use]
    pub fn from_range(first: IpAddr, last: IpAddr) -> Self {
        Self(Ranges::normalised(parts_of_range(first, last).collect()))
    }

    /// Addresses in at least one of the sets, in O(n log n) time in the number of their ranges.
    #[must_use]
    pub fn union_all(sets: impl IntoIterator<Item: Borrow<Self>>) -> Self {
        let mut ranges = Vec::new();
        for set in sets {
            ranges.extend(set.borrow().0.iter());
        }
        Self(Ranges::normalised(ranges))
    }

    /// Addresses in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0))
    }

    /// Addresses in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0))
    }

    /// Addresses in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        Self(self.0.difference(&other.0))
    }

    /// Addresses of both families that are not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self(self.0.complement())
    }

    /// Whether the address is in the set.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(coordinate(address))
    }

    /// Whether no address is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every address of both families is in the set.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.0.is_all()
    }

    /// Whether every address of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.0.is_subset(&other.0)
    }

    /// Whether some address is in both sets.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.overlaps(&other.0)
    }

    /// The lowest address on the axis; an IPv6 address below `::ffff:0:0` comes before every IPv4 address.
    #[must_use]
    pub fn first(&self) -> Option<IpAddr> {
        self.0.first().map(address_at)
    }

    /// The number of addresses; the one set that does not fit, all 2^128 of them, gives `u128::MAX`.
    #[must_use]
    pub fn len(&self) -> u128 {
        self.0.iter().fold(0_u128, |sum, (low, high)| sum.saturating_add((high - low).saturating_add(1)))
    }

    /// The addresses as closed ranges of one family each, IPv4 before IPv6, ascending, none touching the next.
    ///
    /// An IPv6 range that the IPv4-mapped block alone would interrupt is given as one, as [`Self::from_range`] reads it.
    pub fn ranges(&self) -> impl Iterator<Item = (IpAddr, IpAddr)> + Clone + '_ {
        let v4 = self.v4_ranges().into_iter().map(|(first, last)| (IpAddr::V4(first), IpAddr::V4(last)));
        let v6 = self.v6_ranges().into_iter().map(|(first, last)| (IpAddr::V6(first), IpAddr::V6(last)));
        v4.chain(v6)
    }

    /// The fewest prefixes that hold exactly these addresses, IPv4 before IPv6, ascending.
    #[must_use]
    pub fn nets(&self) -> Vec<IpNet> {
        self.ranges().flat_map(|(first, last)| nets_of_range(first, last)).collect()
    }

    /// All addresses of each family that any of these is of, IPv4 before IPv6: the blocks of rules and default routes that
    /// are for everybody.
    #[must_use]
    pub fn families(&self) -> Vec<IpNet> {
        let all = [(Self::all_v4(), IpNet::V4(Ipv4Net::default())), (Self::all_v6(), IpNet::V6(Ipv6Net::default()))];
        all.into_iter().filter(|(family, _)| self.overlaps(family)).map(|(_, block)| block).collect()
    }

    fn v4_ranges(&self) -> Vec<(Ipv4Addr, Ipv4Addr)> {
        let v4 = self.0.intersection(&Ranges::one(IPV4_FIRST, IPV4_LAST));
        v4.iter().map(|(low, high)| (ipv4_at(low), ipv4_at(high))).collect()
    }

    fn v6_ranges(&self) -> Vec<(Ipv6Addr, Ipv6Addr)> {
        let v6 = self.0.difference(&Ranges::one(IPV4_FIRST, IPV4_LAST));
        let mut ranges: Vec<(Ipv6Addr, Ipv6Addr)> = Vec::new();
        for (low, high) in v6.iter() {
            match ranges.last_mut() {
                Some(last) if last.1.to_bits() == IPV4_FIRST - 1 && low == IPV4_LAST + 1 => {
                    last.1 = Ipv6Addr::from_bits(high);
                }
                _ => ranges.push((Ipv6Addr::from_bits(low), Ipv6Addr::from_bits(high))),
            }
        }
        ranges
    }
}

/// The address so many places after another of the same family, or before it; `None` where the family has none there.
#[must_use]
pub fn offset(address: IpAddr, places: i32) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => {
            address.to_bits().checked_add_signed(places).map(|bits| Ipv4Addr::from_bits(bits).into())
        }
        IpAddr::V6(address) => {
            address.to_bits().checked_add_signed(i128::from(places)).map(|bits| Ipv6Addr::from_bits(bits).into())
        }
    }
}

impl From<IpAddr> for AddressSet {
    fn from(address: IpAddr) -> Self {
        Self::single(address)
    }
}

impl From<IpNet> for AddressSet {
    fn from(net: IpNet) -> Self {
        Self::from_net(net)
    }
}

/// `10.0.3.18`, `10.0.0.0/16`, `10.0.0.5-10.0.0.9`, several joined by commas; `any` for every address of both families
/// and `none` for no address.
impl fmt::Display for AddressSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() {
            return f.write_str("any");
        }
        if self.is_empty() {
            return f.write_str("none");
        }
        for (position, (first, last)) in self.ranges().enumerate() {
            let separator = if position == 0 { "" } else { ", " };
            match nets_of_range(first, last).as_slice() {
                _ if first == last => write!(f, "{separator}{first}")?,
                [net] => write!(f, "{separator}{net}")?,
                _ => write!(f, "{separator}{first}-{last}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for AddressSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AddressSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> AddressSet {
        AddressSet::from_net(text.parse().unwrap())
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn families_never_meet() {
        assert_eq!(net("0.0.0.0/0"), AddressSet::all_v4());
        assert_eq!(net("::/0"), AddressSet::all_v6());
        assert!(!AddressSet::all_v4().overlaps(&AddressSet::all_v6()));
        assert_eq!(AddressSet::all_v4().union(&AddressSet::all_v6()), AddressSet::all());
        assert!(!net("::/0").contains(ip("10.0.0.1")));
        assert_eq!(net("::ffff:10.0.0.0/104"), net("10.0.0.0/8"));
        assert_eq!(AddressSet::from_range(ip("10.0.0.1"), ip("fe80::")), AddressSet::empty());
    }

    #[test]
    fn ranges_and_prefixes_of_everything_are_the_two_default_prefixes() {
        let ranges = AddressSet::all().ranges().collect::<Vec<_>>();
        assert_eq!(
            ranges,
            [(ip("0.0.0.0"), ip("255.255.255.255")), (ip("::"), ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))]
        );
        let nets = AddressSet::all().nets();
        assert_eq!(nets, ["0.0.0.0/0".parse().unwrap(), "::/0".parse().unwrap()]);
    }

    #[test]
    fn an_ipv6_range_leaves_out_exactly_the_block_of_ipv4() {
        let (below, above) = (ip("::fffe:ffff:ffff"), ip("::1:0:0:0"));
        let around = AddressSet::from_range(below, above);
        assert_eq!(around, AddressSet::single(below).union(&AddressSet::single(above)));
        assert_eq!(around.len(), 2);
        assert_eq!(around.ranges().collect::<Vec<_>>(), [(below, above)]);
        assert_eq!(AddressSet::from_range(ip("::ffff:0:0"), above), AddressSet::single(above));
        assert_eq!(AddressSet::from_range(below, ip("::ffff:255.255.255.255")), AddressSet::single(below));
        assert_eq!(AddressSet::from_range(ip("::ffff:0:0"), ip("::ffff:255.255.255.255")), AddressSet::all_v4());
    }

    #[test]
    fn an_offset_stays_in_its_family() {
        assert_eq!(offset(ip("10.0.0.0"), 2), Some(ip("10.0.0.2")));
        assert_eq!(offset(ip("10.0.1.0"), -1), Some(ip("10.0.0.255")));
        assert_eq!(offset(ip("255.255.255.255"), 1), None);
        assert_eq!(offset(ip("2001:db8::ffff"), 1), Some(ip("2001:db8::1:0")));
        assert_eq!(offset(ip("::"), -1), None);
    }

    #[test]
    fn the_union_of_many_sets_is_theirs_one_by_one() {
        let sets = [net("10.0.1.0/24"), net("2001:db8::/32"), AddressSet::empty(), net("10.0.0.0/24")];
        let one_by_one = sets.iter().fold(AddressSet::empty(), |all, set| all.union(set));
        assert_eq!(AddressSet::union_all(&sets), one_by_one);
        assert_eq!(AddressSet::union_all(&sets).nets().len(), 2);
    }

    #[test]
    fn prefixes_are_minimal_and_exact() {
        let set = AddressSet::from_range(ip("10.0.0.1"), ip("10.0.0.8"));
        let nets: Vec<String> = set.nets().iter().map(ToString::to_string).collect();
        assert_eq!(nets, ["10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.8/32"]);
        assert_eq!(AddressSet::from_nets(set.nets()), set);
        assert_eq!(set.len(), 8);
        assert_eq!(AddressSet::all_v4().len(), 1 << 32);
        assert_eq!(AddressSet::all().len(), u128::MAX);
    }

    /// Which of the kinds that gateways tell apart an address is of, in each family.
    #[test]
    fn kinds_of_addresses() {
        let kinds = |family| {
            [
                ("all", AddressSet::all_of(family)),
                ("public", AddressSet::public(family)),
                ("internal", AddressSet::internal(family)),
                ("of hosts", AddressSet::of_hosts(family)),
            ]
        };
        for (address, expected) in [
            ("8.8.8.8", vec!["all", "public"]),
            ("10.0.0.1", vec!["all", "internal"]),
            ("100.64.0.1", vec!["all", "internal"]),
            ("169.254.169.254", vec!["all", "of hosts"]),
            ("127.0.0.1", vec!["all", "of hosts"]),
            ("0.0.0.1", vec!["all", "of hosts"]),
            ("224.0.0.251", vec!["all", "of hosts"]),
            ("255.255.255.255", vec!["all", "of hosts"]),
            ("192.0.2.1", vec!["all"]),
            ("2600::1", vec!["all", "public"]),
            ("fd00:ec2::253", vec!["all", "internal"]),
            ("fe80::1", vec!["all", "of hosts"]),
            ("::1", vec!["all", "of hosts"]),
            ("::", vec!["all", "of hosts"]),
            ("ff02::1", vec!["all", "of hosts"]),
            ("2001:db8::1", vec!["all"]),
        ] {
            let address = ip(address);
            for family in Family::ALL {
                let kinds = kinds(family);
                let own = kinds.iter().filter(|(_, set)| set.contains(address)).map(|(name, _)| *name);
                let own: Vec<&str> = own.collect();
                let expected = if family.has(address) { expected.clone() } else { Vec::new() };
                assert_eq!(own, expected, "{address} {family:?}");
                assert_eq!(AddressSet::all().of(family).contains(address), family.has(address), "{address} {family:?}");
            }
        }
    }

    #[test]
    fn public_leaves_out_private_and_special_addresses() {
        let public = AddressSet::public_v4();
        for inside in ["1.1.1.1", "9.255.255.255", "11.0.0.0", "52.216.1.2", "192.0.1.255", "223.255.255.255"] {
            assert!(public.contains(ip(inside)), "{inside}");
        }
        for outside in [
            "0.0.0.1",
            "10.1.2.3",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.170.2",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "2600::1",
        ] {
            assert!(!public.contains(ip(outside)), "{outside}");
        }
        // 2^32 minus the sizes of the fifteen blocks.
        let special = 3 * (1 << 24) + (1 << 22) + 2 * (1 << 16) + (1 << 20) + (1 << 17) + 5 * (1 << 8) + 2 * (1 << 28);
        assert_eq!(public.len(), (1_u128 << 32) - special);
    }

    #[test]
    fn prints_addresses_prefixes_and_ranges() {
        assert_eq!(AddressSet::single(ip("10.0.3.18")).to_string(), "10.0.3.18");
        assert_eq!(net("10.0.0.0/16").to_string(), "10.0.0.0/16");
        let range = AddressSet::from_range(ip("10.0.0.5"), ip("10.0.0.9"));
        assert_eq!(range.union(&net("2001:db8::/32")).to_string(), "10.0.0.5-10.0.0.9, 2001:db8::/32");
        assert_eq!(AddressSet::all_v6().to_string(), "::/0");
        assert_eq!(AddressSet::all().to_string(), "any");
        assert_eq!(AddressSet::empty().to_string(), "none");
    }
}
