//! A list of records that is cheap to copy and to change a little.

mod by_id;
mod iter;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Index, IndexMut};
use std::sync::Arc;

use by_id::Base;
use iter::Shared;
pub use iter::{IntoIter, Iter, IterMut};

/// How many of the records that a list shares may stand beside it, as a part of them: one in so many. More are put into a
/// list of their own.
const ONE_IN: usize = 8;

/// Records of one kind, in the order they were read.
///
/// A copy shares the list and every record with its original: O(1). Of what is changed afterwards, the record is copied and
/// stands beside the list that is shared: O(log c) for c changes. So an inventory with one rule more costs one security
/// group more, however many groups there are.
///
/// A tree of chunks would do the same. Made for each of sixty kinds, it was a quarter of this crate's code, and two thirds
/// of the time that it takes to be optimised.
pub struct Records<T> {
    /// The list that copies share.
    base: Arc<Base<T>>,
    /// What is otherwise here. None where nothing is, and then only.
    beside: Option<Arc<Beside<T>>>,
}

/// How a list differs from the one that it shares with others.
struct Beside<T> {
    /// Records that stand instead of others, by place.
    instead: BTreeMap<usize, Arc<T>>,
    /// Records that follow.
    more: Vec<Arc<T>>,
}

impl<T> Clone for Beside<T> {
    fn clone(&self) -> Self {
        Self { instead: self.instead.clone(), more: self.more.clone() }
    }
}

impl<T> Clone for Records<T> {
    fn clone(&self) -> Self {
        Self { base: Arc::clone(&self.base), beside: self.beside.clone() }
    }
}

impl<T> Records<T> {
    /// No records.
    #[must_use]
    pub fn new() -> Self {
        Self { base: Arc::new(Base::default()), beside: None }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.base.len() + self.beside.as_ref().map_or(0, |beside| beside.more.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The record at a place, from 0, to share it.
    pub(crate) fn shared_at(&self, index: usize) -> Option<&Arc<T>> {
        let Some(beside) = &self.beside else { return self.base.get(index) };
        match index.checked_sub(self.base.len()) {
            Some(after) => beside.more.get(after),
            None => beside.instead.get(&index).or_else(|| self.base.get(index)),
        }
    }

    /// The record at a place, from 0. O(1), and O(log c) in a copy with c changes.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.shared_at(index).map(Arc::as_ref)
    }

    /// The first record.
    #[must_use]
    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    /// The last record.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All records in their order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(Shared { records: self, places: 0..self.len() })
    }

    /// All records in their order, to share them.
    #[must_use]
    pub fn shared(&self) -> impl ExactSizeIterator<Item = &Arc<T>> {
        Shared { records: self, places: 0..self.len() }
    }

    /// All records in their order, shared.
    #[must_use]
    pub fn into_shared(self) -> impl ExactSizeIterator<Item = Arc<T>> {
        self.into_list().into_iter()
    }

    fn into_list(mut self) -> Vec<Arc<T>> {
        self.own();
        Arc::unwrap_or_clone(self.base).into_list()
    }

