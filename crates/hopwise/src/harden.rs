//! What single changes and failures do.

use hopwise_ecs::{Selection, workloads};
use hopwise_explain::{Diagnosis, Fault, Hardening};
use hopwise_report::HardenReport;

use crate::error::Error;
use crate::network::{Answer, Network};
use crate::warning::Warning;

impl Network {
    /// Which single changes and failures stop the start of which tasks and services, and which are survived:
    /// `hopwise_explain::harden` says how it is found.
    ///
    /// # Errors
    ///
    /// [`Error::Selection`] when what is selected is not there.
    pub fn harden(&self, selection: &Selection) -> Result<Answer<Hardening>, Error> {
        let selected = workloads(self.inventory(), selection)?;
        let found = hopwise_explain::harden(self.inventory(), self.engine(), selected, self.published())?;
        Ok(self.answer(found, Warning::of_placement(selection)))
    }

    /// Every single fault that the network can have: what breaks nothing is among them.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        Fault::all(self.inventory())
    }

    /// The network with one thing broken; none where there is nothing to break. What is not broken is shared.
    #[must_use]
    pub fn broken(&self, fault: &Fault) -> Option<Self> {
        let mut after = self.inventory().clone();
        if !fault.apply(&mut after) {
            return None;
        }
        let design = self.design().changed(self.inventory(), &after).ok()?;
        Some(self.with(after, design))
    }
}

impl Answer<Hardening> {
    /// The answer in words: what becomes JSON, or text for people.
    #[must_use]
    pub fn report(&self) -> HardenReport {
        let as_is = Diagnosis { placements: self.found.as_is.clone(), unlisted: Vec::new(), tried: 0 };
        let assumptions = self.network().part(as_is).into_report().assumptions;
        HardenReport::new(&self.found, assumptions, self.reported_warnings())
    }
}
