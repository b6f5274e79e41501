//! A list of records that is cheap to copy and to change a little.

use std::fmt;
use std::ops::{Index, IndexMut};
use std::slice;
use std::sync::Arc;
use std::vec;

/// Records of one kind, in the order they were read.
///
/// A copy shares the list and every record with its original: O(1). What is changed afterwards, and only that, is copied
/// then: a record, and one pointer for each record of the list. So an inventory with one rule more costs one security
/// group more.
///
/// A tree of chunks would copy O(log n) pointers instead. Made for each of sixty kinds, it was a quarter of this crate's code,
/// and two thirds of the time that it takes to be optimised.
pub struct Records<T>(Arc<Vec<Arc<T>>>);

impl<T> Clone for Records<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Records<T> {
    /// No records.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Vec::new()))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The record at a place, from 0. O(1).
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.0.get(index).map(Arc::as_ref)
    }

    /// The first record.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.0.first().map(Arc::as_ref)
    }

    /// The last record.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.0.last().map(Arc::as_ref)
    }

    /// All records in their order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self.0.iter())
    }

    /// All records in their order, to share them.
    #[must_use]
    pub fn shared(&self) -> impl ExactSizeIterator<Item = &Arc<T>> {
        self.0.iter()
    }

    /// All records in their order, shared.
    #[must_use]
    pub fn into_shared(self) -> impl ExactSizeIterator<Item = Arc<T>> {
        Arc::unwrap_or_clone(self.0).into_iter()
    }

    /// Whether two lists are one, so that no record differs. `false` says nothing.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.is_empty() && other.is_empty())
    }

    /// Adds a record at the end.
    pub fn push(&mut self, record: impl Into<Arc<T>>) {
        Arc::make_mut(&mut self.0).push(record.into());
    }

    /// Takes all records away.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// Keeps the records of which `keep` says so.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        let kept: Vec<bool> = self.iter().map(keep).collect();
        // A list that stays as it is stays the same list.
        if kept.contains(&false) {
            let mut kept = kept.into_iter();
            Arc::make_mut(&mut self.0).retain(|_| kept.next().unwrap_or(true));
        }
    }

    /// Puts the records into another order; those that compare equal keep theirs.
    pub fn sort_by(&mut self, compare: impl Fn(&T, &T) -> std::cmp::Ordering) {
        Arc::make_mut(&mut self.0).sort_by(|one, other| compare(one, other));
    }

    /// Takes the record at a place away.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn remove(&mut self, index: usize) -> Arc<T> {
        Arc::make_mut(&mut self.0).remove(index)
    }
}

impl<T: Clone> Records<T> {
    /// The record at a place, to change it; copied first where it is shared.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        // What is not there is no reason to copy the list.
        (index < self.len()).then(|| Arc::make_mut(&mut self.0))?.get_mut(index).map(Arc::make_mut)
    }

    /// The first record, to change it; copied first where it is shared.
    pub fn first_mut(&mut self) -> Option<&mut T> {
        self.get_mut(0)
    }

    /// The last record, to change it; copied first where it is shared.
    pub fn last_mut(&mut self) -> Option<&mut T> {
        self.get_mut(self.len().checked_sub(1)?)
    }

    /// The first record of which `is_it` says so, to change it; copied first where it is shared.
    pub fn find_mut(&mut self, is_it: impl FnMut(&T) -> bool) -> Option<&mut T> {
        let index = self.iter().position(is_it)?;
        self.get_mut(index)
    }

    /// The records of which `is_one` says so, to change them; each is copied first where it is shared.
    pub fn filter_mut(&mut self, mut is_one: impl FnMut(&T) -> bool) -> impl Iterator<Item = &mut T> {
        Arc::make_mut(&mut self.0).iter_mut().filter(move |record| is_one(record)).map(Arc::make_mut)
    }

    /// All records, to change them; each is copied first where it is shared, be it changed or not.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut(Arc::make_mut(&mut self.0).iter_mut())
    }
}

impl<T> Default for Records<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<T: PartialEq> PartialEq for Records<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, two): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(one, two) || one == two;
        self.ptr_eq(other) || (self.len() == other.len() && self.0.iter().zip(other.0.iter()).all(same))
    }
}

impl<T: Eq> Eq for Records<T> {}

impl<T> FromIterator<T> for Records<T> {
    fn from_iter<I: IntoIterator<Item = T>>(records: I) -> Self {
        records.into_iter().map(Arc::new).collect()
    }
}

impl<T> FromIterator<Arc<T>> for Records<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(records: I) -> Self {
        Self(Arc::new(records.into_iter().collect()))
    }
}

impl<T> Extend<T> for Records<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, records: I) {
        Arc::make_mut(&mut self.0).extend(records.into_iter().map(Arc::new));
    }
}

