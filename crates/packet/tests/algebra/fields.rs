//! Sets of addresses, ports and protocols answer as their members do.

use std::net::IpAddr;

use hopwise_packet::{AddressSet, PortSet, Protocol, ProtocolSet};
use ipnet::IpNet;

use crate::world::{PORTS, PROTOCOLS, addresses};

/// Holds every operation on every two of `$sets` against membership of each of `$values`, between two of which every
/// set begins or ends.
macro_rules! agree {
    ($sets:expr, $values:expr) => {
        for left in &$sets {
            assert_eq!(left.is_empty(), !$values.iter().any(|&v| left.contains(v)), "{left}");
            for &value in &$values {
                assert_eq!(left.complement().contains(value), !left.contains(value), "{value} outside of {left}");
            }
            for right in &$sets {
                for &value in &$values {
                    let (a, b) = (left.contains(value), right.contains(value));
                    assert_eq!(left.union(right).contains(value), a || b, "{value} in {left} or {right}");
                    assert_eq!(left.intersection(right).contains(value), a && b, "{value} in {left} and {right}");
                    assert_eq!(left.difference(right).contains(value), a && !b, "{value} in {left} without {right}");
                }
                let within = $values.iter().all(|&v| !left.contains(v) || right.contains(v));
                assert_eq!(left.is_subset(right), within, "{left} within {right}");
            }
        }
    };
}

macro_rules! overlap {
    ($sets:expr, $values:expr) => {
        for left in &$sets {
            for right in &$sets {
                let meet = $values.iter().any(|&v| left.contains(v) && right.contains(v));
                assert_eq!(left.overlaps(right), meet, "{left} and {right}");
            }
        }
    };
}

/// Every range from one of the values to another, backwards too.
fn ranges<T: Copy, S>(values: &[T], range: impl Fn(T, T) -> S) -> Vec<S> {
    values.iter().flat_map(|&first| values.iter().map(move |&last| (first, last))).map(|(f, l)| range(f, l)).collect()
}

#[test]
fn of_addresses() {
    let mut values = addresses().to_vec();
    // The last before the block that stands for IPv4 on the axis, and the first behind it.
    values.extend(["::1", "::fffe:ffff:ffff", "::1:0:0:0", "fe80::"].map(|text| text.parse::<IpAddr>().unwrap()));
    let sets = ranges(&values, AddressSet::from_range);
    agree!(sets, values);
    overlap!(sets, values);
    for &value in &values {
        assert_eq!(AddressSet::from(value).first(), Some(value));
        assert_eq!(AddressSet::from_addresses([value]), AddressSet::single(value));
        assert!(AddressSet::from_range(value, value).contains(value));
    }
    assert_eq!(AddressSet::empty().first(), None);
    assert!(AddressSet::empty().is_empty());
    let both = ["192.0.2.7", "10.0.0.1"].map(|text| text.parse().unwrap());
    let net: IpNet = "10.0.0.0/24".parse().unwrap();
    assert_eq!(AddressSet::from(net).len(), 256);
    assert_eq!(AddressSet::from_addresses(both).to_string(), "10.0.0.1, 192.0.2.7");
}

#[test]
fn of_ports() {
    let sets = ranges(&PORTS, |first, last| PortSet::from(first..=last));
    agree!(sets, PORTS);
    overlap!(sets, PORTS);
    for port in PORTS {
        assert_eq!(PortSet::from(port).first(), Some(port));
        assert_eq!(PortSet::from(port..=u16::MAX).len(), u32::from(u16::MAX - port) + 1);
    }
}

#[test]
fn of_protocols() {
    let values = PROTOCOLS.map(Protocol);
    let sets = ranges(&PROTOCOLS, |first, last| ProtocolSet::from(first..=last));
    agree!(sets, values);
    for protocol in values {
        assert_eq!(ProtocolSet::from(protocol).first(), Some(protocol));
        assert_eq!(ProtocolSet::from(protocol.0..=u8::MAX).iter().count(), usize::from(u8::MAX - protocol.0) + 1);
        assert_eq!(ProtocolSet::single(protocol).only(), Some(protocol));
    }
}

/// IPv4-mapped addresses are no IPv6 addresses on a wire: a range of IPv6 that ends or begins among them has none.
#[test]
fn ranges_of_ipv6_leave_the_mapped_block_out() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let rows = [
        ("::1", "::5", "::1-::5"),
        ("::", "::ffff:0.0.0.0", "::-::fffe:ffff:ffff"),
        ("::ffff:255.255.255.255", "::2:0:0:0", "::1:0:0:0-::2:0:0:0"),
        ("::ffff:0.0.0.0", "::1:0:0:0", "::1:0:0:0"),
        ("::fffe:ffff:ffff", "::ffff:255.255.255.255", "::fffe:ffff:ffff"),
    ];
    let text = |set: &AddressSet| {
        let one = |(first, last): (IpAddr, IpAddr)| {
            if first == last { first.to_string() } else { format!("{first}-{last}") }
        };
        set.ranges().map(one).collect::<Vec<_>>().join(", ")
    };
    for (first, last, expected) in rows {
        assert_eq!(text(&AddressSet::from_range(ip(first), ip(last))), expected, "{first} to {last}");
    }
    // Two ranges are one only where nothing but the block lies between them.
    let two = |first: &str, last: &str, other: &str| {
        text(&AddressSet::from_range(ip(first), ip(last)).union(&AddressSet::single(ip(other))))
    };
    assert_eq!(two("2001:db8::", "2001:db8::9", "fe80::"), "2001:db8::-2001:db8::9, fe80::");
    assert_eq!(two("::9", "::fffe:ffff:ffff", "::1:0:0:1"), "::9-::fffe:ffff:ffff, ::1:0:0:1");
    assert_eq!(two("::9", "::fffe:ffff:fffe", "::1:0:0:0"), "::9-::fffe:ffff:fffe, ::1:0:0:0");
    assert_eq!(two("::9", "::fffe:ffff:ffff", "::1:0:0:0"), "::9-::1:0:0:0");
}

/// Each family that a set has any address of, whole.
#[test]
fn families() {
    let rows = [
        ("", ""),
        ("10.0.0.7/32", "0.0.0.0/0"),
        ("2001:db8::/32", "::/0"),
        ("::/0 0.0.0.0/32", "0.0.0.0/0 ::/0"),
        ("255.255.255.255/32", "0.0.0.0/0"),
    ];
    for (nets, expected) in rows {
        let set = AddressSet::from_nets(nets.split_whitespace().map(|net| net.parse().unwrap()));
        let families: Vec<String> = set.families().iter().map(ToString::to_string).collect();
        assert_eq!(families.join(" "), expected, "{nets}");
    }
}
