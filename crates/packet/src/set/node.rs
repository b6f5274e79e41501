//! Nodes, the table that keeps each node once, and what edges end at.

use std::cmp::Ordering;
use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::cache::{Cache, Memo};
use crate::axis::{IPV4_FIRST, IPV4_LAST};
use crate::boxes::Field;

/// The place of a node in [`Store::nodes`], stable for as long as the node lives; or a terminal.
///
/// 32 bits: fewer bytes for each edge are what makes large sets fast, and [`Store::finish`] stops before they overflow.
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

/// A coordinate in 32 bits: itself, but for addresses the place of the coordinate in [`Marks`].
pub(super) type Mark = u32;

/// The mark of the highest coordinate of a level.
pub(super) fn last_mark(level: u8) -> Mark {
    match level {
        0 => u8::MAX.into(),
        1 | 2 => Marks::HIGHEST,
        _ => u16::MAX.into(),
    }
}

/// Coordinates from the end of the edge before (or 0) up to `high`, and what remains to be decided for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) high: Mark,
    pub(super) child: Id,
}

/// Where the addresses before those of IPv4 end.
const BEFORE_IPV4: u128 = IPV4_FIRST - 1;

/// The coordinates of addresses at which some edge ends, each once, in no order.
#[derive(Debug)]
pub(super) struct Marks {
    values: Vec<u128>,
    index: HashTable<Mark>,
    free: Vec<Mark>,
}

impl Marks {
    /// The mark of the highest address, at which every node of addresses ends.
    const HIGHEST: Mark = 0;
    /// The mark of the address before those of IPv4: it and the next are of every filter that looks at one family only.
    const BEFORE_IPV4: Mark = 1;
    /// The mark of the last address of IPv4.
    const IPV4_LAST: Mark = 2;

    fn new() -> Self {
        Self { values: vec![u128::MAX, BEFORE_IPV4, IPV4_LAST], index: HashTable::new(), free: Vec::new() }
    }

    fn value(&self, mark: Mark) -> u128 {
        self.values.get(mark as usize).copied().unwrap_or(u128::MAX)
    }

    fn of(&mut self, value: u128) -> Mark {
        match value {
            u128::MAX => return Self::HIGHEST,
            BEFORE_IPV4 => return Self::BEFORE_IPV4,
            IPV4_LAST => return Self::IPV4_LAST,
            _ => {}
        }
        let Self { values, index, free } = self;
        let value_at = |mark: Mark| values.get(mark as usize).copied().unwrap_or(u128::MAX);
        let hash = hash_of_value(value);
        if let Some(mark) = index.find(hash, |mark| value_at(*mark) == value) {
            return *mark;
        }
        let mark = free.pop().unwrap_or_else(|| place(values.len()));
        match values.get_mut(mark as usize) {
            Some(reused) => *reused = value,
            None => values.push(value),
        }
        index.insert_unique(hash, mark, |mark| hash_of_value(values.get(*mark as usize).copied().unwrap_or(u128::MAX)));
        mark
    }

    /// Reclaims the marks at which no edge ends any more.
    pub(super) fn keep(&mut self, used: impl Iterator<Item = Mark>) {
        let mut kept = vec![false; self.values.len()];
        for mark in used {
            if let Some(kept) = kept.get_mut(mark as usize) {
                *kept = true;
            }
        }
        let free = &mut self.free;
        self.index.retain(|mark| {
            let keep = kept.get(*mark as usize).copied().unwrap_or(false);
            if !keep {
                free.push(*mark);
            }
            keep
        });
    }
}

fn hash_of_value(value: u128) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u128(value);
    hasher.finish()
}

/// INVARIANT (canonical): a node has at least two edges, neighbours have different children, the last edge ends at
/// the end of the level's axis, children are at lower levels, and no two nodes are equal. A field that does not matter
/// has no node. Hence two diagrams of one store are the same set exactly when they are the same id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) level: u8,
    /// Where the edges begin in [`Store::edges`].
    start: u32,
    /// The number of edges; 0 for terminals and for nodes that were reclaimed.
    len: u32,
    hash: u32,
    /// Handles outside that keep this node, and all it reaches, alive.
    pub(super) handles: u32,
}

impl Node {
    const TERMINAL: Self = Self { level: TERMINAL, start: 0, len: 0, hash: 0, handles: 0 };

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

/// Room for so many nodes at first: growing from nothing costs more than small sets do.
const NODES_AT_FIRST: usize = 1 << 8;

/// Everything that the sets of one space share.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    pub(super) marks: Marks,
    /// Nodes that were reclaimed and may be used again.
    pub(super) free: Vec<Id>,
    /// Each living node once, by its hash.
    pub(super) unique: HashTable<Id>,
    pub(super) cache: Cache,
    /// For each level, what became of the children of the one node that is being mapped there.
    pub(super) memos: [Memo; TERMINAL as usize],
    /// Edges of the nodes under construction, innermost last.
    pub(super) scratch: Vec<Edge>,
    /// Reclaim when more nodes than this are stored.
    pub(super) node_limit: usize,
    /// Reclaim when more edges than this are stored.
    pub(super) edge_limit: usize,
}

impl Store {
    pub(super) fn new() -> Self {
        let mut nodes = Vec::with_capacity(NODES_AT_FIRST);
        nodes.extend([Node::TERMINAL, Node::TERMINAL]);
        Self {
            nodes,
            edges: Vec::with_capacity(2 * NODES_AT_FIRST),
            marks: Marks::new(),
            free: Vec::new(),
            unique: HashTable::with_capacity(NODES_AT_FIRST),
            cache: Cache::new(),
            memos: Default::default(),
            scratch: Vec::new(),
            node_limit: super::collect::LEAST_NODES,
            edge_limit: super::collect::LEAST_EDGES,
        }
    }

