//! What else stops packets that something stopped: cuts that were made at once, each of which would have been enough.

use std::collections::BTreeSet;

use hopwise_engine::{Network, Verdict};
use hopwise_model::Inventory;

use super::flows::{Flows, Side, Taker};
use super::search::{Blamed, Search};
use super::{Comparison, FlowDifference, Transition};

impl Comparison {
    /// Finds, for flows that stopped, the edits that stop them besides what was found: each does it alone, and with all others
    /// undone they would still not arrive.
    pub(super) fn blame_others<'a>(&mut self, before: Side<'a>, search: &mut Search<'a>, order: &[usize]) {
        let mut groups: Vec<(Taker, Vec<usize>, Vec<usize>)> = Vec::new();
        for (place, own) in self.flows.iter().enumerate().filter(|(_, own)| own.became == Transition::Stopped) {
            let Some(blamed) = &own.blamed else { continue };
            match groups.iter_mut().find(|(taker, edits, _)| *taker == own.taker && *edits == blamed.edits) {
                Some((.., places)) => places.push(place),
                None => groups.push((own.taker.clone(), blamed.edits.clone(), vec![place])),
            }
        }
        for (taker, first, places) in groups {
            let flows: Vec<FlowDifference> = places.iter().filter_map(|own| self.flows.get(*own)).cloned().collect();
            let only = BTreeSet::from([taker]);
            let stopped = |inventory: &Inventory, network: &Network| {
                let side = Side { inventory, network, ..before };
                let Ok(found) = Flows::of(side, Some(&only)) else { return BTreeSet::new() };
                let is_worse = |place: &usize| flows.get(*place).is_some_and(|flow| is_worse(flow, &found));
                (0..flows.len()).filter(is_worse).collect()
            };
            for (blamed, stopped) in (Cuts { search: &mut *search, order, stopped }).besides(&first) {
                for place in stopped.iter().filter_map(|own| places.get(*own)) {
                    if let Some(flow) = self.flows.get_mut(*place) {
                        flow.others.push(blamed.clone());
                    }
                }
            }
        }
    }
}

/// Whether a flow is stopped that was not before, or more of it.
fn is_worse(flow: &FlowDifference, found: &Flows) -> bool {
    let (Some(before), Some(met)) = (&flow.before, flow.met(found)) else { return false };
    met.outcome.verdict >= Verdict::Partial && met.outcome.verdict > before.outcome.verdict
}

/// A search for cuts that some flows suffer.
pub(super) struct Cuts<'s, 'a, P> {
    pub(super) search: &'s mut Search<'a>,
    /// The edits, in the order in which they are tried.
    pub(super) order: &'s [usize],
    /// The flows that a network stops, by any numbers.
    pub(super) stopped: P,
}

impl<P: FnMut(&Inventory, &Network) -> BTreeSet<usize>> Cuts<'_, '_, P> {
    /// The cuts besides a first one, each with the flows that it stops.
    pub(super) fn besides(&mut self, first: &[usize]) -> Vec<(Blamed, BTreeSet<usize>)> {
        let mut found: Vec<(Blamed, BTreeSet<usize>)> = Vec::new();
        let mut undone: BTreeSet<usize> = first.iter().copied().collect();
        let mut left = self.stopped_without(&undone);
        if left.is_empty() {
            return found;
        }
        for edit in self.order {
            if undone.contains(edit) || self.search.is_spent() {
                continue;
            }
            let stopped: BTreeSet<usize> = self.stopped_by(&[*edit]).intersection(&left).copied().collect();
            if !stopped.is_empty() {
                found.push((Blamed { edits: vec![*edit], is_minimal: true }, stopped));
            }
        }
        undone.extend(found.iter().flat_map(|(blamed, _)| blamed.edits.iter().copied()));
        left = self.stopped_without(&undone);
        while let (Some(flow), false) = (left.first().copied(), self.search.is_spent()) {
            let of: Vec<usize> = self.order.iter().copied().filter(|edit| !undone.contains(edit)).collect();
            let stopped = &mut self.stopped;
            let fewest = self.search.fewest(&of, |inventory, network| stopped(inventory, network).contains(&flow));
            let Some(blamed) = fewest else { break };
            let stopped: BTreeSet<usize> = self.stopped_by(&blamed.edits).intersection(&left).copied().collect();
            undone.extend(blamed.edits.iter().copied());
            found.push((blamed, stopped));
            left = self.stopped_without(&undone);
        }
        self.only_effective(first, found)
    }

    /// The cuts that still stop something with all others undone: what one change breaks another one may mend.
    fn only_effective(
        &mut self,
        first: &[usize],
        found: Vec<(Blamed, BTreeSet<usize>)>,
    ) -> Vec<(Blamed, BTreeSet<usize>)> {
        if found.len() < 2 {
            return found;
        }
        let all = found.clone();
        let mut effective = Vec::new();
        for (blamed, stopped) in found {
            let others = all.iter().filter(|(own, _)| *own != blamed).flat_map(|(own, _)| own.edits.iter().copied());
            let undone = others.chain(first.iter().copied()).filter(|edit| !blamed.edits.contains(edit)).collect();
            let still: BTreeSet<usize> = self.stopped_without(&undone).intersection(&stopped).copied().collect();
            if !still.is_empty() {
                effective.push((blamed, still));
            }
        }
        effective
    }

    /// The flows that are stopped by some edits.
    fn stopped_by(&mut self, edits: &[usize]) -> BTreeSet<usize> {
        let Some((inventory, network)) = self.search.with(edits) else { return BTreeSet::new() };
        (self.stopped)(&inventory, &network)
    }

    /// The flows that are stopped when some edits are not made.
    fn stopped_without(&mut self, undone: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut made: Vec<usize> = self.order.iter().copied().filter(|edit| !undone.contains(edit)).collect();
        made.sort_unstable();
        if made.is_empty() { BTreeSet::new() } else { self.stopped_by(&made) }
    }
}
