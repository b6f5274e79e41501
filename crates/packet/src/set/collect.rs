//! Reclaiming nodes that no set needs any more, and carrying diagrams from one store to another.

use rustc_hash::{FxHashMap, FxHashSet};

use super::node::{EVERYTHING, Edge, Id, NOTHING, Store};

/// Fewer nodes than this are not worth reclaiming.
pub(super) const LEAST_NODES: usize = 1 << 12;
/// Fewer edges than this are not worth reclaiming.
pub(super) const LEAST_EDGES: usize = 1 << 16;

/// A diagram by itself: nodes in an order where children come first, children by their place in it.
///
/// Places 0 and 1 are the terminals; the first node has place 2.
#[derive(Debug)]
pub(super) struct Exported {
    nodes: Vec<(u8, Vec<Edge>)>,
    root: usize,
}

impl Store {
    /// Counts one more handle on a diagram.
    pub(super) fn retain(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(id) {
            node.handles += 1;
        }
    }

    /// Counts one handle less.
    pub(super) fn release(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(id) {
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
        let is_alive = |id: Id| alive.get(id).copied().unwrap_or(false);
        self.unique.retain(|id| is_alive(*id));
        let mut kept = Vec::with_capacity(self.edges.len() / 2);
        for (id, node) in self.nodes.iter_mut().enumerate().skip(EVERYTHING + 1) {
            if is_alive(id) {
                let edges = self.edges.get(node.start..node.start + node.len).unwrap_or_default();
                node.start = kept.len();
                kept.extend_from_slice(edges);
            } else if node.len > 0 {
                node.len = 0;
                self.free.push(id);
            }
        }
        self.edges = kept;
        // Results may name reclaimed nodes, whose ids will soon mean something else.
        self.cache.clear();
    }

    /// For each node whether a handle reaches it.
    fn alive(&self) -> Vec<bool> {
        let mut alive = vec![false; self.nodes.len()];
        let handled = self.nodes.iter().enumerate().filter(|(_, node)| node.handles > 0);
        let mut pending: Vec<Id> = handled.map(|(id, _)| id).collect();
        while let Some(id) = pending.pop() {
            if let Some(mark) = alive.get_mut(id)
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
            if id > EVERYTHING && seen.insert(id) {
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
        let mut places: FxHashMap<Id, usize> = [(NOTHING, NOTHING), (EVERYTHING, EVERYTHING)].into_iter().collect();
        places.extend(ids.iter().enumerate().map(|(position, id)| (*id, position + EVERYTHING + 1)));
        let place = |id: Id| places.get(&id).copied().unwrap_or(NOTHING);
        let node = |id: &Id| {
            let edges = self.edges_of(*id).iter().map(|edge| Edge { child: place(edge.child), ..*edge });
            (self.level(*id), edges.collect())
        };
        Exported { nodes: ids.iter().map(node).collect(), root: place(root) }
    }

    pub(super) fn import(&mut self, exported: &Exported) -> Id {
        let mut ids = vec![NOTHING, EVERYTHING];
        for (level, edges) in &exported.nodes {
            let start = self.scratch.len();
            for edge in edges {
                let child = ids.get(edge.child).copied().unwrap_or(NOTHING);
                self.push(start, edge.high, child);
            }
            let id = self.finish(*level, start);
            ids.push(id);
        }
        ids.get(exported.root).copied().unwrap_or(NOTHING)
    }
}
