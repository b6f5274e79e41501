//! Somebody answered: the packets arrived.

use hopwise_ecs::When;
use hopwise_ecs::stopped::{Class, PolicyLayer};
use hopwise_engine::Verdict;

use super::matching::off_vpc;
use super::{Comparison, DestinationKind, ReasonFinding, kinds};
use crate::diagnosis::StepDiagnosis;
use crate::permission::Outcome;

impl Comparison<'_> {
    /// The one that was asked answered: refused, did not find, was asked too often.
    pub(super) fn answered(&self) -> ReasonFinding {
        arrived(&self.steps_that_answered())
    }

    /// AWS refused what the policies of the snapshot allow: every permission that the text may be about, with nothing of them left
    /// open. None where the text is about no permission, or where the snapshot does not say the contrary.
    pub(super) fn refused(&self) -> Option<ReasonFinding> {
        let Class::Permission(refusal) = self.decoded.class else { return None };
        let named = self.decoded.facts.action.as_deref();
        let is_it = |action: &str| named.is_none_or(|named| named.eq_ignore_ascii_case(action));
        let is_trust = refusal.layer == PolicyLayer::RoleTrust;
        let asked = if is_trust { self.steps.iter().collect() } else { self.steps_that_answered() };
        let mut steps = Vec::new();
        for step in asked {
            let mut own = step.permissions.iter().filter(|own| {
                own.when == When::BeforeStart && is_it(own.action) && (!is_trust || own.action == ASSUME_ROLE)
            });
            if own.clone().any(|own| !matches!(own.outcome, Outcome::Allowed { .. })) {
                return None;
            }
            if own.next().is_some() {
                steps.push(step);
            }
        }
        let organization =
            matches!(refusal.layer, PolicyLayer::ServiceControl | PolicyLayer::ResourceControl | PolicyLayer::Session);
        (!steps.is_empty()).then(|| ReasonFinding::AllowedThoughRefused { steps: kinds(&steps), organization })
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

/// The action of whoever takes a role on.
const ASSUME_ROLE: &str = "sts:AssumeRole";

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
