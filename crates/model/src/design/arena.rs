use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

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

/// Resources of one kind in the order they were read, found by index in constant time and by id in logarithmic time.
#[derive(Clone, Debug)]
pub struct Arena<T> {
    items: Vec<T>,
    by_id: BTreeMap<Box<str>, Ix<T>>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vec::new(), by_id: BTreeMap::new() }
    }
}

impl<T> Arena<T> {
    /// Fills an arena; where an id comes twice, the first counts.
    pub(super) fn fill<R>(
        records: impl IntoIterator<Item = R>,
        id: impl Fn(&R) -> &str,
        make: impl Fn(R) -> T,
    ) -> Self {
        let mut arena = Self::default();
        for record in records {
            let key: Box<str> = id(&record).into();
            let Ok(index) = u32::try_from(arena.items.len()) else { break };
            let index = Ix { index, of: PhantomData };
            if let std::collections::btree_map::Entry::Vacant(entry) = arena.by_id.entry(key) {
                entry.insert(index);
                arena.items.push(make(record));
            }
        }
        arena
    }

    /// The resource at an index.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "only this arena makes its indices, and it never shrinks")]
    pub fn get(&self, index: Ix<T>) -> &T {
        &self.items[index.index()]
    }

    #[expect(clippy::indexing_slicing, reason = "only this arena makes its indices, and it never shrinks")]
    pub(super) fn get_mut(&mut self, index: Ix<T>) -> &mut T {
        &mut self.items[index.index()]
    }

    /// The index of an id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<Ix<T>> {
        self.by_id.get(id).copied()
    }

    /// The index of the resource at a position, from 0 to the length.
    #[must_use]
    pub fn index_at(&self, position: usize) -> Option<Ix<T>> {
        let index = u32::try_from(position).ok().filter(|_| position < self.items.len())?;
        Some(Ix { index, of: PhantomData })
    }

    /// All resources with their indices, in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = (Ix<T>, &T)> {
        (0u32..).zip(&self.items).map(|(index, item)| (Ix { index, of: PhantomData }, item))
    }

    /// All indices.
    pub fn indices(&self) -> impl Iterator<Item = Ix<T>> + use<T> {
        let end = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        (0..end).map(|index| Ix { index, of: PhantomData })
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
