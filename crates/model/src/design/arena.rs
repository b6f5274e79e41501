use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use imbl::Vector;

use crate::gap::Gap;
use crate::identified::Identified;

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

/// Whether two lists are one. Of lists that are so short that they are kept in place, the entries tell.
fn ptr_eq<T>(one: &Vector<Arc<T>>, other: &Vector<Arc<T>>) -> bool {
    const SHORT: usize = 16;
    let same_entries = || one.iter().zip(other).all(|(one, other)| Arc::ptr_eq(one, other));
    one.ptr_eq(other) || (one.len() <= SHORT && one.len() == other.len() && same_entries())
}

/// Resources of one kind in the order they were read, found by index and by id in logarithmic time.
///
/// A copy shares everything with its original, O(1); a resource that is changed in one of them is copied then.
pub struct Arena<T> {
    items: Vector<Arc<T>>,
    /// Every index, in the order of the ids.
    by_id: Vector<Ix<T>>,
}

impl<T> Clone for Arena<T> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone(), by_id: self.by_id.clone() }
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vector::new(), by_id: Vector::new() }
    }
}

impl<T: fmt::Debug> fmt::Debug for Arena<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.items).finish()
    }
}

impl<T: PartialEq> PartialEq for Arena<T> {
    fn eq(&self, other: &Self) -> bool {
        let same = |(one, two): (&Arc<T>, &Arc<T>)| Arc::ptr_eq(one, two) || one == two;
        self.ptr_eq(other) || (self.len() == other.len() && self.items.iter().zip(&other.items).all(same))
    }
}

impl<T> Arena<T> {
    /// Puts another description of the same resource into its place.
    pub(super) fn replace(&mut self, index: Ix<T>, item: T) {
        self.items.set(index.index(), Arc::new(item));
    }

    /// The resource at an index.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "only this arena makes its indices, and it never shrinks")]
    pub fn get(&self, index: Ix<T>) -> &T {
        &self.items[index.index()]
    }

    /// The resource at an index, to share it; none where the index is another arena's.
    #[must_use]
    pub fn shared(&self, index: Ix<T>) -> Option<&Arc<T>> {
        self.items.get(index.index())
    }

    /// Whether two arenas are one, so that no resource differs. `false` says nothing.
    #[must_use]
    pub fn ptr_eq(&self, other: &Self) -> bool {
        ptr_eq(&self.items, &other.items)
    }

    /// The index of the resource at a position, from 0 to the length.
    #[must_use]
    pub fn index_at(&self, position: usize) -> Option<Ix<T>> {
        let index = u32::try_from(position).ok().filter(|_| position < self.items.len())?;
        Some(Ix { index, of: PhantomData })
    }

    /// All resources with their indices, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (Ix<T>, &T)> {
        (0u32..).zip(&self.items).map(|(index, item)| (Ix { index, of: PhantomData }, item.as_ref()))
    }

    /// All indices.
    pub fn indices(&self) -> impl Iterator<Item = Ix<T>> + use<T> {
        let end = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        (0..end).map(|index| Ix { index, of: PhantomData })
    }

    /// The indices at which a later arena of the same resources has something else, or something more.
    pub fn differing<'a>(&'a self, later: &'a Self) -> impl Iterator<Item = Ix<T>> + 'a {
        let end = if self.ptr_eq(later) { 0 } else { later.items.len() };
        let before = self.items.iter().map(Some).chain(std::iter::repeat(None));
        let pairs = (0u32..).zip(later.items.iter().zip(before)).take(end);
        let differs = pairs.filter(|(_, (new, old))| old.is_none_or(|old| !Arc::ptr_eq(old, new)));
        differs.map(|(index, _)| Ix { index, of: PhantomData })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl<T: PartialEq> Arena<T> {
    /// Shares with an older arena what is the same in both, and all of it where nothing differs.
    pub(super) fn share(&mut self, old: &Self) {
        let pairs = self.items.iter_mut().zip(&old.items);
        for (new, old) in pairs {
            if *new == *old {
                *new = Arc::clone(old);
            }
        }
        if self == old {
            *self = old.clone();
        }
    }
}

impl<T: Identified> Arena<T> {
    /// An arena of resources; where an id comes twice, the first counts.
    pub(super) fn of(resources: impl Iterator<Item = T>) -> Self {
        let mut arena = Self { items: resources.map(Arc::new).collect(), by_id: Vector::new() };
        let mut by_id = arena.in_order();
        let mut again: Vec<usize> = Vec::new();
        by_id.dedup_by(|later, first| {
            let is_again = arena.get(*later).id() == arena.get(*first).id();
            again.extend(is_again.then(|| later.index()));
            is_again
        });
        if !again.is_empty() {
            again.sort_unstable();
            let mut place = 0..;
            arena.items.retain(|_| place.next().is_none_or(|place: usize| again.binary_search(&place).is_err()));
            by_id = arena.in_order();
        }
        arena.by_id = by_id.into();
        arena
    }

    /// All indices in the order of the ids; of those with the same, the first comes first.
    fn in_order(&self) -> Vec<Ix<T>> {
        let mut indices: Vec<Ix<T>> = self.indices().collect();
        indices.sort_by_key(|index| self.get(*index).id());
        indices
    }

    /// Adds a resource whose id is new.
    pub(super) fn push(&mut self, item: T) -> Option<Ix<T>> {
        let index = Ix { index: u32::try_from(self.items.len()).ok()?, of: PhantomData };
        let place = self.place_of(item.id()).err()?;
        self.by_id.insert(place, index);
        self.items.push_back(Arc::new(item));
        Some(index)
    }

    /// The index of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Ix<T>> {
        self.by_id.get(self.place_of(id).ok()?).copied()
    }

    /// Where an id stands among all of them, or should.
    fn place_of(&self, id: &str) -> Result<usize, usize> {
        self.by_id.binary_search_by(|index| self.get(*index).id().cmp(id))
    }
}

impl<T: Clone> Arena<T> {
    /// The resource at an index, to change it; copied first where it is shared.
    #[expect(clippy::indexing_slicing, reason = "only this arena makes its indices, and it never shrinks")]
    pub(super) fn get_mut(&mut self, index: Ix<T>) -> &mut T {
        Arc::make_mut(&mut self.items[index.index()])
    }
}
