//! Which edits of the documents make one side what the other is: found by making them, and following the packets again.

use hopwise_engine::Network;
use hopwise_model::Inventory;

use super::edit::{Edit, edits};
use super::flows::Side;

/// Edits that, made on the first side, make it what the second one is, as far as somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blamed {
    /// Their places among [`Search::edits`].
    pub edits: Vec<usize>,
    /// Whether none of them can be left out. Where the search ended before that was known, it is not said.
    pub is_minimal: bool,
}

/// How many networks are tried for all differences.
const MOST: usize = 600;

/// A search for what did it.
pub struct Search<'a> {
    before: Side<'a>,
    /// Everything that differs.
    pub edits: Vec<Edit>,
    /// How many networks were tried.
    pub tried: usize,
}

impl<'a> Search<'a> {
    /// Finds what differs in the documents.
    #[must_use]
    pub fn new(before: Side<'a>, after: &Inventory) -> Self {
        Self { before, edits: edits(before.inventory, after), tried: 0 }
    }

    /// Whether nothing more is to be tried.
    #[must_use]
    pub const fn is_spent(&self) -> bool {
        self.tried >= MOST
    }

    /// The first side with some edits made; none where these contradict each other without the others.
    pub fn with(&mut self, made: &[usize]) -> Option<(Inventory, Network)> {
        self.tried += 1;
        let mut inventory = self.before.inventory.clone();
        for edit in made {
            self.edits.get(*edit)?.apply(&mut inventory);
        }
        let design = self.before.network.design().changed(self.before.inventory, &inventory).ok()?;
        Some((inventory, self.before.network.changed(design)))
    }

    /// The fewest of some edits that do it, by leaving out more and more of them (delta debugging): none where all of them do
    /// not.
    ///
    /// # Errors
    ///
    /// That of `does_it`.
    pub fn fewest<E>(
        &mut self,
        of: &[usize],
        mut does_it: impl FnMut(&Inventory, &Network) -> Result<bool, E>,
    ) -> Result<Option<Blamed>, E> {
        let mut holds = |search: &mut Self, made: &[usize]| match search.with(made) {
            Some((inventory, network)) => does_it(&inventory, &network),
            None => Ok(false),
        };
        let mut left = of.to_vec();
        if left.is_empty() || !holds(self, &left)? {
            return Ok(None);
        }
        let mut size = left.len().div_ceil(2);
        while left.len() > 1 {
            let mut at = 0;
            let mut dropped = false;
            while at < left.len() && left.len() > 1 {
                if self.is_spent() {
                    return Ok(Some(Blamed { edits: left, is_minimal: false }));
                }
                let end = (at + size).min(left.len());
                let rest: Vec<usize> = left.iter().take(at).chain(left.iter().skip(end)).copied().collect();
                if !rest.is_empty() && holds(self, &rest)? {
                    left = rest;
                    dropped = true;
                } else {
                    at = end;
                }
            }
            if size == 1 && !dropped {
                break;
            }
            size = if size == 1 { 1 } else { size.div_ceil(2) };
        }
        left.sort_unstable();
        Ok(Some(Blamed { edits: left, is_minimal: true }))
    }
}
