//! Causes and remedies, network by network: each test breaks one thing and expects its cause, the changes, and a proof
//! that they deliver.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

#[cfg(test)]
mod cost;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod name_servers;
#[cfg(test)]
mod names;
#[cfg(test)]
mod network;
#[cfg(test)]
mod unknown;
#[cfg(test)]
mod ways;
#[cfg(test)]
mod zones;

use hopwise_engine::Verdict;
use hopwise_explain::{Cause, Change, StepDiagnosis};

/// The cause of a blocked step.
fn cause(step: &StepDiagnosis) -> &Cause {
    step.cause.as_ref().unwrap()
}

/// The changes of every plan, each of which must have been proven to deliver.
fn plans(step: &StepDiagnosis) -> Vec<&[Change]> {
    for plan in &step.plans {
        assert_eq!(plan.proof.verdict, Verdict::Delivered, "{plan:?}");
        assert_eq!(plan.proof.still, None);
    }
    step.plans.iter().map(|plan| plan.changes.as_slice()).collect()
}

/// What the first plan newly lets through, printed.
fn opens(step: &StepDiagnosis) -> Vec<String> {
    step.plans[0].proof.opens.iter().map(ToString::to_string).collect()
}
