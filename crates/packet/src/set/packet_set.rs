use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use num_bigint::BigUint;

use super::apply::Binary;
use super::build::Part;
use super::collect::Exported;
use super::node::{EVERYTHING, Id, NOTHING, level_of};
use super::space::{Root, Space};
use super::store::Store;
use crate::address::AddressSet;
use crate::boxes::{Field, PacketBox};
use crate::packet::Packet;
use crate::port::PortSet;
use crate::protocol::ProtocolSet;
use crate::ranges::Ranges;

/// An exact set of packets.
///
/// Equality is equality of sets. Sets of different spaces may be mixed: the other one is copied into the space of
/// `self`, where the result lives too. A clone costs no more than a reference count.
///
/// ```
/// use hopwise_packet::{PacketBox, PacketSet, PortSet, Protocol, Space};
///
/// let space = Space::new();
/// let https = PacketBox::any().protocol(Protocol::TCP).to_ports(PortSet::single(443));
/// let allowed = PacketSet::from_box(&space, &https);
/// let rest = PacketSet::all(&space).difference(&allowed);
/// assert!(!rest.overlaps(&allowed));
/// assert_eq!(rest.union(&allowed), PacketSet::all(&space));
/// ```
#[derive(Clone)]
pub struct PacketSet {
    root: Arc<Root>,
}

impl PacketSet {
    /// No packet.
    #[must_use]
    pub fn empty(space: &Space) -> Self {
        Self::new(space, |_| NOTHING)
    }

    /// Every packet: every value of every field, whether or not such a packet makes sense.
    #[must_use]
    pub fn all(space: &Space) -> Self {
        Self::new(space, |_| EVERYTHING)
    }

    /// The packets of a box.
    #[must_use]
    pub fn from_box(space: &Space, packets: &PacketBox) -> Self {
        Self::new(space, |store| store.product(&Part::new(packets)))
    }

    /// The packets in at least one of the boxes.
    ///
    /// Takes O(n log n) time in the number of ranges of boxes that, like the rules of a filter, each look at one
    /// address, as long as few overlap.
    #[must_use]
    pub fn from_boxes(space: &Space, boxes: impl IntoIterator<Item: Borrow<PacketBox>>) -> Self {
        // The iterator may itself use sets of this space, so it ends before the lock is taken.
        let boxes: Vec<_> = boxes.into_iter().collect();
        let parts: Vec<Part> = boxes.iter().map(|part| Part::new(part.borrow())).collect();
        Self::new(space, |store| store.union_of(0, &parts))
    }

    /// The packets in every one of the sets, which is every packet where there is no set.
    ///
    /// The same as one intersection after the other, in the order that takes the least work.
    #[must_use]
    pub fn intersection_all(space: &Space, sets: impl IntoIterator<Item: Borrow<Self>>) -> Self {
        let sets: Vec<_> = sets.into_iter().collect();
        let foreign: Vec<_> = sets.iter().map(|set| set.borrow().exported_for(space)).collect();
        Self::new(space, |store| {
            let ids = sets
                .iter()
                .zip(&foreign)
                .map(|(set, foreign)| foreign.as_ref().map_or(set.borrow().id(), |exported| store.import(exported)));
            let ids: Vec<Id> = ids.collect();
            store.intersect_all(ids)
        })
    }

    /// One packet.
    #[must_use]
    pub fn single(space: &Space, packet: &Packet) -> Self {
        Self::from_box(space, &PacketBox::single(packet))
    }

