//! What differs between two networks.

mod rules;
#[cfg(test)]
mod tests;

use hopwise_ecs::SelectionError;
use hopwise_explain::diff::{Comparison, DiffResult, Side, diff};
use hopwise_report::{Builder, DiffReport};

use crate::error::Error;
use crate::network::{Network, told};

pub use rules::RuleDifferences;

/// What differs between two networks, and the networks.
#[derive(Clone, Debug)]
pub struct Differences {
    /// What was found.
    pub found: Comparison,
    before: Network,
    after: Network,
}

impl Network {
    /// Which steps of tasks and services became possible, stopped, or go another way in `after`: of a pull request, or of a
    /// day on which something does not work that did the day before. `hopwise_explain::diff` says how they are matched.
    ///
    /// # Errors
    ///
    /// [`Error::Selection`] when there is neither a task nor a service on either side.
    pub fn diff(&self, after: &Self) -> Result<Differences, Error> {
        let found = diff(self.side(), after.side())?;
        if found.takers.is_empty() && found.unlisted.is_empty() {
            return Err(SelectionError::Nothing.into());
        }
        Ok(Differences { found, before: self.clone(), after: after.clone() })
    }

    fn side(&self) -> Side<'_> {
        Side { inventory: self.inventory(), network: self.engine(), published: self.published() }
    }
}

impl Differences {
    /// What all of it comes to.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        self.found.result()
    }

    /// The answer in words, with lines and columns: what becomes JSON, or text for people.
    #[must_use]
    pub fn report(&self) -> DiffReport {
        let sides = [&self.before, &self.after];
        DiffReport::new(&self.found, [&builder(sides[0]), &builder(sides[1])], sides.map(|own| told(own.warnings())))
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