impl<T> From<Vec<T>> for Records<T> {
    fn from(records: Vec<T>) -> Self {
        records.into_iter().collect()
    }
}

impl<T, const N: usize> From<[T; N]> for Records<T> {
    fn from(records: [T; N]) -> Self {
        records.into_iter().collect()
    }
}

impl<T> Index<usize> for Records<T> {
    type Output = T;

    #[expect(clippy::indexing_slicing, reason = "who indexes says that it is there")]
    fn index(&self, index: usize) -> &T {
        &self.0[index]
    }
}

impl<T: Clone> IndexMut<usize> for Records<T> {
    #[expect(clippy::indexing_slicing, reason = "who indexes says that it is there")]
    fn index_mut(&mut self, index: usize) -> &mut T {
        Arc::make_mut(&mut Arc::make_mut(&mut self.0)[index])
    }
}

/// The records of a list; see [`Records::iter`].
pub struct Iter<'r, T>(slice::Iter<'r, Arc<T>>);

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<'r, T> Iterator for Iter<'r, T> {
    type Item = &'r T;

    fn next(&mut self) -> Option<&'r T> {
        self.0.next().map(Arc::as_ref)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.0.next_back().map(Arc::as_ref)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

/// The records of a list, to change them; see [`Records::iter_mut`].
pub struct IterMut<'r, T>(slice::IterMut<'r, Arc<T>>);

impl<'r, T: Clone> Iterator for IterMut<'r, T> {
    type Item = &'r mut T;

    fn next(&mut self) -> Option<&'r mut T> {
        self.0.next().map(Arc::make_mut)
    }
}

/// The records of a list that nobody shares are moved out of it, the others copied; see [`IntoIterator`].
pub struct IntoIter<T>(vec::IntoIter<Arc<T>>);

impl<T: Clone> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next().map(Arc::unwrap_or_clone)
    }
}

impl<T: Clone> IntoIterator for Records<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(Arc::unwrap_or_clone(self.0).into_iter())
    }
}

impl<'r, T> IntoIterator for &'r Records<T> {
    type Item = &'r T;
    type IntoIter = Iter<'r, T>;

    fn into_iter(self) -> Iter<'r, T> {
        self.iter()
    }
}

impl<'r, T: Clone> IntoIterator for &'r mut Records<T> {
    type Item = &'r mut T;
    type IntoIter = IterMut<'r, T>;

    fn into_iter(self) -> IterMut<'r, T> {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Records<String> {
        (0..1000).map(|number| number.to_string()).collect()
    }

    /// The places at which two lists do not share their record.
    fn apart<T>(one: &Records<T>, two: &Records<T>) -> Vec<usize> {
        let pairs = one.shared().zip(two.shared()).enumerate();
        pairs.filter(|(_, (one, two))| !Arc::ptr_eq(one, two)).map(|(place, _)| place).collect()
    }

    #[test]
    fn a_copy_shares_all_but_what_is_changed() {
        let before = records();
        let mut after = before.clone();
        assert!(after.ptr_eq(&before));
        after.find_mut(|record| record == "500").unwrap().push('!');
        after.filter_mut(|record| record.starts_with("77")).for_each(|record| record.push('?'));
        after.push("new".to_owned());
        assert!(!after.ptr_eq(&before));
        let expected: Vec<usize> = [77, 500].into_iter().chain(770..780).collect();
        assert_eq!(apart(&before, &after), expected);
        assert_eq!((before[500].as_str(), after[500].as_str()), ("500", "500!"));
        assert_eq!((before.len(), after.len(), after.last().unwrap().as_str()), (1000, 1001, "new"));
    }

    #[test]
    fn a_list_of_which_everything_is_kept_stays_the_same() {
        let before = records();
        let mut after = before.clone();
        after.retain(|_| true);
        assert!(after.ptr_eq(&before));
        after.retain(|record| record.len() < 3);
        assert_eq!((before.len(), after.len()), (1000, 100));
        let few: Records<String> = before.iter().take(3).cloned().collect();
        let mut same = few.clone();
        assert!(same.ptr_eq(&few));
        same[1].push('x');
        assert!(!same.ptr_eq(&few));
        assert_eq!(apart(&before, &after), Vec::<usize>::new());
    }

    #[test]
    fn lists_are_equal_when_their_records_are() {
        assert_eq!(records(), records());
        let mut other = records();
        other[3].push('x');
        assert_ne!(records(), other);
        other.remove(3);
        assert_ne!(records(), other);
    }

    #[test]
    fn what_nobody_shares_is_moved() {
        let list = records();
        let kept = Arc::clone(list.shared().next().unwrap());
        let taken: Vec<String> = list.into_iter().collect();
        assert_eq!((taken[0].as_str(), taken.len()), (kept.as_str(), 1000));
    }
}
