//! Nodes, and what edges end at.

use crate::boxes::Field;

/// The place of a node in the store, stable for as long as the node lives; or a terminal.
///
/// 32 bits: fewer bytes for each edge are what makes large sets fast, and [`place`] stops before they overflow.
pub(super) type Id = u32;

/// The diagram of no packet.
pub(super) const NOTHING: Id = 0;
/// The diagram of every packet, at any level.
pub(super) const EVERYTHING: Id = 1;
/// The terminals of the boxes of a list begin here: what packets reach whose first box is the list's first.
///
/// A diagram with such terminals tells for each packet which box decides; [`NOTHING`] means that none does.
pub(super) const FIRST_BOX: Id = 1 << 31;

/// The level below all fields, where the terminals are.
pub(super) const TERMINAL: u8 = 5;

/// The level of a field.
pub(super) fn level_of(field: Field) -> u8 {
    match field {
        Field::Protocol => 0,
        Field::Destination => 1,
        Field::Source => 2,
        Field::DestinationPort => 3,
        Field::SourcePort => 4,
    }
}

/// The highest coordinate of a level; the lowest is 0.
pub(super) fn last_of(level: u8) -> u128 {
    match level {
        0 => u8::MAX.into(),
        1 | 2 => u128::MAX,
        _ => u16::MAX.into(),
    }
}

/// Whether the values of a level's field are addresses.
pub(super) fn has_addresses(level: u8) -> bool {
    matches!(level, 1 | 2)
}

/// A coordinate in 32 bits: itself, but for addresses the place of the coordinate among the store's
/// marks.
pub(super) type Mark = u32;

/// Coordinates from the end of the edge before (or 0) up to `high`, and what remains to be decided for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) high: Mark,
    pub(super) child: Id,
}

/// INVARIANT (canonical): a node has at least two edges, neighbours have different children, the last edge ends at
/// the end of the level's axis, children are at lower levels, and no two nodes are equal. A field that does not matter
/// has no node. Hence two diagrams of one store are the same set exactly when they are the same id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) level: u8,
    /// Where the edges begin in the store.
    start: u32,
    /// The number of edges; 0 for terminals and for nodes that were reclaimed.
    len: u32,
    pub(super) hash: u32,
    /// Handles outside that keep this node, and all it reaches, alive.
    pub(super) handles: u32,
}

impl Node {
    pub(super) const TERMINAL: Self = Self { level: TERMINAL, start: 0, len: 0, hash: 0, handles: 0 };

    /// A node that no handle keeps alive yet.
    pub(super) fn new(level: u8, start: usize, len: usize, hash: u32) -> Self {
        Self { level, start: place(start), len: place(len), hash, handles: 0 }
    }

    pub(super) fn start(&self) -> usize {
        self.start as usize
    }

    pub(super) fn edges(&self) -> std::ops::Range<usize> {
        self.start()..self.start() + self.len()
    }

    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    pub(super) fn is_free(&self) -> bool {
        self.len == 0
    }

    /// Moves to other edges of the same number.
    pub(super) fn move_to(&mut self, start: usize) {
        self.start = place(start);
    }

    /// Gives up the edges.
    pub(super) fn reclaim(&mut self) {
        self.len = 0;
    }
}

/// A place in 32 bits.
///
/// # Panics
///
/// Beyond 2^31 nodes, edges or marks, more than fit into the memory of a machine: then no answer is better than a wrong
/// one.
pub(super) fn place(place: usize) -> u32 {
    assert!(place < FIRST_BOX as usize, "a packet set beyond 2^31 nodes or edges");
    u32::try_from(place).unwrap_or(u32::MAX)
}
