//! Every step of one placement of a workload, asked and confirmed.

use hopwise_ecs::{Placement, Subject, Workload};
use hopwise_engine::{Network, PublishedRanges};
use hopwise_model::{DocumentKind, Gap};

use crate::confirm::Disagreement;
use crate::diagnosis::{PlacementDiagnosis, Unknown};
use crate::step::{check, explained, unknown};

/// Walks for each step of a workload from where it is put; where that is not known, no step is.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub(crate) fn place(
    network: &Network,
    workload: &Workload,
    placement: Option<&Placement>,
    published: &PublishedRanges,
) -> Result<PlacementDiagnosis, Disagreement> {
    let mut steps = Vec::new();
    for step in &workload.steps {
        steps.push(match placement {
            Some(placement) => explained(network, workload, check(network, workload, placement, step, published)?),
            None => unknown(step, None),
        });
    }
    let mut unknowns: Vec<Unknown> = workload.problems.iter().cloned().map(Unknown::Problem).collect();
    if steps.is_empty() && unknowns.is_empty() {
        // Every task has an image to pull: a definition without one is not all of it.
        let needed_for = match &workload.subject {
            Subject::Task { arn } | Subject::Service { arn, .. } => arn.clone(),
            Subject::Hypothetical => String::new(),
        };
        let document = DocumentKind::TaskDefinition;
        unknowns.push(Unknown::Gap(Gap::MissingDocument { document, needed_for }));
    }
    let known = placement.is_some() && unknowns.is_empty();
    Ok(PlacementDiagnosis {
        workload: workload.clone(),
        placement: placement.cloned(),
        verdict: PlacementDiagnosis::verdict_of(&steps, known),
        steps,
        plan: None,
        unknowns,
        stopped_reasons: Vec::new(),
    })
}
