//! Somebody answered: the packets arrived.

use hopwise_engine::Verdict;

use super::matching::off_vpc;
use super::{Comparison, DestinationKind, ReasonFinding, kinds};
use crate::diagnosis::StepDiagnosis;

impl Comparison<'_> {
    /// The one that was asked answered: refused, did not find, was asked too often.
    pub(super) fn answered(&self) -> ReasonFinding {
        arrived(&self.steps_that_answered())
    }

    /// The first packet was answered, and the connection failed afterwards. Whose the address is counts here as it does
    /// for packets that nobody answers.
    pub(super) fn failed_after_answer(&self) -> ReasonFinding {
        match self.unanswered() {
            ReasonFinding::Delivered { steps, .. } => ReasonFinding::Arrives { steps },
            // The text does not say in which of the steps it was.
            ReasonFinding::Stopped { destination: DestinationKind::Unknown, .. } => arrived(&self.steps()),
            ReasonFinding::Stopped { steps, .. } => {
                // Where only a part of the packets is stopped, these may have been of the other.
                let partial =
                    |step: &&StepDiagnosis| steps.contains(&step.step.kind) && step.verdict == Verdict::Partial;
                if self.steps().iter().any(partial) {
                    ReasonFinding::Arrives { steps }
                } else {
                    ReasonFinding::ArrivedThoughBlocked { steps }
                }
            }
            other => other,
        }
    }
}

/// What the simulation says to packets that arrived in one of these steps.
fn arrived(steps: &[&StepDiagnosis]) -> ReasonFinding {
    if steps.is_empty() {
        return ReasonFinding::NoSuchStep;
    }
    if off_vpc(steps) {
        return ReasonFinding::AskedByAws;
    }
    let of = |wanted: &[Verdict]| -> Vec<&StepDiagnosis> {
        steps.iter().copied().filter(|step| wanted.contains(&step.verdict)).collect()
    };
    let delivered = of(&[Verdict::Delivered, Verdict::Partial]);
    if !delivered.is_empty() {
        return ReasonFinding::Arrives { steps: kinds(&delivered) };
    }
    if of(&[Verdict::Blocked]).len() == steps.len() {
        return ReasonFinding::ArrivedThoughBlocked { steps: kinds(steps) };
    }
    ReasonFinding::NotKnown { steps: kinds(steps) }
}
