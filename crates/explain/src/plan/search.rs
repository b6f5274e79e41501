//! The search: try what might help, and go on where the next thing blocks.

use std::cell::Cell;
use std::slice::from_ref;

use hopwise_ecs::{Placement, Workload};
use hopwise_engine::{AnswerKind, Block, End, Inquiry, Network, PublishedRanges, Verdict};
use hopwise_model::design::Design;
use hopwise_model::resource::RouteTarget;
use hopwise_model::{DesignError, Inventory};

use super::behind::behind;
use super::elsewhere::elsewhere;
use super::moves::{BlockedStep, Candidate};
use super::opens::opens;
use super::rank::{Rank, does_more, only_adds, rank};
use super::{Elsewhere, Plan, Proof};
use crate::cause::Cause;
use crate::change::{Change, complete, in_order};
use crate::confirm::Disagreement;
use crate::diagnosis::StepDiagnosis;
use crate::permission::Policies;
use crate::step::check_tried;

/// How many networks are tried for one step.
const TRIES: usize = 60;
/// How many changes a plan has at most.
const CHANGES: usize = 24;
/// How many of the candidates against a later block are tried before giving a plan up.
const FEW: usize = 4;
/// How many alternatives are kept.
const PLANS: usize = 3;
/// How many plans of other steps are tried first.
const REMEMBERED: usize = 6;

/// A network and a placement to find remedies in. It remembers what helped one step, to try it on the next.
pub(crate) struct Search<'a> {
    /// What networks are made of.
    inventory: Inventory,
    pub(super) network: &'a Network,
    pub(super) published: &'a PublishedRanges,
    policies: &'a Policies<'a>,
    tries: usize,
    tried: Cell<usize>,
    remembered: Vec<Candidate>,
    /// Changes of the plans that were found, for which those of other plans are no hindrance.
    proposed: Vec<Change>,
}

/// Whether changes that helped elsewhere can be meant for a placement: some are about the subnet that was looked at, and say
/// the same of each.
fn is_for(changes: &[Change], placement: &Placement) -> bool {
    changes.iter().all(|change| match change {
        Change::AssignPublicIp { subnet, .. } | Change::PlaceInSubnet { from: subnet, .. } => {
            *subnet == placement.subnet
        }
        _ => true,
    })
}

/// The step to be unblocked.
#[derive(Clone, Copy)]
struct Task<'a> {
    workload: &'a Workload,
    placement: &'a Placement,
    before: &'a StepDiagnosis,
    /// Whether what it carries is denied already.
    was_denied: bool,
}

/// A network that was tried.
struct Tried {
    network: Network,
    placement: Placement,
    found: StepDiagnosis,
}

/// Why a network could not be tried.
pub(super) enum Failed {
    /// The changes cannot be made together.
    Impossible,
    /// The two walks disagree about it.
    Disagreement(Disagreement),
}

impl From<DesignError> for Failed {
    fn from(_: DesignError) -> Self {
        Self::Impossible
    }
}

impl From<Disagreement> for Failed {
    fn from(error: Disagreement) -> Self {
        Self::Disagreement(error)
    }
}

impl<'a> Search<'a> {
    /// A search in an inventory and the network that was made of it.
    pub(super) fn over(
        inventory: Inventory,
        network: &'a Network,
        published: &'a PublishedRanges,
        policies: &'a Policies<'a>,
    ) -> Self {
        let (tried, remembered, proposed) = (Cell::new(0), Vec::new(), Vec::new());
        Self { inventory, network, published, policies, tries: TRIES, tried, remembered, proposed }
    }

    /// The same, trying at most so many networks for one step.
    pub(super) fn limited(self, tries: usize) -> Self {
        Self { tries, ..self }
    }

    /// Gives it what helped elsewhere, to be tried first.
    pub(super) fn remember(&mut self, remembered: Vec<Candidate>) {
        self.remembered = remembered;
    }

    /// What helped.
    pub(super) fn remembered(&self) -> &[Candidate] {
        &self.remembered
    }

