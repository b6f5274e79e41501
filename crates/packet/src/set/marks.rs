//! Addresses in 32 bits: the coordinates at which edges end, each kept once.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use super::node::{Mark, place};
use crate::axis::{IPV4_FIRST, IPV4_LAST};

/// The mark of the highest coordinate of a level.
pub(super) fn last_mark(level: u8) -> Mark {
    match level {
        0 => u8::MAX.into(),
        1 | 2 => Marks::HIGHEST,
        _ => u16::MAX.into(),
    }
}

/// Room for so many coordinates at first.
const MARKS_AT_FIRST: usize = 1 << 8;

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

    pub(super) fn new() -> Self {
        let mut values = Vec::with_capacity(MARKS_AT_FIRST);
        values.extend([u128::MAX, BEFORE_IPV4, IPV4_LAST]);
        Self { values, index: HashTable::with_capacity(MARKS_AT_FIRST), free: Vec::new() }
    }

    /// The coordinate of a mark.
    pub(super) fn value(&self, mark: Mark) -> u128 {
        self.values.get(mark as usize).copied().unwrap_or(u128::MAX)
    }

    /// The mark of a coordinate.
    pub(super) fn of(&mut self, value: u128) -> Mark {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coordinate_has_one_mark_as_long_as_an_edge_ends_there() {
        let mut marks = Marks::new();
        let [kept, dropped] = [10, 20].map(|value| marks.of(value));
        assert_eq!((marks.of(10), marks.value(kept), marks.value(dropped)), (kept, 10, 20));
        marks.keep([kept].into_iter());
        assert_eq!(marks.of(30), dropped, "its place is free");
        assert_eq!((marks.value(kept), marks.value(dropped)), (10, 30));
        assert!(![kept, dropped].contains(&marks.of(20)), "as any new one");
    }
}
