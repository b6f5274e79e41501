//! The flows that matter of one network: the steps of every task and service, by what they are called in any snapshot.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use hopwise_ecs::{Arn, Selected, Selection, SelectionError, StepKind, Subject, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_model::resource::{Scope, Service, Task};
use hopwise_model::{Coverage, DocumentKind, FailedCall, Inventory};

use super::step_outcome::StepOutcome;
use crate::confirm::Disagreement;
use crate::diagnose::judge;
use crate::diagnosis::{StepDiagnosis, Unknown};

/// A network that is compared, with what it was made of.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What the design of the network was made of.
    pub inventory: &'a Inventory,
    /// The network.
    pub network: &'a Network,
    /// The addresses that AWS publishes.
    pub published: &'a PublishedRanges,
}

/// Who takes steps: a service, whose tasks come and go, or the tasks of none that run one task definition, whichever revision
/// of it: they come and go, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taker {
    /// The service's name, or the family of the tasks' definition; a task's ARN where that is not known.
    pub name: String,
    /// Whether it is a service.
    pub is_service: bool,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The group that whoever ran tasks of no service gave them, where it is not AWS's own, `family:NAME`.
    pub group: Option<String>,
    /// The account, where known: names are one's own.
    account: Option<String>,
    /// The Region, where known.
    region: Option<String>,
}

/// What is asked in a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The kind of step.
    pub kind: StepKind,
    /// The host; of the ECS agent, which is told other names behind an endpoint, the service.
    pub host: String,
    /// The TCP port.
    pub port: u16,
}

/// A step with what became of it.
#[derive(Clone, Debug)]
pub struct StepResult {
    /// What became of it.
    pub outcome: StepOutcome,
    /// The step, of the placement with the worst verdict where there are several.
    pub step: StepDiagnosis,
    /// What the task is called in a sentence about the step: the place of it.
    pub subnet: Option<String>,
}

/// What is known of one taker.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// What became of each step, in each subnet.
    pub(super) met: BTreeMap<Asked, BTreeMap<String, StepResult>>,
    /// The subnets that it is in, or may be put in.
    pub(super) subnets: BTreeSet<String>,
    /// The task definitions that its tasks run, as `family:revision`.
    pub(super) definitions: BTreeSet<String>,
    /// The service, as it was read.
    pub(super) service: Option<Arc<Service>>,
    /// Why there may be steps that are not known.
    pub(super) unknowns: Vec<Unknown>,
}

/// Every taker of a network.
#[derive(Debug, Default)]
pub(super) struct Flows {
    pub(super) takers: BTreeMap<Taker, Taken>,
    /// Calls that failed and would have told of more.
    pub(super) unlisted: Vec<FailedCall>,
}

/// Everything that is there and was selected. That there is nothing is an answer.
fn selected(inventory: &Inventory, selection: &Selection) -> Selected {
    match workloads(inventory, selection) {
        Ok(selected) => selected,
        Err(SelectionError::NotListed { call, .. }) => Selected { workloads: Vec::new(), unlisted: vec![*call] },
        Err(_) => Selected::default(),
    }
}

impl Flows {
    /// What becomes of every step, or of those of some takers.
    pub(super) fn of(side: Side<'_>, only: Option<&BTreeSet<Taker>>) -> Result<Self, Disagreement> {
        let mut all = selected(side.inventory, &Selection::default());
        let records = Records::of(side.inventory);
        if let Some(only) = only {
            all.workloads.retain(|own| only.contains(&records.taker(own)));
        }
        let unlisted = all.unlisted.clone();
        let found = judge(side.inventory, side.network, all, side.published)?;
        let mut takers: BTreeMap<Taker, Taken> = BTreeMap::new();
        for own in found.placements {
            let taken = takers.entry(records.taker(&own.workload)).or_default();
            taken.definitions.extend(records.definition(&own.workload));
            taken.service = taken.service.take().or_else(|| records.service(&own.workload));
            taken.unknowns.extend(own.unknowns.iter().cloned());
            let subnet = own.placement.as_ref().map(|placement| placement.subnet.to_string());
            taken.subnets.extend(subnet.clone());
            for step in &own.steps {
                let outcome = StepOutcome::of(&own, step);
                let met = StepResult { outcome, step: step.clone(), subnet: subnet.clone() };
                join(taken.met.entry(asked(step)).or_default(), subnet.clone().unwrap_or_default(), met);
            }
        }
        Ok(Self { takers, unlisted })
    }

    /// Who takes the steps of what is selected on one side, by what they are called on any.
    pub(super) fn takers(inventory: &Inventory, selection: &Selection) -> BTreeSet<Taker> {
        let records = Records::of(inventory);
        selected(inventory, selection).workloads.iter().map(|own| records.taker(own)).collect()
    }

    /// Whether a taker that is not among these may be there nevertheless, as nobody asked where it would be told.
    pub(super) fn may_have(&self, inventory: &Inventory, taker: &Taker) -> bool {
        let document = if taker.is_service { DocumentKind::Services } else { DocumentKind::Tasks };
        let place = Scope {
            account: taker.account.as_deref().and_then(|own| own.try_into().ok()),
            region: taker.region.as_deref().and_then(|own| own.try_into().ok()),
        };
        let place = inventory.knowledge.place_of(None, &place);
        !self.unlisted.is_empty() || inventory.knowledge.coverage(document, &place) == Coverage::NotAsked
    }
}

