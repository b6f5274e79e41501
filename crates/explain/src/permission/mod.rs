//! Whether what packets carry is permitted: by the execution role, and by the policies on the way and at the end of it.
//!
//! Every permission of a step is decided for every way that its packets take: endpoints have policies of their own, and
//! condition keys that only requests through them have. What no snapshot shows (service and resource control policies,
//! session policies) is never part of an answer; that is for reports to say.

mod asked;
mod change;
mod context;
mod evaluate;
pub(crate) mod finding;
mod identity;
mod known;
mod layer;
mod outcome;
mod overlap;
mod policy_set;
mod redirect;
mod remedy;
mod secret;
mod store;
mod via;

pub use change::{PolicyChange, PolicyRemedy};
pub use evaluate::ECS_TASKS;
pub use finding::{Denial, Doubt, Missing, Outcome, Permission, Principal, Refusal, RefusalCause, WrittenCondition};
pub use via::Via;

use hopwise_ecs::Workload;
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_model::Inventory;
use hopwise_model::design::Design;

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis};
use evaluate::Evaluator;
use store::PolicyStore;

/// The policies that some placements' requests meet, to decide about them in networks that are tried.
#[derive(Debug)]
pub(crate) struct Policies<'i> {
    store: PolicyStore<'i>,
}

impl<'i> Policies<'i> {
    /// The policies of a snapshot, as far as these placements need them.
    pub(crate) fn of(inventory: &'i Inventory, placements: &[PlacementDiagnosis]) -> Self {
        Self { store: PolicyStore::of(inventory, placements.iter().map(|placement| &placement.workload)) }
    }

    /// Whether something that the start needs is denied on a way of a step's packets.
    pub(crate) fn stop(&self, design: &Design, workload: &Workload, found: &StepDiagnosis) -> bool {
        let ways = via::ways(design, found.reach.as_ref(), found.step.from);
        let evaluator = Evaluator { store: &self.store, workload, patch: None, restored: Vec::new() };
        evaluator.permissions(&found.step, &ways).iter().any(Permission::stops)
    }

    /// Decides every permission that a step needs whose packets were followed in a network.
    pub(crate) fn decide(
        &self,
        network: &Network,
        published: &PublishedRanges,
        workload: &Workload,
        found: &StepDiagnosis,
    ) -> Decided {
        let evaluator = Evaluator { store: &self.store, workload, patch: None, restored: Vec::new() };
        let ways = via::ways(network.design(), found.reach.as_ref(), found.step.from);
        let mut permissions = evaluator.permissions(&found.step, &ways);
        permissions.extend(evaluator.redirected(network, published, found));
        let verdict = counted(found.verdict, &permissions, ways.len());
        Decided { ways, permissions, verdict }
    }
}

/// What was decided about a step.
pub(crate) struct Decided {
    /// The ways of its packets.
    ways: Vec<Via>,
    /// Every permission that it needs.
    permissions: Vec<Permission>,
    /// The verdict on the step, packets first.
    pub(crate) verdict: Verdict,
}

impl Decided {
    /// The permissions for want of which the task does not start.
    pub(crate) fn denied(self) -> Vec<Permission> {
        self.permissions.into_iter().filter(Permission::stops).collect()
    }
}

/// Decides every permission of every step, and lets it count: a step whose packets arrive is blocked where something is
/// denied on every way that they take, and undetermined where a policy of the snapshot leaves open whether it is. What
/// merely is not in the snapshot changes no verdict.
pub(crate) fn add(
    policies: &Policies<'_>,
    network: &Network,
    published: &PublishedRanges,
    placements: &mut [PlacementDiagnosis],
) {
    for placement in placements {
        let evaluator =
            Evaluator { store: &policies.store, workload: &placement.workload, patch: None, restored: Vec::new() };
        for step in &mut placement.steps {
            let decided = policies.decide(network, published, &placement.workload, step);
            step.permissions = decided.permissions;
            step.denial = denial(&evaluator, step, &decided.ways).map(Box::new);
            step.verdict = decided.verdict;
        }
        let known = placement.placement.is_some() && placement.unknowns.is_empty();
        placement.verdict = PlacementDiagnosis::verdict_of(&placement.steps, known);
    }
}

/// Whether something that the start needs is denied on a way.
fn is_stopped(permissions: &[Permission], way: usize) -> bool {
    permissions.iter().any(|permission| permission.stops() && permission.ways.contains(&way))
}

/// The first permission that is denied, and what would allow it with everything of the step that is denied alike.
fn denial(evaluator: &Evaluator<'_>, step: &StepDiagnosis, ways: &[Via]) -> Option<Denial> {
    let first = step.permissions.iter().position(Permission::stops)?;
    let permission = step.permissions.get(first)?;
    let Outcome::Denied(refusal) = &permission.outcome else { return None };
    let rest = step.permissions.get(first..).unwrap_or_default();
    let denied: Vec<&Permission> =
        rest.iter().filter(|permission| matches!(permission.outcome, Outcome::Denied(_))).collect();
    let remedy = evaluator.remedy(&step.step, ways, &denied);
    Some(Denial { permission: permission.clone(), refusal: refusal.as_ref().clone(), remedy })
}

/// The verdict on a step, packets first. What packets do in part stays in part: the flows tell it.
fn counted(packets: Verdict, permissions: &[Permission], ways: usize) -> Verdict {
    if matches!(packets, Verdict::Blocked | Verdict::Partial) {
        return packets;
    }
    if permissions.iter().any(Permission::stops) {
        let everywhere = (0..ways).all(|way| is_stopped(permissions, way));
        return if everywhere { Verdict::Blocked } else { Verdict::Partial };
    }
    let doubt = permissions.iter().any(Permission::is_in_doubt);
    if doubt { packets.max(Verdict::Undetermined) } else { packets }
}
