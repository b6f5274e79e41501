//! Nodes, the table that keeps each node once, and the cache of results.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::boxes::Field;

/// The place of a node in [`Store::nodes`]. Stable for as long as the node lives.
pub(super) type Id = usize;

/// The diagram of no packet.
pub(super) const NOTHING: Id = 0;
/// The diagram of every packet, at any level.
pub(super) const EVERYTHING: Id = 1;

/// The level below all fields, where the two terminals are.
pub(super) const TERMINAL: u8 = 5;

/// Entries of the cache of results at first: few, since touching fresh memory costs more than small sets do.
const LEAST_RESULTS: usize = 1 << 10;
/// Entries of the cache of results at most, 2 MiB.
const MOST_RESULTS: usize = 1 << 16;

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

/// Coordinates from the end of the edge before (or 0) up to `high`, and what remains to be decided for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) high: u128,
    pub(super) child: Id,
}

/// INVARIANT (canonical): a node has at least two edges, neighbours have different children, the last edge ends at
/// the end of the level's axis, children are at lower levels, and no two nodes are equal. A field that does not matter
/// has no node. Hence two diagrams of one store are the same set exactly when they are the same id.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) level: u8,
    /// Where the edges begin in [`Store::edges`].
    pub(super) start: usize,
    /// The number of edges; 0 for terminals and for nodes that were reclaimed.
    pub(super) len: usize,
    pub(super) hash: u64,
    /// Handles outside that keep this node, and all it reaches, alive.
    pub(super) handles: usize,
}

/// What a cached result is the result of; 0 marks an entry without result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Operation {
    Union = 1,
    Intersection,
    Difference,
    Overlaps,
    IsSubset,
    Forget,
    Reversal,
}

/// Results of operations, each at the one place its arguments hash to: a later result replaces an earlier one.
#[derive(Debug)]
pub(super) struct Cache {
    entries: Vec<[usize; 4]>,
    /// Results stored since the cache has had its present size.
    stored: usize,
}

impl Cache {
    fn new() -> Self {
        Self { entries: vec![[0; 4]; LEAST_RESULTS], stored: 0 }
    }

    fn slot(&self, operation: usize, left: usize, right: usize) -> usize {
        let mut hasher = FxHasher::default();
        hasher.write_usize(operation);
        hasher.write_usize(left);
        hasher.write_usize(right);
        // The length is a power of two.
        usize::try_from(hasher.finish() & (self.entries.len() as u64 - 1)).unwrap_or(0)
    }

    pub(super) fn get(&self, operation: Operation, left: usize, right: usize) -> Option<usize> {
        match self.entries.get(self.slot(operation as usize, left, right)) {
            Some(&[code, a, b, result]) if code == operation as usize && a == left && b == right => Some(result),
            _ => None,
        }
    }

    pub(super) fn put(&mut self, operation: Operation, left: usize, right: usize, result: usize) {
        self.stored += 1;
        if self.stored > self.entries.len() && self.entries.len() < MOST_RESULTS {
            let smaller = std::mem::take(&mut self.entries);
            *self = Self { entries: vec![[0; 4]; 2 * smaller.len()], stored: 0 };
            for entry in smaller {
                self.place(entry);
            }
        }
        self.place([operation as usize, left, right, result]);
    }

    fn place(&mut self, entry: [usize; 4]) {
        let [operation, left, right, _] = entry;
        let slot = self.slot(operation, left, right);
        if let Some(place) = self.entries.get_mut(slot) {
            *place = entry;
        }
    }

    /// Forgets every result.
    pub(super) fn clear(&mut self) {
        *self = Self::new();
    }
}

/// Everything that the sets of one space share.
#[derive(Debug)]
pub(super) struct Store {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// Nodes that were reclaimed and may be used again.
    pub(super) free: Vec<Id>,
    /// Each living node once, by its hash.
    pub(super) unique: HashTable<Id>,
    pub(super) cache: Cache,
    /// Edges of the nodes under construction, innermost last.
    pub(super) scratch: Vec<Edge>,
    /// Reclaim when more nodes than this are stored.
    pub(super) node_limit: usize,
    /// Reclaim when more edges than this are stored.
    pub(super) edge_limit: usize,
}

