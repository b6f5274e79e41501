//! Results of operations, to be found again.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::node::Id;

/// Entries of the cache of results at first: few, since touching fresh memory costs more than small sets do.
const LEAST_RESULTS: usize = 1 << 10;
/// Entries of the cache of results at most, 1 MiB.
const MOST_RESULTS: usize = 1 << 16;

/// What a cached result is the result of; 0 marks an entry without result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
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
    entries: Vec<[u32; 4]>,
    /// Results stored since the cache has had its present size.
    stored: usize,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self { entries: vec![[0; 4]; LEAST_RESULTS], stored: 0 }
    }

    fn slot(&self, operation: u32, left: u32, right: u32) -> usize {
        let mut hasher = FxHasher::default();
        hasher.write_u64(u64::from(left) << 32 | u64::from(right));
        hasher.write_u32(operation);
        // The length is a power of two.
        usize::try_from(hasher.finish() & (self.entries.len() as u64 - 1)).unwrap_or(0)
    }

    pub(super) fn get(&self, operation: Operation, left: u32, right: u32) -> Option<u32> {
        match self.entries.get(self.slot(operation as u32, left, right)) {
            Some(&[code, a, b, result]) if code == operation as u32 && a == left && b == right => Some(result),
            _ => None,
        }
    }

    pub(super) fn put(&mut self, operation: Operation, left: u32, right: u32, result: u32) {
        self.stored += 1;
        if self.stored > self.entries.len() && self.entries.len() < MOST_RESULTS {
            let smaller = std::mem::take(&mut self.entries);
            *self = Self { entries: vec![[0; 4]; 2 * smaller.len()], stored: 0 };
            for entry in smaller {
                self.place(entry);
            }
        }
        self.place([operation as u32, left, right, result]);
    }

    fn place(&mut self, entry: [u32; 4]) {
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

/// What became of each child of one node: exact where [`Cache`] forgets, and a plain look into an array.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// For each node the round in which its result was noted, and the result.
    results: Vec<(u32, Id)>,
    round: u32,
}

impl Memo {
    /// Forgets the results, and makes room for those of all nodes that exist.
    pub(super) fn begin(&mut self, nodes: usize) {
        if self.round == u32::MAX {
            *self = Self::default();
        }
        self.round += 1;
        if self.results.len() < nodes {
            self.results.resize(nodes, (0, 0));
        }
    }

    pub(super) fn get(&self, id: Id) -> Option<Id> {
        self.results.get(id as usize).filter(|(round, _)| *round == self.round).map(|(_, result)| *result)
    }

    /// Notes a result; those of terminals that have no node are not kept.
    pub(super) fn put(&mut self, id: Id, result: Id) {
        if let Some(place) = self.results.get_mut(id as usize) {
            *place = (self.round, result);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPERATIONS: [Operation; 3] = [Operation::Union, Operation::Intersection, Operation::Difference];

    /// As many distinct results as asked for: arguments that share operations, left sides and right sides.
    fn results(count: u32) -> impl Iterator<Item = (Operation, u32, u32, u32)> {
        (0..count).map(|n| (OPERATIONS[n as usize % 3], n / 3 % 97, n / 291, n))
    }

    #[test]
    fn a_result_is_found_for_its_own_arguments_only() {
        let mut cache = Cache::new();
        for (operation, left, right, result) in results(200_000) {
            cache.put(operation, left, right, result);
            assert_eq!(cache.get(operation, left, right), Some(result));
        }
        for (operation, left, right, result) in results(200_000) {
            assert!(cache.get(operation, left, right).is_none_or(|found| found == result));
            assert_eq!(cache.get(operation, left, right + 1_000_000), None);
            assert_eq!(cache.get(Operation::Reversal, left, right), None);
        }
        cache.clear();
        assert!(results(200_000).all(|(operation, left, right, _)| cache.get(operation, left, right).is_none()));
    }

    #[test]
    fn many_results_are_found_again_also_when_the_cache_has_grown() {
        for count in [500, 5_000, 30_000] {
            let mut cache = Cache::new();
            results(count).for_each(|(operation, left, right, result)| cache.put(operation, left, right, result));
            let found =
                results(count).filter(|(operation, left, right, _)| cache.get(*operation, *left, *right).is_some());
            assert!(found.count() * 4 > count as usize, "of {count}");
            assert!(cache.entries.len() <= MOST_RESULTS);
        }
    }

    #[test]
    fn what_became_of_a_child_is_forgotten_with_each_node() {
        let mut memo = Memo::default();
        memo.begin(4);
        memo.put(2, 7);
        memo.put(9, 7);
        assert_eq!([memo.get(1), memo.get(2), memo.get(9)], [None, Some(7), None]);
        memo.begin(10);
        memo.put(9, 8);
        assert_eq!([memo.get(2), memo.get(9)], [None, Some(8)]);
        memo.begin(1);
        memo.put(9, 3);
        assert_eq!([memo.get(2), memo.get(9)], [None, Some(3)]);
        memo.round = u32::MAX;
        memo.begin(4);
        assert_eq!([memo.get(2), memo.get(3)], [None, None]);
    }
}
