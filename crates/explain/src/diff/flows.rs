//! The flows that matter of one network: the steps of every task and service, by what they are called in any snapshot.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_ecs::{Arn, Selected, Selection, SelectionError, StepKind, Subject, Workload, workloads};
use hopwise_engine::{Network, PublishedRanges, Verdict};
use hopwise_model::resource::Scope;
use hopwise_model::{Coverage, DocumentKind, FailedCall, Inventory};

use super::fate::Fate;
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

/// Who takes steps: a service, whose tasks come and go, or a task of none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taker {
    /// The service's name, or the task's ARN.
    pub name: String,
    /// Whether it is a service.
    pub is_service: bool,
    /// The cluster's name.
    pub cluster: Option<String>,
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
pub struct Met {
    /// What became of it.
    pub fate: Fate,
    /// The step, of the placement with the worst verdict where there are several.
    pub step: StepDiagnosis,
    /// What the task is called in a sentence about the step: the place of it.
    pub subnet: Option<String>,
}

/// What is known of one taker.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// What became of each step, in each subnet.
    pub(super) met: BTreeMap<Asked, BTreeMap<String, Met>>,
    /// The subnets that it is in, or may be put in.
    pub(super) subnets: BTreeSet<String>,
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

/// Everything that is there. That there is nothing is an answer.
fn selected(inventory: &Inventory) -> Selected {
    match workloads(inventory, &Selection::default()) {
        Ok(selected) => selected,
        Err(SelectionError::NotListed { call, .. }) => Selected { workloads: Vec::new(), unlisted: vec![*call] },
        Err(_) => Selected::default(),
    }
}

impl Flows {
    /// What becomes of every step, or of those of some takers.
    pub(super) fn of(side: Side<'_>, only: Option<&BTreeSet<&Taker>>) -> Result<Self, Disagreement> {
        let mut all = selected(side.inventory);
        if let Some(only) = only {
            all.workloads.retain(|own| only.contains(&taker(own)));
        }
        let unlisted = all.unlisted.clone();
        let found = judge(side.inventory, side.network, all, side.published)?;
        let mut takers: BTreeMap<Taker, Taken> = BTreeMap::new();
        for own in found.placements {
            let taken = takers.entry(taker(&own.workload)).or_default();
            taken.unknowns.extend(own.unknowns.iter().cloned());
            let subnet = own.placement.as_ref().map(|placement| placement.subnet.to_string());
            taken.subnets.extend(subnet.clone());
            for step in &own.steps {
                let fate = Fate::of(&own, step);
                let met = Met { fate, step: step.clone(), subnet: subnet.clone() };
                join(taken.met.entry(asked(step)).or_default(), subnet.clone().unwrap_or_default(), met);
            }
        }
        Ok(Self { takers, unlisted })
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
    pub(super) fn get(&self, asked: &Asked, subnet: Option<&str>) -> Option<Met> {
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
        let all = || self.met.get(asked).into_iter().flatten().map(|(_, own)| own.fate.verdict);
        Range(all().min().unwrap_or(Verdict::Delivered), all().max().unwrap_or(Verdict::Blocked))
    }
}

/// The best verdict and the worst.
pub(super) struct Range(Verdict, Verdict);

impl Range {
    /// Whether something fares better than the best, or worse than the worst.
    pub(super) fn beyond(&self, own: &Met) -> bool {
        own.fate.verdict < self.0 || own.fate.verdict > self.1
    }
}

fn join(all: &mut BTreeMap<String, Met>, subnet: String, new: Met) {
    let Some(own) = all.get_mut(&subnet) else {
        all.insert(subnet, new);
        return;
    };
    if new.fate.verdict > own.fate.verdict {
        own.step = new.step;
        own.subnet = new.subnet;
    }
    own.fate.join(new.fate);
}

fn taker(own: &Workload) -> Taker {
    let arn = match &own.subject {
        Subject::Task { arn } | Subject::Service { arn, .. } => arn.as_str(),
        Subject::Hypothetical => "",
    };
    let name = own.service.as_deref().map(Arn::last_part);
    Taker {
        name: name.unwrap_or(arn).to_owned(),
        is_service: name.is_some(),
        cluster: own.cluster.as_deref().map(|own| Arn::last_part(own).to_owned()),
        account: own.account.as_ref().map(ToString::to_string),
        region: own.region.as_ref().map(ToString::to_string),
    }
}

fn asked(step: &StepDiagnosis) -> Asked {
    let step = &step.step;
    let host = if step.kind == StepKind::ControlPlane { &step.service } else { &step.host };
    Asked { kind: step.kind, host: host.clone(), port: step.port }
}
