//! Remedies for many placements: found once for those that are alike, proven for each.

use hopwise_ecs::{Placement, Workload};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_model::Inventory;

use super::alike::{are_alike, takes_address};
use super::behind::behind;
use super::elsewhere::elsewhere;
use super::moves::Candidate;
use super::opens::opens;
use super::search::Search;
use super::{Elsewhere, Plan, Proof};
use crate::change::Change;
use crate::confirm::Disagreement;
use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};
use crate::permission::{Decided, Policies};
use crate::step::check_tried;

/// A network to find remedies in.
///
/// The search tries some dozens of networks for each step, each a changed copy that shares all but the change, and only
/// once for all placements that are alike: in the same subnet with the same security groups and the same kind of public
/// address, and with the same steps blocked in the same way. What it finds is proven for each of them.
///
/// With k kinds of placement, p placements and s steps: O(k·s) networks to search in and to prove in, and O(p·s) walks in
/// each of the latter.
pub(crate) struct Remedies<'a> {
    inventory: &'a Inventory,
    network: &'a Network,
    published: &'a PublishedRanges,
    policies: &'a Policies<'a>,
    remembered: Vec<Candidate>,
    proposed: Vec<Change>,
    tried: usize,
}

/// Changes that the search found, and what becomes of the step.
struct Found {
    changes: Candidate,
    verdict: Verdict,
}

impl From<Plan> for Found {
    fn from(plan: Plan) -> Self {
        Self { changes: plan.changes, verdict: plan.proof.verdict }
    }
}

/// What the search found for one placement.
struct AllFound {
    /// For each step, the best first.
    steps: Vec<Vec<Found>>,
    together: Option<Found>,
}

impl AllFound {
    /// The sets of changes, each once.
    fn distinct(&self) -> Vec<&[Change]> {
        let mut distinct: Vec<&[Change]> = Vec::new();
        for found in self.steps.iter().flatten().chain(&self.together) {
            if !distinct.contains(&found.changes.as_slice()) {
                distinct.push(&found.changes);
            }
        }
        distinct
    }
}

/// A placement with the proofs that were found for it.
struct Proven<'p> {
    diagnosis: &'p mut PlacementDiagnosis,
    steps: Vec<Vec<Plan>>,
    together: Option<Plan>,
    /// Whether something that should have helped did not.
    differs: bool,
}

impl Proven<'_> {
    /// Puts the plans into the order in which the search found them.
    fn sort(&mut self, found: &AllFound) {
        for (plans, found) in self.steps.iter_mut().zip(&found.steps) {
            plans.sort_by_key(|plan| found.iter().position(|own| own.changes == plan.changes));
        }
    }
}

impl<'a> Remedies<'a> {
    pub(crate) fn new(
        inventory: &'a Inventory,
        network: &'a Network,
        published: &'a PublishedRanges,
        policies: &'a Policies<'a>,
    ) -> Self {
        Self { inventory, network, published, policies, remembered: Vec::new(), proposed: Vec::new(), tried: 0 }
    }

    /// Adds to each placement what to change, and tells how many networks were tried for it.
    ///
    /// # Errors
    ///
    /// [`Disagreement`] when the oracle does not confirm what the engine says about a network that was tried.
    pub(crate) fn add(mut self, placements: &mut [PlacementDiagnosis]) -> Result<usize, Disagreement> {
        let mut rest: Vec<&mut PlacementDiagnosis> =
            placements.iter_mut().filter(|found| found.steps.iter().any(|step| step.block.is_some())).collect();
        while !rest.is_empty() {
            let first = rest.remove(0);
            let Some(placement) = first.placement.clone() else { continue };
            let design = self.network.design();
            let (alike, others): (Vec<_>, Vec<_>) = rest.into_iter().partition(|other| are_alike(design, first, other));
            let found = self.search(&first.workload, &placement, &first.steps)?;
            let proven: Vec<Proven<'_>> = std::iter::once(first)
                .chain(alike)
                .map(|diagnosis| Proven {
                    steps: diagnosis.steps.iter().map(|_| Vec::new()).collect(),
                    together: None,
                    differs: false,
                    diagnosis,
                })
                .collect();
            // What differs after all is looked at by itself; the first is what was searched for.
            rest = Vec::new();
            for (place, proven) in self.prove(&found, proven)?.into_iter().enumerate() {
                if proven.differs && place > 0 {
                    rest.push(proven.diagnosis);
                    continue;
                }
                proven.diagnosis.plan = proven.together;
                for (step, plans) in proven.diagnosis.steps.iter_mut().zip(proven.steps) {
                    step.plans = plans;
                }
            }
            rest.extend(others);
        }
        Ok(self.tried)
    }

