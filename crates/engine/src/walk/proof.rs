//! Whether all packets come to one verdict: a walk that tells no flows.
//!
//! A name that only somebody's own server answers may mean any address of a VPC. That none of them can be reached is proven
//! without a flow for each: interfaces that decide alike are walked to as one.

use hopwise_model::design::{Ix, Source, Subnet, Wanted};

use super::state::State;
use super::{Outcome, Walk};
use crate::network::Network;
use crate::question::Question;
use crate::trace::Flow;
use crate::verdict::Verdict;

/// What is to be proven, and whether nothing spoke against it so far.
#[derive(Clone, Copy)]
pub(super) struct Proof {
    expected: Verdict,
    holds: bool,
}

impl Network {
    /// Whether every packet of a question comes to an expected verdict. False where there are no packets, and of `partial`, which is
    /// no verdict on one packet.
    ///
    /// As [`Network::trace`], without telling the flows: it ends with the first packets that come to another verdict, and takes time
    /// linear in the number of kinds of interfaces that packets come to, not of the interfaces, but for finding out of which kind
    /// each is.
    #[must_use]
    pub fn all_come_to(&self, question: &Question, expected: Verdict) -> bool {
        let Some((mut walk, start)) = Walk::new(self, question) else { return false };
        walk.proof = Some(Proof { expected, holds: true });
        let mut work = vec![Outcome::Goes(Box::new(start))];
        while let Some(outcome) = work.pop() {
            if let Outcome::Goes(state) = outcome {
                work.extend(walk.outcomes(*state));
            }
            if walk.proof.is_none_or(|proof| !proof.holds) {
                return false;
            }
        }
        true
    }

    /// The flow that [`Network::trace`] finds first.
    #[must_use]
    pub fn first_flow(&self, question: &Question) -> Option<Flow> {
        let (mut walk, start) = Walk::new(self, question)?;
        walk.flows(start).next()
    }
}

impl Walk<'_> {
    /// Notes what packets came to, where only that is asked for; then there is no flow to tell. Where no packets are left, as behind a
    /// gap that took all of them, there is nothing to note, as there would be no flow.
    pub(super) fn is_noted(&mut self, state: &State, verdict: Verdict) -> bool {
        let Some(proof) = &mut self.proof else { return false };
        proof.holds &= state.packets.is_empty() || proof.expected == verdict;
        true
    }

    /// Whether hosts of a subnet that decide alike may be walked to as one: where no flow is told of each, none of them is asked
    /// for, and none is who sends.
    pub(super) fn is_like_for_like(&self, state: &State, subnet: Ix<Subnet>) -> bool {
        let is_anyones = matches!(state.wanted, Wanted::Anyone | Wanted::OtherService(_));
        let is_source_here = matches!(self.source, Source::Interface(own) if self.graph.is_in(*own, subnet));
        self.proof.is_some() && is_anyones && !is_source_here
    }
}
