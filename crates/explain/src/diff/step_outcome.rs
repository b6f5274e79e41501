//! What became of a step, without what two snapshots of one network need not share: ids of tasks and their interfaces,
//! the order of documents, where something was read.

use std::collections::BTreeSet;

use hopwise_engine::{Block, End, Flow, Hop, Reach, Verdict};
use hopwise_model::{Code, Component, Gap, Leg};

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};

/// What became of a step, of one placement or of several that are looked at as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepOutcome {
    /// The verdict: the worst, of several placements.
    pub verdict: Verdict,
    /// What stops it, where it is stopped.
    pub stops: BTreeSet<Stop>,
    /// The ways there and back of what arrives.
    pub ways: BTreeSet<Vec<Stay>>,
    /// The kinds of gaps, where it is not known.
    gaps: BTreeSet<String>,
}

/// What stops packets, or the request that they carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stop {
    /// On the way there or on the way back; none for a request.
    pub leg: Option<Leg>,
    /// What stops.
    pub component: Component,
    /// Its id; empty for the task's own interface.
    pub id: String,
    /// How.
    pub code: Code,
}

/// A resource on a way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    /// What it is.
    pub component: Component,
    /// Its id: of an endpoint's interface that of the endpoint; empty for the task's own interface.
    pub id: String,
}

impl StepOutcome {
    pub(super) fn of(found: &PlacementDiagnosis, step: &StepDiagnosis) -> Self {
        let own = found.placement.as_ref().and_then(|own| own.interface.as_ref()).map(ToString::to_string);
        let name = |id: &str| if own.as_deref() == Some(id) { String::new() } else { id.to_owned() };
        let mut stops = BTreeSet::new();
        if step.verdict >= Verdict::Partial {
            stops.extend(step.block.as_ref().map(|block| stop(block, &name)));
            if let (None, Some(denial)) = (&step.block, &step.denial) {
                let (component, id) = (denial.refusal.component, denial.refusal.id.clone());
                stops.insert(Stop { leg: None, component, id, code: denial.refusal.code });
            }
        }
        let arrives = |flow: &&Flow| flow.end == End::Delivered && step.verdict != Verdict::Undetermined;
        let flows = step.reach.iter().flat_map(Reach::flows).filter(arrives);
        let ways = flows.map(|flow| flow.forward.iter().chain(&flow.back).map(|hop| stay(hop, &name)).collect());
        let is_open = step.verdict == Verdict::Undetermined;
        let gaps = step.gaps.iter().filter(|_| is_open).map(kind).collect();
        Self { verdict: step.verdict, stops, ways: ways.collect(), gaps }
    }

    /// Whether it comes to the same as another one: stopped by the same, arriving on the same ways, or not known for the
    /// same kinds of reasons.
    pub(super) fn comes_to(&self, other: &Self) -> bool {
        let same = match self.verdict {
            Verdict::Delivered => self.ways == other.ways,
            Verdict::Undetermined => self.gaps == other.gaps,
            Verdict::Blocked | Verdict::Partial => self.stops == other.stops,
        };
        self.verdict == other.verdict && same
    }

    /// What became of both, looked at as one.
    pub(super) fn join(&mut self, other: Self) {
        self.verdict = self.verdict.max(other.verdict);
        self.stops.extend(other.stops);
        self.ways.extend(other.ways);
        self.gaps.extend(other.gaps);
    }
}

fn stop(block: &Block, name: &impl Fn(&str) -> String) -> Stop {
    // A group without rules lets nothing pass for the same reason as one without a rule that fits.
    let code = if block.code == Code::SgHasNoRules { Code::EniSgRulesMismatch } else { block.code };
    Stop { leg: Some(block.leg), component: block.component, id: name(&block.id), code }
}

fn stay(hop: &Hop, name: &impl Fn(&str) -> String) -> Stay {
    match &hop.endpoint {
        Some(endpoint) => Stay { component: Component::VpcEndpoint, id: endpoint.to_string() },
        None => Stay { component: hop.component, id: name(&hop.id) },
    }
}

/// The kind of a gap: whom it is told for may differ.
fn kind(gap: &Gap) -> String {
    match gap {
        Gap::MissingDocument { document, .. } => document.key().to_owned(),
        other => {
            let text = format!("{other:?}");
            text.split(' ').next().unwrap_or_default().to_owned()
        }
    }
}
