//! Changing fields: forgetting one, restricting it anew, and swapping both ends.

use rustc_hash::FxHashMap;

use super::apply::Binary;
use super::cache::Operation;
use super::node::{EVERYTHING, Id, NOTHING};
use super::store::Store;
use crate::packet::ECHO;
use crate::protocol::Protocol;

/// What the reversal of a packet does to its ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ports {
    /// Source and destination port change places.
    Swap,
    /// The ICMP types and codes of echo request and echo reply change places.
    Exchange(u16, u16),
    /// Both ports become 0.
    Zero,
}

impl Ports {
    fn of(protocol: Protocol) -> Self {
        if protocol.has_ports() {
            return Self::Swap;
        }
        let echo = ECHO.iter().find(|(family, ..)| *family == protocol);
        echo.map_or(Self::Zero, |&(_, request, reply)| Self::Exchange(request, reply))
    }

    /// A number of its own for the cache of results.
    fn code(self) -> u32 {
        match self {
            Self::Swap => 0,
            Self::Zero => 1,
            Self::Exchange(request, _) => 2 + u32::from(request),
        }
    }
}

impl Store {
    /// The packets that become members by changing only the level's field.
    pub(super) fn forget(&mut self, level: u8, id: Id) -> Id {
        let own = self.level(id);
        if own > level {
            return id;
        }
        if let Some(result) = self.cache.get(Operation::Forget, id, level.into()) {
            return result;
        }
        let result = if own == level {
            let children = self.edges_of(id).iter().map(|edge| edge.child).collect();
            self.union_all(children)
        } else {
            self.map(&self.node(id), |store, child| store.forget(level, child))
        };
        self.cache.put(Operation::Forget, id, level.into(), result);
        result
    }

    /// The packets of the set with the level's field replaced by every one of these values.
    pub(super) fn rewrite(&mut self, level: u8, id: Id, values: impl IntoIterator<Item = (u128, u128)>) -> Id {
        let free = self.forget(level, id);
        let allowed = self.chain(level, values, EVERYTHING);
        self.apply(Binary::Intersection, free, allowed)
    }

    /// The answers to the packets of the set: the image under [`Packet::reversed`](crate::Packet::reversed).
    pub(super) fn reversed(&mut self, id: Id) -> Id {
        let start = self.scratch.len();
        let mut before = None;
        for protocol in 0..=u8::MAX {
            let child = self.child_at(0, id, protocol.into());
            let ports = Ports::of(Protocol(protocol));
            let answers = match before {
                Some((same, alike, answers)) if same == child && alike == ports => answers,
                _ => self.swapped(1, child, ports),
            };
            before = Some((child, ports, answers));
            self.push(start, protocol.into(), answers);
        }
        self.finish(0, start)
    }

    /// Swaps the fields of a level and the one below it, and below the addresses does what is due to the ports.
    fn swapped(&mut self, upper: u8, id: Id, ports: Ports) -> Id {
        if id == NOTHING {
            return id;
        }
        if self.level(id) > upper + 1 {
            return self.below_swap(upper, id, ports);
        }
        // A node is of the addresses or of the ports: its level tells which swap it is.
        let key = ports.code();
        if let Some(result) = self.cache.get(Operation::Reversal, id, key) {
            return result;
        }
        // Each child with all values that lead to it becomes a diagram of its own: they are disjoint, and their union
        // is built from as many parts as there are distinct children, however many values there are.
        let mut turned_ways = Vec::new();
        for (child, values) in self.ways(upper, id) {
            let mut turned: FxHashMap<Id, Id> = FxHashMap::default();
            let start = self.scratch.len();
            let ranges: Vec<_> = self.ranges_at(upper + 1, child).collect();
            for (_, high, child) in ranges {
                let below = if let Some(&below) = turned.get(&child) {
                    below
                } else {
                    let rest = self.below_swap(upper, child, ports);
                    let below = self.chain(upper + 1, values.iter().copied(), rest);
                    turned.insert(child, below);
                    below
                };
                self.push_to(upper, start, high, below);
            }
            turned_ways.push(self.finish(upper, start));
        }
        let result = self.union_all(turned_ways);
        self.cache.put(Operation::Reversal, id, key, result);
        result
    }

    fn below_swap(&mut self, upper: u8, id: Id, ports: Ports) -> Id {
        const DESTINATION_PORT: u8 = 3;
        if upper == DESTINATION_PORT || id == NOTHING {
            return id;
        }
        match ports {
            Ports::Swap => self.swapped(DESTINATION_PORT, id, ports),
            Ports::Zero => {
                let source = self.chain(DESTINATION_PORT + 1, [(0, 0)], EVERYTHING);
                self.chain(DESTINATION_PORT, [(0, 0)], source)
            }
            Ports::Exchange(one, other) => self.exchanged(DESTINATION_PORT, id, one.into(), other.into()),
        }
    }

    /// Lets two values of a level's field change places.
    fn exchanged(&mut self, level: u8, id: Id, one: u128, other: u128) -> Id {
        let (at_one, at_other) = (self.child_at(level, id, one), self.child_at(level, id, other));
        if at_one == at_other {
            return id;
        }
        let (low, high) = (one.min(other), one.max(other));
        let both = self.chain(level, [(low, low), (high, high)], EVERYTHING);
        let others = self.apply(Binary::Difference, id, both);
        let first = self.chain(level, [(other, other)], at_one);
        let second = self.chain(level, [(one, one)], at_other);
        self.union_all(vec![others, first, second])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_protocol_has_its_way_of_answering() {
        assert_eq!(Ports::of(Protocol::UDP), Ports::Swap);
        assert_eq!(Ports::of(Protocol::ICMP), Ports::Exchange(0x0800, 0));
        assert_eq!(Ports::of(Protocol(132)), Ports::Zero);
    }
}
