//! Small values that both designs and questions draw.

use std::net::IpAddr;

use hopwise_model::traffic::{ICMP, TCP, UDP};
use hopwise_model::{Records, Traffic};
use hopwise_packet::offset;
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Ports around the edges that rules, NAT gateways and operating systems have.
pub(crate) fn port() -> impl Strategy<Value = u16> {
    prop_oneof![
        6 => Just(443_u16),
        4 => select(vec![0, 79, 80, 442, 444, 1023, 1024, 1025, 32_767, 32_768, 49_152, 60_999, 61_000, 65_535]),
        1 => any::<u16>(),
    ]
}

/// Protocol and ports of a rule.
pub(crate) fn traffic() -> impl Strategy<Value = Traffic> {
    let ports = |protocol| {
        (port(), port()).prop_map(move |(one, other)| Traffic::Ports {
            protocol,
            from: one.min(other),
            to: one.max(other),
        })
    };
    prop_oneof![
        3 => Just(Traffic::All),
        6 => ports(TCP),
        1 => ports(UDP),
        1 => Just(Traffic::Protocol(TCP)),
        1 => Just(Traffic::Protocol(47)),
        2 => (select(vec![None, Some(0), Some(3), Some(8)]), select(vec![None, Some(0), Some(4)]))
            .prop_map(|(kind, code)| Traffic::Icmp { protocol: ICMP, kind, code: kind.and(code) }),
    ]
}

/// Blocks that cut or cover the addresses that designs use.
pub(crate) fn block() -> impl Strategy<Value = IpNet> {
    select(
        [
            "0.0.0.0/0",
            "10.0.0.0/24",
            "10.0.0.0/28",
            "10.0.0.16/28",
            "10.0.0.32/28",
            "10.0.0.0/25",
            "10.0.0.4/32",
            "52.218.0.0/16",
            "52.218.0.0/24",
            "8.8.8.8/32",
            "8.0.0.0/8",
            "0.0.0.0/1",
            "54.0.0.0/24",
            "10.2.0.0/24",
        ]
        .map(crate::fixture::cidr)
        .to_vec(),
    )
}

/// The address so many places behind another.
pub(crate) fn behind(first: IpAddr, places: u32) -> IpAddr {
    i32::try_from(places).ok().and_then(|places| offset(first, places)).unwrap_or(first)
}

/// One of a list, if there are any.
pub(crate) fn one<T>(of: &[T], which: Index) -> Option<&T> {
    if of.is_empty() { None } else { of.get(which.index(of.len())) }
}

/// One of the records of a kind, if there are any.
pub(crate) fn record<T>(of: &Records<T>, which: Index) -> Option<&T> {
    if of.is_empty() { None } else { of.get(which.index(of.len())) }
}

/// One of the records of a kind, if there are any.
pub(crate) fn record_mut<T: Clone>(of: &mut Records<T>, which: Index) -> Option<&mut T> {
    if of.is_empty() { None } else { of.get_mut(which.index(of.len())) }
}

/// One of a list, if there are any.
pub(crate) fn one_mut<T>(of: &mut [T], which: Index) -> Option<&mut T> {
    if of.is_empty() { None } else { of.get_mut(which.index(of.len())) }
}
