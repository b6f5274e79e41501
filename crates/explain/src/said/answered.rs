//! Somebody answered: the packets arrived.

use hopwise_engine::Verdict;

use super::matching::off_vpc;
use super::{Comparison, SaidFinding, Way, kinds};
use crate::diagnosis::StepDiagnosis;

impl Comparison<'_> {
    /// The one that was asked answered: refused, did not find, was asked too often.
    pub(super) fn answered(&self) -> SaidFinding {
        arrived(&self.steps_that_answered())
    }

    /// The first packet was answered, and the connection failed afterwards. Whose the address is counts here as it does
    /// for packets that nobody answers.
    pub(super) fn answered_late(&self) -> SaidFinding {
        match self.unanswered() {
            SaidFinding::Delivered { steps, .. } => SaidFinding::Arrives { steps },
            // The text does not say in which of the steps it was.
            SaidFinding::Stopped { way: Way::Unknown, .. } => arrived(&self.steps()),
            SaidFinding::Stopped { steps, .. } => {
                // Where only a part of the packets is stopped, these may have been of the other.
                let partial =
                    |step: &&StepDiagnosis| steps.contains(&step.step.kind) && step.verdict == Verdict::Partial;
                if self.steps().iter().any(partial) {
                    SaidFinding::Arrives { steps }
                } else {
                    SaidFinding::ArrivedThoughBlocked { steps }
                }
            }
            other => other,
        }
    }
}

/// What the simulation says to packets that arrived in one of these steps.
fn arrived(steps: &[&StepDiagnosis]) -> SaidFinding {
    if steps.is_empty() {
        return SaidFinding::NoSuchStep;
    }
    if off_vpc(steps) {
        return SaidFinding::AskedByAws;
    }
    let of = |wanted: &[Verdict]| -> Vec<&StepDiagnosis> {
        steps.iter().copied().filter(|step| wanted.contains(&step.verdict)).collect()
    };
    let delivered = of(&[Verdict::Delivered, Verdict::Partial]);
    if !delivered.is_empty() {
        return SaidFinding::Arrives { steps: kinds(&delivered) };
    }
    if of(&[Verdict::Blocked]).len() == steps.len() {
        return SaidFinding::ArrivedThoughBlocked { steps: kinds(steps) };
    }
    SaidFinding::NotKnown { steps: kinds(steps) }
}