    /// Gives it what is proposed elsewhere: what it proposes can be carried out beside it.
    pub(super) fn beside(&mut self, proposed: Vec<Change>) {
        self.proposed = proposed;
    }

    /// What is proposed.
    pub(super) fn proposed(&self) -> &[Change] {
        &self.proposed
    }

    /// How many networks were made.
    pub(super) fn tried(&self) -> usize {
        self.tried.get()
    }

    /// Counts networks that were made.
    pub(super) fn count(&self, more: usize) {
        self.tried.set(self.tried.get() + more);
    }

    /// The remedies of a blocked step, the narrowest first. None of them makes another of `steps` worse.
    ///
    /// # Errors
    ///
    /// [`Disagreement`] when the oracle does not confirm what the engine says about a network that was tried.
    pub(crate) fn plans(
        &mut self,
        workload: &Workload,
        placement: &Placement,
        found: &StepDiagnosis,
        steps: &[StepDiagnosis],
    ) -> Result<Vec<Plan>, Disagreement> {
        let Some(case) = found.case(self.network.design(), workload) else { return Ok(Vec::new()) };
        let stuck = BlockedStep { case, placement, proposed: &self.proposed };
        let was_denied = self.policies.stop(self.network.design(), workload, found);
        let tries = self.tries;
        let (remembered, candidates) = (self.remembered.clone(), stuck.candidates());
        let mut run = Run {
            search: self,
            task: Task { workload, placement, before: found, was_denied },
            before: found,
            tries,
            proven: Vec::new(),
        };
        for changes in remembered.into_iter().filter(|changes| is_for(changes, placement)) {
            run.repeat(changes)?;
        }
        for candidate in candidates {
            run.pursue(candidate)?;
        }
        let plans = run.best(steps)?;
        for plan in &plans {
            if plan.proof.verdict == Verdict::Delivered && !self.remembered.contains(&plan.changes) {
                self.remembered.push(plan.changes.clone());
            }
        }
        for change in plans.iter().flat_map(|plan| &plan.changes) {
            if !self.proposed.contains(change) {
                self.proposed.push(change.clone());
            }
        }
        let surplus = self.remembered.len().saturating_sub(REMEMBERED);
        self.remembered.drain(..surplus);
        Ok(plans)
    }

    /// Where the first remedy of one step does all that another step's does and more, the latter is needless beside it:
    /// what the former does of it comes first for both, if it helps both.
    pub(crate) fn share(
        &self,
        workload: &Workload,
        placement: &Placement,
        steps: &mut [StepDiagnosis],
    ) -> Result<(), Disagreement> {
        let firsts: Vec<Plan> = steps.iter().filter_map(|step| step.plans.first().cloned()).collect();
        for place in 0..steps.len() {
            let Some((step, own)) = steps.get(place).and_then(|step| Some((step, step.plans.first()?))) else {
                continue;
            };
            let is_wider = |other: &&Plan| {
                other.proof.verdict <= own.proof.verdict
                    && does_more(&other.changes, &own.changes)
                    && !does_more(&own.changes, &other.changes)
                    // What is more costs nothing that the other step does not cost anyway.
                    && other.changes.iter().all(only_adds)
            };
            let Some(wider) = firsts.iter().find(is_wider) else { continue };
            // Of the other step's remedy, what this one has no need of is left out.
            let is_of_own =
                |wide: &Change| own.changes.iter().any(|narrow| does_more(from_ref(wide), from_ref(narrow)));
            let changes: Candidate = wider.changes.iter().filter(|wide| is_of_own(wide)).cloned().collect();
            if changes == own.changes {
                continue;
            }
            let was_denied = self.policies.stop(self.network.design(), workload, step);
            let task = Task { workload, placement, before: step, was_denied };
            let mut run = Run { search: self, task, before: step, tries: 0, proven: Vec::new() };
            match self.attempt(task, &changes) {
                Ok(tried) if tried.found.verdict <= own.proof.verdict => run.settle(changes, tried)?,
                Ok(_) | Err(Failed::Impossible) => {}
                Err(Failed::Disagreement(error)) => return Err(error),
            }
            let (Some((_, plan)), Some(step)) = (run.proven.pop(), steps.get_mut(place)) else { continue };
            step.plans.retain(|other| !does_more(&plan.changes, &other.changes));
            step.plans.insert(0, plan);
        }
        Ok(())
    }

