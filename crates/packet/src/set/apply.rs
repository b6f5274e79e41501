//! Union, intersection, difference, and the questions whether two sets overlap and whether one holds the other.

use super::node::{EVERYTHING, Edge, Id, NOTHING, Operation, Store, last_of};
use crate::boxes::PacketBox;

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
    fn known(self, left: Id, right: Id) -> Option<Id> {
        match (self, left, right) {
            (Self::Union, NOTHING, other)
            | (Self::Union | Self::Difference, other, NOTHING)
            | (Self::Intersection, EVERYTHING, other)
            | (Self::Intersection, other, EVERYTHING) => Some(other),
            (Self::Union, EVERYTHING, _) | (Self::Union, _, EVERYTHING) => Some(EVERYTHING),
            (Self::Intersection | Self::Difference, NOTHING, _)
            | (Self::Intersection, _, NOTHING)
            | (Self::Difference, _, EVERYTHING) => Some(NOTHING),
            _ if left == right => Some(if self == Self::Difference { NOTHING } else { left }),
            _ => None,
        }
    }
}

/// A walk along the edges of one operand at a level.
#[derive(Clone, Copy)]
struct Cursor {
    /// The place of the current edge in the store, if the operand has a node at this level.
    place: Option<usize>,
    edge: Edge,
}

impl Cursor {
    fn new(store: &Store, level: u8, id: Id) -> Self {
        let node = store.node(id);
        if node.level == level {
            Self { place: Some(node.start), edge: edge_at(store, node.start) }
        } else {
            Self { place: None, edge: Edge { high: last_of(level), child: id } }
        }
    }

    fn advance(&mut self, store: &Store) {
        if let Some(place) = self.place {
            *self = Self { place: Some(place + 1), edge: edge_at(store, place + 1) };
        }
    }
}

/// The edge at a place; beyond the end, one that ends any walk.
fn edge_at(store: &Store, place: usize) -> Edge {
    store.edges.get(place).copied().unwrap_or(Edge { high: u128::MAX, child: NOTHING })
}

impl Store {
    pub(super) fn apply(&mut self, operation: Binary, left: Id, right: Id) -> Id {
        if let Some(known) = operation.known(left, right) {
            return known;
        }
        let commutes = operation != Binary::Difference;
        let (left, right) = if commutes && right < left { (right, left) } else { (left, right) };
        if let Some(result) = self.cache.get(operation.code(), left, right) {
            return result;
        }
        let level = self.level(left).min(self.level(right));
        let last = last_of(level);
        let (mut a, mut b) = (Cursor::new(self, level, left), Cursor::new(self, level, right));
        let start = self.scratch.len();
        loop {
            let child = self.apply(operation, a.edge.child, b.edge.child);
            let high = a.edge.high.min(b.edge.high);
            self.push(start, high, child);
            if high >= last {
                break;
            }
            let (a_ends, b_ends) = (a.edge.high == high, b.edge.high == high);
            if a_ends {
                a.advance(self);
            }
            if b_ends {
                b.advance(self);
            }
        }
        let result = self.finish(level, start);
        self.cache.put(operation.code(), left, right, result);
        result
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
            return answer == usize::from(true);
        }
        let level = self.level(left).min(self.level(right));
        let last = last_of(level);
        let (mut a, mut b) = (Cursor::new(self, level, left), Cursor::new(self, level, right));
        let answer = loop {
            if ask(self, a.edge.child, b.edge.child) {
                break true;
            }
            let high = a.edge.high.min(b.edge.high);
            if high >= last {
                break false;
            }
            let (a_ends, b_ends) = (a.edge.high == high, b.edge.high == high);
            if a_ends {
                a.advance(self);
            }
            if b_ends {
                b.advance(self);
            }
        };
        self.cache.put(code, left, right, usize::from(answer));
        answer
    }

    /// The union of many diagrams, pair by pair, so that each is walked a logarithmic number of times.
    pub(super) fn union_all(&mut self, mut diagrams: Vec<Id>) -> Id {
        diagrams.sort_unstable();
        diagrams.dedup();
        while diagrams.len() > 1 {
            diagrams = diagrams
                .chunks(2)
                .map(|pair| match *pair {
                    [left, right] => self.apply(Binary::Union, left, right),
                    [single] => single,
                    _ => NOTHING,
                })
                .collect();
        }
        diagrams.first().copied().unwrap_or(NOTHING)
    }

    /// The diagram of a product.
    pub(super) fn product(&mut self, product: &PacketBox) -> Id {
        if product.is_empty() {
            return NOTHING;
        }
        let below = self.chain(4, product.source_ports.0.coordinates(), EVERYTHING);
        let below = self.chain(3, product.destination_ports.0.coordinates(), below);
        let below = self.chain(2, product.sources.0.coordinates(), below);
        let below = self.chain(1, product.destinations.0.coordinates(), below);
        self.chain(0, product.protocols.0.coordinates(), below)
    }
}
