//! Two snapshots of a network: which steps of which tasks and services became possible, stopped, or go another way.

mod blame;
mod edit;
mod flows;
mod others;
mod search;
mod step_outcome;
mod tier;
mod transition;

use std::collections::{BTreeMap, BTreeSet};

use hopwise_ecs::Selection;
use hopwise_engine::Verdict;
use hopwise_model::{Difference, FailedCall};

use crate::confirm::Disagreement;
use crate::diagnosis::Unknown;
use blame::MOST;
pub use edit::Edit;
pub use flows::{Asked, Side, StepResult, Taker};
use flows::{Flows, Taken};
pub use search::{Blamed, Search};
pub use step_outcome::{Stay, StepOutcome, Stop};
pub use tier::{MOST_PAIRS, Role, Tier, TierBecame, TierComparison, TierDifference, TierEnd, diff_tiers};
pub use transition::{DiffResult, Transition};

/// What differs between two networks for the flows that matter.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The flows that differ, by who takes them.
    pub flows: Vec<FlowDifference>,
    /// Who takes flows, on either side, and what of them is compared.
    pub takers: BTreeMap<Taker, Compared>,
    /// How many flows are known on neither side.
    pub unknown: usize,
    /// What differs in the documents, where a flow differs.
    pub edits: Vec<Edit>,
    /// Calls that failed and would have told of more tasks or services afterwards.
    pub unlisted: Vec<FailedCall>,
    /// Whether there may be more tasks or services afterwards than are known, and before all were known: these may be worse off.
    pub newly_unlisted: bool,
}

/// One taker on both sides.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// How many of its flows are on both sides.
    pub flows: usize,
    /// The task definitions that it runs before and after, as `family:revision`; none where it is not there.
    pub definitions: [BTreeSet<String>; 2],
    /// What of the service itself differs, besides its task definition.
    pub service: Vec<Difference>,
}

/// A flow that differs, or is stopped on both sides.
#[derive(Clone, Debug)]
pub struct FlowDifference {
    /// Who takes the step.
    pub taker: Taker,
    /// What is asked; none where it is about the start as a whole, of which not all is known on one side.
    pub asked: Option<Asked>,
    /// The subnet; none where tasks are in other subnets than before, and all of them are meant.
    pub subnet: Option<String>,
    /// What it came to.
    pub became: Transition,
    /// What it was; none where nothing is known of it.
    pub before: Option<StepResult>,
    /// What it is; none where nothing is known of it.
    pub after: Option<StepResult>,
    /// The edits of the documents that did it; none where that was not found.
    pub blamed: Option<Blamed>,
    /// Of what stopped: other edits that stop it each for itself, so that it would not arrive without the first.
    pub others: Vec<Blamed>,
    /// Why not all of it is known.
    pub unknowns: Vec<Unknown>,
}

impl FlowDifference {
    /// What it comes to for the whole.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        let is = self.after.as_ref().map(|own| own.outcome.verdict);
        match (self.became, is) {
            (Transition::Stopped, _) | (Transition::New, Some(Verdict::Blocked | Verdict::Partial)) => {
                DiffResult::Worse
            }
            (Transition::NotKnown, _)
            | (Transition::Known, Some(Verdict::Blocked | Verdict::Partial))
            | (Transition::New | Transition::Known, Some(Verdict::Undetermined)) => DiffResult::Undetermined,
            (Transition::StillStopped, _) => DiffResult::Same,
            _ => DiffResult::Changed,
        }
    }
}

impl Comparison {
    /// What all of it comes to.
    #[must_use]
    pub fn result(&self) -> DiffResult {
        let of_flows = self.flows.iter().map(FlowDifference::result).max().unwrap_or(DiffResult::Same);
        if self.newly_unlisted { of_flows.max(DiffResult::Undetermined) } else { of_flows }
    }
}

