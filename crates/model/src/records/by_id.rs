//! Records that are found by their id.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::Records;
use crate::identified::Identified;

/// A list that copies share, with its places in the order of the ids, for whoever looks for one.
pub(super) struct Base<T> {
    list: Vec<Arc<T>>,
    /// Every place, in the order of the ids; of those with the same, the first comes first. Not before somebody asks.
    by_id: OnceLock<Box<[u32]>>,
}

impl<T> Base<T> {
    pub(super) fn into_list(self) -> Vec<Arc<T>> {
        self.list
    }

    /// The list, to change it: where what stood is then not known any more.
    pub(super) fn list_mut(&mut self) -> &mut Vec<Arc<T>> {
        self.by_id = OnceLock::new();
        &mut self.list
    }
}

impl<T: Identified> Base<T> {
    /// The places of an id, in their order.
    fn places_of(&self, id: &str) -> impl Iterator<Item = usize> {
        let id_at = |place: u32| self.list.get(place as usize).map(|own| own.id());
        let by_id = self.by_id.get_or_init(|| {
            let mut places: Vec<u32> = (0..).zip(&self.list).map(|(place, _)| place).collect();
            places.sort_by_key(|place| id_at(*place));
            places.into()
        });
        let from = by_id.partition_point(|place| id_at(*place) < Some(id));
        let known = by_id.iter().skip(from).copied();
        known.take_while(move |place| id_at(*place) == Some(id)).map(|place| place as usize)
    }
}

impl<T> Default for Base<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<Arc<T>>> for Base<T> {
    fn from(list: Vec<Arc<T>>) -> Self {
        Self { list, by_id: OnceLock::new() }
    }
}

impl<T> Clone for Base<T> {
    fn clone(&self) -> Self {
        self.list.clone().into()
    }
}

impl<T> Deref for Base<T> {
    type Target = [Arc<T>];

    fn deref(&self) -> &[Arc<T>] {
        &self.list
    }
}

impl<T: Identified> Records<T> {
    /// The first place of an id. O(log n + c) in a copy with c changes; whoever asks a list first, or first after it was
    /// changed and nobody shared it, sorts it.
    fn place_of(&self, id: &str) -> Option<usize> {
        let Some(beside) = &self.beside else { return self.base.places_of(id).next() };
        let mut unchanged = self.base.places_of(id).filter(|place| !beside.instead.contains_key(place));
        let mut changed = beside.instead.iter().filter(|(_, own)| own.id() == id).map(|(place, _)| *place);
        let first = unchanged.next().into_iter().chain(changed.next()).min();
        first.or_else(|| Some(self.base.len() + beside.more.iter().position(|own| own.id() == id)?))
    }

    /// The first record with an id. O(log n + c) in a copy with c changes; whoever asks first sorts the list.
    #[must_use]
    pub fn by_id(&self, id: impl AsRef<str>) -> Option<&T> {
        self.get(self.place_of(id.as_ref())?)
    }
}

impl<T: Identified + Clone> Records<T> {
    /// The first record with an id, to change it; copied first where it is shared. As quick as [`Records::by_id`].
    pub fn by_id_mut(&mut self, id: impl AsRef<str>) -> Option<&mut T> {
        self.get_mut(self.place_of(id.as_ref())?)
    }
}
