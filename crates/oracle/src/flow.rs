//! The one packet.

use std::net::IpAddr;

use hopwise_model::traffic::{ICMP, TCP, UDP};
use hopwise_packet::Packet;

/// An IPv4 packet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow {
    pub(crate) protocol: u8,
    pub(crate) source: IpAddr,
    pub(crate) source_port: u16,
    pub(crate) destination: IpAddr,
    pub(crate) destination_port: u16,
}

impl Flow {
    /// None of an IPv6 packet, however it is written.
    pub(crate) fn of(packet: &Packet) -> Option<Self> {
        let (source, destination) = (packet.source.to_canonical(), packet.destination.to_canonical());
        if source.is_ipv6() || destination.is_ipv6() {
            return None;
        }
        let (source_port, destination_port) = (packet.source_port, packet.destination_port);
        Some(Self { protocol: packet.protocol.0, source, source_port, destination, destination_port })
    }

    /// What answers it. Echo request and echo reply answer each other (RFC 792).
    pub(crate) fn answered(self) -> Self {
        const ECHO_REQUEST: u16 = 8 << 8;
        const ECHO_REPLY: u16 = 0;
        let (source_port, destination_port) = match (self.protocol, self.destination_port) {
            (TCP | UDP, _) => (self.destination_port, self.source_port),
            (ICMP, ECHO_REQUEST) => (self.source_port, ECHO_REPLY),
            (ICMP, ECHO_REPLY) => (self.source_port, ECHO_REQUEST),
            (ICMP, other) => (self.source_port, other),
            _ => (0, 0),
        };
        let (source, destination) = (self.destination, self.source);
        Self { protocol: self.protocol, source, source_port, destination, destination_port }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn icmp(kind_and_code: u16) -> Flow {
        let (source, destination) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        Flow { protocol: ICMP, source, source_port: 0, destination, destination_port: kind_and_code }
    }

    #[test]
    fn an_answer_swaps_both_ends() {
        let asked = Flow { protocol: TCP, source_port: 40_000, destination_port: 443, ..icmp(0) };
        let answer = asked.answered();
        assert_eq!((answer.source, answer.source_port), (asked.destination, 443));
        assert_eq!((answer.destination, answer.destination_port), (asked.source, 40_000));
    }

    #[test]
    fn an_echo_request_is_answered_by_a_reply_and_other_types_keep_theirs() {
        assert_eq!(icmp(8 << 8).answered().destination_port, 0);
        assert_eq!(icmp(0).answered().destination_port, 8 << 8);
        assert_eq!(icmp(3 << 8 | 4).answered().destination_port, 3 << 8 | 4);
    }

    #[test]
    fn an_ipv4_packet_in_ipv6_clothes_is_an_ipv4_packet() {
        let mapped = |last: u8| IpAddr::V6(Ipv4Addr::new(10, 0, 0, last).to_ipv6_mapped());
        let protocol = hopwise_packet::Protocol::TCP;
        let (source, destination) = (mapped(1), mapped(2));
        let packet = Packet { protocol, source, source_port: 1, destination, destination_port: 2 };
        assert_eq!(Flow::of(&packet).unwrap().destination, Ipv4Addr::new(10, 0, 0, 2));
        assert!(Flow::of(&Packet { source: "2001:db8::1".parse().unwrap(), ..packet }).is_none());
    }
}
