//! Union, intersection, difference, and the questions whether two sets overlap and whether one holds the other.

use std::cmp::Ordering;

use super::cache::Operation;
use super::marks::last_mark;
use super::node::{EVERYTHING, Edge, FIRST_BOX, Id, Mark, NOTHING, Node};
use super::store::Store;

/// An operation on two sets that acts on each packet by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Union,
    Intersection,
    Difference,
}

impl Binary {
    fn code(self) -> Operation {
        match self {
            Self::Union => Operation::Union,
            Self::Intersection => Operation::Intersection,
            Self::Difference => Operation::Difference,
        }
    }

    /// The result where it follows without looking at a node.
    #[inline]
    fn known(self, left: Id, right: Id) -> Option<Id> {
        if left > EVERYTHING && right > EVERYTHING && left != right && left.min(right) < FIRST_BOX {
            return None;
        }
        match (self, left, right) {
            (Self::Union, NOTHING, other)
            | (Self::Union | Self::Difference, other, NOTHING)
            | (Self::Intersection, EVERYTHING, other)
            | (Self::Intersection, other, EVERYTHING) => Some(other),
            (Self::Union, EVERYTHING, _) | (Self::Union, _, EVERYTHING) => Some(EVERYTHING),
            (Self::Intersection | Self::Difference, NOTHING, _)
            | (Self::Intersection, _, NOTHING)
            | (Self::Difference, _, EVERYTHING) => Some(NOTHING),
            // Of two boxes the first decides.
            (Self::Union, FIRST_BOX.., FIRST_BOX..) => Some(left.min(right)),
            _ if left == right => Some(if self == Self::Difference { NOTHING } else { left }),
            _ => None,
        }
    }
}

/// A walk along the edges of a node.
#[derive(Clone, Copy)]
struct Cursor {
    place: usize,
    edge: Edge,
}

impl Cursor {
    fn at(store: &Store, place: usize) -> Self {
        // Beyond the last edge, which ends every walk, there is nothing to find.
        let edge = store.edges.get(place).copied().unwrap_or(Edge { high: Mark::MAX, child: NOTHING });
        Self { place, edge }
    }

    fn next(self, store: &Store) -> Self {
        Self::at(store, self.place + 1)
    }
}

/// The child of the edge at a place.
fn child_of(store: &Store, place: usize) -> Id {
    store.edges.get(place).map_or(NOTHING, |edge| edge.child)
}

/// From so many edges on, a child usually stands at more than one of them.
const MANY: usize = 8;

impl Store {
    #[inline]
    pub(super) fn apply(&mut self, operation: Binary, left: Id, right: Id) -> Id {
        // Most calls end here, so this is kept apart from what takes more.
        match operation.known(left, right) {
            Some(known) => known,
            None => self.apply_to_nodes(operation, left, right),
        }
    }

    #[inline(never)]
    fn apply_to_nodes(&mut self, operation: Binary, left: Id, right: Id) -> Id {
        let commutes = operation != Binary::Difference;
        let (left, right) = if commutes && right < left { (right, left) } else { (left, right) };
        if let Some(result) = self.cache.get(operation.code(), left, right) {
            return result;
        }
        let (a, b) = (self.node(left), self.node(right));
        let result = match a.level.cmp(&b.level) {
            Ordering::Less => self.map(&a, |store, child| store.apply(operation, child, right)),
            Ordering::Greater => self.map(&b, |store, child| store.apply(operation, left, child)),
            Ordering::Equal => self.merge(operation, &a, &b),
        };
        self.cache.put(operation.code(), left, right, result);
        result
    }

    /// The operation on two nodes of one level, edge by edge.
    fn merge(&mut self, operation: Binary, left: &Node, right: &Node) -> Id {
        let level = left.level;
        let last = last_mark(level);
        // While an edge of the node with few edges lasts, a child of the other stands at many places.
        let few_left = left.len() < right.len() / MANY;
        let few_right = right.len() < left.len() / MANY;
        let noted = few_left || few_right;
        let (mut a, mut b) = (Cursor::at(self, left.start()), Cursor::at(self, right.start()));
        self.forget_children(level, noted);
        let start = self.scratch.len();
        loop {
            let (one, other) = (a.edge.child, b.edge.child);
            let varies = if few_left { other } else { one };
            let child = self.becomes(level, noted, varies, |store| store.apply(operation, one, other));
            match self.order(level, a.edge.high, b.edge.high) {
                Ordering::Less => {
                    self.push(start, a.edge.high, child);
                    a = a.next(self);
                    self.forget_children(level, few_left);
                }
                Ordering::Greater => {
                    self.push(start, b.edge.high, child);
                    b = b.next(self);
                    self.forget_children(level, few_right);
                }
                Ordering::Equal => {
                    self.push(start, a.edge.high, child);
                    if a.edge.high == last {
                        return self.finish(level, start);
                    }
                    (a, b) = (a.next(self), b.next(self));
                    self.forget_children(level, noted);
                }
            }
        }
    }

    /// The node with every child replaced by what becomes of it.
    pub(super) fn map(&mut self, node: &Node, becomes: impl Fn(&mut Self, Id) -> Id) -> Id {
        let level = node.level;
        let many = node.len() > MANY;
        self.forget_children(level, many);
        let start = self.scratch.len();
        for place in node.edges() {
            let Some(edge) = self.edges.get(place).copied() else { continue };
            let child = self.becomes(level, many, edge.child, |store| becomes(store, edge.child));
            self.push(start, edge.high, child);
        }
        self.finish(level, start)
    }

