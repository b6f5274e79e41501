//! The iterators of a list of records.

use std::ops::Range;
use std::slice;
use std::sync::Arc;
use std::vec;

use super::Records;

/// The records of a list; see [`Records::iter`].
pub struct Iter<'r, T>(pub(super) Shared<'r, T>);

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self(Shared { records: self.0.records, places: self.0.places.clone() })
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
        self.0.records.get(self.0.places.next_back()?)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

/// The records of a list, to share them; see [`Records::shared`].
pub(super) struct Shared<'r, T> {
    pub(super) records: &'r Records<T>,
    pub(super) places: Range<usize>,
}

impl<'r, T> Iterator for Shared<'r, T> {
    type Item = &'r Arc<T>;

    fn next(&mut self) -> Option<&'r Arc<T>> {
        self.records.shared_at(self.places.next()?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl<T> ExactSizeIterator for Shared<'_, T> {}

/// The records of a list, to change them; see [`Records::iter_mut`].
pub struct IterMut<'r, T>(pub(super) slice::IterMut<'r, Arc<T>>);

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
        IntoIter(self.into_list().into_iter())
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