    /// The inventory and the placement with some changes.
    pub(super) fn changed(&self, placement: &Placement, changes: &[Change]) -> Result<(Inventory, Placement), Failed> {
        self.count(1);
        let (mut inventory, mut placement) = (self.inventory.clone(), placement.clone());
        let possible = changes.iter().all(|change| change.apply(&mut inventory, &mut placement));
        if possible { Ok((inventory, placement)) } else { Err(Failed::Impossible) }
    }

    /// Changes in the order in which AWS accepts them.
    pub(super) fn in_order(&self, changes: Candidate) -> Candidate {
        in_order(changes, &self.inventory)
    }

    /// A search from another inventory and its network, with the same policies.
    pub(super) fn onward<'b>(&'b self, inventory: Inventory, network: &'b Network) -> Search<'b> {
        let mut search = Search::over(inventory, network, self.published, self.policies);
        search.beside(self.proposed.clone());
        search
    }

    /// A step in a network that is tried, which was `before` in the network that the search began with.
    pub(super) fn check(
        &self,
        network: &Network,
        workload: &Workload,
        placement: &Placement,
        before: &StepDiagnosis,
    ) -> Result<StepDiagnosis, Disagreement> {
        let was_denied = self.policies.stop(self.network.design(), workload, before);
        let means = (self.published, self.policies, was_denied);
        check_tried(network, workload, placement, &before.step, means)
    }

    /// The network of a changed copy of the inventory. What the changes leave as it is, both share.
    pub(super) fn network_of(&self, inventory: &Inventory) -> Result<Network, DesignError> {
        Ok(self.network.changed(self.network.design().changed(&self.inventory, inventory)?))
    }

    /// In which other places something else stops the step once some changes are made; none where they make another step of
    /// the same placement, or another place, worse.
    fn harms(
        &self,
        task: Task<'_>,
        changes: &[Change],
        steps: &[StepDiagnosis],
    ) -> Result<Option<Vec<Elsewhere>>, Failed> {
        if changes.iter().all(only_adds) {
            return Ok(Some(Vec::new()));
        }
        let (inventory, placement) = self.changed(task.placement, changes)?;
        let network = self.network_of(&inventory)?;
        for step in steps.iter().filter(|step| step.verdict < Verdict::Blocked && step.inquiry.is_some()) {
            if self.check(&network, task.workload, &placement, step)?.verdict > step.verdict {
                return Ok(None);
            }
        }
        let asked = (task.workload, task.placement, &task.before.step);
        Ok(elsewhere((self.network, &network), asked, changes, self.published)?)
    }

    /// The network with some changes, and the step in it.
    fn attempt(&self, task: Task<'_>, changes: &[Change]) -> Result<Tried, Failed> {
        let (inventory, placement) = self.changed(task.placement, changes)?;
        let network = self.network_of(&inventory)?;
        let means = (self.published, self.policies, task.was_denied);
        let found = check_tried(&network, task.workload, &placement, &task.before.step, means)?;
        Ok(Tried { network, placement, found })
    }
}

/// Whether changes make a NAT gateway although one that is there does as well, by a plan before.
fn is_needless(changes: &[Change], before: &[Plan]) -> bool {
    let makes = |changes: &[Change]| changes.iter().any(|change| matches!(change, Change::CreateNatGateway { .. }));
    let leads_to_one = |change: &Change| match change {
        Change::CreateRoute { target, .. } | Change::ReplaceRoute { target, .. } => {
            matches!(target, RouteTarget::NatGateway(_))
        }
        _ => false,
    };
    let uses = |plan: &Plan| !makes(&plan.changes) && plan.changes.iter().any(leads_to_one);
    makes(changes) && before.iter().any(uses)
}

