//! Records that are found by their id, and interfaces by their subnet.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use super::Records;
use crate::id::SubnetId;
use crate::identified::Identified;
use crate::resource::NetworkInterface;

/// A list that copies share, with its places in the order of the ids, for whoever looks for one.
pub(super) struct Base<T> {
    list: Vec<Arc<T>>,
    by_id: Order,
    /// In the order of the subnets that interfaces are in.
    by_subnet: Order,
}

/// Every place, in the order of some key; of those with the same, the first comes first. Not before somebody asks.
type Order = OnceLock<Box<[u32]>>;

impl<T> Base<T> {
    pub(super) fn into_list(self) -> Vec<Arc<T>> {
        self.list
    }

    /// The list, to change it: where what stood is then not known any more.
    pub(super) fn list_mut(&mut self) -> &mut Vec<Arc<T>> {
        self.forget_order();
        &mut self.list
    }

    /// Where what stands has to be found again.
    pub(super) fn forget_order(&mut self) {
        self.by_id = OnceLock::new();
        self.by_subnet = OnceLock::new();
    }

    /// Where a record stands, for another one of the same id.
    pub(super) fn place_mut(&mut self, index: usize) -> Option<&mut Arc<T>> {
        self.by_subnet = OnceLock::new();
        self.list.get_mut(index)
    }

    /// The places of the records that have a key, in their order. O(log n); whoever asks first sorts all places.
    fn places<'b>(
        &'b self,
        order: &'b Order,
        key: impl Fn(&T) -> &str + Copy + 'b,
        wanted: &'b str,
    ) -> impl Iterator<Item = usize> + 'b {
        let key_at = move |place: u32| self.list.get(place as usize).map(|own| key(own));
        let order = order.get_or_init(|| {
            let mut places: Vec<u32> = (0..).zip(&self.list).map(|(place, _)| place).collect();
            places.sort_by_key(|place| key_at(*place));
            places.into()
        });
        let from = order.partition_point(|place| key_at(*place) < Some(wanted));
        let known = order.iter().skip(from).copied();
        known.take_while(move |place| key_at(*place) == Some(wanted)).map(|place| place as usize)
    }
}

impl<T: Identified> Base<T> {
    /// The places of an id, in their order.
    fn places_of<'b>(&'b self, id: &'b str) -> impl Iterator<Item = usize> + 'b {
        self.places(&self.by_id, |own| own.id(), id)
    }
}

impl<T> Default for Base<T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<T> From<Vec<Arc<T>>> for Base<T> {
    fn from(list: Vec<Arc<T>>) -> Self {
        Self { list, by_id: OnceLock::new(), by_subnet: OnceLock::new() }
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
    pub(crate) fn place_of(&self, id: &str) -> Option<usize> {
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

impl Records<NetworkInterface> {
    /// The interfaces in a subnet. O(log n + c) in a copy with c changes, besides their number; whoever asks first sorts the list.
    pub fn in_subnet<'r>(&'r self, subnet: &'r SubnetId) -> impl Iterator<Item = &'r NetworkInterface> {
        let places = self.base.places(&self.base.by_subnet, |own| own.subnet.as_str(), subnet.as_str());
        let beside = self.beside.as_deref();
        let is_unchanged = move |place: &usize| beside.is_none_or(|beside| !beside.instead.contains_key(place));
        let unchanged = places.filter(is_unchanged).filter_map(|place| self.get(place));
        let changed = beside.into_iter().flat_map(|beside| beside.instead.values().chain(&beside.more));
        unchanged.chain(changed.map(Arc::as_ref).filter(move |own| own.subnet == *subnet))
    }
}
