//! Stopped reasons, which AWS reports, compared with what the simulation found.
//!
//! Neither overrules the other: a text is about a moment, a snapshot about another. Agreement makes a finding stronger.
//! Disagreement is something that is not known about the task: what the snapshot delivers is undetermined then, what it
//! blocks is blocked as before. What a task that started had, evidence outranks: it is undetermined of that task.

mod answered;
mod destination;
pub(crate) mod finding;
mod matching;
mod unanswered;

use hopwise_ecs::stopped::{Class, Decoded, StoppedReason};
use hopwise_ecs::{StepKind, Workload};
use hopwise_engine::Verdict;
use hopwise_model::design::{Design, Ix, Vpc};

pub use finding::{ComparedReason, DestinationKind, ReasonFinding};

use crate::diagnosis::{PlacementDiagnosis, StepDiagnosis, Unknown};

/// Compares the stopped reasons of a workload with each of its placements. All of `placements` are of one workload.
///
/// Where a task's place is not known, or where a service speaks of one of its tasks, a contradiction in one place is none
/// if the reason fits another.
pub(crate) fn compare(design: &Design, placements: &mut [PlacementDiagnosis]) {
    for found in placements.iter_mut() {
        found.stopped_reasons = compared(design, found);
    }
    let fitting: Vec<usize> = placements
        .iter()
        .flat_map(|found| found.stopped_reasons.iter().enumerate())
        .filter(|(_, compared)| compared.finding.agrees() == Some(true))
        .map(|(number, _)| number)
        .collect();
    for found in placements.iter_mut() {
        for (number, compared) in found.stopped_reasons.iter_mut().enumerate() {
            if compared.finding.agrees() == Some(false) && fitting.contains(&number) {
                compared.finding = ReasonFinding::OtherPlacement;
            }
        }
        if found.stopped_reasons.iter().any(|compared| compared.finding.agrees() == Some(false)) {
            found.unknowns.push(Unknown::Contradicted);
            found.verdict = found.verdict.max(Verdict::Undetermined);
        }
    }
}

/// Holds what is judged of some placements, packets and permissions, against what AWS says and shows of their tasks.
pub(crate) fn hold(design: &Design, placements: &mut [PlacementDiagnosis]) {
    hold_against_permissions(design, placements);
    hold_against_start(placements);
}

/// Holds what is judged of a task against the task itself: one that ECS reports to have started had all that its start needed.
/// Where that is stopped in the snapshot, the network was another one then, or AWS's is another one than the snapshot's.
///
/// Of one that did not start a container may have run, or its images were pulled: that holds against what is stopped where it needed
/// all of that. Where its document was edited so that it does not say such a thing, it may have been so.
fn hold_against_start(placements: &mut [PlacementDiagnosis]) {
    for found in placements.iter_mut().filter(|found| found.verdict == Verdict::Blocked) {
        let stopped: Vec<&StepDiagnosis> =
            found.steps.iter().filter(|step| step.counts() == Verdict::Blocked).collect();
        let steps = kinds(&stopped);
        if found.workload.has_started {
            for compared in &mut found.stopped_reasons {
                if compared.reason.decoded.class == Class::Ended && compared.finding == ReasonFinding::NotCompared {
                    compared.finding = ReasonFinding::StartedThoughBlocked { steps: steps.clone() };
                }
            }
            found.unknowns.push(Unknown::Started);
        } else if !stopped.is_empty() && stopped.iter().all(|step| was_done(&found.workload, step)) {
            found.unknowns.push(Unknown::Done(steps));
        } else if !found.workload.missing_members.is_empty() {
            found.unknowns.extend(found.workload.missing_members.iter().cloned().map(Unknown::Problem));
        } else {
            continue;
        }
        found.verdict = Verdict::Undetermined;
    }
}

/// Whether a step was done, as containers show that ran and needed it, or the pull of all images.
fn was_done(workload: &Workload, found: &StepDiagnosis) -> bool {
    let step = &found.step;
    let is_pull = matches!(step.kind, StepKind::RegistryAuth | StepKind::ImageManifest | StepKind::ImageLayers);
    let ran = |container: &Option<String>| match container {
        Some(container) => workload.ran.contains(container),
        None => !workload.ran.is_empty(),
    };
    is_pull && workload.has_pulled || !workload.ran.is_empty() && step.needs.iter().all(|need| ran(&need.container))
}

/// Holds the refusals that AWS speaks of against what was decided of permissions. Where packets arrive and everything is allowed that
/// the text may be about, the policies were others then, or AWS's are others than the snapshot's.
fn hold_against_permissions(design: &Design, placements: &mut [PlacementDiagnosis]) {
    for found in placements {
        let (vpc, steps) = (vpc_of(design, found), &found.steps);
        let mut is_contradicted = false;
        for compared in &mut found.stopped_reasons {
            let reason = &compared.reason;
            let comparison = Comparison { design, vpc, steps, reason, decoded: &reason.decoded };
            let is_open = matches!(compared.finding, ReasonFinding::Arrives { .. } | ReasonFinding::NotCompared);
            if let Some(finding) = comparison.refused().filter(|_| is_open) {
                (compared.finding, is_contradicted) = (finding, true);
            }
        }
        if is_contradicted {
            if !found.unknowns.contains(&Unknown::Contradicted) {
                found.unknowns.push(Unknown::Contradicted);
            }
            found.verdict = found.verdict.max(Verdict::Undetermined);
        }
    }
}

/// The VPC of a placement, where known.
fn vpc_of(design: &Design, found: &PlacementDiagnosis) -> Option<Ix<Vpc>> {
    let subnet = found.placement.as_ref().and_then(|placement| design.subnets.find(placement.subnet.as_str()));
    subnet.and_then(|subnet| design.subnets.get(subnet).vpc.clone().ok())
}

fn compared(design: &Design, found: &PlacementDiagnosis) -> Vec<ComparedReason> {
    let vpc = vpc_of(design, found);
    let finding = |reason: &StoppedReason| {
        let comparison = Comparison { design, vpc, steps: &found.steps, reason, decoded: &reason.decoded };
        ComparedReason { reason: reason.clone(), finding: comparison.finding() }
    };
    found.workload.reasons.iter().map(finding).collect()
}

/// One text and one placement.
struct Comparison<'a> {
    design: &'a Design,
    /// The placement's VPC, where known.
    vpc: Option<Ix<Vpc>>,
    steps: &'a [StepDiagnosis],
    reason: &'a StoppedReason,
    decoded: &'a Decoded,
}

impl Comparison<'_> {
    fn finding(&self) -> ReasonFinding {
        match self.decoded.class {
            Class::Network(fault) if fault.is_of_name() => self.name_failed(),
            Class::Network(fault) if fault.was_answered() => self.failed_after_answer(),
            Class::Network(_) => self.unanswered(),
            _ if self.decoded.arrived => self.answered(),
            _ => ReasonFinding::NotCompared,
        }
    }
}

/// The kinds of some steps, each once.
fn kinds(steps: &[&StepDiagnosis]) -> Vec<StepKind> {
    let mut kinds: Vec<StepKind> = steps.iter().map(|step| step.step.kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}
