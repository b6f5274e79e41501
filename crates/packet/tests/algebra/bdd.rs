//! The same sets as binary decision diagrams of the library `OxiDD`: one variable for each bit of an IPv4 packet.

use std::collections::hash_map::RandomState;
use std::net::IpAddr;
use std::ops::Range;

use hopwise_packet::{AddressSet, Field, PacketBox, PortSet};
use oxidd::bdd::{BDDFunction, BDDManagerRef, new_manager};
use oxidd::util::SatCountCache;
use oxidd::{BooleanFunction, Manager, ManagerRef};

/// Bits of an IPv4 packet: protocol, two addresses, two ports.
pub(crate) const BITS: u32 = 8 + 32 + 32 + 16 + 16;

/// Makes diagrams over the bits of IPv4 packets, most significant bit of each field first.
pub(crate) struct Bdds {
    manager: BDDManagerRef,
}

impl Bdds {
    /// Room for this many nodes, and as many results.
    pub(crate) fn new(capacity: usize) -> Self {
        let manager = new_manager(capacity, capacity, 1);
        manager.with_manager_exclusive(|manager| manager.add_vars(BITS));
        Self { manager }
    }

    pub(crate) fn nothing(&self) -> BDDFunction {
        self.manager.with_manager_shared(|manager| BDDFunction::f(manager))
    }

    pub(crate) fn everything(&self) -> BDDFunction {
        self.manager.with_manager_shared(|manager| BDDFunction::t(manager))
    }

    /// The packets of a box; addresses of IPv6 are left out.
    pub(crate) fn product(&self, part: &PacketBox) -> BDDFunction {
        let protocols = part.protocols.ranges().map(|range| ((*range.start()).into(), (*range.end()).into())).collect();
        let fields: [(Field, Vec<(u32, u32)>); 5] = [
            (Field::Protocol, protocols),
            (Field::Destination, addresses(&part.destinations)),
            (Field::Source, addresses(&part.sources)),
            (Field::DestinationPort, ports(&part.destination_ports)),
            (Field::SourcePort, ports(&part.source_ports)),
        ];
        fields.iter().rev().fold(self.everything(), |below, (field, ranges)| {
            let parts = ranges.iter().map(|&(low, high)| self.between(*field, low, high));
            parts.fold(self.nothing(), |set, part| set.or(&part).unwrap()).and(&below).unwrap()
        })
    }

    /// The packets of at least one box, joined pair by pair.
    pub(crate) fn union(&self, boxes: &[PacketBox]) -> BDDFunction {
        let mut parts: Vec<BDDFunction> = boxes.iter().map(|part| self.product(part)).collect();
        while parts.len() > 1 {
            parts = parts
                .chunks(2)
                .map(|pair| match pair {
                    [left, right] => left.or(right).unwrap(),
                    other => other.first().cloned().unwrap_or_else(|| self.nothing()),
                })
                .collect();
        }
        parts.pop().unwrap_or_else(|| self.nothing())
    }

    /// The packets with this bit set.
    pub(crate) fn bit(&self, bit: u32) -> BDDFunction {
        self.manager.with_manager_shared(|manager| BDDFunction::var(manager, bit)).unwrap()
    }

    /// A field's values from `low` to `high`: compared bit by bit, from the least significant one.
    fn between(&self, field: Field, low: u32, high: u32) -> BDDFunction {
        let (mut above, mut below) = (self.everything(), self.everything());
        for (place, bit) in bits(field).rev().enumerate() {
            let bit = self.bit(bit);
            above = if low >> place & 1 == 1 { bit.and(&above) } else { bit.or(&above) }.unwrap();
            let bit = bit.not().unwrap();
            below = if high >> place & 1 == 1 { bit.or(&below) } else { bit.and(&below) }.unwrap();
        }
        above.and(&below).unwrap()
    }
}

/// The number of IPv4 packets in a set.
pub(crate) fn count(set: &BDDFunction) -> u128 {
    set.sat_count(BITS, &mut SatCountCache::<u128, RandomState>::default())
}

/// The bits of a field, most significant first.
pub(crate) fn bits(field: Field) -> Range<u32> {
    match field {
        Field::Protocol => 0..8,
        Field::Destination => 8..40,
        Field::Source => 40..72,
        Field::DestinationPort => 72..88,
        Field::SourcePort => 88..104,
    }
}

fn ports(set: &PortSet) -> Vec<(u32, u32)> {
    set.ranges().map(|range| ((*range.start()).into(), (*range.end()).into())).collect()
}

fn addresses(set: &AddressSet) -> Vec<(u32, u32)> {
    let v4 = |address: IpAddr| match address {
        IpAddr::V4(v4) => Some(v4.to_bits()),
        IpAddr::V6(_) => None,
    };
    set.ranges().filter_map(|(first, last)| Some((v4(first)?, v4(last)?))).collect()
}