/// Whether a step comes to what it asks for, as far as its name is known: where only whatever a server may say is reached,
/// the asker itself among it, nothing is.
fn reaches(found: &StepDiagnosis) -> bool {
    let traces = found.reach.iter().flat_map(|reach| &reach.traces);
    let mut named = traces.filter(|(answer, _)| !matches!(answer.kind, AnswerKind::Anything | AnswerKind::Nothing(_)));
    named.any(|(_, trace)| {
        !trace.flows.is_empty() && trace.flows.iter().all(|flow| !matches!(flow.end, End::Blocked(_)))
    })
}

/// What is wrong with a step. Where it is the same after a change, the change was of no use.
#[derive(PartialEq)]
struct State {
    block: Option<Block>,
    cause: Option<Cause>,
    /// The name that is asked for: a change may lead to another one.
    host: Option<String>,
}

impl State {
    fn of(found: &StepDiagnosis, design: &Design, workload: &Workload) -> Self {
        Self {
            block: found.block.clone(),
            cause: found.case(design, workload).map(|case| case.cause()),
            host: found.inquiry.as_ref().map(|inquiry| inquiry.host.clone()),
        }
    }
}

/// The search for one step.
struct Run<'r> {
    search: &'r Search<'r>,
    task: Task<'r>,
    before: &'r StepDiagnosis,
    tries: usize,
    proven: Vec<(Rank, Plan)>,
}

