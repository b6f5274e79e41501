//! Steps that the start of a task does not stand or fall with.

use hopwise_ecs::Decides;
use hopwise_engine::Verdict;
use hopwise_explain::{PlacementDiagnosis, StepDiagnosis};
use hopwise_model::Component;

use super::list::list;
use super::next_step::{Next, report};
use crate::gap::GapReport;

/// What verdicts take for granted where steps of such containers are not completed.
pub(crate) const ASSUMED: &str = "A task is assumed to start without containers that are not essential and that no other waits for: AWS documents it of failures in general, not of a failing pull.";

/// What becomes of containers that are not essential, where their steps are not completed and the task is assumed to start
/// without them.
pub(crate) fn beside(found: &PlacementDiagnosis) -> Option<String> {
    let (steps, containers) = failing(found, Decides::Container)?;
    Some(format!(
        "Not counted: {steps}. Only {containers} needs {}, which is not essential: the task is assumed to start without.",
        pronoun(found, Decides::Container)
    ))
}

/// What is not known for that: whether the task starts without containers that are not essential.
pub(crate) fn unconfirmed(found: &PlacementDiagnosis, id: &str) -> Option<GapReport> {
    let (steps, containers) = failing(found, Decides::Unconfirmed)?;
    let message = format!(
        "Whether the task starts without {steps}, AWS does not say: only {containers} needs {}, which is not essential.",
        pronoun(found, Decides::Unconfirmed)
    );
    let next = Next::Hint("Mend these steps as well, or start the task once to see.".to_owned());
    Some(report("CONTAINER_NOT_ESSENTIAL", Component::Ecs, id, message, next))
}

fn of(found: &PlacementDiagnosis, decides: Decides) -> impl Iterator<Item = &StepDiagnosis> {
    found.steps.iter().filter(move |own| own.step.decides == decides && own.verdict != Verdict::Delivered)
}

fn pronoun(found: &PlacementDiagnosis, decides: Decides) -> &'static str {
    if of(found, decides).count() == 1 { "it" } else { "them" }
}

/// The steps of a weight that are not delivered, and the containers that need them.
fn failing(found: &PlacementDiagnosis, decides: Decides) -> Option<(String, String)> {
    let mut steps: Vec<String> = Vec::new();
    let mut containers: Vec<String> = Vec::new();
    for own in of(found, decides) {
        steps.push(format!("{} ({})", own.step.kind, own.step.host));
        for container in own.step.needs.iter().filter_map(|need| need.container.as_ref()) {
            if !containers.contains(container) {
                containers.push(container.clone());
            }
        }
    }
    let noun = if containers.len() == 1 { "container" } else { "each of the containers" };
    (!steps.is_empty()).then(|| (list(&steps), format!("{noun} {}", list(&containers))))
}
