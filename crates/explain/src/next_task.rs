//! A service's next task beside tasks of the snapshot that are as it will be.
//!
//! They show how it fares where they are, and what they share with it everywhere. It may be put in another of the service's
//! places, and it gets what the network does now: a task that started before says nothing of that.

use std::collections::BTreeSet;

use hopwise_ecs::{StepKind, Workload};
use hopwise_engine::{Block, Network, PublishedRanges, Verdict};
use hopwise_model::{Code, Component, Leg};

use crate::confirm::Disagreement;
use crate::diagnosis::{PlacementDiagnosis, Unknown};
use crate::permission::{self, Policies};
use crate::placement::place;
use crate::stopped_reason;

/// Keeps, of the places where the next tasks of services may be put, those in which one fares worse than each task that shows
/// how it will be, or is stopped by something else; and adds those where such a task started, and would not now.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub(crate) fn keep_worse(
    network: &Network,
    published: &PublishedRanges,
    policies: &Policies<'_>,
    services: &[Workload],
    placements: &mut Vec<PlacementDiagnosis>,
) -> Result<(), Disagreement> {
    for service in services.iter().filter(|own| !own.current.is_empty()) {
        let judged = |found: &PlacementDiagnosis| {
            let mut found = vec![found.clone()];
            permission::add(policies, network, published, &mut found);
            stopped_reason::hold(network.design(), &mut found);
            found.pop()
        };
        let is_current = |found: &&PlacementDiagnosis| {
            found.workload.subject.task().is_some_and(|arn| service.current.iter().any(|own| own == arn))
        };
        let tasks: Vec<PlacementDiagnosis> = placements.iter().filter(is_current).filter_map(judged).collect();
        let mut worse: Vec<PlacementDiagnosis> = Vec::new();
        let has_begun = |unknown: &Unknown| matches!(unknown, Unknown::Started | Unknown::Done(_));
        if tasks.iter().flat_map(|found| &found.unknowns).any(has_begun) {
            for taken in &service.taken {
                worse.push(place(network, service, Some(taken), published)?);
            }
        }
        let is_next = |found: &PlacementDiagnosis| found.workload.subject == service.subject;
        let first = placements.iter().position(is_next).unwrap_or(placements.len());
        worse.extend(placements.extract_if(.., |found| is_next(found)));
        worse.retain(|found| judged(found).is_some_and(|found| is_worse(&found, &tasks)));
        placements.splice(first..first, worse);
    }
    Ok(())
}

/// Whether a next task fares worse than each of some tasks, or is stopped by something that stops none of them.
fn is_worse(next: &PlacementDiagnosis, tasks: &[PlacementDiagnosis]) -> bool {
    let worst = tasks.iter().map(|task| task.verdict).max().unwrap_or(Verdict::Delivered);
    let is_stopped = next.verdict >= Verdict::Partial;
    let is_alike = |task: &PlacementDiagnosis| task.verdict == next.verdict && stops(task) == stops(next);
    next.verdict > worst || next.verdict == worst && is_stopped && !tasks.iter().any(is_alike)
}

/// What stops a step: on which leg, what it is, its id, and why; none where a permission does.
type Stop<'a> = Option<(Leg, Component, &'a str, Code)>;

/// What stops each step. Interfaces differ from task to task.
fn stops(found: &PlacementDiagnosis) -> BTreeSet<(StepKind, &str, Stop<'_>)> {
    let stopped = found.steps.iter().filter(|step| step.counts() >= Verdict::Partial);
    stopped.map(|step| (step.step.kind, step.step.host.as_str(), step.block.as_ref().map(stop))).collect()
}

fn stop(block: &Block) -> (Leg, Component, &str, Code) {
    let id = if block.component == Component::NetworkInterface { "" } else { block.id.as_str() };
    (block.leg, block.component, id, block.code)
}