    /// Searches for one placement.
    fn search(
        &mut self,
        workload: &Workload,
        placement: &Placement,
        steps: &[StepDiagnosis],
    ) -> Result<AllFound, Disagreement> {
        let mut search = Search::over(self.inventory.clone(), self.network, self.published, self.policies);
        search.remember(std::mem::take(&mut self.remembered));
        search.beside(std::mem::take(&mut self.proposed));
        let mut steps = steps.to_vec();
        let mut plans = Vec::new();
        for step in &steps {
            plans.push(search.plans(workload, placement, step, &steps)?);
        }
        for (step, plans) in steps.iter_mut().zip(plans) {
            step.plans = plans;
        }
        search.share(workload, placement, &mut steps)?;
        let together = search.together(workload, placement, &steps)?.map(Found::from);
        self.remembered = search.remembered().to_vec();
        self.proposed = search.proposed().to_vec();
        self.tried += search.tried();
        let steps = steps.into_iter().map(|step| step.plans.into_iter().map(Found::from).collect()).collect();
        Ok(AllFound { steps, together })
    }

    /// Makes every set of changes and looks at every placement there.
    fn prove<'p>(&mut self, found: &AllFound, mut all: Vec<Proven<'p>>) -> Result<Vec<Proven<'p>>, Disagreement> {
        for changes in found.distinct() {
            let mut inventory = self.inventory.clone();
            let mut places = all.iter().map(|proven| proven.diagnosis.placement.clone());
            let Some(Some(mut first)) = places.next() else { continue };
            let mut possible = changes.iter().all(|change| change.apply(&mut inventory, &mut first));
            let mut moved = vec![first];
            for mut place in places.flatten() {
                // Only these concern the placement; they leave the inventory as it is.
                let mut own = changes
                    .iter()
                    .filter(|change| matches!(change, Change::AssignPublicIp { .. } | Change::PlaceInSubnet { .. }));
                possible &= own.all(|change| change.apply(&mut inventory, &mut place));
                moved.push(place);
            }
            self.tried += 1;
            let derived = || self.network.design().changed(self.inventory, &inventory).ok();
            let design = if possible { derived() } else { None };
            let Some(design) = design else {
                for proven in &mut all {
                    proven.differs = true;
                }
                continue;
            };
            let network = self.network.changed(design);
            // Those that are alike have the same other places.
            let elsewhere = self.elsewhere(found, changes, &network, all.first().map(|proven| &*proven.diagnosis))?;
            for (proven, placement) in all.iter_mut().zip(&moved) {
                self.prove_one((found, &elsewhere), changes, &network, placement, proven)?;
            }
        }
        for proven in &mut all {
            proven.sort(found);
        }
        Ok(all)
    }

    /// For each step that some changes help, what they come to in other places of the workload.
    fn elsewhere(
        &self,
        found: &AllFound,
        changes: &[Change],
        network: &Network,
        first: Option<&PlacementDiagnosis>,
    ) -> Result<Vec<Vec<Elsewhere>>, Disagreement> {
        let mut all = Vec::new();
        let placed = first.and_then(|first| Some((first, first.placement.as_ref()?)));
        for (place, plans) in found.steps.iter().enumerate() {
            let step = placed.and_then(|(first, _)| first.steps.get(place));
            let helped = plans.iter().any(|plan| plan.changes == changes);
            all.push(match (placed, step) {
                (Some((first, placement)), Some(step)) if helped => {
                    let asked = (&first.workload, placement, &step.step);
                    elsewhere((self.network, network), asked, changes, self.published)?.unwrap_or_default()
                }
                _ => Vec::new(),
            });
        }
        Ok(all)
    }

    fn prove_one(
        &self,
        (found, elsewhere): (&AllFound, &[Vec<Elsewhere>]),
        changes: &[Change],
        network: &Network,
        placement: &Placement,
        proven: &mut Proven<'_>,
    ) -> Result<(), Disagreement> {
        let (workload, before) = (&proven.diagnosis.workload, &proven.diagnosis.steps);
        let mut after: Vec<Option<StepDiagnosis>> = Vec::new();
        for step in before {
            after.push(match step.inquiry {
                Some(_) => {
                    let was_denied = self.policies.stop(self.network.design(), workload, step);
                    let means = (self.published, self.policies, was_denied);
                    Some(check_tried(network, workload, placement, &step.step, means)?)
                }
                None => None,
            });
        }
        let both = || before.iter().zip(&after).filter_map(|(old, new)| Some((old, new.as_ref()?)));
        let harmless = both().all(|(old, new)| new.verdict <= old.verdict);
        // A new interface must not have the address of a placement that has none yet in the documents.
        let taken = proven
            .diagnosis
            .placement
            .as_ref()
            .is_some_and(|own| takes_address(self.network.design(), network.design(), own));
        let decide = |new: &StepDiagnosis| self.policies.decide(network, self.published, workload, new);
        let proof = |old: &StepDiagnosis, new: &StepDiagnosis, verdict: Verdict| {
            let source = |step: &'_ StepDiagnosis| step.inquiry.as_ref().map(|inquiry| inquiry.source.clone());
            let opened = opens((self.network, &source(old)?), (network, &source(new)?));
            // What was denied or in doubt before, too, is no reason to propose nothing; that it is so still is told.
            let decided = decide(new);
            let verdict = verdict.max(decided.verdict);
            Some(Proof {
                verdict,
                opens: opened.packets.boxes(),
                among: opened.among,
                still: new.stopped_by().cloned(),
                elsewhere: Vec::new(),
                denied: decided.denied(),
                behind: behind(old.block.as_ref(), new.reach.as_ref()?),
            })
        };
        let plan = |proof: Proof| Plan { changes: changes.to_vec(), proof };
        let mut differs = false;
        let claims = found.steps.iter().zip(elsewhere);
        for (((old, new), (wanted, elsewhere)), plans) in before.iter().zip(&after).zip(claims).zip(&mut proven.steps) {
            let Some(claim) = wanted.iter().find(|own| own.changes == changes) else { continue };
            let holds = new.as_ref().filter(|new| new.verdict == claim.verdict && harmless && !taken);
            match holds.and_then(|new| proof(old, new, new.verdict)) {
                Some(proof) => plans.push(plan(Proof { elsewhere: elsewhere.clone(), ..proof })),
                None => differs = true,
            }
        }
        if let Some(claim) = found.together.as_ref().filter(|own| own.changes == changes) {
            let worst = both().map(|(_, new)| new.verdict).max();
            let holds = worst == Some(claim.verdict) && harmless && !taken;
            let first = both().next().filter(|_| holds);
            match first.and_then(|(old, new)| proof(old, new, claim.verdict)) {
                Some(proof) => {
                    let still = both().find_map(|(_, new)| new.stopped_by().cloned());
                    // What an interface of AWS's own asks for is as it was, and may be denied all the same.
                    let others = before.iter().filter(|step| step.is_off_vpc());
                    let decided: Vec<_> = both().map(|(_, new)| new).chain(others).map(decide).collect();
                    let verdict = decided.iter().map(|own| own.verdict).fold(claim.verdict, Verdict::max);
                    let denied = decided.into_iter().flat_map(Decided::denied).collect();
                    proven.together = Some(plan(Proof { verdict, still, denied, ..proof }));
                }
                None => differs = true,
            }
        }
        proven.differs |= differs;
        Ok(())
    }
}
