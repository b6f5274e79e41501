//! What changes come to in the other places that tasks of the same workload get.

use hopwise_ecs::{Placement, Step, Workload};
use hopwise_engine::{Block, Network, PublishedRanges, Verdict};
use hopwise_model::SubnetId;

use super::rank::only_adds;
use crate::change::Change;
use crate::confirm::Disagreement;
use crate::step::check;

/// Another place of the workload, of which a plan changes what stops it there, and not that it is stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Elsewhere {
    /// The subnet.
    pub subnet: SubnetId,
    /// What stops the step there once the plan is carried out.
    pub block: Block,
}

/// In which other places a step is stopped by something else once some changes are made; none where one of them is worse off.
///
/// Each subnet from which tasks of the workload ask is looked at once: one walk before and one after for each.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine says.
pub(super) fn elsewhere(
    (before, after): (&Network, &Network),
    (workload, placement, step): (&Workload, &Placement, &Step),
    changes: &[Change],
    published: &PublishedRanges,
) -> Result<Option<Vec<Elsewhere>>, Disagreement> {
    let mut stopped = Vec::new();
    if changes.iter().all(only_adds) {
        return Ok(Some(stopped));
    }
    let mut seen = vec![asks_from(placement)];
    for other in workload.placements.iter().chain(&workload.others) {
        let subnet = asks_from(other);
        if seen.contains(&subnet) {
            continue;
        }
        seen.push(subnet);
        let old = check(before, workload, other, step, published)?;
        let new = check(after, workload, other, step, published)?;
        if new.verdict > old.verdict {
            return Ok(None);
        }
        if let Some(block) =
            new.block.filter(|block| new.verdict == Verdict::Blocked && old.block.as_ref() != Some(block))
        {
            stopped.push(Elsewhere { subnet: subnet.clone(), block });
        }
    }
    Ok(Some(stopped))
}

/// The subnet from which a placement's packets leave.
fn asks_from(placement: &Placement) -> &SubnetId {
    placement.host.as_ref().and_then(|host| host.subnet.as_ref()).unwrap_or(&placement.subnet)
}
