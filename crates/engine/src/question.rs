//! Questions: who sends which packets.

use std::net::IpAddr;
use std::ops::RangeInclusive;

use hopwise_model::design::{Design, Source, Wanted};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};

use crate::family::FOLLOWED;

/// Packets and who sends them.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who sends them.
    pub source: Source,
    /// The packets as they leave the source.
    pub packets: PacketBox,
    /// Who must take them.
    pub wanted: Wanted,
}

impl Question {
    /// The packets of a protocol from a source to some addresses and ports, from any of its addresses in use, for whoever
    /// has those addresses.
    ///
    /// Ports mean nothing to protocols other than TCP and UDP: they become 0, and for ICMP the destination port stays
    /// as type and code.
    #[must_use]
    pub fn new(
        design: &Design,
        source: Source,
        to: AddressSet,
        protocol: Protocol,
        ports: PortSet,
        source_ports: RangeInclusive<u16>,
    ) -> Self {
        let packets = PacketBox::any().protocol(protocol).from(source_addresses(design, &source)).to(to);
        let packets = if protocol.has_ports() {
            packets.to_ports(ports).from_ports(PortSet::range(source_ports))
        } else if protocol.is_icmp() {
            packets.to_ports(ports).from_ports(PortSet::single(0))
        } else {
            packets.to_ports(PortSet::single(0)).from_ports(PortSet::single(0))
        };
        Self { source, packets, wanted: Wanted::Anyone }
    }

    /// The same packets from one address of the source, where one is meant.
    #[must_use]
    pub fn sent_from(self, address: Option<IpAddr>) -> Self {
        match address {
            Some(address) => {
                let packets = PacketBox { sources: AddressSet::single(address), ..self.packets };
                Self { packets, ..self }
            }
            None => self,
        }
    }
}

/// The addresses that a source may send from: an interface's primary address, a placement's address or every free one
/// of its subnet, and every public address for the internet.
#[must_use]
pub fn source_addresses(design: &Design, source: &Source) -> AddressSet {
    match source {
        Source::Interface(interface) => design
            .network_interfaces
            .get(*interface)
            .primary_address()
            .map_or_else(AddressSet::empty, AddressSet::single),
        Source::Placement(placement) => {
            placement.address.map_or_else(|| design.free_addresses(placement.subnet, FOLLOWED), AddressSet::single)
        }
        Source::Internet => AddressSet::public(FOLLOWED),
    }
}