    /// What becomes of a child, looked up if it is noted, and else noted, if notes are kept.
    fn becomes(&mut self, level: u8, noted: bool, child: Id, becomes: impl FnOnce(&mut Self) -> Id) -> Id {
        if !noted {
            return becomes(self);
        }
        // Below a node at work there are only nodes of lower levels, so one memo for each level is enough.
        if let Some(known) = self.memos.get(usize::from(level)).and_then(|memo| memo.get(child)) {
            return known;
        }
        let result = becomes(self);
        if let Some(memo) = self.memos.get_mut(usize::from(level)) {
            memo.put(child, result);
        }
        result
    }

    /// Forgets what became of the children of the node at work, if notes are kept.
    fn forget_children(&mut self, level: u8, noted: bool) {
        let nodes = self.nodes.len();
        if let Some(memo) = self.memos.get_mut(usize::from(level)).filter(|_| noted) {
            memo.begin(nodes);
        }
    }

    /// Whether some packet is in both sets; builds no node.
    pub(super) fn overlaps(&mut self, left: Id, right: Id) -> bool {
        if left == NOTHING || right == NOTHING {
            return false;
        }
        if left == EVERYTHING || right == EVERYTHING || left == right {
            return true;
        }
        let (left, right) = if right < left { (right, left) } else { (left, right) };
        self.decide(Operation::Overlaps, left, right, Self::overlaps)
    }

    /// Whether some packet is in `left` and not in `right`; builds no node.
    pub(super) fn exceeds(&mut self, left: Id, right: Id) -> bool {
        if left == NOTHING || right == EVERYTHING || left == right {
            return false;
        }
        if right == NOTHING {
            return true;
        }
        self.decide(Operation::IsSubset, left, right, Self::exceeds)
    }

    /// Whether the question has the answer yes for the children at some place of the axis.
    fn decide(&mut self, code: Operation, left: Id, right: Id, ask: fn(&mut Self, Id, Id) -> bool) -> bool {
        if let Some(answer) = self.cache.get(code, left, right) {
            return answer == u32::from(true);
        }
        let (a, b) = (self.node(left), self.node(right));
        let answer = match a.level.cmp(&b.level) {
            Ordering::Less => a.edges().any(|place| {
                let child = child_of(self, place);
                ask(self, child, right)
            }),
            Ordering::Greater => b.edges().any(|place| {
                let child = child_of(self, place);
                ask(self, left, child)
            }),
            Ordering::Equal => self.decide_merged(&a, &b, ask),
        };
        self.cache.put(code, left, right, u32::from(answer));
        answer
    }

    fn decide_merged(&mut self, left: &Node, right: &Node, ask: fn(&mut Self, Id, Id) -> bool) -> bool {
        let level = left.level;
        let last = last_mark(level);
        let (mut a, mut b) = (Cursor::at(self, left.start()), Cursor::at(self, right.start()));
        loop {
            if ask(self, a.edge.child, b.edge.child) {
                return true;
            }
            match self.order(level, a.edge.high, b.edge.high) {
                Ordering::Less => a = a.next(self),
                Ordering::Greater => b = b.next(self),
                Ordering::Equal if a.edge.high == last => return false,
                Ordering::Equal => (a, b) = (a.next(self), b.next(self)),
            }
        }
    }

    /// The intersection of many diagrams. To join what cuts destinations with what cuts sources makes a product of both,
    /// the most work by far: it is done last, and thus once.
    pub(super) fn intersect_all(&mut self, diagrams: impl IntoIterator<Item = Id>) -> Id {
        let mut rest: Vec<(Id, [usize; 2])> = Vec::new();
        for id in diagrams {
            rest.push((id, self.widths(id)));
        }
        while rest.len() > 1 {
            // How many times as many ranges of addresses the result may have as the larger of its operands.
            let growth = |(left, right): (usize, usize)| {
                let widths = |place: usize| rest.get(place).map_or([1, 1], |(_, widths)| *widths);
                let ([one, two], [other_one, other_two]) = (widths(left), widths(right));
                let larger = (one * two).max(other_one * other_two);
                let product = one.max(other_one) * two.max(other_two);
                (product / larger, product)
            };
            let pairs = (0..rest.len()).flat_map(|right| (0..right).map(move |left| (left, right)));
            let Some((left, right)) = pairs.min_by_key(|pair| growth(*pair)) else { break };
            let ((right, _), (left, _)) = (rest.swap_remove(right), rest.swap_remove(left));
            let both = self.apply(Binary::Intersection, left, right);
            let widths = if rest.is_empty() { [1, 1] } else { self.widths(both) };
            rest.push((both, widths));
        }
        rest.first().map_or(EVERYTHING, |(id, _)| *id)
    }

    /// The most ranges that a node of the diagram has at the level of destinations, and at that of sources.
    fn widths(&mut self, id: Id) -> [usize; 2] {
        /// Below the addresses there is nothing to see.
        const SOURCE: u8 = 2;
        let mut widths = [1, 1];
        let mut seen = std::mem::take(&mut self.seen);
        seen.begin(self.nodes.len());
        let mut pending = vec![id];
        while let Some(id) = pending.pop() {
            let node = self.node(id);
            if node.level > SOURCE || seen.get(id).is_some() {
                continue;
            }
            seen.put(id, id);
            let [destinations, sources] = &mut widths;
            match node.level {
                1 => *destinations = node.len().max(*destinations),
                SOURCE => *sources = node.len().max(*sources),
                _ => {}
            }
            if node.level < SOURCE {
                pending.extend(self.edges_of(id).iter().map(|edge| edge.child));
            }
        }
        self.seen = seen;
        widths
    }
}