impl Store {
    pub(super) fn new() -> Self {
        let terminal = Node { level: TERMINAL, start: 0, len: 0, hash: 0, handles: 0 };
        Self {
            nodes: vec![terminal, terminal],
            edges: Vec::new(),
            free: Vec::new(),
            unique: HashTable::new(),
            cache: Cache::new(),
            scratch: Vec::new(),
            node_limit: super::collect::LEAST_NODES,
            edge_limit: super::collect::LEAST_EDGES,
        }
    }

    /// The node; an id that does not exist would be a terminal.
    pub(super) fn node(&self, id: Id) -> Node {
        self.nodes.get(id).copied().unwrap_or(Node { level: TERMINAL, start: 0, len: 0, hash: 0, handles: 0 })
    }

    pub(super) fn level(&self, id: Id) -> u8 {
        self.node(id).level
    }

    /// The edges of a node; none for a terminal.
    pub(super) fn edges_of(&self, id: Id) -> &[Edge] {
        let node = self.node(id);
        self.edges.get(node.start..node.start + node.len).unwrap_or_default()
    }

    /// The edges of a diagram seen from a level at or above its root: one edge over everything if the level does not
    /// matter.
    pub(super) fn edges_at(&self, level: u8, id: Id) -> Vec<Edge> {
        if self.level(id) == level {
            self.edges_of(id).to_vec()
        } else {
            vec![Edge { high: last_of(level), child: id }]
        }
    }

    /// The diagram that remains when the level's field has this value.
    pub(super) fn child_at(&self, level: u8, id: Id, value: u128) -> Id {
        if self.level(id) != level {
            return id;
        }
        let edges = self.edges_of(id);
        edges.get(edges.partition_point(|edge| edge.high < value)).map_or(NOTHING, |edge| edge.child)
    }

    /// Appends an edge to the node under construction whose edges begin at `start`.
    pub(super) fn push(&mut self, start: usize, high: u128, child: Id) {
        if self.scratch.len() > start
            && let Some(last) = self.scratch.last_mut()
            && last.child == child
        {
            last.high = high;
        } else {
            self.scratch.push(Edge { high, child });
        }
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
            nodes.get(*id).is_some_and(|node| {
                node.hash == hash
                    && node.level == level
                    && edges.get(node.start..node.start + node.len).is_some_and(|stored| stored == built)
            })
        };
        let found = unique.find(hash, same).copied();
        let id = found.unwrap_or_else(|| {
            let node = Node { level, start: edges.len(), len: built.len(), hash, handles: 0 };
            edges.extend_from_slice(built);
            let id = free.pop().unwrap_or(nodes.len());
            match nodes.get_mut(id) {
                Some(reused) => *reused = node,
                None => nodes.push(node),
            }
            unique.insert_unique(hash, id, |id| nodes.get(*id).map_or(0, |node| node.hash));
            id
        });
        scratch.truncate(start);
        id
    }

    /// The node whose ascending, disjoint ranges lead to `child` and everything else to nothing.
    pub(super) fn chain(&mut self, level: u8, ranges: impl IntoIterator<Item = (u128, u128)>, child: Id) -> Id {
        let start = self.scratch.len();
        let mut next = Some(0);
        for (low, high) in ranges {
            if low > 0 && next.is_some_and(|next| next < low) {
                self.push(start, low - 1, NOTHING);
            }
            self.push(start, high, child);
            next = high.checked_add(1);
        }
        if next.is_some_and(|next| next <= last_of(level)) {
            self.push(start, last_of(level), NOTHING);
        }
        self.finish(level, start)
    }

    /// The number of nodes stored now, terminals included, whether or not something still needs them.
    pub(super) fn node_count(&self) -> usize {
        self.nodes.len() - self.free.len()
    }
}

fn hash_of(level: u8, edges: &[Edge]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(level);
    for edge in edges {
        hasher.write_u128(edge.high);
        hasher.write_usize(edge.child);
    }
    hasher.finish()
}
