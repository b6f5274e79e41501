//! Reclaiming nodes that no set needs any more, and carrying diagrams from one store to another.

use rustc_hash::{FxHashMap, FxHashSet};

use super::node::{EVERYTHING, Id, NOTHING, TERMINAL, has_addresses};
use super::store::{LEAST_EDGES, LEAST_NODES, Store};

/// The places of [`NOTHING`] and [`EVERYTHING`], which are never reclaimed.
const TERMINALS: usize = 2;

/// A diagram by itself: nodes in an order where children come first, children by their place in it.
///
/// Places 0 and 1 are the terminals; the first node has place 2.
#[derive(Debug)]
pub(super) struct Exported {
    nodes: Vec<(u8, Vec<(u128, Id)>)>,
    root: Id,
}

impl Store {
    /// Counts one more handle on a diagram.
    pub(super) fn retain(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.handles += 1;
        }
    }

    /// Counts one handle less.
    pub(super) fn release(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.handles = node.handles.saturating_sub(1);
        }
    }

    /// Reclaims what no handle reaches, once twice as much is stored as after the last time.
    ///
    /// Must not run while an operation holds ids that no handle keeps alive.
    pub(super) fn collect_if_due(&mut self) {
        if self.node_count() > self.node_limit || self.edges.len() > self.edge_limit {
            self.collect();
            self.node_limit = LEAST_NODES.max(2 * self.node_count());
            self.edge_limit = LEAST_EDGES.max(2 * self.edges.len());
        }
    }

    fn collect(&mut self) {
        let alive = self.alive();
        let is_alive = |id: Id| alive.get(id as usize).copied().unwrap_or(false);
        self.unique.retain(|id| is_alive(*id));
        let mut kept = Vec::with_capacity(self.edges.len() / 2);
        for (id, node) in (0..).zip(&mut self.nodes).skip(TERMINALS) {
            if is_alive(id) {
                let edges = self.edges.get(node.edges()).unwrap_or_default();
                node.move_to(kept.len());
                kept.extend_from_slice(edges);
            } else if !node.is_free() {
                node.reclaim();
                self.free.push(id);
            }
        }
        self.edges = kept;
        let addresses = self.nodes.iter().filter(|node| has_addresses(node.level));
        let edges = addresses.filter_map(|node| self.edges.get(node.edges())).flatten();
        self.marks.keep(edges.map(|edge| edge.high));
        // Results may name reclaimed nodes, whose ids will soon mean something else.
        self.cache.clear();
    }

    /// For each node whether a handle reaches it.
    fn alive(&self) -> Vec<bool> {
        let mut alive = vec![false; self.nodes.len()];
        let handled = (0..).zip(&self.nodes).filter(|(_, node)| node.handles > 0);
        let mut pending: Vec<Id> = handled.map(|(id, _)| id).collect();
        while let Some(id) = pending.pop() {
            if let Some(mark) = alive.get_mut(id as usize)
                && !*mark
            {
                *mark = true;
                pending.extend(self.edges_of(id).iter().map(|edge| edge.child));
            }
        }
        alive
    }

    /// Every node that a diagram is made of, terminals left out, children before parents.
    pub(super) fn reachable(&self, root: Id) -> Vec<Id> {
        let mut ids = Vec::new();
        let mut seen = FxHashSet::default();
        let mut pending = vec![root];
        while let Some(id) = pending.pop() {
            if self.level(id) < TERMINAL && seen.insert(id) {
                ids.push(id);
                pending.extend(self.edges_of(id).iter().map(|edge| edge.child));
            }
        }
        // Children are always at lower levels; the sort is stable, so the order depends on the diagram alone.
        ids.sort_by_key(|id| std::cmp::Reverse(self.level(*id)));
        ids
    }

    pub(super) fn export(&self, root: Id) -> Exported {
        let ids = self.reachable(root);
        let places: FxHashMap<Id, Id> = ids.iter().copied().zip(EVERYTHING + 1..).collect();
        // A terminal is the same everywhere.
        let place = |id: Id| places.get(&id).copied().unwrap_or(id);
        let node = |id: &Id| {
            let level = self.level(*id);
            (level, self.ranges_at(level, *id).map(|(_, high, child)| (high, place(child))).collect())
        };
        Exported { nodes: ids.iter().map(node).collect(), root: place(root) }
    }

    pub(super) fn import(&mut self, exported: &Exported) -> Id {
        let mut ids = vec![NOTHING, EVERYTHING];
        let here = |ids: &[Id], place: Id| ids.get(place as usize).copied().unwrap_or(place);
        for (level, edges) in &exported.nodes {
            let start = self.scratch.len();
            for (high, child) in edges {
                self.push_to(*level, start, *high, here(&ids, *child));
            }
            let id = self.finish(*level, start);
            ids.push(id);
        }
        here(&ids, exported.root)
    }
}
