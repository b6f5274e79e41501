//! What differs between two networks.

mod breaches;
mod rules;
#[cfg(test)]
mod tests;

use hopwise_ecs::{Selection, SelectionError, workloads};
use hopwise_explain::diff::{Comparison, DiffResult, MOST_PAIRS, Side, TierComparison, diff, diff_tiers};
use hopwise_report::{Builder, DiffReport};

use crate::error::Error;
use crate::network::{Network, reported_warnings};

pub use rules::RuleDifferences;

/// What differs between two networks, and the networks.
#[derive(Clone, Debug)]
pub struct Differences {
    /// What was found.
    pub found: Comparison,
    /// What tiers can reach of each other and of the internet; none where steps were selected.
    pub tiers: Option<TierComparison>,
    before: Network,
    after: Network,
}

impl Network {
    /// What tiers can reach of each other and of the internet and could not before, or the other way round; and which steps of
    /// tasks and services became possible, stopped, or go another way in `after`: of a pull request, or of a
    /// day on which something does not work that did the day before. `hopwise_explain::diff` says how they are matched.
    ///
    /// # Errors
    ///
    /// [`Error::Selection`] when there is neither a task nor a service nor a subnet on either side, when nothing is selected on either, and
    /// when several tasks of one may be meant.
    pub fn diff(&self, after: &Self, selection: &Selection) -> Result<Differences, Error> {
        let sides = [self, after].map(|side| workloads(side.inventory(), selection).err());
        match sides {
            [_, Some(error @ SelectionError::AmbiguousTask { .. })]
            | [Some(error @ SelectionError::AmbiguousTask { .. }), _] => return Err(error.into()),
            [Some(_), Some(error)] if *selection != Selection::default() => return Err(error.into()),
            _ => {}
        }
        let found = diff(self.side(), after.side(), selection)?;
        let is_all = *selection == Selection::default();
        let tiers = if is_all { Some(diff_tiers(self.side(), after.side(), MOST_PAIRS)?) } else { None };
        let has_tiers = tiers.as_ref().is_some_and(|own| !own.tiers.is_empty());
        if found.takers.is_empty() && found.unlisted.is_empty() && !has_tiers {
            return Err(SelectionError::Nothing.into());
        }
        Ok(Differences { found, tiers, before: self.clone(), after: after.clone() })
    }

    fn side(&self) -> Side<'_> {
        Side { inventory: self.inventory(), network: self.engine(), published: self.published() }
    }
}

impl Differences {
    /// What all of it comes to.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        self.report().result
    }

    /// The answer in words, with lines and columns: what becomes JSON, or text for people.
    #[must_use]
    pub fn report(&self) -> DiffReport {
        let sides = [&self.before, &self.after];
        DiffReport::new(
            &self.found,
            self.tiers.as_ref(),
            [&builder(sides[0]), &builder(sides[1])],
            sides.map(|own| reported_warnings(own.warnings())),
        )
    }
}

fn builder(own: &Network) -> Builder<'_> {
    Builder::new(own.inventory(), own.design(), own.locator())
}

/// What was found may be stored, and sent to other threads.
const _: () = {
    const fn storable<T: Send + Sync + 'static>() {}
    storable::<Differences>();
    storable::<RuleDifferences>();
};
