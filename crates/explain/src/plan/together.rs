//! One plan for a whole placement: step after step, each in the network that the changes for the ones before it make.

use hopwise_ecs::{Placement, Workload};
use hopwise_engine::Verdict;

use super::opens::opens;
use super::search::{Failed, Search};
use super::{Plan, Proof};
use crate::change::Change;
use crate::confirm::Disagreement;
use crate::diagnosis::StepDiagnosis;

/// How many networks are tried for one step once others are unblocked.
const TRIES: usize = 24;

impl Search<'_> {
    /// Changes that together unblock every step for which there is a remedy; none where there is none at all.
    ///
    /// # Errors
    ///
    /// [`Disagreement`] when the oracle does not confirm what the engine says about a network that was tried.
    pub(crate) fn together(
        &self,
        workload: &Workload,
        placement: &Placement,
        steps: &[StepDiagnosis],
    ) -> Result<Option<Plan>, Disagreement> {
        let mut changes: Vec<Change> = Vec::new();
        for step in steps.iter().filter(|step| !step.plans.is_empty()) {
            let more = match self.further(workload, placement, step, &changes) {
                Ok(more) => more,
                Err(Failed::Impossible) => Vec::new(),
                Err(Failed::Disagreement(error)) => return Err(error),
            };
            changes.extend(more);
        }
        if changes.is_empty() {
            return Ok(None);
        }
        let changes = self.in_order(changes);
        match self.prove(workload, placement, steps, &changes) {
            Ok(proof) => Ok(proof.map(|proof| Plan { changes, proof })),
            Err(Failed::Impossible) => Ok(None),
            Err(Failed::Disagreement(error)) => Err(error),
        }
    }

    /// What a step needs once some changes are made.
    fn further(
        &self,
        workload: &Workload,
        placement: &Placement,
        step: &StepDiagnosis,
        made: &[Change],
    ) -> Result<Vec<Change>, Failed> {
        let first = |plans: &[Plan]| plans.first().map(|plan| plan.changes.clone()).unwrap_or_default();
        if made.is_empty() {
            return Ok(first(&step.plans));
        }
        let (inventory, placement) = self.changed(placement, made)?;
        let network = self.network_of(&inventory)?;
        let found = self.check(&network, workload, &placement, step)?;
        if found.verdict <= Verdict::Undetermined && found.block.is_none() {
            return Ok(Vec::new());
        }
        let mut search = self.onward(inventory, &network).limited(TRIES);
        let plans = search.plans(workload, &placement, &found, &[])?;
        self.count(search.tried());
        Ok(first(&plans))
    }

    /// What becomes of all steps with all changes.
    fn prove(
        &self,
        workload: &Workload,
        placement: &Placement,
        steps: &[StepDiagnosis],
        changes: &[Change],
    ) -> Result<Option<Proof>, Failed> {
        let (inventory, placement) = self.changed(placement, changes)?;
        let network = self.network_of(&inventory)?;
        let mut after = Vec::new();
        for step in steps.iter().filter(|step| step.inquiry.is_some()) {
            after.push((step, self.check(&network, workload, &placement, step)?));
        }
        if after.iter().any(|(before, found)| found.verdict > before.verdict) {
            return Ok(None);
        }
        let sources = after
            .iter()
            .find_map(|(before, found)| Some((&before.inquiry.as_ref()?.source, &found.inquiry.as_ref()?.source)));
        let Some((old, new)) = sources else { return Ok(None) };
        let opened = opens((self.network, old), (&network, new));
        Ok(Some(Proof {
            verdict: after.iter().map(|(_, found)| found.verdict).max().unwrap_or(Verdict::Delivered),
            opens: opened.packets.boxes(),
            among: opened.among,
            still: after.iter().find_map(|(_, found)| found.stopped_by().cloned()),
            elsewhere: Vec::new(),
            denied: Vec::new(),
            behind: Vec::new(),
        }))
    }
}
