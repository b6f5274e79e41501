//! Products of one-field sets: what one rule matches, and the unit in which packet sets are printed.

use std::fmt;

use crate::address::AddressSet;
use crate::packet::Packet;
use crate::port::PortSet;
use crate::protocol::{Protocol, ProtocolSet};

/// A field of a packet, in the order of the diagram's levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// IP protocol.
    Protocol,
    /// Destination address.
    Destination,
    /// Source address.
    Source,
    /// Destination port, or ICMP type and code as `type * 256 + code`.
    DestinationPort,
    /// Source port.
    SourcePort,
}

/// A product of sets, one for each field: a packet is in the box when each of its fields is in the field's set.
///
/// ```
/// use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};
///
/// let vpc = AddressSet::from_net("10.0.0.0/16".parse()?);
/// let rule = PacketBox::any().protocol(Protocol::TCP).to(vpc).to_ports(PortSet::single(443));
/// assert_eq!(rule.to_string(), "tcp any -> 10.0.0.0/16:443");
/// # Ok::<(), ipnet::AddrParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketBox {
    /// IP protocols.
    pub protocols: ProtocolSet,
    /// Destination addresses.
    pub destinations: AddressSet,
    /// Source addresses.
    pub sources: AddressSet,
    /// Destination ports, or ICMP types and codes.
    pub destination_ports: PortSet,
    /// Source ports.
    pub source_ports: PortSet,
}

impl PacketBox {
    /// Every packet.
    #[must_use]
    pub fn any() -> Self {
        Self {
            protocols: ProtocolSet::all(),
            destinations: AddressSet::all(),
            sources: AddressSet::all(),
            destination_ports: PortSet::all(),
            source_ports: PortSet::all(),
        }
    }

    /// One packet.
    #[must_use]
    pub fn single(packet: &Packet) -> Self {
        Self {
            protocols: ProtocolSet::single(packet.protocol),
            destinations: AddressSet::single(packet.destination),
            sources: AddressSet::single(packet.source),
            destination_ports: PortSet::single(packet.destination_port),
            source_ports: PortSet::single(packet.source_port),
        }
    }

    /// Only packets of this protocol.
    #[must_use]
    pub fn protocol(self, protocol: Protocol) -> Self {
        self.protocols(protocol)
    }

    /// Only packets of these protocols: one, a range of numbers, or any set.
    #[must_use]
    pub fn protocols(self, protocols: impl Into<ProtocolSet>) -> Self {
        Self { protocols: protocols.into(), ..self }
    }

    /// Only packets to these addresses.
    #[must_use]
    pub fn to(self, destinations: AddressSet) -> Self {
        Self { destinations, ..self }
    }

    /// Only packets from these addresses.
    #[must_use]
    pub fn from(self, sources: AddressSet) -> Self {
        Self { sources, ..self }
    }

    /// Only packets to these ports, or of these ICMP types and codes.
    #[must_use]
    pub fn to_ports(self, destination_ports: PortSet) -> Self {
        Self { destination_ports, ..self }
    }

    /// Only packets from these ports.
    #[must_use]
    pub fn from_ports(self, source_ports: PortSet) -> Self {
        Self { source_ports, ..self }
    }

    /// Whether the box holds no packet: some field's set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.protocols.is_empty()
            || self.destinations.is_empty()
            || self.sources.is_empty()
            || self.destination_ports.is_empty()
            || self.source_ports.is_empty()
    }

    /// Whether the packet is in the box.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        self.protocols.contains(packet.protocol)
            && self.destinations.contains(packet.destination)
            && self.sources.contains(packet.source)
            && self.destination_ports.contains(packet.destination_port)
            && self.source_ports.contains(packet.source_port)
    }
}

/// `tcp 10.0.1.25:32768-60999 -> 10.0.3.18:443`, `icmp any -> 10.0.3.18 type 8 code 0`; several values stand in braces,
/// and ports that are not constrained are left out.
impl fmt::Display for PacketBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocols =
            if self.protocols.is_all() { "any protocol".to_owned() } else { grouped(self.protocols.to_string()) };
        if self.protocols.only().is_some_and(Protocol::is_icmp) && self.source_ports.is_all() {
            let (from, to) = (grouped(self.sources.to_string()), grouped(self.destinations.to_string()));
            return write!(f, "{protocols} {from} -> {to}{}", icmp_types(&self.destination_ports));
        }
        let from = end(&self.sources, &self.source_ports);
        let to = end(&self.destinations, &self.destination_ports);
        write!(f, "{protocols} {from} -> {to}")
    }
}

fn grouped(list: String) -> String {
    if list.contains(", ") { format!("{{{list}}}") } else { list }
}