    /// Whether two lists are one, so that no record differs. `false` says nothing.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        let same = match (&self.beside, &other.beside) {
            (None, None) => true,
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            _ => false,
        };
        (same && Arc::ptr_eq(&self.base, &other.base)) || (self.is_empty() && other.is_empty())
    }

    /// Places, in order, outside of which two lists have the same records at the same places. O(c) for c changes since both
    /// were one list, else all places of the longer one.
    pub fn differing(&self, other: &Self) -> impl Iterator<Item = usize> {
        let is_of_one = Arc::ptr_eq(&self.base, &other.base);
        let mut places: Vec<usize> = Vec::new();
        if is_of_one {
            let instead = [self, other].into_iter().filter_map(|own| own.beside.as_ref());
            places.extend(instead.flat_map(|beside| beside.instead.keys()));
            places.sort_unstable();
            places.dedup();
        }
        let whole = self.len().max(other.len());
        places.into_iter().chain(if is_of_one { self.base.len() } else { 0 }..whole)
    }

    /// The list as one that nobody shares, with what stands beside it put in: O(n) where others have it, or where something
    /// stands beside it.
    fn own(&mut self) -> &mut Vec<Arc<T>> {
        if let Some(beside) = self.beside.take() {
            let base = Arc::make_mut(&mut self.base).list_mut();
            let Beside { instead, more } = Arc::unwrap_or_clone(beside);
            for (place, record) in instead {
                if let Some(own) = base.get_mut(place) {
                    *own = record;
                }
            }
            base.extend(more);
        }
        Arc::make_mut(&mut self.base).list_mut()
    }

    /// What is to be changed beside the list, if the list is shared and as many changes as these may stand beside it.
    fn beside(&mut self, changes: usize) -> Option<(&[Arc<T>], &mut Beside<T>)> {
        if changes == 0 {
            return None;
        }
        let stands = self.beside.as_ref().map_or(0, |beside| beside.instead.len() + beside.more.len());
        let is_own = self.beside.is_none() && Arc::get_mut(&mut self.base).is_some();
        if is_own || (stands + changes) * ONE_IN > self.base.len() {
            return None;
        }
        let none = || Arc::new(Beside { instead: BTreeMap::new(), more: Vec::new() });
        Some((&self.base, Arc::make_mut(self.beside.get_or_insert_with(none))))
    }

    /// Adds a record at the end.
    pub fn push(&mut self, record: impl Into<Arc<T>>) {
        match self.beside(1) {
            Some((_, beside)) => beside.more.push(record.into()),
            None => self.own().push(record.into()),
        }
    }

    /// Where a record stands, to change it there or to put another one of the same id there; none where there is none. A list that
    /// nobody shares keeps what is known of the order of its ids.
    fn place_mut(&mut self, index: usize) -> Option<&mut Arc<T>> {
        // What is not there is no reason to copy anything.
        if index >= self.len() {
            return None;
        }
        // As `Option::or_else` would, which the borrow of the one would outlive.
        if self.beside.is_none() && Arc::get_mut(&mut self.base).is_some() {
            return Arc::get_mut(&mut self.base)?.place_mut(index);
        }
        if self.beside(1).is_none() {
            return self.own().get_mut(index);
        }
        let (base, beside) = self.beside(1)?;
        match index.checked_sub(base.len()) {
            Some(after) => beside.more.get_mut(after),
            None => Some(beside.instead.entry(index).or_insert(Arc::clone(base.get(index)?))),
        }
    }

    /// Puts another record of the same id into a place; nothing where there is none. As quick as [`Records::get_mut`].
    pub(crate) fn put(&mut self, index: usize, record: Arc<T>) {
        if let Some(own) = self.place_mut(index) {
            *own = record;
        }
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
            self.own().retain(|_| kept.next().unwrap_or(true));
        }
    }

    /// Puts the records into another order; those that compare equal keep theirs.
    pub fn sort_by(&mut self, compare: impl Fn(&T, &T) -> std::cmp::Ordering) {
        self.own().sort_by(|one, other| compare(one, other));
    }

    /// Takes the record at a place away.
    ///
    /// # Panics
    ///
    /// Where there is none.
    pub fn remove(&mut self, index: usize) -> Arc<T> {
        self.own().remove(index)
    }
}

impl<T: Clone> Records<T> {
    /// The record at a place, to change it; copied first where it is shared.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        // Its id may be changed, too.
        if let (None, Some(base)) = (&self.beside, Arc::get_mut(&mut self.base)) {
            base.forget_order();
        }
        self.get_mut_but_for_id(index)
    }

    /// The record at a place, to change anything but its id; copied first where it is shared.
    pub(crate) fn get_mut_but_for_id(&mut self, index: usize) -> Option<&mut T> {
        self.place_mut(index).map(Arc::make_mut)
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
        let places: Vec<usize> =
            (0..).zip(self.iter()).filter(|(_, own)| is_one(own)).map(|(place, _)| place).collect();
        let count = self.base.len();
        let stands_beside = match self.beside(places.len()) {
            Some((base, beside)) => {
                for (place, own) in places.iter().filter_map(|place| Some((*place, base.get(*place)?))) {
                    beside.instead.entry(place).or_insert_with(|| Arc::clone(own));
                }
                true
            }
            None => false,
        };
        if !stands_beside && !places.is_empty() {
            self.own();
        }
        // Nobody else has it now, or nothing is changed in it.
        let base = if stands_beside { None } else { Arc::get_mut(&mut self.base) };
        let own = base.into_iter().flat_map(|base| base.list_mut().iter_mut().enumerate());
        let beside = self.beside.as_mut().map(Arc::make_mut).into_iter().flat_map(move |beside| {
            let instead = beside.instead.iter_mut().map(|(place, own)| (*place, own));
            instead.chain((count..).zip(&mut beside.more))
        });
        let chosen = own.chain(beside).filter(move |(place, _)| places.binary_search(place).is_ok());
        chosen.map(|(_, own)| Arc::make_mut(own))
    }

    /// All records, to change them; each is copied first where it is shared, be it changed or not.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut(self.own().iter_mut())
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
        let same = |place| match (self.shared_at(place), other.shared_at(place)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
            _ => false,
        };
        self.ptr_eq(other) || (self.len() == other.len() && self.differing(other).all(same))
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
        Self { base: Arc::new(records.into_iter().collect::<Vec<_>>().into()), beside: None }
    }
}

impl<T> Extend<T> for Records<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, records: I) {
        records.into_iter().for_each(|own| self.push(own));
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

    #[expect(clippy::expect_used, reason = "who indexes says that it is there")]
    fn index(&self, index: usize) -> &T {
        self.get(index).expect("a place in the list")
    }
}

impl<T: Clone> IndexMut<usize> for Records<T> {
    #[expect(clippy::expect_used, reason = "who indexes says that it is there")]
    fn index_mut(&mut self, index: usize) -> &mut T {
        self.get_mut(index).expect("a place in the list")
    }
}

#[cfg(test)]
mod tests;