    /// Packets in either set.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        self.apply(Binary::Union, other)
    }

    /// Packets in both sets.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.apply(Binary::Intersection, other)
    }

    /// Packets in this set and not in the other.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.apply(Binary::Difference, other)
    }

    /// Packets that are not in this set.
    #[must_use]
    pub fn complement(&self) -> Self {
        Self::new(self.space(), |store| store.apply(Binary::Difference, EVERYTHING, self.id()))
    }

    /// Packets of this set that are in the box.
    #[must_use]
    pub fn intersect_box(&self, packets: &PacketBox) -> Self {
        self.apply_box(Binary::Intersection, packets)
    }

    /// Packets of this set that are not in the box.
    #[must_use]
    pub fn subtract_box(&self, packets: &PacketBox) -> Self {
        self.apply_box(Binary::Difference, packets)
    }

    /// Whether the set holds no packet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id() == NOTHING
    }

    /// Whether every packet of this set is in the other.
    #[must_use]
    pub fn is_subset(&self, other: &Self) -> bool {
        self.ask(other, |store, left, right| !store.exceeds(left, right))
    }

    /// Whether some packet is in both sets.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.ask(other, Store::overlaps)
    }

    /// Whether the packet is in the set.
    #[must_use]
    pub fn contains(&self, packet: &Packet) -> bool {
        self.space().lock().terminal(self.id(), packet.coordinates()) == EVERYTHING
    }

    /// The exact number of packets; all of them are 2^8 protocols x 2^256 pairs of addresses x 2^32 pairs of ports.
    #[must_use]
    pub fn count(&self) -> BigUint {
        self.space().lock().count(self.id())
    }

    /// The lowest packet, compared by protocol, destination, source, destination port, source port.
    ///
    /// Addresses compare on the axis of [`AddressSet`], where `::` is lowest: a set that does not constrain an address
    /// has a witness with the address `::`.
    #[must_use]
    pub fn witness(&self) -> Option<Packet> {
        self.space().lock().lowest(self.id()).map(Packet::at)
    }

    /// The set as disjoint boxes, which together are exactly the set; few, and in ascending order.
    ///
    /// Boxes that differ in one field only are merged. The number is not always the least possible, and a large
    /// diagram can have a great many boxes: this is for printing, not for computing.
    #[must_use]
    pub fn boxes(&self) -> Vec<PacketBox> {
        self.space().lock().boxes(self.id())
    }

    /// The set with every value allowed in a field: the packets that become members by changing that field only.
    #[must_use]
    pub fn forget(&self, field: Field) -> Self {
        Self::new(self.space(), |store| store.forget(level_of(field), self.id()))
    }

    /// The addresses that [`Field::Destination`] or [`Field::Source`] takes in the set's packets.
    ///
    /// Other fields hold no addresses, so for them the answer is the empty set.
    #[must_use]
    pub fn addresses(&self, field: Field) -> AddressSet {
        match field {
            Field::Destination | Field::Source => AddressSet(Ranges::normalised(self.values(field))),
            Field::Protocol | Field::DestinationPort | Field::SourcePort => AddressSet::empty(),
        }
    }

    /// The ports that [`Field::DestinationPort`] or [`Field::SourcePort`] takes in the set's packets.
    ///
    /// Other fields hold no ports, so for them the answer is the empty set.
    #[must_use]
    pub fn ports(&self, field: Field) -> PortSet {
        match field {
            Field::DestinationPort | Field::SourcePort => PortSet(Ranges::from_coordinates(&self.values(field))),
            Field::Protocol | Field::Destination | Field::Source => PortSet::empty(),
        }
    }

    /// The protocols of the set's packets.
    #[must_use]
    pub fn protocols(&self) -> ProtocolSet {
        ProtocolSet(Ranges::from_coordinates(&self.values(Field::Protocol)))
    }

    /// The packets with their source address replaced by every one of these, as source translation does.
    #[must_use]
    pub fn with_sources(&self, sources: &AddressSet) -> Self {
        self.rewrite(Field::Source, sources.0.coordinates())
    }

    /// The packets with their destination address replaced by every one of these, as destination translation does.
    #[must_use]
    pub fn with_destinations(&self, destinations: &AddressSet) -> Self {
        self.rewrite(Field::Destination, destinations.0.coordinates())
    }

    /// The packets with their source port replaced by every one of these.
    #[must_use]
    pub fn with_source_ports(&self, ports: &PortSet) -> Self {
        self.rewrite(Field::SourcePort, ports.0.coordinates())
    }

    /// The packets with their destination port replaced by every one of these.
    #[must_use]
    pub fn with_destination_ports(&self, ports: &PortSet) -> Self {
        self.rewrite(Field::DestinationPort, ports.0.coordinates())
    }

    /// The answers to the set's packets: exactly the packets `p.reversed()` for `p` in the set.
    ///
    /// Twice reversed, a set of packets with ports or of ICMP packets is itself again. Other protocols keep only the
    /// ports 0, see [`Packet::reversed`].
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self::new(self.space(), |store| store.reversed(self.id()))
    }

    /// The space that the set lives in.
    #[must_use]
    pub fn space(&self) -> &Space {
        &self.root.space
    }

    /// The number of nodes of the set's diagram, terminals not counted: a measure of its size in memory.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.space().lock().reachable(self.id()).len()
    }

    /// The set that an operation on the store yields.
    pub(super) fn new(space: &Space, operation: impl FnOnce(&mut Store) -> Id) -> Self {
        Self { root: Arc::new(space.keep(operation)) }
    }

    pub(super) fn id(&self) -> Id {
        self.root.id
    }

    fn apply(&self, operation: Binary, other: &Self) -> Self {
        let foreign = other.exported_for(self.space());
        Self::new(self.space(), |store| {
            let right = foreign.map_or(other.id(), |exported| store.import(&exported));
            store.apply(operation, self.id(), right)
        })
    }

    fn apply_box(&self, operation: Binary, packets: &PacketBox) -> Self {
        Self::new(self.space(), |store| {
            let right = store.product(&Part::new(packets));
            store.apply(operation, self.id(), right)
        })
    }

    fn ask(&self, other: &Self, question: impl FnOnce(&mut Store, Id, Id) -> bool) -> bool {
        let foreign = other.exported_for(self.space());
        let mut store = self.space().lock();
        let right = foreign.map_or(other.id(), |exported| store.import(&exported));
        let answer = question(&mut store, self.id(), right);
        store.collect_if_due();
        answer
    }

    fn values(&self, field: Field) -> Vec<(u128, u128)> {
        self.space().lock().values(level_of(field), self.id())
    }

    fn rewrite(&self, field: Field, values: impl IntoIterator<Item = (u128, u128)>) -> Self {
        Self::new(self.space(), |store| store.rewrite(level_of(field), self.id(), values))
    }

    /// The diagram in a form that another space can read, unless the two sets share their space. The locks of two
    /// spaces are never held at once.
    fn exported_for(&self, reader: &Space) -> Option<Exported> {
        (!self.space().is(reader)).then(|| self.space().lock().export(self.id()))
    }
}

impl PartialEq for PacketSet {
    fn eq(&self, other: &Self) -> bool {
        if self.space().is(other.space()) {
            return self.id() == other.id();
        }
        self.ask(other, |_, left, right| left == right)
    }
}

impl Eq for PacketSet {}

/// The number of packets, the size of the diagram, and one packet.
impl fmt::Debug for PacketSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let witness = self.witness().map(|packet| packet.to_string());
        f.debug_struct("PacketSet")
            .field("packets", &format_args!("{}", self.count()))
            .field("nodes", &self.node_count())
            .field("witness", &witness)
            .finish()
    }
}
