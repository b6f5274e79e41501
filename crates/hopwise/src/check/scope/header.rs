//! Header statements: packets are cut into parts of which each is either true or not.

use hopwise_model::PrefixListId;
use hopwise_model::design::Design;
use hopwise_packet::{AddressSet, PacketBox, PacketSet, PortSet, Protocol, ProtocolSet, Space};
use hopwise_rules::{Header, ScopePath, resource_id};
use ipnet::{IpNet, Ipv4Net};

use super::begin::Begin;
use super::ends::followed;
use super::path::Path;
use super::three_valued::all;

/// What the headers of a condition say, of packets as they are sent.
struct Statement {
    /// What is so from one end to the other.
    sent: PacketBox,
    /// Sources as they arrive, which those of packets are only where nobody translates them.
    arriving: Option<PacketBox>,
}

/// The headers of a condition and of the exclusions; of these none where the entries of a prefix list are not known.
pub(super) struct Conditions {
    own: Statement,
    excludes: Vec<Option<Statement>>,
}

/// Some packets, and what is true of all of them.
pub(super) struct Cell {
    pub(super) packets: PacketBox,
    pub(super) own: Truth,
    pub(super) excludes: Vec<Truth>,
}

/// Whether what headers say is true of some packets.
#[derive(Clone, Copy)]
pub(super) struct Truth {
    /// As they are sent; none where that is not known.
    sent: Option<bool>,
    /// As they arrive if nobody translates them.
    arriving: Option<bool>,
}

impl Truth {
    /// On a path, or on all of them.
    pub(super) fn of(self, path: Option<&Path<'_>>) -> Option<bool> {
        let arriving = match (self.arriving, path) {
            (None, _) => Some(true),
            (Some(own), Some(path)) if !path.is_translated() => Some(own),
            (Some(_), _) => None,
        };
        all([self.sent, arriving])
    }
}

impl Statement {
    /// # Errors
    ///
    /// The prefix list whose entries are not known.
    fn of(design: &Design, begin: &Begin, path: &ScopePath) -> Result<Self, String> {
        let mut sent = PacketBox::any();
        if let Some(header) = &path.source.packet_header_statement {
            narrow_sources(&mut sent, design, header)?;
            narrow_rest(&mut sent, header);
            if let Some(addresses) = destinations(design, header)? {
                sent.destinations = sent.destinations.intersection(&addresses);
            }
        }
        let mut arriving = None;
        if let Some(header) = &path.destination.packet_header_statement {
            narrow_rest(&mut sent, header);
            if let Some(addresses) = destinations(design, header)? {
                sent.destinations = sent.destinations.intersection(&begin.sent_to(design, &addresses));
            }
            // What comes from outside is translated in its destination alone.
            if matches!(begin, Begin::Internet(..)) {
                narrow_sources(&mut sent, design, header)?;
            } else {
                let mut own = PacketBox::any();
                narrow_sources(&mut own, design, header)?;
                arriving = (own != PacketBox::any()).then_some(own);
            }
        }
        Ok(Self { sent, arriving })
    }
}

fn narrow_sources(packets: &mut PacketBox, design: &Design, header: &Header) -> Result<(), String> {
    if let Some(addresses) = addresses(design, &header.source_addresses, &header.source_prefix_lists)? {
        packets.sources = packets.sources.intersection(&addresses);
    }
    if !header.source_ports.is_empty() {
        packets.source_ports = packets.source_ports.intersection(&ports(&header.source_ports));
    }
    Ok(())
}

fn narrow_rest(packets: &mut PacketBox, header: &Header) {
    if !header.destination_ports.is_empty() {
        packets.destination_ports = packets.destination_ports.intersection(&ports(&header.destination_ports));
    }
    if !header.protocols.is_empty() {
        let own = header.protocols.iter().map(|own| ProtocolSet::single(Protocol(*own)));
        let own = own.fold(ProtocolSet::empty(), |all, own| all.union(&own));
        packets.protocols = packets.protocols.intersection(&own);
    }
}

