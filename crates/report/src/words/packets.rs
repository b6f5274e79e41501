//! Packets, addresses and ports in words.

use std::net::IpAddr;

use hopwise_packet::{AddressSet, PacketBox, PortSet, ProtocolSet};
use ipnet::{IpNet, Ipv4Net};

use super::known::Known;

/// How many blocks an address set may have to be listed in full.
pub(crate) const LISTED: usize = 3;

/// A set of addresses in a few words: `10.0.3.18`, `10.0.1.0/24 and 10.0.2.0/24`, `public addresses`.
pub(crate) fn addresses(set: &AddressSet) -> String {
    let nets = set.nets();
    let first: Vec<String> = some_nets(set, LISTED).0;
    if set.is_all() || *set == AddressSet::all_v4() {
        "any address".to_owned()
    } else if nets.len() <= LISTED {
        super::list::list(&first)
    } else if set.is_subset(&AddressSet::all_v4()) && set.len() > AddressSet::all_v4().len() / 10 * 9 {
        "nearly every address".to_owned()
    } else if let Some(part) = part_of_public(set) {
        part
    } else if set.is_subset(&AddressSet::public_v4()) {
        match first.first() {
            // More than a quarter of them all is as good as any.
            Some(_) if set.len() > AddressSet::public_v4().len() / 4 => "public addresses".to_owned(),
            Some(one) => format!("public addresses such as {one}"),
            None => "no address".to_owned(),
        }
    } else {
        match (set.ranges().next(), set.ranges().nth(1)) {
            (Some((low, high)), None) => format!("{low}-{high}"),
            // A whole span with a few holes, as the free addresses of a subnet.
            (Some((low, _)), Some(_)) => match set.ranges().last() {
                Some((_, high)) => format!("addresses in {low}-{high}"),
                None => low.to_string(),
            },
            (None, _) => "no address".to_owned(),
        }
    }
}

/// All public addresses, those of one block, or all but a few.
fn part_of_public(set: &AddressSet) -> Option<String> {
    let public = AddressSet::public_v4();
    if *set == public {
        return Some("public addresses".to_owned());
    }
    if !set.is_subset(&public) {
        return None;
    }
    let whole = block_around(set)?;
    // A service's own addresses may be left out of it: nine tenths of a block are the block.
    let whole_set = public.intersection(&AddressSet::from_net(whole));
    if whole.prefix_len() > 0 && set.len() > whole_set.len() / 10 * 9 {
        return Some(format!("public addresses in {whole}"));
    }
    let (others, more) = some_nets(&public.difference(set), LISTED);
    (more == 0).then(|| format!("public addresses other than {}", super::list::list(&others)))
}

/// The smallest block that holds a set of IPv4 addresses.
fn block_around(set: &AddressSet) -> Option<IpNet> {
    let (first, _) = set.ranges().next()?;
    let (_, last) = set.ranges().last()?;
    let (IpAddr::V4(first), IpAddr::V4(last)) = (first, last) else { return None };
    let same = (first.to_bits() ^ last.to_bits()).leading_zeros();
    let block = Ipv4Net::new(first, u8::try_from(same).ok()?).ok()?;
    Some(IpNet::V4(block.trunc()))
}

/// The first few blocks of a set, and how many more there are.
pub(crate) fn some_nets(set: &AddressSet, most: usize) -> (Vec<String>, usize) {
    let nets = set.nets();
    let more = nets.len().saturating_sub(most);
    let text = |net: ipnet::IpNet| {
        if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
    };
    (nets.into_iter().take(most).map(text).collect(), more)
}

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
    let traffic = if packets.protocols.is_all() { "all traffic".to_owned() } else { all.traffic() };
    format!("{traffic} from {} to {}", all.from(known), all.to(known))
}

#[cfg(test)]
mod tests {
    use super::*;
    use hopwise_packet::Protocol;

    fn set(nets: &str) -> AddressSet {
        AddressSet::from_nets(nets.split(' ').map(|net| net.parse().unwrap()))
    }

    #[test]
    fn addresses_in_a_few_words() {
        assert_eq!(addresses(&set("10.0.3.18/32")), "10.0.3.18");
        assert_eq!(addresses(&set("10.0.0.0/24 10.0.2.0/24")), "10.0.0.0/24 and 10.0.2.0/24");
        assert_eq!(addresses(&AddressSet::public_v4()), "public addresses");
        assert_eq!(addresses(&AddressSet::all_v4()), "any address");
        assert_eq!(
            addresses(&set("3.0.0.0/24 3.0.2.0/24 3.0.4.0/24 3.0.6.0/24")),
            "public addresses such as 3.0.0.0/24"
        );
        let half = AddressSet::public_v4().intersection(&set("128.0.0.0/1"));
        assert_eq!(addresses(&half), "public addresses in 128.0.0.0/1");
        let holes = half.difference(&set("129.0.0.0/24 130.0.0.0/16"));
        assert_eq!(addresses(&holes), "public addresses in 128.0.0.0/1");
        let others = AddressSet::public_v4().difference(&set("54.0.0.1/32 3.0.0.0/8"));
        assert_eq!(addresses(&others), "public addresses other than 3.0.0.0/8 and 54.0.0.1");
        let free = AddressSet::from_range("10.0.1.4".parse().unwrap(), "10.0.1.254".parse().unwrap());
        assert_eq!(addresses(&free), "10.0.1.4-10.0.1.254");
    }

    #[test]
    fn traffic_in_a_few_words() {
        let packets = |protocol, ports| Packets::of(&[PacketBox::any().protocol(protocol).to_ports(ports)]).traffic();
        assert_eq!(packets(Protocol::TCP, PortSet::single(443)), "tcp 443");
        assert_eq!(packets(Protocol::UDP, PortSet::range(1..=9)), "udp 1-9");
        assert_eq!(packets(Protocol::ICMP, PortSet::single(8 << 8)), "icmp echo requests");
        assert_eq!(packets(Protocol(50), PortSet::single(0)), "protocol 50");
    }
}