fn end(addresses: &AddressSet, ports: &PortSet) -> String {
    let text = grouped(addresses.to_string());
    if ports.is_all() {
        text
    } else {
        let bracketed = text.contains(':') && !text.starts_with('{');
        let text = if bracketed { format!("[{text}]") } else { text };
        format!("{text}:{}", grouped(ports.to_string()))
    }
}

/// ` type 8 code 0`, ` type 3`, or ranges of `type/code`; nothing when every type and code is in the set.
fn icmp_types(types_and_codes: &PortSet) -> String {
    if types_and_codes.is_all() {
        return String::new();
    }
    let parts: Vec<String> = types_and_codes
        .ranges()
        .map(|range| match (range.start().to_be_bytes(), range.end().to_be_bytes()) {
            ([kind, code], _) if range.start() == range.end() => format!("type {kind} code {code}"),
            ([kind, 0], [last, u8::MAX]) if kind == last => format!("type {kind}"),
            ([kind, 0], [last, u8::MAX]) => format!("types {kind}-{last}"),
            ([kind, code], [last_kind, last_code]) => format!("type/code {kind}/{code}-{last_kind}/{last_code}"),
        })
        .collect();
    if parts.is_empty() { " no type".to_owned() } else { format!(" {}", parts.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(text: &str) -> AddressSet {
        AddressSet::from_nets(text.split(' ').map(|net| net.parse().unwrap()))
    }

    #[test]
    fn prints_as_a_network_engineer_reads() {
        let flow = PacketBox::any().protocol(Protocol::TCP).from(addresses("10.0.1.25/32"));
        let flow = flow.from_ports(PortSet::range(32768..=60999)).to(addresses("10.0.3.18/32"));
        let flow = flow.to_ports(PortSet::single(443));
        assert_eq!(flow.to_string(), "tcp 10.0.1.25:32768-60999 -> 10.0.3.18:443");
        let many = flow.to(addresses("10.0.0.0/24 10.0.2.0/24")).to_ports(PortSet::from_ranges([80..=80, 443..=443]));
        assert_eq!(many.to_string(), "tcp 10.0.1.25:32768-60999 -> {10.0.0.0/24, 10.0.2.0/24}:{80, 443}");
        let v6 = PacketBox::any().to(addresses("2001:db8::/64")).to_ports(PortSet::single(53));
        assert_eq!(v6.to_string(), "any protocol any -> [2001:db8::/64]:53");
    }

    #[test]
    fn prints_icmp_types_and_codes() {
        let ping = PacketBox::any().protocol(Protocol::ICMP).to(addresses("10.0.3.18/32"));
        assert_eq!(ping.clone().to_string(), "icmp any -> 10.0.3.18");
        let printed = |ports| ping.clone().to_ports(ports).to_string();
        assert_eq!(printed(PortSet::single(8 << 8)), "icmp any -> 10.0.3.18 type 8 code 0");
        assert_eq!(printed(PortSet::range(0x300..=0x3ff)), "icmp any -> 10.0.3.18 type 3");
        assert_eq!(printed(PortSet::range(0x300..=0x5ff)), "icmp any -> 10.0.3.18 types 3-5");
        assert_eq!(printed(PortSet::range(0x300..=0x304)), "icmp any -> 10.0.3.18 type/code 3/0-3/4");
    }

    #[test]
    fn an_empty_field_empties_the_box() {
        assert!(!PacketBox::any().is_empty());
        assert!(PacketBox::any().from_ports(PortSet::empty()).is_empty());
    }
    #[test]
    fn a_packet_that_is_outside_in_one_field_is_outside() {
        let web = PacketBox::any()
            .protocol(Protocol::TCP)
            .from(addresses("10.0.1.0/24"))
            .from_ports(PortSet::range(32768..=60999))
            .to(addresses("10.0.3.0/24"))
            .to_ports(PortSet::single(443));
        let packet = Packet {
            protocol: Protocol::TCP,
            source: [10, 0, 1, 25].into(),
            source_port: 40_000,
            destination: [10, 0, 3, 18].into(),
            destination_port: 443,
        };
        assert!(web.contains(&packet));
        for (field, other) in [
            ("protocol", Packet { protocol: Protocol::UDP, ..packet }),
            ("source", Packet { source: [10, 0, 2, 25].into(), ..packet }),
            ("source port", Packet { source_port: 1024, ..packet }),
            ("destination", Packet { destination: [10, 0, 1, 25].into(), ..packet }),
            ("destination port", Packet { destination_port: 80, ..packet }),
        ] {
            assert!(!web.contains(&other), "{field}");
        }
    }
}
