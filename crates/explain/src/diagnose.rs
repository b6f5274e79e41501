//! Every step of every placement, asked and confirmed.

use hopwise_ecs::{Placement, Selected, Step, Subject, Workload};
use hopwise_engine::{Inquiry, Network, PublishedRanges, Reach, Verdict};
use hopwise_model::design::Source;
use hopwise_model::{DocumentKind, Gap, Inventory};
use hopwise_packet::Protocol;

use crate::confirm::{Disagreement, confirm};
use crate::diagnosis::{Diagnosis, PlacementDiagnosis, StepDiagnosis, Unknown};
use crate::hint::hints;
use crate::permission::{self, Policies};
use crate::plan::Remedies;
use crate::source::{StepSource, step_source};
use crate::stopped_reason;

/// Finds out which steps of which workloads are blocked, and at which hop.
///
/// `inventory` is what the design of `network` was made of: changes are tried on copies of it. Takes one walk for each step
/// of each placement. Where steps are blocked, some dozens of changed networks are tried for each of them, once for all
/// placements that are alike, each at the cost of what it changes; the few sets of changes that help are proven for each
/// placement.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub fn diagnose(
    inventory: &Inventory,
    network: &Network,
    selected: impl Into<Selected>,
    published: &PublishedRanges,
) -> Result<Diagnosis, Disagreement> {
    let Selected { workloads, unlisted } = selected.into();
    let mut placements = Vec::new();
    for workload in workloads {
        let mut own = Vec::new();
        if workload.placements.is_empty() {
            own.push(place(network, &workload, None, published)?);
        }
        for placement in &workload.placements {
            own.push(place(network, &workload, Some(placement), published)?);
        }
        stopped_reason::compare(network.design(), &mut own);
        placements.append(&mut own);
    }
    let policies = Policies::of(inventory, &placements);
    let tried = Remedies::new(inventory, network, published, &policies).add(&mut placements)?;
    permission::add(&policies, network, published, &mut placements);
    Ok(Diagnosis { placements, unlisted, tried })
}

fn place(
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

/// Adds the root cause, and what to know about it.
pub(crate) fn explained(network: &Network, workload: &Workload, mut found: StepDiagnosis) -> StepDiagnosis {
    if let Some(blocked) = found.case(network.design(), workload) {
        let cause = blocked.cause();
        let hints = hints(&blocked, &cause);
        (found.cause, found.hints) = (Some(cause), hints);
    }
    found
}

fn unknown(step: &Step, gap: Option<Gap>) -> StepDiagnosis {
    StepDiagnosis {
        step: step.clone(),
        verdict: Verdict::Undetermined,
        inquiry: None,
        reach: None,
        block: None,
        cause: None,
        hints: Vec::new(),
        plans: Vec::new(),
        permissions: Vec::new(),
        denial: None,
        gaps: gap.into_iter().collect(),
    }
}

/// A step in a network that is tried: blocked, too, where its packets come to a way on which what they carry is denied.
/// `was_denied` says that it was so before; then it is for the step's own permissions to say.
pub(crate) fn check_tried(
    network: &Network,
    workload: &Workload,
    placement: &Placement,
    step: &Step,
    (published, policies, was_denied): (&PublishedRanges, &Policies<'_>, bool),
) -> Result<StepDiagnosis, Disagreement> {
    let mut found = check(network, workload, placement, step, published)?;
    if found.verdict < Verdict::Blocked && !was_denied && policies.stop(network.design(), workload, &found) {
        found.verdict = Verdict::Blocked;
    }
    Ok(found)
}

pub(crate) fn check(
    network: &Network,
    workload: &Workload,
    placement: &Placement,
    step: &Step,
    published: &PublishedRanges,
) -> Result<StepDiagnosis, Disagreement> {
    if !workload.knows_caller(step) {
        // Each of the two that may ask has its own way: neither's verdict is the step's.
        return Ok(unknown(step, None));
    }
    let ask = |source: Source| ask(network, workload, step, source, published);
    match step_source(network.design(), placement, step.from) {
        StepSource::OffVpc => Ok(StepDiagnosis { verdict: Verdict::Delivered, ..unknown(step, None) }),
        StepSource::Unknown(gap) => Ok(unknown(step, gap)),
        StepSource::Known(source) => ask(source),
        StepSource::PublicAddressUnknown { with, without, gap } => {
            let (with, without) = (ask(with)?, ask(without)?);
            if with.verdict == without.verdict && with.verdict != Verdict::Undetermined {
                return Ok(with);
            }
            let mut gaps = vec![gap];
            for gap in with.gaps.into_iter().chain(without.gaps) {
                if !gaps.contains(&gap) {
                    gaps.push(gap);
                }
            }
            Ok(StepDiagnosis { gaps, ..unknown(step, None) })
        }
    }
}

fn ask(
    network: &Network,
    workload: &Workload,
    step: &Step,
    source: Source,
    published: &PublishedRanges,
) -> Result<StepDiagnosis, Disagreement> {
    let inquiry = Inquiry {
        source,
        address: None,
        host: step.host.clone(),
        protocol: Protocol::TCP,
        port: step.port,
        source_ports: workload.platform.ephemeral_ports(),
    };
    let reach: Reach = network.reach(&inquiry, published);
    for flow in reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
        confirm(network.design(), &inquiry.source, flow)?;
    }
    Ok(StepDiagnosis {
        step: step.clone(),
        verdict: reach.verdict,
        block: reach.block.clone(),
        cause: None,
        hints: Vec::new(),
        plans: Vec::new(),
        permissions: Vec::new(),
        denial: None,
        gaps: reach.gaps(),
        inquiry: Some(inquiry),
        reach: Some(reach),
    })
}