impl Run<'_> {
    /// Tries changes with what they presuppose, in the order in which AWS accepts them, unless enough was tried.
    fn attempt(&mut self, changes: Candidate) -> Result<Option<(Candidate, Tried)>, Disagreement> {
        let changes = complete(changes, &self.search.inventory);
        if self.tries == 0 || changes.len() > CHANGES {
            return Ok(None);
        }
        self.tries -= 1;
        match self.search.attempt(self.task, &changes) {
            Ok(tried) => Ok(Some((changes, tried))),
            Err(Failed::Impossible) => Ok(None),
            Err(Failed::Disagreement(error)) => Err(error),
        }
    }

    /// Tries what helped another step. It counts only if it is all that this one needs.
    fn repeat(&mut self, changes: Candidate) -> Result<(), Disagreement> {
        match self.attempt(changes)? {
            Some((changes, tried)) if tried.found.verdict == Verdict::Delivered => self.settle(changes, tried),
            _ => Ok(()),
        }
    }

    /// Follows a candidate: where another block comes next, something against that one is added.
    fn pursue(&mut self, candidate: Candidate) -> Result<(), Disagreement> {
        let mut seen: Vec<State> = vec![State::of(self.before, self.search.network.design(), self.task.workload)];
        let Some((mut changes, mut tried)) = self.attempt(candidate)? else { return Ok(()) };
        loop {
            if tried.found.verdict <= Verdict::Undetermined && tried.found.block.is_none() {
                break;
            }
            let state = State::of(&tried.found, tried.network.design(), self.task.workload);
            if seen.contains(&state) || tried.found.verdict > self.before.verdict {
                return Ok(());
            }
            seen.push(state);
            let next = tried.found.case(tried.network.design(), self.task.workload);
            let proposed = &self.search.proposed;
            let next = next.map(|case| BlockedStep { case, placement: &tried.placement, proposed }.candidates());
            let mut better = None;
            for candidate in next.into_iter().flatten().take(FEW) {
                let longer: Candidate = changes.iter().cloned().chain(candidate).collect();
                let Some((longer, found)) = self.attempt(longer)? else { continue };
                if !seen.contains(&State::of(&found.found, found.network.design(), self.task.workload)) {
                    better = Some((longer, found));
                    break;
                }
            }
            match better {
                Some((longer, found)) => (changes, tried) = (longer, found),
                None => break,
            }
        }
        if tried.found.verdict < self.before.verdict && reaches(&tried.found) {
            self.settle(changes, tried)?;
        }
        Ok(())
    }

    fn settle(&mut self, changes: Candidate, tried: Tried) -> Result<(), Disagreement> {
        let (changes, tried) = self.without_surplus(changes, tried)?;
        self.keep(changes, &tried);
        Ok(())
    }

    /// Leaves out every change without which the verdict is the same, until none is left that could be: leaving one out
    /// may make another one idle. These tries are not counted, or a plan at the end of them would be left untidy.
    fn without_surplus(&self, mut changes: Candidate, mut tried: Tried) -> Result<(Candidate, Tried), Disagreement> {
        let mut place = 0;
        while place < changes.len() && changes.len() > 1 {
            let mut fewer = changes.clone();
            fewer.remove(place);
            match self.search.attempt(self.task, &fewer) {
                Ok(found) if found.found.verdict <= tried.found.verdict && reaches(&found.found) => {
                    (changes, tried, place) = (fewer, found, 0);
                }
                Ok(_) | Err(Failed::Impossible) => place += 1,
                Err(Failed::Disagreement(error)) => return Err(error),
            }
        }
        Ok((changes, tried))
    }

    fn keep(&mut self, changes: Candidate, tried: &Tried) {
        let source = |inquiry: &Option<Inquiry>| inquiry.as_ref().map(|inquiry| inquiry.source.clone());
        let (Some(old), Some(new)) = (source(&self.before.inquiry), source(&tried.found.inquiry)) else { return };
        let opened = opens((self.search.network, &old), (&tried.network, &new));
        // What own name servers answer is not known, whatever is changed: to reach them is all that their way can give.
        let reaches_servers =
            |found: &StepDiagnosis| found.reach.as_ref().is_some_and(|own| !own.is_for_name_servers());
        let is_open = tried.found.verdict == Verdict::Undetermined && tried.found.block.is_none();
        let verdict = match &self.before.reach {
            Some(reach) if reach.is_for_name_servers() && is_open && reaches_servers(&tried.found) => {
                Verdict::Delivered
            }
            _ => tried.found.verdict,
        };
        let rank = rank(&changes, verdict, self.search.network.design(), &opened.all);
        // What was denied before does not keep a change of the network from being one that helps: it is proven later.
        let proof = Proof {
            verdict: tried.found.verdict,
            opens: opened.packets.boxes(),
            among: opened.among,
            still: tried.found.stopped_by().cloned(),
            elsewhere: Vec::new(),
            denied: Vec::new(),
            behind: tried.found.reach.as_ref().map_or_else(Vec::new, |reach| behind(self.before.block.as_ref(), reach)),
        };
        if self.proven.iter().all(|(_, plan)| plan.changes != changes) {
            self.proven.push((rank, Plan { changes, proof }));
        }
    }

    /// The best plans: those that deliver if there are any, and none that does what another does and more, or that
    /// makes another step worse. Those that leave tasks of the workload stopped elsewhere come last.
    fn best(mut self, steps: &[StepDiagnosis]) -> Result<Vec<Plan>, Disagreement> {
        self.proven.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut plans: Vec<Plan> = Vec::new();
        let mut last: Vec<Plan> = Vec::new();
        let mut any_full = false;
        for (rank, mut plan) in self.proven {
            let idle = any_full && (!rank.is_full() || is_needless(&plan.changes, &plans));
            if plans.len() == PLANS || idle || plans.iter().any(|kept| does_more(&plan.changes, &kept.changes)) {
                continue;
            }
            match self.search.harms(self.task, &plan.changes, steps) {
                Ok(None) | Err(Failed::Impossible) => {}
                Ok(Some(elsewhere)) => {
                    any_full |= rank.is_full();
                    plan.proof.elsewhere = elsewhere;
                    if plan.proof.elsewhere.is_empty() { plans.push(plan) } else { last.push(plan) }
                }
                Err(Failed::Disagreement(error)) => return Err(error),
            }
        }
        let is_other = |plan: &Plan| !plans.iter().any(|kept: &Plan| does_more(&plan.changes, &kept.changes));
        last.retain(is_other);
        plans.extend(last);
        plans.truncate(PLANS);
        Ok(plans)
    }
}
