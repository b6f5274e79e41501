//! Which box of an ordered list decides about each packet of a set.

use std::borrow::Borrow;
use std::fmt;

use super::apply::Binary;
use super::build::Part;
use super::cache::Memo;
use super::node::{EVERYTHING, FIRST_BOX, Id, NOTHING};
use super::packet_set::PacketSet;
use super::store::Store;
use crate::boxes::PacketBox;
use crate::packet::Packet;

/// A set of packets, cut by an ordered list of boxes: each packet belongs to the first box that holds it.
///
/// This is how a list of numbered rules decides. Boxes are named by their places in the list, from 0. One diagram holds
/// all parts, and each part is made when it is asked for.
///
/// ```
/// use hopwise_packet::{PacketBox, PacketSet, PortSet, Protocol, Space};
///
/// let tcp = PacketBox::any().protocol(Protocol::TCP);
/// let https = tcp.clone().to_ports(PortSet::single(443));
/// let matched = PacketSet::all(&Space::new()).first_match([&https, &tcp, &https]);
/// assert_eq!(matched.deciding(), [0, 1]);
/// assert!(!matched.part(1).overlaps(&matched.part(0)));
/// ```
#[derive(Clone)]
pub struct FirstMatch {
    /// Not a set: its terminals are the boxes.
    decisions: PacketSet,
    /// The number of boxes.
    boxes: usize,
}

impl PacketSet {
    /// Cuts the set by a list of boxes.
    #[must_use]
    pub fn first_match(&self, boxes: impl IntoIterator<Item: Borrow<PacketBox>>) -> FirstMatch {
        // The iterator may itself use sets of this space, so it ends before the lock is taken.
        let boxes: Vec<_> = boxes.into_iter().collect();
        let parts: Vec<Part> = (FIRST_BOX..=Id::MAX)
            .zip(&boxes)
            .map(|(terminal, part)| Part { packets: part.borrow(), terminal })
            .collect();
        let decisions = Self::new(self.space(), |store| {
            let decisions = store.union_of(0, &parts);
            store.apply(Binary::Intersection, self.id(), decisions)
        });
        FirstMatch { decisions, boxes: boxes.len() }
    }
}

impl FirstMatch {
    /// The boxes that some packet belongs to, ascending.
    #[must_use]
    pub fn deciding(&self) -> Vec<usize> {
        self.decisions.space().lock().terminals(self.decisions.id())
    }

    /// The box that a packet belongs to; none if the packet is not in the set, or in no box.
    #[must_use]
    pub fn decides(&self, packet: &Packet) -> Option<usize> {
        let terminal = self.decisions.space().lock().terminal(self.decisions.id(), packet.coordinates());
        place_of(terminal)
    }

    /// The packets that belong to a box.
    #[must_use]
    pub fn part(&self, place: usize) -> PacketSet {
        self.parts(|other| other == place)
    }

    /// The packets that belong to one of the chosen boxes.
    #[must_use]
    pub fn parts(&self, chosen: impl Fn(usize) -> bool) -> PacketSet {
        // The choice may itself use sets of this space, so it is made before the lock is taken.
        let chosen: Vec<bool> = (0..self.boxes).map(chosen).collect();
        PacketSet::new(self.decisions.space(), |store| store.choose_parts(self.decisions.id(), &chosen))
    }
}

/// The number of boxes, and those that decide.
impl fmt::Debug for FirstMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirstMatch")
            .field("boxes", &self.boxes)
            .field("deciding", &self.deciding())
            .finish_non_exhaustive()
    }
}

/// The place of the box that a terminal stands for.
fn place_of(terminal: Id) -> Option<usize> {
    Some(terminal.checked_sub(FIRST_BOX)? as usize)
}

impl Store {
    /// The places of the boxes whose terminals a diagram reaches, ascending.
    fn terminals(&self, root: Id) -> Vec<usize> {
        let nodes = self.reachable(root);
        let children = nodes.iter().flat_map(|id| self.edges_of(*id)).map(|edge| edge.child);
        let mut places: Vec<usize> = children.chain([root]).filter_map(place_of).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The set of the packets that reach a chosen box.
    fn choose_parts(&mut self, id: Id, chosen: &[bool]) -> Id {
        let mut done = std::mem::take(&mut self.seen);
        done.begin(self.nodes.len());
        let result = self.choose(id, chosen, &mut done);
        self.seen = done;
        result
    }

    fn choose(&mut self, id: Id, chosen: &[bool], done: &mut Memo) -> Id {
        if id == NOTHING {
            return NOTHING;
        }
        if let Some(place) = place_of(id) {
            return if chosen.get(place).copied().unwrap_or(false) { EVERYTHING } else { NOTHING };
        }
        if let Some(known) = done.get(id) {
            return known;
        }
        let node = self.node(id);
        let start = self.scratch.len();
        for place in node.edges() {
            if let Some(edge) = self.edges.get(place).copied() {
                let child = self.choose(edge.child, chosen, done);
                self.push(start, edge.high, child);
            }
        }
        let result = self.finish(node.level, start);
        done.put(id, result);
        result
    }
}