impl Taken {
    /// What becomes of a step in a subnet, or in all of them.
    pub(super) fn get(&self, asked: &Asked, subnet: Option<&str>) -> Option<StepResult> {
        let met = self.met.get(asked)?;
        if let Some(subnet) = subnet {
            return met.get(subnet).cloned();
        }
        let mut all = BTreeMap::new();
        for own in met.values() {
            join(&mut all, String::new(), own.clone());
        }
        all.into_values().next()
    }

    /// The verdicts on a step in all subnets, of which there is one at least.
    pub(super) fn verdicts(&self, asked: &Asked) -> Range {
        let all = || self.met.get(asked).into_iter().flatten().map(|(_, own)| own.outcome.verdict);
        Range(all().min().unwrap_or(Verdict::Delivered), all().max().unwrap_or(Verdict::Blocked))
    }
}

/// The best verdict and the worst.
pub(super) struct Range(Verdict, Verdict);

impl Range {
    /// Whether something fares better than the best, or worse than the worst.
    pub(super) fn beyond(&self, own: &StepResult) -> bool {
        own.outcome.verdict < self.0 || own.outcome.verdict > self.1
    }
}

fn join(all: &mut BTreeMap<String, StepResult>, subnet: String, new: StepResult) {
    let Some(own) = all.get_mut(&subnet) else {
        all.insert(subnet, new);
        return;
    };
    if new.outcome.verdict > own.outcome.verdict {
        own.step = new.step;
        own.subnet = new.subnet;
    }
    own.outcome.join(new.outcome);
}

/// The tasks and services of a side, to be found by their ARNs.
struct Records<'a> {
    tasks: HashMap<&'a str, &'a Task>,
    services: HashMap<&'a str, &'a Arc<Service>>,
    /// Services by their names.
    named: HashMap<&'a str, Vec<&'a Arc<Service>>>,
}

impl<'a> Records<'a> {
    fn of(inventory: &'a Inventory) -> Self {
        let mut named: HashMap<&str, Vec<&Arc<Service>>> = HashMap::new();
        for own in inventory.services.shared() {
            named.entry(own.name.as_str()).or_default().push(own);
        }
        Self {
            tasks: inventory.tasks.iter().map(|own| (own.arn.as_str(), own)).collect(),
            services: inventory.services.shared().map(|own| (own.arn.as_str(), own)).collect(),
            named,
        }
    }

    fn task(&self, own: &Workload) -> Option<&'a Task> {
        match &own.subject {
            Subject::Task { arn } => self.tasks.get(arn.as_str()).copied(),
            Subject::Service { .. } | Subject::Hypothetical => None,
        }
    }

    /// The service that a workload is, or is a task of.
    fn service(&self, own: &Workload) -> Option<Arc<Service>> {
        if let Subject::Service { arn, .. } = &own.subject {
            return self.services.get(arn.as_str()).map(|own| Arc::clone(own));
        }
        let cluster = own.cluster.as_deref().map(Arn::last_part);
        let is_one = |it: &&&Arc<Service>| it.cluster.as_deref().map(Arn::last_part) == cluster;
        let named = self.named.get(Arn::last_part(own.service.as_deref()?))?;
        named.iter().find(is_one).map(|own| Arc::clone(own))
    }

    /// What it runs, as `family:revision`.
    fn definition(&self, own: &Workload) -> Option<String> {
        let arn = match self.task(own) {
            Some(task) => task.task_definition.clone(),
            None => self.service(own)?.task_definition.clone(),
        };
        arn.map(|arn| revision(&arn).to_owned())
    }

    fn taker(&self, own: &Workload) -> Taker {
        let arn = match &own.subject {
            Subject::Task { arn } | Subject::Service { arn, .. } => arn.as_str(),
            Subject::Hypothetical => "",
        };
        let service = own.service.as_deref().map(Arn::last_part);
        let task = self.task(own).filter(|_| service.is_none());
        let definition = task.and_then(|own| own.task_definition.as_deref()).map(revision);
        let family = definition.map(|own| own.split_once(':').map_or(own, |(family, _)| family));
        // AWS gives tasks that nobody put into a group that of their family (ECS API reference, `RunTask`, `group`).
        let group = task.and_then(|own| own.group.as_deref()).filter(|own| !own.starts_with("family:"));
        Taker {
            name: service.or(family).unwrap_or(arn).to_owned(),
            is_service: service.is_some(),
            cluster: own.cluster.as_deref().map(|own| Arn::last_part(own).to_owned()),
            group: group.map(str::to_owned),
            account: own.account.as_ref().map(ToString::to_string),
            region: own.region.as_ref().map(ToString::to_string),
        }
    }
}

/// The family and the revision at the end of a task definition's ARN.
fn revision(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn asked(step: &StepDiagnosis) -> Asked {
    let step = &step.step;
    let host = if step.kind == StepKind::ControlPlane { &step.service } else { &step.host };
    Asked { kind: step.kind, host: host.clone(), port: step.port }
}
