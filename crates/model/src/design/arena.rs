use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::gap::Gap;
use crate::identified::Identified;
use crate::records::Records;

/// The place of a `T` in its [`Arena`]. Only the arena makes them, so it always leads somewhere in the arena it came
/// from; indices of another design must not be mixed in.
pub struct Ix<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Ix<T> {
    /// The position, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.index as usize
    }
}

impl<T> Clone for Ix<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ix<T> {}
impl<T> PartialEq for Ix<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Ix<T> {}
impl<T> PartialOrd for Ix<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Ix<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> std::hash::Hash for Ix<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Ix<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

/// A resolved reference, or the gap that packets meet where it leads nowhere: most lead somewhere, so that it stands apart.
pub type Reference<T> = Result<Ix<T>, Arc<Gap>>;

/// Resources of one kind in the order they were read, found by index in constant and by id in logarithmic time.
///
/// A copy shares everything with its original, O(1); a resource that is changed in one of them is copied then.
pub struct Arena<T>(Records<T>);

impl<T> Clone for Arena<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self(Records::new())
    }
}

impl<T: fmt::Debug> fmt::Debug for Arena<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Arena<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Arena<T> {
    /// Puts another description of the same resource into its place.
    pub(super) fn replace(&mut self, index: Ix<T>, item: T) {
        self.0.put(index.index(), Arc::new(item));
    }

    /// The resource at an index.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "only this arena makes its indices, and it never shrinks")]
    pub fn get(&self, index: Ix<T>) -> &T {
        &self.0[index.index()]
    }

    /// The resource at an index, to share it; none where the index is another arena's.
    #[must_use]
    pub fn shared(&self, index: Ix<T>) -> Option<&Arc<T>> {
        self.0.shared_at(index.index())
    }

    /// Whether two arenas are one, so that no resource differs. `false` says nothing.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }

    /// The index of the resource at a position, from 0 to the length.
    #[must_use]
    pub fn index_at(&self, position: usize) -> Option<Ix<T>> {
        let index = u32::try_from(position).ok().filter(|_| position < self.len())?;
        Some(Ix { index, of: PhantomData })
    }

    /// All resources with their indices, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (Ix<T>, &T)> {
        self.indices().zip(&self.0)
    }

    /// All indices.
    pub fn indices(&self) -> impl Iterator<Item = Ix<T>> + use<T> {
        let end = u32::try_from(self.len()).unwrap_or(u32::MAX);
        (0..end).map(|index| Ix { index, of: PhantomData })
    }

    /// The indices at which a later arena of the same resources has something else, or something more. O(c) for c changes since both
    /// were one, else linear.
    pub fn differing<'a>(&'a self, later: &'a Self) -> impl Iterator<Item = Ix<T>> + 'a {
        let is_other = |index: &Ix<T>| {
            let pair = self.shared(*index).zip(later.shared(*index));
            pair.is_none_or(|(old, new)| !Arc::ptr_eq(old, new))
        };
        self.0.differing(&later.0).filter_map(|place| later.index_at(place)).filter(is_other)
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
}

impl<T: PartialEq> Arena<T> {
    /// Shares with an older arena what is the same in both, and all of it where nothing differs.
    pub(super) fn share(&mut self, old: &Self) {
        if self == old {
            *self = old.clone();
            return;
        }
        let same = |own: &Arc<T>, place| old.0.shared_at(place).filter(|old| **old == *own).cloned();
        let shared =
            self.0.shared().enumerate().map(|(place, own)| same(own, place).unwrap_or_else(|| Arc::clone(own)));
        self.0 = shared.collect();
    }
}

impl<T: Identified> Arena<T> {
    /// An arena of resources; where an id comes twice, the first counts.
    pub(super) fn of(resources: impl Iterator<Item = T>) -> Self {
        let mut arena = Self(resources.map(Arc::new).collect());
        let is_first = |index: Ix<T>| arena.find(arena.get(index).id()) == Some(index);
        let again: Vec<usize> = arena.indices().filter(|index| !is_first(*index)).map(Ix::index).collect();
        if !again.is_empty() {
            let mut place = 0..;
            arena.0.retain(|_| place.next().is_none_or(|place: usize| again.binary_search(&place).is_err()));
        }
        arena
    }

    /// Adds a resource whose id is new.
    pub(super) fn push(&mut self, item: T) -> Option<Ix<T>> {
        if self.find(item.id()).is_some() {
            return None;
        }
        self.0.push(item);
        self.index_at(self.len().checked_sub(1)?)
    }

    /// The index of an id. O(log n + c) in a copy with c changes; whoever asks first sorts the ids.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Ix<T>> {
        self.index_at(self.0.place_of(id)?)
    }
}

impl<T: Clone> Arena<T> {
    /// The resource at an index, to change it, but for its id; copied first where it is shared.
    #[expect(clippy::expect_used, reason = "only this arena makes its indices, and it never shrinks")]
    pub(super) fn get_mut(&mut self, index: Ix<T>) -> &mut T {
        self.0.get_mut_but_for_id(index.index()).expect("only this arena makes its indices, and it never shrinks")
    }
}
