//! One concrete packet.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use crate::axis::{address_at, coordinate};
use crate::protocol::Protocol;

/// What ICMP echo looks like in each family: (protocol, request, reply), the last two as `type * 256 + code`
/// (RFC 792, "Echo or Echo Reply Message"; RFC 4443, sections 4.1 and 4.2).
pub(crate) const ECHO: [(Protocol, u16, u16); 2] =
    [(Protocol::ICMP, 8 << 8, 0), (Protocol::ICMPV6, 128 << 8, 129 << 8)];

/// One packet as filters and routes see it.
///
/// For ICMP the destination port holds type and code as `type * 256 + code`, and the source port is 0. For other
/// protocols without ports both ports are 0. An IPv4-mapped IPv6 address means the IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packet {
    /// IP protocol.
    pub protocol: Protocol,
    /// Source address.
    pub source: IpAddr,
    /// Source port; 0 for protocols without ports.
    pub source_port: u16,
    /// Destination address.
    pub destination: IpAddr,
    /// Destination port, or ICMP type and code.
    pub destination_port: u16,
}

impl Packet {
    /// The ICMP type, if this is an ICMP or `ICMPv6` packet.
    #[must_use]
    pub fn icmp_type(&self) -> Option<u8> {
        let [kind, _] = self.destination_port.to_be_bytes();
        self.protocol.is_icmp().then_some(kind)
    }

    /// The ICMP code, if this is an ICMP or `ICMPv6` packet.
    #[must_use]
    pub fn icmp_code(&self) -> Option<u8> {
        let [_, code] = self.destination_port.to_be_bytes();
        self.protocol.is_icmp().then_some(code)
    }

    /// The packet that answers this one: both ends swapped.
    ///
    /// ICMP keeps type and code, except that echo request and echo reply become each other (8/0 and 0/0, in `ICMPv6`
    /// 128/0 and 129/0). Protocols without ports have ports 0 in the answer.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let (source_port, destination_port) = if self.protocol.has_ports() {
            (self.destination_port, self.source_port)
        } else if self.protocol.is_icmp() {
            (self.source_port, answering_icmp(self.protocol, self.destination_port))
        } else {
            (0, 0)
        };
        Self {
            protocol: self.protocol,
            source: self.destination,
            source_port,
            destination: self.source,
            destination_port,
        }
    }

    /// The coordinates in the order of the diagram's levels.
    pub(crate) fn coordinates(&self) -> [u128; 5] {
        [
            self.protocol.0.into(),
            coordinate(self.destination),
            coordinate(self.source),
            self.destination_port.into(),
            self.source_port.into(),
        ]
    }

    /// The inverse of [`Self::coordinates`].
    pub(crate) fn at([protocol, destination, source, destination_port, source_port]: [u128; 5]) -> Self {
        Self {
            protocol: Protocol(u8::try_from(protocol).unwrap_or(u8::MAX)),
            source: address_at(source),
            source_port: u16::try_from(source_port).unwrap_or(u16::MAX),
            destination: address_at(destination),
            destination_port: u16::try_from(destination_port).unwrap_or(u16::MAX),
        }
    }
}

fn answering_icmp(protocol: Protocol, type_and_code: u16) -> u16 {
    for (family, request, reply) in ECHO {
        if protocol == family && type_and_code == request {
            return reply;
        }
        if protocol == family && type_and_code == reply {
            return request;
        }
    }
    type_and_code
}

/// `tcp 10.0.1.25:32768 -> 10.0.3.18:443`, `icmp 10.0.1.25 -> 10.0.3.18 type 8 code 0`, `50 10.0.1.25 -> 10.0.3.18`.
impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { protocol, source, source_port, destination, destination_port } = *self;
        if let (Some(kind), Some(code)) = (self.icmp_type(), self.icmp_code()) {
            write!(f, "{protocol} {source} -> {destination} type {kind} code {code}")
        } else if protocol.has_ports() {
            let (source, destination) =
                (SocketAddr::new(source, source_port), SocketAddr::new(destination, destination_port));
            write!(f, "{protocol} {source} -> {destination}")
        } else {
            write!(f, "{protocol} {source} -> {destination}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(protocol: Protocol, source_port: u16, destination_port: u16) -> Packet {
        let (source, destination) = ([10, 0, 1, 25].into(), [10, 0, 3, 18].into());
        Packet { protocol, source, source_port, destination, destination_port }
    }

    #[test]
    fn prints_ports_or_type_and_code_or_neither() {
        assert_eq!(packet(Protocol::TCP, 32768, 443).to_string(), "tcp 10.0.1.25:32768 -> 10.0.3.18:443");
        assert_eq!(packet(Protocol::ICMP, 0, 8 << 8).to_string(), "icmp 10.0.1.25 -> 10.0.3.18 type 8 code 0");
        assert_eq!(packet(Protocol(50), 0, 0).to_string(), "50 10.0.1.25 -> 10.0.3.18");
        let v6 = Packet { source: "2001:db8::1".parse().unwrap(), ..packet(Protocol::UDP, 1, 2) };
        assert_eq!(v6.to_string(), "udp [2001:db8::1]:1 -> 10.0.3.18:2");
    }

    #[test]
    fn answers_swap_both_ends() {
        let answer = packet(Protocol::TCP, 32768, 443).reversed();
        assert_eq!(answer.to_string(), "tcp 10.0.3.18:443 -> 10.0.1.25:32768");
        assert_eq!(answer.reversed(), packet(Protocol::TCP, 32768, 443));
    }

    #[test]
    fn an_echo_request_is_answered_by_an_echo_reply() {
        for (protocol, request, reply) in [(Protocol::ICMP, 8, 0), (Protocol::ICMPV6, 128, 129)] {
            let answer = packet(protocol, 0, request << 8).reversed();
            assert_eq!((answer.icmp_type(), answer.icmp_code()), (Some(u8::try_from(reply).unwrap()), Some(0)));
            assert_eq!(answer.reversed(), packet(protocol, 0, request << 8));
        }
        let unreachable = packet(Protocol::ICMP, 0, (3 << 8) + 4);
        assert_eq!((unreachable.icmp_type(), unreachable.icmp_code()), (Some(3), Some(4)));
        assert_eq!(unreachable.reversed().destination_port, (3 << 8) + 4);
    }

    #[test]
    fn protocols_without_ports_are_answered_with_ports_zero() {
        let answer = packet(Protocol(50), 7, 9).reversed();
        assert_eq!((answer.source_port, answer.destination_port), (0, 0));
        assert_eq!((packet(Protocol(50), 7, 9).icmp_type(), packet(Protocol(50), 7, 9).icmp_code()), (None, None));
    }
}
