//! Packets and ports in words.

use hopwise_explain::Among;
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol, ProtocolSet};

use super::known::Known;

/// `443`, `32768-60999`, `80 and 443`.
pub(crate) fn ports(set: &PortSet) -> String {
    let ranges: Vec<String> = set
        .ranges()
        .map(|range| {
            if range.start() == range.end() {
                range.start().to_string()
            } else {
                format!("{}-{}", range.start(), range.end())
            }
        })
        .collect();
    super::list::list(&ranges)
}

/// What is so, of some packets: `… What differs of it: tcp 22 and udp 53.`
pub(crate) fn of_packets(message: &str, some: &[&PacketBox]) -> String {
    let mut all: Vec<String> = Vec::new();
    for own in some {
        let traffic = Packets::of(std::slice::from_ref(*own)).traffic();
        if !all.contains(&traffic) {
            all.push(traffic);
        }
    }
    format!("{message} What differs of it: {}.", super::list::list(&all))
}

/// What some packets are: their protocol, destinations and ports, over all boxes.
pub(crate) struct Packets {
    /// Protocols.
    pub(crate) protocols: ProtocolSet,
    /// Source addresses.
    pub(crate) sources: AddressSet,
    /// Destination addresses.
    pub(crate) destinations: AddressSet,
    /// Destination ports, or ICMP types and codes.
    pub(crate) destination_ports: PortSet,
}

impl Packets {
    pub(crate) fn of(boxes: &[PacketBox]) -> Self {
        let mut all = Self {
            protocols: ProtocolSet::empty(),
            sources: AddressSet::empty(),
            destinations: AddressSet::empty(),
            destination_ports: PortSet::empty(),
        };
        for packets in boxes {
            all.protocols = all.protocols.union(&packets.protocols);
            all.sources = all.sources.union(&packets.sources);
            all.destinations = all.destinations.union(&packets.destinations);
            all.destination_ports = all.destination_ports.union(&packets.destination_ports);
        }
        all
    }

    /// `tcp 443`, `tcp 32768-60999`, `icmp echo request`, `protocol 50`.
    pub(crate) fn traffic(&self) -> String {
        let Some(protocol) = self.protocols.only() else { return "these packets".to_owned() };
        if protocol.has_ports() {
            return format!("{protocol} {}", ports(&self.destination_ports));
        }
        if protocol.is_icmp() {
            return match self.destination_ports.first().filter(|_| self.destination_ports.len() == 1) {
                Some(2048) => "icmp echo requests".to_owned(),
                Some(0) => "icmp echo replies".to_owned(),
                _ => "icmp".to_owned(),
            };
        }
        format!("protocol {protocol}")
    }

    pub(crate) fn to(&self, known: &Known<'_>) -> String {
        known.addresses(&self.destinations)
    }

    pub(crate) fn from(&self, known: &Known<'_>) -> String {
        known.addresses(&self.sources)
    }
}

/// What a change newly lets through: `tcp 443 from 10.0.1.25 to 10.0.3.18`.
pub(crate) fn opens(packets: &PacketBox, known: &Known<'_>) -> String {
    let all = Packets::of(std::slice::from_ref(packets));
    let traffic = match packets.protocols.only() {
        _ if packets.protocols.is_all() => "all traffic".to_owned(),
        Some(_) => all.traffic(),
        None => several(packets),
    };
    format!("{traffic} from {} to {}", all.from(known), all.to(known))
}

/// Several protocols: those that hosts speak by name.
fn several(packets: &PacketBox) -> String {
    let spoken = [Protocol::TCP, Protocol::UDP, Protocol::ICMP];
    let (known, others): (Vec<Protocol>, Vec<Protocol>) =
        packets.protocols.iter().partition(|own| spoken.contains(own));
    let mut names: Vec<String> = known.iter().map(ToString::to_string).collect();
    match (names.is_empty(), others.is_empty()) {
        (true, _) => names.push("protocols other than tcp, udp and icmp".to_owned()),
        (false, false) => names.push("other protocols".to_owned()),
        (false, true) => {}
    }
    let own = if packets.destination_ports.is_all() {
        String::new()
    } else {
        format!(" on {}", ports(&packets.destination_ports))
    };
    format!("{}{own}", super::list::list(&names))
}

/// What rules that name groups newly let through, in words.
pub(crate) fn among(own: &Among) -> String {
    let Among { traffic, from, to } = own;
    if from == to {
        format!("{traffic} from and to every interface in {to}")
    } else {
        format!("{traffic} from every interface in {from} to every interface in {to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traffic_in_a_few_words() {
        let packets = |protocol, ports| Packets::of(&[PacketBox::any().protocol(protocol).to_ports(ports)]).traffic();
        assert_eq!(packets(Protocol::TCP, PortSet::single(443)), "tcp 443");
        assert_eq!(packets(Protocol::UDP, PortSet::range(1..=9)), "udp 1-9");
        assert_eq!(packets(Protocol::ICMP, PortSet::single(8 << 8)), "icmp echo requests");
        assert_eq!(packets(Protocol(50), PortSet::single(0)), "protocol 50");
        let of = |left: &[Protocol], ports| {
            let protocols = left.iter().fold(ProtocolSet::all(), |all, own| all.difference(&ProtocolSet::single(*own)));
            several(&PacketBox::any().protocols(protocols).to_ports(ports))
        };
        let (tcp, udp, icmp) = (Protocol::TCP, Protocol::UDP, Protocol::ICMP);
        assert_eq!(of(&[tcp, udp, icmp], PortSet::all()), "protocols other than tcp, udp and icmp");
        assert_eq!(of(&[tcp, icmp], PortSet::all()), "udp and other protocols");
        assert_eq!(of(&[icmp], PortSet::single(53)), "tcp, udp and other protocols on 53");
    }
}
