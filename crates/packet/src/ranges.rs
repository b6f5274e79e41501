//! Sorted, disjoint, merged closed ranges over one integer axis: the algebra behind every one-field set.

use std::fmt::Debug;
use std::hash::Hash;

/// An integer axis that a field of a packet lives on.
pub(crate) trait Value: Copy + Ord + Hash + Debug + Into<u128> {
    /// The lowest value of the axis.
    const LOWEST: Self;
    /// The highest value of the axis.
    const HIGHEST: Self;
    /// The value after this one, unless this is the highest.
    fn following(self) -> Option<Self>;
    /// The value before this one, unless this is the lowest.
    fn preceding(self) -> Option<Self>;
    /// The value at a coordinate; coordinates beyond the axis end up at its highest value.
    fn at(coordinate: u128) -> Self;
}

macro_rules! axis {
    ($($integer:ty),*) => {$(
        impl Value for $integer {
            const LOWEST: Self = Self::MIN;
            const HIGHEST: Self = Self::MAX;
            fn following(self) -> Option<Self> {
                self.checked_add(1)
            }
            fn preceding(self) -> Option<Self> {
                self.checked_sub(1)
            }
            fn at(coordinate: u128) -> Self {
                Self::try_from(coordinate).unwrap_or(Self::MAX)
            }
        }
    )*};
}
axis!(u8, u16, u128);

/// INVARIANT (canonical): ranges are ascending, none is empty, and no two touch, so equal sets are equal values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Ranges<T>(Vec<(T, T)>);

impl<T> Default for Ranges<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Value> Ranges<T> {
    pub(crate) fn all() -> Self {
        Self(vec![(T::LOWEST, T::HIGHEST)])
    }

    /// One closed range; empty when `low > high`.
    pub(crate) fn one(low: T, high: T) -> Self {
        if low > high { Self::default() } else { Self(vec![(low, high)]) }
    }

    /// Any ranges, in any order, overlapping or not; those with `low > high` are dropped.
    pub(crate) fn normalised(mut ranges: Vec<(T, T)>) -> Self {
        ranges.retain(|(low, high)| low <= high);
        ranges.sort_unstable();
        let mut merged: Vec<(T, T)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if last.1.following().is_none_or(|next| low <= next) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged)
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        Self::normalised(self.iter().chain(other.iter()).collect())
    }

    pub(crate) fn intersection(&self, other: &Self) -> Self {
        Self(self.common(other).collect())
    }

    pub(crate) fn difference(&self, other: &Self) -> Self {
        self.intersection(&other.complement())
    }

    pub(crate) fn complement(&self) -> Self {
        let mut gaps = Vec::with_capacity(self.0.len() + 1);
        let mut low = Some(T::LOWEST);
        for &(first, last) in &self.0 {
            if let (Some(low), Some(before)) = (low, first.preceding())
                && low <= before
            {
                gaps.push((low, before));
            }
            low = last.following();
        }
        if let Some(low) = low {
            gaps.push((low, T::HIGHEST));
        }
        Self(gaps)
    }

    /// The ranges that both sets have, ascending.
    fn common<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (T, T)> + 'a {
        let (mut left, mut right) = (self.iter().peekable(), other.iter().peekable());
        std::iter::from_fn(move || {
            while let (Some(&(left_low, left_high)), Some(&(right_low, right_high))) = (left.peek(), right.peek()) {
                if left_high < right_high {
                    left.next();
                } else {
                    right.next();
                }
                let (low, high) = (left_low.max(right_low), left_high.min(right_high));
                if low <= high {
                    return Some((low, high));
                }
            }
            None
        })
    }

    pub(crate) fn contains(&self, value: T) -> bool {
        let after = self.0.partition_point(|&(_, high)| high < value);
        self.0.get(after).is_some_and(|&(low, _)| low <= value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn is_all(&self) -> bool {
        *self.0 == [(T::LOWEST, T::HIGHEST)]
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        self.difference(other).is_empty()
    }

    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.common(other).next().is_some()
    }

    pub(crate) fn first(&self) -> Option<T> {
        self.0.first().map(|&(low, _)| low)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (T, T)> + '_ {
        self.0.iter().copied()
    }

    /// The same ranges on the widest axis, as decision diagrams store them.
    pub(crate) fn coordinates(&self) -> impl Iterator<Item = (u128, u128)> + '_ {
        self.iter().map(|(low, high)| (low.into(), high.into()))
    }

    /// The inverse of [`Self::coordinates`].
    pub(crate) fn from_coordinates(ranges: &[(u128, u128)]) -> Self {
        Self::normalised(ranges.iter().map(|&(low, high)| (T::at(low), T::at(high))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_ranges_merge_also_at_both_ends_of_the_axis() {
        let set = Ranges::<u8>::normalised(vec![(200, 255), (5, 4), (0, 9), (10, 12), (7, 8)]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [(0, 12), (200, 255)]);
        assert_eq!(set.complement().iter().collect::<Vec<_>>(), [(13, 199)]);
        assert_eq!(set.complement().complement(), set);
    }

    #[test]
    fn empty_and_all_are_complements() {
        assert_eq!(Ranges::<u8>::default().complement(), Ranges::all());
        assert!(Ranges::<u8>::all().complement().is_empty());
    }

    #[test]
    fn algebra_agrees_with_membership_of_every_value() {
        let sets = [
            Ranges::<u8>::default(),
            Ranges::all(),
            Ranges::one(0, 0),
            Ranges::one(255, 255),
            Ranges::normalised(vec![(3, 9), (11, 20), (250, 255)]),
            Ranges::normalised(vec![(0, 3), (9, 11), (20, 251)]),
        ];
        for left in &sets {
            for right in &sets {
                for value in 0..=255 {
                    let (a, b) = (left.contains(value), right.contains(value));
                    assert_eq!(left.union(right).contains(value), a || b);
                    assert_eq!(left.intersection(right).contains(value), a && b);
                    assert_eq!(left.difference(right).contains(value), a && !b);
                }
                assert_eq!(left.overlaps(right), (0..=255).any(|v| left.contains(v) && right.contains(v)));
                assert_eq!(left.is_subset(right), (0..=255).all(|v| !left.contains(v) || right.contains(v)));
            }
        }
    }
}
