//! What differs in the same way, together, and where to look.

use hopwise_explain::diff::Transition;

use crate::diff::{DiffReport, FlowDiffReport};
use crate::diff_change::ChangedByReport;
use crate::diff_tier::{TierDiffReport, TiersReport};
use crate::flow::EvidenceReport;

impl FlowDiffReport {
    /// Where to look afterwards: what did it, else what stops it.
    #[must_use]
    pub fn place(&self) -> Option<&EvidenceReport> {
        self.changed_by.as_ref().and_then(ChangedByReport::place).or_else(|| {
            self.after.as_ref()?;
            self.evidence()
        })
    }

    /// Where to look: what stops it, or stopped it where it is possible now.
    #[must_use]
    pub fn evidence(&self) -> Option<&EvidenceReport> {
        let side = if self.became == Transition::Possible { &self.before } else { &self.after };
        side.as_ref()?.blocked_at.as_ref()?.evidence.as_ref()
    }
}

impl ChangedByReport {
    /// Where to look afterwards.
    #[must_use]
    pub fn place(&self) -> Option<&EvidenceReport> {
        let mut all = self.changes.iter().flat_map(|own| std::iter::once(own).chain(&own.with));
        all.find_map(|own| own.after.as_ref())
    }
}

impl FlowDiffReport {
    /// Where to look besides, each with what is there: every change that did it, and what stops it now.
    #[must_use]
    pub fn related(&self) -> Vec<(String, EvidenceReport)> {
        let by = self.changed_by.iter().chain(&self.also_stopped_by);
        let mut all: Vec<(String, EvidenceReport)> = by.flat_map(ChangedByReport::places).collect();
        let stops = self.after.as_ref().and_then(|own| own.blocked_at.as_ref());
        all.extend(stops.and_then(|own| Some((own.message.clone(), own.evidence.clone()?))));
        all.retain(|(_, at)| Some(at) != self.place());
        all
    }
}

impl ChangedByReport {
    /// Each change with where to look afterwards.
    pub fn places(&self) -> impl Iterator<Item = (String, EvidenceReport)> + '_ {
        self.changes.iter().filter_map(|own| Some((own.message.clone(), own.after.clone()?)))
    }
}

/// Steps of one workload that differ in the same way.
#[derive(Clone, Debug)]
pub struct FlowDiffGroup<'r> {
    /// The first of them.
    pub first: &'r FlowDiffReport,
    /// The subnets of each step.
    pub steps: Vec<(Option<&'static str>, Vec<Option<&'r str>>)>,
}

fn is_like(one: &FlowDiffReport, other: &FlowDiffReport) -> bool {
    let taker = (&one.workload, &one.cluster, &one.group) == (&other.workload, &other.cluster, &other.group);
    let did = one.changed_by == other.changed_by && one.also_stopped_by == other.also_stopped_by;
    let did = did && one.step.is_some() == other.step.is_some();
    taker && did && one.became == other.became && one.message == other.message
}

impl DiffReport {
    /// Steps that differ in the same way, together.
    #[must_use]
    pub fn groups(&self) -> Vec<FlowDiffGroup<'_>> {
        let mut groups: Vec<FlowDiffGroup<'_>> = Vec::new();
        for flow in &self.flows {
            let place = groups.iter().position(|group| is_like(group.first, flow));
            let place = place.unwrap_or_else(|| {
                groups.push(FlowDiffGroup { first: flow, steps: Vec::new() });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                match group.steps.iter_mut().find(|(step, _)| *step == flow.step) {
                    Some((_, subnets)) if subnets.contains(&flow.subnet.as_deref()) => {}
                    Some((_, subnets)) => subnets.push(flow.subnet.as_deref()),
                    None => group.steps.push((flow.step, vec![flow.subnet.as_deref()])),
                }
            }
        }
        groups
    }
}

/// Packets between tiers that one change did together.
#[derive(Clone, Debug)]
pub struct TierDiffGroup<'r> {
    /// The first of them.
    pub first: &'r TierDiffReport,
    /// All of them.
    pub all: Vec<&'r TierDiffReport>,
}

impl TiersReport {
    /// Packets between tiers, those that one change did together.
    #[must_use]
    pub fn groups(&self) -> Vec<TierDiffGroup<'_>> {
        let is_like = |one: &TierDiffReport, other: &TierDiffReport| {
            (one.became, &one.changed_by, &one.also_stopped_by)
                == (other.became, &other.changed_by, &other.also_stopped_by)
        };
        let mut groups: Vec<TierDiffGroup<'_>> = Vec::new();
        for own in &self.flows {
            match groups.iter_mut().find(|group| is_like(group.first, own)) {
                Some(group) => group.all.push(own),
                None => groups.push(TierDiffGroup { first: own, all: vec![own] }),
            }
        }
        groups
    }
}