fn ports(ranges: &[(u16, u16)]) -> PortSet {
    PortSet::from_ranges(ranges.iter().map(|(from, to)| *from..=*to))
}

fn destinations(design: &Design, header: &Header) -> Result<Option<AddressSet>, String> {
    addresses(design, &header.destination_addresses, &header.destination_prefix_lists)
}

/// Blocks, or what prefix lists stand for; none where there are neither.
fn addresses(design: &Design, blocks: &[Ipv4Net], lists: &[String]) -> Result<Option<AddressSet>, String> {
    let mut own: Vec<IpNet> = blocks.iter().copied().map(IpNet::V4).collect();
    for list in lists {
        let entries = PrefixListId::try_from(resource_id(list)).ok().and_then(|id| design.entries_of(&id).ok());
        own.extend(entries.ok_or_else(|| list.clone())?.iter().copied());
    }
    Ok((!blocks.is_empty() || !lists.is_empty()).then(|| followed(own)))
}

impl Conditions {
    /// # Errors
    ///
    /// The prefix list of the condition whose entries are not known.
    pub(super) fn of(design: &Design, begin: &Begin, path: &ScopePath, excludes: &[ScopePath]) -> Result<Self, String> {
        let own = Statement::of(design, begin, path)?;
        Ok(Self { own, excludes: excludes.iter().map(|exclude| Statement::of(design, begin, exclude).ok()).collect() })
    }

    /// The parts of some packets of which the condition may be true: disjoint, and of each the same is true of all its
    /// packets.
    pub(super) fn cells(&self, packets: &PacketBox) -> Vec<Cell> {
        let space = Space::new();
        let packets = PacketSet::from_box(&space, packets).intersect_box(&self.own.sent);
        let open = |statement: Option<&Statement>| Truth {
            sent: statement.map(|_| true),
            arriving: statement.and_then(|own| own.arriving.as_ref()).map(|_| true),
        };
        let excludes: Vec<Truth> = self.excludes.iter().map(|own| open(own.as_ref())).collect();
        let mut cells = vec![(packets, open(Some(&self.own)), excludes)];
        let mut cut = |by: &PacketBox, tell: &dyn Fn(&mut Truth, &mut Vec<Truth>)| {
            let mut parts: Vec<(PacketSet, Truth, Vec<Truth>)> = Vec::new();
            for (packets, own, excludes) in std::mem::take(&mut cells) {
                let outside = packets.subtract_box(by);
                let (mut own_outside, mut excludes_outside) = (own, excludes.clone());
                tell(&mut own_outside, &mut excludes_outside);
                parts.push((packets.intersect_box(by), own, excludes));
                parts.push((outside, own_outside, excludes_outside));
            }
            parts.retain(|(packets, ..)| !packets.is_empty());
            cells = parts;
        };
        if let Some(arriving) = &self.own.arriving {
            cut(arriving, &|own, _| own.arriving = Some(false));
        }
        for (number, statement) in self.excludes.iter().enumerate() {
            let Some(statement) = statement else { continue };
            let change = |excludes: &mut Vec<Truth>, how: &dyn Fn(&mut Truth)| {
                if let Some(own) = excludes.get_mut(number) {
                    how(own);
                }
            };
            cut(&statement.sent, &|_, excludes| change(excludes, &|own| own.sent = Some(false)));
            if let Some(arriving) = &statement.arriving {
                cut(arriving, &|_, excludes| change(excludes, &|own| own.arriving = Some(false)));
            }
        }
        let boxes = |(packets, own, excludes): (PacketSet, Truth, Vec<Truth>)| {
            packets.boxes().into_iter().map(move |packets| Cell { packets, own, excludes: excludes.clone() })
        };
        cells.into_iter().flat_map(boxes).collect()
    }
}
