//! Every step of every placement, asked and confirmed.

use hopwise_ecs::{Selected, Workload};
use hopwise_engine::{Network, PublishedRanges};
use hopwise_model::{FailedCall, Inventory};

use crate::confirm::Disagreement;
use crate::diagnosis::{Diagnosis, PlacementDiagnosis};
use crate::next_task;
use crate::permission::{self, Policies};
use crate::placement::place;
use crate::plan::Remedies;
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
    let (mut placements, unlisted, policies) = found(inventory, network, selected.into(), published)?;
    let tried = Remedies::new(inventory, network, published, &policies).add(&mut placements)?;
    permission::add(&policies, network, published, &mut placements);
    stopped_reason::hold(network.design(), &mut placements);
    Ok(Diagnosis { placements, unlisted, tried })
}

/// The same without remedies: one walk for each step of each placement, and nothing that is tried.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub fn judge(
    inventory: &Inventory,
    network: &Network,
    selected: impl Into<Selected>,
    published: &PublishedRanges,
) -> Result<Diagnosis, Disagreement> {
    let (mut placements, unlisted, policies) = found(inventory, network, selected.into(), published)?;
    permission::add(&policies, network, published, &mut placements);
    stopped_reason::hold(network.design(), &mut placements);
    Ok(Diagnosis { placements, unlisted, tried: 0 })
}

/// Every placement that tells something of its own, as packets go.
fn found<'i>(
    inventory: &'i Inventory,
    network: &Network,
    Selected { workloads, unlisted }: Selected,
    published: &PublishedRanges,
) -> Result<(Vec<PlacementDiagnosis>, Vec<FailedCall>, Policies<'i>), Disagreement> {
    let mut placements = placed(network, &workloads, published)?;
    let policies = Policies::of(inventory, &placements);
    next_task::keep_worse(network, published, &policies, &workloads, &mut placements)?;
    Ok((placements, unlisted, policies))
}

fn placed(
    network: &Network,
    workloads: &[Workload],
    published: &PublishedRanges,
) -> Result<Vec<PlacementDiagnosis>, Disagreement> {
    let mut placements = Vec::new();
    for workload in workloads.iter().filter(|own| !own.is_covered_by_tasks()) {
        let mut own = Vec::new();
        if workload.placements.is_empty() {
            own.push(place(network, workload, None, published)?);
        }
        for placement in &workload.placements {
            own.push(place(network, workload, Some(placement), published)?);
        }
        stopped_reason::compare(network.design(), &mut own);
        placements.append(&mut own);
    }
    Ok(placements)
}
