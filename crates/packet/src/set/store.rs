//! The table that keeps each node once.

use std::cmp::Ordering;
use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::cache::{Cache, Memo};
use super::marks::{Marks, last_mark};
use super::node::{Edge, Id, Mark, NOTHING, Node, TERMINAL, has_addresses, last_of, place};

/// Fewer nodes than this are not worth reclaiming.
pub(super) const LEAST_NODES: usize = 1 << 12;
/// Fewer edges than this are not worth reclaiming.
pub(super) const LEAST_EDGES: usize = 1 << 16;
/// Room for so many nodes at first: growing from nothing costs more than small sets do.
const NODES_AT_FIRST: usize = 1 << 10;

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
    /// What became of the nodes of the one diagram that is being walked.
    pub(super) seen: Memo,
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
            edges: Vec::with_capacity(4 * NODES_AT_FIRST),
            marks: Marks::new(),
            free: Vec::new(),
            unique: HashTable::with_capacity(NODES_AT_FIRST),
            cache: Cache::new(),
            memos: Default::default(),
            seen: Memo::default(),
            scratch: Vec::with_capacity(NODES_AT_FIRST),
            node_limit: LEAST_NODES,
            edge_limit: LEAST_EDGES,
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
            let node = Node::new(level, edges.len(), built.len(), hash);
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
            if next.is_some_and(|next| next < low) {
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
