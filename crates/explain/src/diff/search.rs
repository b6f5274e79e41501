//! Which edits of the documents make one side what the other is: found by making them, and following the packets again.

use std::collections::BTreeSet;

use hopwise_ecs::Arn;
use hopwise_engine::Network;
use hopwise_model::{DocumentKind, Inventory};

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

/// A search for what did it.
pub struct Search<'a> {
    before: Side<'a>,
    /// Everything that differs.
    pub edits: Vec<Edit>,
    /// How many networks were tried.
    pub tried: usize,
    /// How many are tried at the most.
    most: usize,
}

impl<'a> Search<'a> {
    /// Finds what differs in the documents. At most so many networks are tried.
    #[must_use]
    pub fn new(before: Side<'a>, after: &Inventory, most: usize) -> Self {
        Self { before, edits: edits(before.inventory, after), tried: 0, most }
    }

    /// The edits, those first that are about one of some ids, last interfaces and tasks, which come and go.
    #[must_use]
    pub fn order(&self, ids: &BTreeSet<String>) -> Vec<usize> {
        let rank = |place: &usize| {
            let parts = self.edits.get(*place).map(|own| own.parts.as_slice()).unwrap_or_default();
            let is_met = parts.iter().any(|part| ids.contains(&part.id) || ids.contains(Arn::last_part(&part.id)));
            let comes_and_goes = parts.iter().all(|part| {
                matches!(
                    part.document,
                    DocumentKind::NetworkInterfaces
                        | DocumentKind::Addresses
                        | DocumentKind::Tasks
                        | DocumentKind::Reservations
                        | DocumentKind::ContainerInstances
                )
            });
            (comes_and_goes, !is_met)
        };
        let mut order: Vec<usize> = (0..self.edits.len()).collect();
        order.sort_by_key(rank);
        order
    }

    /// Whether nothing more is to be tried.
    #[must_use]
    pub const fn is_spent(&self) -> bool {
        self.tried >= self.most
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

    /// The first side with everything changed that changed: all but what was read on one side only. None where everything was
    /// read on both.
    pub fn as_read(&mut self) -> Option<Option<(Inventory, Network)>> {
        let all = 0..self.edits.len();
        let is_unread = |place: &usize| self.edits.get(*place).is_some_and(|own| own.is_unread);
        let (unread, made): (Vec<usize>, Vec<usize>) = all.partition(is_unread);
        (!unread.is_empty()).then(|| self.with(&made))
    }

    /// The fewest of some edits that do it, by leaving out more and more of them (delta debugging), the last ones first: none
    /// where all of them do not.
    pub fn fewest(&mut self, of: &[usize], mut does_it: impl FnMut(&Inventory, &Network) -> bool) -> Option<Blamed> {
        let mut holds = |search: &mut Self, made: &[usize]| {
            search.with(made).is_some_and(|(inventory, network)| does_it(&inventory, &network))
        };
        let mut left: Vec<usize> = of.iter().rev().copied().collect();
        if left.is_empty() || !holds(self, &left) {
            return None;
        }
        let mut size = left.len().div_ceil(2);
        while left.len() > 1 {
            let mut at = 0;
            let mut dropped = false;
            while at < left.len() && left.len() > 1 {
                if self.is_spent() {
                    return Some(Blamed { edits: left, is_minimal: false });
                }
                let end = (at + size).min(left.len());
                let rest: Vec<usize> = left.iter().take(at).chain(left.iter().skip(end)).copied().collect();
                if !rest.is_empty() && holds(self, &rest) {
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
        Some(Blamed { edits: left, is_minimal: true })
    }
}
