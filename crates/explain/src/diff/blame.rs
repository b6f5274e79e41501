//! What did it, for each flow that differs.

use std::collections::BTreeSet;

use hopwise_ecs::Arn;
use hopwise_engine::{Network, Reach};
use hopwise_model::Inventory;

use super::flows::{Flows, Side, StepResult, Taker};
use super::search::{Blamed, Search};
use super::{Comparison, FlowDifference, Transition};
use crate::permission::Principal;

/// How many networks are tried for all differences.
pub(super) const MOST: usize = 600;

/// How many edits are tried where each flow has one that does it, and may have one that it would not be without.
const PATIENCE: usize = 50;

impl Comparison {
    /// Finds what did each difference: one edit where one does, else the fewest.
    pub(super) fn blame<'a>(&mut self, before: Side<'a>, mut search: Search<'a>) {
        let mut ids = BTreeSet::new();
        for flow in &self.flows {
            ids.insert(flow.taker.name.clone());
            ids.extend(flow.subnet.clone());
            flow.before.iter().chain(&flow.after).for_each(|met| add(&mut ids, met));
        }
        let order = search.order(&ids);
        let differs = |place: &usize| self.flows.get(*place).is_some_and(|own| own.became != Transition::StillStopped);
        let mut open: Vec<usize> = (0..self.flows.len()).filter(differs).collect();
        let mut patience = PATIENCE;
        for edit in &order {
            let is_blamed = |own: &usize| self.flows.get(*own).is_some_and(|own| own.blamed.is_some());
            patience -= usize::from(open.iter().all(is_blamed));
            if open.is_empty() || patience == 0 || search.is_spent() {
                break;
            }
            if let Some((inventory, network)) = search.with(&[*edit]) {
                let was: Vec<Option<Blamed>> = self.flows.iter().map(|own| own.blamed.clone()).collect();
                let blamed = Blamed { edits: vec![*edit], is_minimal: true };
                let done = self.settle(&mut open, before, (&inventory, &network), &blamed);
                // What is so without this edit, too, another one may have done: if none did, the first of them.
                for own in self.spared(&done, before, &mut search, *edit) {
                    if let (Some(flow), Some(Some(first))) = (self.flows.get_mut(own), was.get(own)) {
                        flow.blamed = Some(first.clone());
                    }
                    open.push(own);
                }
            }
        }
        open.retain(|own| self.flows.get(*own).is_some_and(|own| own.blamed.is_none()));
        while let (Some(first), false) = (open.first().copied(), search.is_spent()) {
            let Some(flow) = self.flows.get(first).cloned() else { break };
            let only = BTreeSet::from([flow.taker.clone()]);
            let found = search.fewest(&order, |inventory, network| {
                let side = Side { inventory, network, ..before };
                Flows::of(side, Some(&only)).is_ok_and(|found| flow.is_met(&found))
            });
            if let Some((blamed, (inventory, network))) =
                found.and_then(|found| search.with(&found.edits).map(|made| (found, made)))
            {
                self.settle(&mut open, before, (&inventory, &network), &blamed);
            }
            // All that differs in the documents does not do it: the packets are another's.
            open.retain(|own| *own != first);
        }
        self.blame_others(before, &mut search, &order);
        self.edits = search.edits;
    }

    /// Those of some flows that are what they are without an edit, too: with all others made.
    fn spared<'a>(&self, done: &[usize], before: Side<'a>, search: &mut Search<'a>, edit: usize) -> Vec<usize> {
        if done.is_empty() || search.edits.len() == 1 {
            return Vec::new();
        }
        let others: Vec<usize> = (0..search.edits.len()).filter(|own| *own != edit).collect();
        let Some((inventory, network)) = search.with(&others) else { return Vec::new() };
        let takers = done.iter().filter_map(|own| self.flows.get(*own)).map(|own| own.taker.clone()).collect();
        let side = Side { inventory: &inventory, network: &network, ..before };
        let Ok(found) = Flows::of(side, Some(&takers)) else { return Vec::new() };
        let is_so = |place: &&usize| self.flows.get(**place).is_some_and(|own| own.is_met(&found));
        done.iter().filter(is_so).copied().collect()
    }

    /// Blames edits for the flows that they make what they are, and tells which these are.
    fn settle(
        &mut self,
        open: &mut Vec<usize>,
        before: Side<'_>,
        (inventory, network): (&Inventory, &Network),
        blamed: &Blamed,
    ) -> Vec<usize> {
        let takers = open.iter().filter_map(|own| self.flows.get(*own)).map(|own| own.taker.clone());
        let takers: BTreeSet<Taker> = takers.collect();
        let side = Side { inventory, network, ..before };
        // Half of what was done together may be what AWS would never have, and no two need agree about that.
        let Ok(found) = Flows::of(side, Some(&takers)) else { return Vec::new() };
        let mut done = Vec::new();
        open.retain(|own| {
            let Some(flow) = self.flows.get_mut(*own) else { return false };
            let is_it = flow.is_met(&found);
            if is_it {
                flow.blamed = Some(blamed.clone());
                done.push(*own);
            }
            !is_it
        });
        done
    }
}

/// The ids of what the packets of a step meet, and of who asks.
fn add(ids: &mut BTreeSet<String>, met: &StepResult) {
    for hop in met.step.reach.iter().flat_map(Reach::flows).flat_map(|flow| flow.forward.iter().chain(&flow.back)) {
        ids.insert(hop.id.clone());
        ids.extend(hop.endpoint.as_ref().map(ToString::to_string));
        ids.extend(hop.instance.as_ref().map(ToString::to_string));
        ids.extend(hop.checks.iter().flat_map(|check| check.ids.iter().chain([&check.id]).cloned()));
    }
    ids.extend(met.step.block.iter().flat_map(|block| block.ids.iter().chain([&block.id]).cloned()));
    for permission in &met.step.permissions {
        if let Principal::Role(role) = &permission.principal {
            ids.insert(Arn::last_part(role).to_owned());
        }
    }
}

impl FlowDifference {
    /// What becomes of the flow in a network.
    pub(super) fn met(&self, found: &Flows) -> Option<StepResult> {
        let taken = found.takers.get(&self.taker)?;
        let asked = self.asked.as_ref()?;
        taken.get(asked, self.subnet.as_deref()).or_else(|| taken.get(asked, None))
    }

    /// Whether a network has of the flow what the second side has.
    fn is_met(&self, found: &Flows) -> bool {
        if self.asked.is_none() {
            let taken = found.takers.get(&self.taker);
            return taken.is_some_and(|own| own.unknowns.is_empty() == (self.became == Transition::Known));
        }
        match (self.met(found), &self.after) {
            (None, None) => true,
            (Some(own), Some(after)) => own.outcome.comes_to(&after.outcome),
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}
