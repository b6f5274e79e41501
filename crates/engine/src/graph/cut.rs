//! Where packets must pass: the places without which one place is not reached from another.

use petgraph::algo::dominators::{Dominators, simple_fast};
use petgraph::visit::{Dfs, NodeFiltered};

use super::{Graph, Place};

/// The places on every way from one place to each other, on the map: a route leads wherever it leads, for whatever packets.
#[derive(Clone, Debug)]
pub struct Cuts {
    dominators: Dominators<Place>,
    from: Place,
}

impl Cuts {
    /// The places on every way to a place, nearest to it first, without the two ends; none where no way leads there.
    #[must_use]
    pub fn to(&self, to: Place) -> Option<Vec<Place>> {
        let all = self.dominators.strict_dominators(to)?;
        Some(all.filter(|place| *place != self.from).collect())
    }

    /// Whether every way to a place leads through another one.
    #[must_use]
    pub fn needs(&self, to: Place, through: Place) -> bool {
        through != self.from
            && self.dominators.strict_dominators(to).is_some_and(|mut all| all.any(|own| own == through))
    }
}

impl Graph<'_> {
    /// The places that packets from here must pass to get to each other place: the dominators of the map. Near to linear in
    /// the places and moves that are reached; quadratic at worst.
    #[must_use]
    pub fn cuts(self, from: Place) -> Cuts {
        Cuts { dominators: simple_fast(self, from), from }
    }

    /// The places of those given that lead from one place to another where `without` is gone. Linear in the places and moves,
    /// for each of those given.
    #[must_use]
    pub fn ways(self, from: Place, to: Place, without: Place, by: impl IntoIterator<Item = Place>) -> Vec<Place> {
        let left = NodeFiltered::from_fn(self, |place| place != without);
        let reached = |from: Place| {
            let mut search = Dfs::new(&left, from);
            while search.next(&left).is_some() {}
            search.discovered
        };
        if from == without || to == without {
            return Vec::new();
        }
        let near = reached(from);
        let leads = |place: &Place| near.contains(place) && reached(*place).contains(&to);
        by.into_iter().filter(|place| *place != without).filter(leads).collect()
    }
}