/// Compares the steps of every task and service of two networks.
///
/// A service is one by its name, whichever tasks it has; tasks of no service are, by the family of their definition and their
/// group; a step by what is fetched and where. `selection` says whose steps: whom it means on either side is compared on both. Where tasks are put moves: subnets that both sides have are compared each with itself, and one that only one has,
/// with all of the other, where it fares better or worse than each of them. What a side does not know is never a difference for the worse or the better:
/// it is [`Transition::NotKnown`] or [`Transition::Known`].
///
/// What did it is found by making the edits of the documents on the first network, each alone and then all with fewer and
/// fewer of them, and following the packets again: at most some hundreds of networks, each at the cost of what it changes.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub fn diff<'a>(before: Side<'a>, after: Side<'a>, selection: &Selection) -> Result<Comparison, Disagreement> {
    let only = (*selection != Selection::default()).then(|| {
        let sides = [before, after].into_iter();
        sides.flat_map(|side| Flows::takers(side.inventory, selection)).collect::<BTreeSet<Taker>>()
    });
    let only = only.as_ref();
    let (was, is) = (Flows::of(before, only)?, Flows::of(after, only)?);
    let mut all = Comparison::of([(before, &was), (after, &is)]);
    if all.flows.iter().any(|own| own.became != Transition::StillStopped) {
        let mut search = Search::new(before, after.inventory, MOST);
        all.distrust(before, &was, only, &mut search);
        all.blame(before, search);
    }
    Ok(all)
}