    /// The node; an id that has no node is a terminal.
    pub(super) fn node(&self, id: Id) -> Node {
        self.nodes.get(id as usize).copied().unwrap_or(Node::TERMINAL)
    }

    pub(super) fn level(&self, id: Id) -> u8 {
        self.nodes.get(id as usize).map_or(TERMINAL, |node| node.level)
    }

    /// The edges of a node; none for a terminal.
    pub(super) fn edges_of(&self, id: Id) -> &[Edge] {
        self.edges.get(self.node(id).edges()).unwrap_or_default()
    }

    /// The coordinate of a mark.
    pub(super) fn value(&self, level: u8, mark: Mark) -> u128 {
        if has_addresses(level) { self.marks.value(mark) } else { mark.into() }
    }

    /// The order of the coordinates of two marks of a level.
    pub(super) fn order(&self, level: u8, mark: Mark, other: Mark) -> Ordering {
        if mark == other || !has_addresses(level) {
            mark.cmp(&other)
        } else {
            self.marks.value(mark).cmp(&self.marks.value(other))
        }
    }

    /// The ranges of a diagram seen from a level at or above its root, in order, each with what remains to be decided:
    /// one range over everything if the level does not matter.
    pub(super) fn ranges_at(&self, level: u8, id: Id) -> impl Iterator<Item = (u128, u128, Id)> + '_ {
        let own = self.level(id) == level;
        let edges = if own { self.edges_of(id) } else { &[] };
        let whole = (!own).then_some((0, last_of(level), id));
        let mut next = 0;
        whole.into_iter().chain(edges.iter().map(move |edge| {
            let (low, high) = (next, self.value(level, edge.high));
            next = high.saturating_add(1);
            (low, high, edge.child)
        }))
    }

    /// The diagram that remains when the level's field has this value.
    pub(super) fn child_at(&self, level: u8, id: Id, value: u128) -> Id {
        if self.level(id) != level {
            return id;
        }
        let edges = self.edges_of(id);
        let place = edges.partition_point(|edge| self.value(level, edge.high) < value);
        edges.get(place).map_or(NOTHING, |edge| edge.child)
    }

    /// Appends an edge to the node under construction whose edges begin at `start`.
    pub(super) fn push(&mut self, start: usize, high: Mark, child: Id) {
        if self.scratch.len() > start
            && let Some(last) = self.scratch.last_mut()
            && last.child == child
        {
            last.high = high;
        } else {
            self.scratch.push(Edge { high, child });
        }
    }

    /// As [`Self::push`], up to a coordinate.
    pub(super) fn push_to(&mut self, level: u8, start: usize, high: u128, child: Id) {
        let high = if has_addresses(level) { self.marks.of(high) } else { Mark::try_from(high).unwrap_or(Mark::MAX) };
        self.push(start, high, child);
    }

    /// Ends the node under construction: the one node with these edges.
    pub(super) fn finish(&mut self, level: u8, start: usize) -> Id {
        let Self { nodes, edges, free, unique, scratch, .. } = self;
        let built = scratch.get(start..).unwrap_or_default();
        if let [edge] = built {
            let child = edge.child;
            scratch.truncate(start);
            return child;
        }
        let hash = hash_of(level, built);
        let same = |id: &Id| {
            nodes.get(*id as usize).is_some_and(|node| {
                node.hash == hash
                    && node.level == level
                    && edges.get(node.edges()).is_some_and(|stored| stored == built)
            })
        };
        let found = unique.find(spread(hash), same).copied();
        let id = found.unwrap_or_else(|| {
            let (at, len) = (place(edges.len()), place(built.len()));
            let node = Node { level, start: at, len, hash, handles: 0 };
            edges.extend_from_slice(built);
            let id = free.pop().unwrap_or_else(|| place(nodes.len()));
            match nodes.get_mut(id as usize) {
                Some(reused) => *reused = node,
                None => nodes.push(node),
            }
            unique.insert_unique(spread(hash), id, |id| nodes.get(*id as usize).map_or(0, |node| spread(node.hash)));
            id
        });
        scratch.truncate(start);
        id
    }

    /// The node whose ascending, disjoint ranges lead to `child` and everything else to nothing.
    pub(super) fn chain(&mut self, level: u8, ranges: impl IntoIterator<Item = (u128, u128)>, child: Id) -> Id {
        let start = self.scratch.len();
        let last = last_of(level);
        let mut next = Some(0);
        for (low, high) in ranges {
            if low > 0 && next.is_some_and(|next| next < low) {
                self.push_to(level, start, low - 1, NOTHING);
            }
            self.push_to(level, start, high, child);
            next = high.checked_add(1);
        }
        if next.is_some_and(|next| next <= last) {
            self.push(start, last_mark(level), NOTHING);
        }
        self.finish(level, start)
    }

    /// The number of nodes stored now, terminals included, whether or not something still needs them.
    pub(super) fn node_count(&self) -> usize {
        self.nodes.len() - self.free.len()
    }
}

/// A place in 32 bits.
///
/// # Panics
///
/// Beyond 2^31 nodes, edges or marks, more than fit into the memory of a machine: then no answer is better than a wrong
/// one.
fn place(place: usize) -> u32 {
    assert!(place < FIRST_BOX as usize, "a packet set beyond 2^31 nodes or edges");
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn hash_of(level: u8, edges: &[Edge]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(level);
    for edge in edges {
        hasher.write_u64(u64::from(edge.high) << 32 | u64::from(edge.child));
    }
    // The best bits of this hasher are the lowest.
    u32::try_from(hasher.finish() & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

/// The table looks at the lowest and at the highest bits of a hash of 64 bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
