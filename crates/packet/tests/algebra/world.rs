//! A world small enough to look at every packet of it.
//!
//! Boxes take their values from a few addresses, ports and protocols, chosen so that ranges touch, begin and end at the
//! ends of an axis, and cross from one address family into the other. Every set made of such boxes is constant between
//! neighbouring values, so the packets made of these values decide everything.

use std::net::IpAddr;

use hopwise_packet::{AddressSet, Packet, PacketBox, PacketSet, PortSet, Protocol, ProtocolSet, Space};
use proptest::prelude::*;

pub(crate) const PROTOCOLS: [u8; 8] = [0, 1, 6, 7, 17, 50, 58, 255];
pub(crate) const PORTS: [u16; 6] = [0, 443, 0x0800, 0x8000, 0x8100, 65535];

pub(crate) fn addresses() -> [IpAddr; 6] {
    ["::", "0.0.0.0", "10.0.0.1", "10.0.0.2", "255.255.255.255", "2001:db8::1"].map(|text| text.parse().unwrap())
}

/// Every packet of the world.
pub(crate) fn packets() -> Vec<Packet> {
    let mut packets = Vec::new();
    for protocol in PROTOCOLS.map(Protocol) {
        for destination in addresses() {
            for source in addresses() {
                for destination_port in PORTS {
                    for source_port in PORTS {
                        packets.push(Packet { protocol, source, source_port, destination, destination_port });
                    }
                }
            }
        }
    }
    packets
}

/// Boxes whose fields are full, one value, a range between two values, or two values.
pub(crate) fn any_box() -> impl Strategy<Value = PacketBox> {
    (any_protocols(), any_addresses(), any_addresses(), any_ports(), any_ports()).prop_map(
        |(protocols, destinations, sources, destination_ports, source_ports)| PacketBox {
            protocols,
            destinations,
            sources,
            destination_ports,
            source_ports,
        },
    )
}

pub(crate) fn any_boxes() -> impl Strategy<Value = Vec<PacketBox>> {
    prop::collection::vec(any_box(), 0..6)
}

pub(crate) fn any_addresses() -> impl Strategy<Value = AddressSet> {
    let value = prop::sample::select(addresses().to_vec());
    let values = prop::collection::vec(value.clone(), 0..3);
    prop_oneof![
        2 => Just(AddressSet::all()),
        1 => Just(AddressSet::all_v4()),
        1 => Just(AddressSet::all_v6()),
        2 => (value.clone(), value).prop_map(|(first, last)| AddressSet::from_range(first, last)),
        2 => values.prop_map(|values| {
            values.into_iter().fold(AddressSet::empty(), |set, value| set.union(&AddressSet::single(value)))
        }),
    ]
}

pub(crate) fn any_ports() -> impl Strategy<Value = PortSet> {
    let value = prop::sample::select(PORTS.to_vec());
    prop_oneof![
        2 => Just(PortSet::all()),
        2 => (value.clone(), value.clone()).prop_map(|(first, last)| PortSet::range(first..=last)),
        2 => prop::collection::vec(value, 0..3)
            .prop_map(|values| PortSet::from_ranges(values.into_iter().map(|value| value..=value))),
    ]
}

fn any_protocols() -> impl Strategy<Value = ProtocolSet> {
    let value = prop::sample::select(PROTOCOLS.to_vec());
    prop_oneof![
        2 => Just(ProtocolSet::all()),
        1 => (value.clone(), value.clone()).prop_map(|(first, last)| ProtocolSet::range(first..=last)),
        3 => prop::collection::vec(value, 1..3).prop_map(|values| values.into_iter().map(Protocol).collect()),
    ]
}

/// A set and what it must be: the same boxes, asked one by one.
#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) set: PacketSet,
    pub(crate) boxes: Vec<PacketBox>,
}

impl Pair {
    pub(crate) fn new(space: &Space, boxes: &[PacketBox]) -> Self {
        Self { set: PacketSet::from_boxes(space, boxes.iter().cloned()), boxes: boxes.to_vec() }
    }

    pub(crate) fn expects(&self, packet: &Packet) -> bool {
        self.boxes.iter().any(|part| holds(part, packet))
    }
}

/// Membership from the ranges alone, without the code under test.
pub(crate) fn holds(part: &PacketBox, packet: &Packet) -> bool {
    let address = |set: &AddressSet, address: IpAddr| {
        set.ranges().any(|(first, last)| first.is_ipv4() == address.is_ipv4() && first <= address && address <= last)
    };
    part.protocols.ranges().any(|range| range.contains(&packet.protocol.0))
        && address(&part.destinations, packet.destination)
        && address(&part.sources, packet.source)
        && part.destination_ports.ranges().any(|range| range.contains(&packet.destination_port))
        && part.source_ports.ranges().any(|range| range.contains(&packet.source_port))
}