impl Comparison {
    /// What differs, and not yet what did it.
    fn of([(before, was), (after, is)]: [(Side<'_>, &Flows); 2]) -> Self {
        let takers =
            was.takers.keys().chain(is.takers.keys()).map(|own| (own.clone(), compared(was, is, own))).collect();
        let mut all = Self {
            flows: Vec::new(),
            takers,
            unknown: 0,
            edits: Vec::new(),
            unlisted: is.unlisted.clone(),
            newly_unlisted: was.unlisted.is_empty() && !is.unlisted.is_empty(),
        };
        let nothing = Taken::default();
        for (taker, own) in &was.takers {
            match is.takers.get(taker) {
                Some(now) => all.of_both(taker, own, now),
                None => all.of_one(taker, own, &nothing, is.may_have(after.inventory, taker)),
            }
        }
        for (taker, now) in is.takers.iter().filter(|(taker, _)| !was.takers.contains_key(taker)) {
            all.of_one(taker, &nothing, now, was.may_have(before.inventory, taker));
        }
        all.flows.sort_by(|one, other| {
            let key = |own: &FlowDifference| (own.taker.clone(), own.became, own.asked.clone(), own.subnet.clone());
            key(one).cmp(&key(other))
        });
        all
    }

    /// What differs in the verdict and would not if both sides had read the same is no change that is known: a document that
    /// only one has may have been the same before.
    fn distrust(&mut self, before: Side<'_>, was: &Flows, only: Option<&BTreeSet<Taker>>, search: &mut Search<'_>) {
        let Some(made) = search.as_read() else { return };
        // Where what changed contradicts itself without what was not read, nothing is known to stay.
        let sure = made.and_then(|(inventory, network)| {
            let side = Side { inventory: &inventory, network: &network, ..before };
            Flows::of(side, only).ok().map(|found| Self::of([(before, was), (side, &found)]).flows)
        });
        for own in &mut self.flows {
            let rests =
                matches!(own.became, Transition::Stopped | Transition::Possible | Transition::New | Transition::Gone);
            let is_same = |other: &FlowDifference| {
                (&own.taker, &own.asked, &own.subnet, own.became)
                    == (&other.taker, &other.asked, &other.subnet, other.became)
            };
            if rests && !sure.iter().flatten().any(is_same) {
                own.became = Transition::NotKnown;
            }
        }
    }

    /// A taker that is on one side only, or may be on the other.
    fn of_one(&mut self, taker: &Taker, was: &Taken, is: &Taken, may_be: bool) {
        let subnets = |own: &Taken, asked: &Asked| -> Vec<String> {
            own.met.get(asked).map(|all| all.keys().cloned().collect()).unwrap_or_default()
        };
        for asked in was.met.keys().chain(is.met.keys()) {
            for subnet in subnets(was, asked).into_iter().chain(subnets(is, asked)) {
                let (before, after) = (was.get(asked, Some(&subnet)), is.get(asked, Some(&subnet)));
                let became = match (&before, may_be) {
                    (Some(_), false) => Transition::Gone,
                    (Some(_), true) => Transition::NotKnown,
                    (None, false) => Transition::New,
                    (None, true) => Transition::Known,
                };
                // Nothing was known of it, and nothing is.
                let verdict = before.as_ref().or(after.as_ref()).map(|own| own.outcome.verdict);
                if !(may_be && verdict == Some(Verdict::Undetermined)) {
                    self.takers.entry(taker.clone()).or_default().flows += usize::from(may_be);
                    let subnet = Some(subnet).filter(|own| !own.is_empty());
                    self.add(taker, Some(asked), subnet, became, (before, after));
                }
            }
        }
    }

    fn of_both(&mut self, taker: &Taker, was: &Taken, is: &Taken) {
        let shared: Vec<&String> = was.subnets.intersection(&is.subnets).collect();
        if was.unknowns.is_empty() != is.unknowns.is_empty() {
            let became = if was.unknowns.is_empty() { Transition::NotKnown } else { Transition::Known };
            self.flows.push(FlowDifference { unknowns: is.unknowns.clone(), ..whole(taker, became) });
        }
        let steps: BTreeSet<&Asked> = was.met.keys().chain(is.met.keys()).collect();
        for asked in steps {
            let (all_before, all_after) = (was.get(asked, None), is.get(asked, None));
            let (Some(_), Some(_)) = (&all_before, &all_after) else {
                let became = if all_before.is_some() { Transition::Gone } else { Transition::New };
                // Where not all steps of one side are known, it may be among them.
                let other = if became == Transition::Gone { is } else { was };
                if other.unknowns.is_empty() {
                    self.add(taker, Some(asked), None, became, (all_before, all_after));
                }
                continue;
            };
            if shared.is_empty() {
                self.of_flow(taker, asked, None, (all_before, all_after));
                continue;
            }
            for subnet in &shared {
                let own = |taken: &Taken| taken.get(asked, Some(subnet)).or_else(|| taken.get(asked, None));
                self.of_flow(taker, asked, Some(subnet), (own(was), own(is)));
            }
            // Tasks that are elsewhere are no difference while they fare no better and no worse than somewhere.
            let was_beside = was.verdicts(asked);
            for subnet in is.subnets.difference(&was.subnets) {
                let after = is.get(asked, Some(subnet));
                if after.as_ref().is_some_and(|own| was_beside.beyond(own)) {
                    self.of_flow(taker, asked, Some(subnet), (all_before.clone(), after));
                }
            }
            let is_beside = is.verdicts(asked);
            for subnet in was.subnets.difference(&is.subnets) {
                let before = was.get(asked, Some(subnet));
                if before.as_ref().is_some_and(|own| is_beside.beyond(own)) {
                    self.of_flow(taker, asked, Some(subnet), (before, all_after.clone()));
                }
            }
        }
    }

    fn of_flow(
        &mut self,
        taker: &Taker,
        asked: &Asked,
        subnet: Option<&str>,
        met: (Option<StepResult>, Option<StepResult>),
    ) {
        let (Some(before), Some(after)) = &met else { return };
        self.takers.entry(taker.clone()).or_default().flows += 1;
        let is_open = |own: &StepResult| own.outcome.verdict == Verdict::Undetermined;
        self.unknown += usize::from(is_open(before) && is_open(after));
        if let Some(became) = Transition::of(&before.outcome, &after.outcome) {
            self.add(taker, Some(asked), subnet.map(str::to_owned), became, met);
        }
    }

    fn add(
        &mut self,
        taker: &Taker,
        asked: Option<&Asked>,
        subnet: Option<String>,
        became: Transition,
        (before, after): (Option<StepResult>, Option<StepResult>),
    ) {
        let (taker, asked) = (taker.clone(), asked.cloned());
        self.flows.push(FlowDifference {
            taker,
            asked,
            subnet,
            became,
            before,
            after,
            blamed: None,
            others: Vec::new(),
            unknowns: Vec::new(),
        });
    }
}

/// What is told of a taker besides its flows.
fn compared(was: &Flows, is: &Flows, taker: &Taker) -> Compared {
    let sides = [was, is].map(|side| side.takers.get(taker));
    let services = sides.map(|own| own.and_then(|own| own.service.as_ref()));
    let service = match services {
        [Some(was), Some(is)] => was.settings_that_differ(is),
        _ => Vec::new(),
    };
    let definitions = sides.map(|own| own.map(|own| own.definitions.clone()).unwrap_or_default());
    Compared { flows: 0, definitions, service }
}

/// A difference of the start as a whole.
fn whole(taker: &Taker, became: Transition) -> FlowDifference {
    let taker = taker.clone();
    FlowDifference {
        taker,
        asked: None,
        subnet: None,
        became,
        before: None,
        after: None,
        blamed: None,
        others: Vec::new(),
        unknowns: Vec::new(),
    }
}
