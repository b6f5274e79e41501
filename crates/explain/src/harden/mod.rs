//! Which single changes and failures stop the start of which tasks: each is tried where its resource is met.

mod alike;
mod step_path;
mod way;

use std::collections::BTreeSet;

use hopwise_ecs::{Selected, Selection, StepKind, Subject, Workload, workloads};
use hopwise_engine::{Graph, Network, PublishedRanges, Verdict};
use hopwise_model::{FailedCall, Inventory};

use crate::cause::Cause;
use crate::confirm::Disagreement;
use crate::diagnose::judge;
use crate::diagnosis::PlacementDiagnosis;
use crate::fault::{Fault, FaultyPolicy};
use crate::permission::{self, Policies, Principal};
use crate::placement::place;
use crate::step::{check, explained};
use alike::Alike;
use step_path::{StepPath, Zones};
pub use way::OtherWay;
use way::{Map, Ways};

/// What single faults do to tasks and services.
#[derive(Clone, Debug)]
pub struct Hardening {
    /// What was asked about: services, and tasks of none.
    pub workloads: Vec<Hardened>,
    /// The faults that stop something, or of which that is not known: those that stop whole workloads first.
    pub weaknesses: Vec<Weakness>,
    /// The faults that change no verdict.
    pub survived: Vec<Fault>,
    /// Calls that failed and would have told of more tasks or services. Nothing is known of those.
    pub unlisted: Vec<FailedCall>,
    /// How many faults were tried by walking again; the others are not met by any packet.
    pub tried: usize,
    /// One placement of each kind as things are: what an answer about them takes for granted, this one does.
    pub as_is: Vec<PlacementDiagnosis>,
}

/// A service with its tasks and the places of its next ones, or a task of no service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hardened {
    /// The name of the service, or the ARN of the task.
    pub name: String,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// How many placements there are.
    pub placements: usize,
    /// How many of them can start as things are: only these can be stopped.
    pub sound: usize,
    /// The verdict on all as things are.
    pub verdict: Verdict,
}

/// A fault that stops something, or may.
#[derive(Clone, Debug)]
pub struct Weakness {
    /// The fault.
    pub fault: Fault,
    /// What it does to each workload that it touches.
    pub effects: Vec<Effect>,
    /// What else leads where the packets go, where the fault takes a gateway away that they pass.
    pub other_way: Option<OtherWay>,
}

/// What a fault does to a workload.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Its place among [`Hardening::workloads`].
    pub workload: usize,
    /// What it comes to.
    pub severity: Severity,
    /// How many of the placements that were sound can start no more.
    pub stopped: usize,
    /// How many of them it is not known of.
    pub unknown: usize,
    /// How many went with a zone that is lost.
    pub lost: usize,
    /// The steps that are stopped.
    pub steps: BTreeSet<StepKind>,
    /// Why the first of them is.
    pub cause: Option<Cause>,
}

/// What a fault comes to for a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It is not known whether a placement can start still.
    Unknown,
    /// Some placements can start no more.
    Degrades,
    /// None can.
    Stops,
}

impl Severity {
    /// As JSON names it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Degrades => "degrades",
            Self::Stops => "stops",
        }
    }
}

impl Hardening {
    /// The verdict on everything as it is, without any fault.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let found = Verdict::of_alternatives(self.workloads.iter().map(|own| own.verdict));
        if self.unlisted.is_empty() { found } else { found.max(Verdict::Undetermined) }
    }
}

/// Placements that are alike, of which one is looked at.
struct Class {
    workload: usize,
    count: usize,
    found: PlacementDiagnosis,
    /// What the packets of each step meet.
    met: Vec<StepPath>,
    /// The ways that they take.
    ways: Vec<Ways>,
}

/// Finds out what single faults do to workloads.
///
/// Every fault whose resource is met by the packets of a step, or decides about a name or a request of it, is tried: a
/// changed network, and a walk for each such step of one placement of each kind. A fault whose resource no packet meets
/// takes nothing away from any, so that nothing changes. What a wrong rule or a wrong group would do is not asked: each stops
/// what it is wrong for.
///
/// # Errors
///
/// [`Disagreement`] when the oracle does not confirm what the engine found.
pub fn harden(
    inventory: &Inventory,
    network: &Network,
    selected: impl Into<Selected>,
    published: &PublishedRanges,
) -> Result<Hardening, Disagreement> {
    let Selected { workloads, unlisted } = selected.into();
    let mut survey = Survey {
        inventory,
        network,
        published,
        zones: Zones::of(inventory),
        workloads: Vec::new(),
        classes: Vec::new(),
    };
    survey.classify(&workloads)?;
    let (mut weaknesses, mut survived, mut tried) = (Vec::new(), Vec::new(), 0);
    let mut map = Map::new(Graph::new(network.design()));
    // Where nothing can start as things are, nothing is survived.
    let is_any_sound = survey.workloads.iter().any(|own| own.sound > 0);
    for fault in Fault::all(inventory).into_iter().filter(Fault::takes_away).filter(|_| is_any_sound) {
        let effects = survey.effects(&fault, None, &mut tried)?;
        if effects.is_empty() {
            survived.push(fault);
        } else {
            let mut other_way = map.other_way(&fault, survey.classes.iter().flat_map(|class| &class.ways));
            if let Some(OtherWay::Gateways(gateways)) = &mut other_way {
                let mut proven = Vec::new();
                for gateway in gateways.drain(..) {
                    if survey.effects(&fault, Some(&gateway), &mut tried)?.is_empty() {
                        proven.push(gateway);
                    }
                }
                *gateways = proven;
            }
            weaknesses.push(Weakness { fault, effects, other_way });
        }
    }
    let worst = |own: &Weakness| own.effects.iter().map(|effect| effect.severity).max();
    weaknesses.sort_by_key(|own| std::cmp::Reverse(worst(own)));
    let as_is = survey.classes.into_iter().map(|class| class.found).collect();
    Ok(Hardening { workloads: survey.workloads, weaknesses, survived, unlisted, tried, as_is })
}

/// Whether a fault is one of the policy of an endpoint that packets pass.
fn asks_policy(fault: &Fault, met: &StepPath) -> bool {
    matches!(fault, Fault::Statement { policy: FaultyPolicy::Endpoint { endpoint }, .. } if met.passes(endpoint.as_str()))
}

struct Survey<'a> {
    inventory: &'a Inventory,
    network: &'a Network,
    published: &'a PublishedRanges,
    zones: Zones,
    workloads: Vec<Hardened>,
    classes: Vec<Class>,
}

/// What is told as one: a service, or a task of none.
fn name(workload: &Workload) -> (String, Option<String>) {
    let own = match &workload.subject {
        Subject::Task { arn } | Subject::Service { arn, .. } => arn.clone(),
        Subject::Hypothetical => String::new(),
    };
    (workload.service.clone().unwrap_or(own), workload.cluster.clone())
}

impl Survey<'_> {
    /// Looks at one placement of each kind, as things are.
    fn classify(&mut self, workloads: &[Workload]) -> Result<(), Disagreement> {
        let mut alike = Alike::new(self.inventory, self.network.design());
        for workload in workloads.iter().filter(|own| !own.is_covered_by_tasks()) {
            let (name, cluster) = name(workload);
            let known = self.workloads.iter().position(|own| own.name == name && own.cluster == cluster);
            let index = known.unwrap_or_else(|| {
                let verdict = Verdict::Delivered;
                self.workloads.push(Hardened { name, cluster, placements: 0, sound: 0, verdict });
                self.workloads.len() - 1
            });
            let places: Vec<_> = if workload.placements.is_empty() {
                vec![None]
            } else {
                workload.placements.iter().map(Some).collect()
            };
            for placement in places {
                if let Some(class) = alike.class(index, workload, placement).and_then(|own| self.classes.get_mut(own)) {
                    class.count += 1;
                    continue;
                }
                let found = place(self.network, workload, placement, self.published)?;
                self.classes.push(Class { workload: index, count: 1, found, met: Vec::new(), ways: Vec::new() });
            }
        }
        let mut found: Vec<PlacementDiagnosis> = self.classes.iter().map(|class| class.found.clone()).collect();
        permission::add(&Policies::of(self.inventory, &found), self.network, self.published, &mut found);
        let mut verdicts: Vec<Vec<Verdict>> = vec![Vec::new(); self.workloads.len()];
        for (class, found) in self.classes.iter_mut().zip(found) {
            class.met = found.steps.iter().map(|step| StepPath::of(self.network.design(), &found, step)).collect();
            class.ways = found.steps.iter().map(|step| Ways::of(Graph::new(self.network.design()), step)).collect();
            class.found = found;
            if let (Some(own), Some(verdicts)) =
                (self.workloads.get_mut(class.workload), verdicts.get_mut(class.workload))
            {
                own.placements += class.count;
                own.sound += if class.found.verdict == Verdict::Delivered { class.count } else { 0 };
                verdicts.push(class.found.verdict);
            }
        }
        for (own, verdicts) in self.workloads.iter_mut().zip(verdicts) {
            own.verdict = Verdict::of_alternatives(verdicts);
        }
        Ok(())
    }

    /// Whether a fault can change what becomes of a step.
    fn concerns(&self, fault: &Fault, class: &Class, met: &StepPath) -> bool {
        match fault {
            Fault::Zone { zone } => met.is_in(&self.zones, zone),
            Fault::Statement { policy: FaultyPolicy::Role { role, .. }, .. } => class.has_role(role),
            Fault::Statement { policy: FaultyPolicy::Managed { policy }, .. } => {
                let names = |own: &String| own == policy || own.ends_with(&format!("/{policy}"));
                let attached = self.inventory.attached_policies.iter().filter(|own| own.arns.iter().any(names));
                attached.into_iter().any(|own| class.has_role(&own.role))
            }
            _ => met.holds(&fault.resource().1),
        }
    }

    /// What a fault does, to each workload that it does anything to; `instead` is a gateway of its kind to which the routes of
    /// one that is gone lead from then on.
    fn effects(&self, fault: &Fault, instead: Option<&str>, tried: &mut usize) -> Result<Vec<Effect>, Disagreement> {
        let lost_zone = match fault {
            Fault::Zone { zone } => Some(zone.as_str()),
            _ => None,
        };
        let is_lost = |class: &Class| {
            let subnet = class.found.placement.as_ref().map(|own| own.subnet.as_str());
            lost_zone.is_some_and(|zone| subnet.is_some_and(|subnet| self.zones.is_in(subnet, zone)))
        };
        let is_sound = |class: &&Class| class.found.verdict == Verdict::Delivered;
        let concerned: Vec<&Class> = self
            .classes
            .iter()
            .filter(is_sound)
            .filter(|class| is_lost(class) || class.met.iter().any(|met| self.concerns(fault, class, met)))
            .collect();
        if concerned.is_empty() {
            return Ok(Vec::new());
        }
        let mut after = self.inventory.clone();
        if !fault.apply(&mut after) {
            return Ok(Vec::new());
        }
        if let Some(instead) = instead {
            way::take_over(self.inventory, &mut after, fault, instead);
        }
        let Ok(design) = self.network.design().changed(self.inventory, &after) else { return Ok(Vec::new()) };
        let network = self.network.changed(design);
        *tried += 1;
        let mut effects: Vec<Effect> = Vec::new();
        for class in concerned {
            let mut found = class.found.clone();
            if is_lost(class) {
                effect(&mut effects, class.workload).lost += class.count;
                continue;
            }
            let Some(placement) = &class.found.placement else { continue };
            found.steps.clear();
            // What is asked on the way of a step of which no action is known, a policy may deny.
            let mut may_be_denied = false;
            for (step, met) in class.found.steps.iter().zip(&class.met) {
                if self.concerns(fault, class, met) {
                    may_be_denied |= step.step.access.is_empty() && asks_policy(fault, met);
                    let again = check(&network, &found.workload, placement, &step.step, self.published)?;
                    found.steps.push(explained(&network, &found.workload, again));
                }
            }
            permission::add(
                &Policies::of(&after, std::slice::from_ref(&found)),
                &network,
                self.published,
                std::slice::from_mut(&mut found),
            );
            let worst = found.steps.iter().map(crate::diagnosis::StepDiagnosis::counts).max();
            match worst.unwrap_or(Verdict::Delivered) {
                Verdict::Delivered if !may_be_denied => {}
                Verdict::Delivered | Verdict::Undetermined => {
                    effect(&mut effects, class.workload).unknown += class.count;
                }
                Verdict::Blocked | Verdict::Partial => {
                    let own = effect(&mut effects, class.workload);
                    own.stopped += class.count;
                    let stopped = found.steps.iter().filter(|step| step.counts() >= Verdict::Partial);
                    own.steps.extend(stopped.map(|step| step.step.kind));
                    own.cause = own.cause.take().or_else(|| found.steps.iter().find_map(|step| step.cause.clone()));
                }
            }
        }
        let mut weighed = self.weighed(effects);
        if lost_zone.is_some() {
            let mut left = Vec::new();
            for mut own in weighed {
                if own.severity == Severity::Stops && self.starts_elsewhere(own.workload, &after, &network)? {
                    own.severity = Severity::Degrades;
                }
                // What went with the zone and starts in another is no loss.
                if own.severity != Severity::Degrades || own.stopped > 0 {
                    left.push(own);
                }
            }
            weighed = left;
        }
        Ok(weighed)
    }

    /// Whether a service all of whose tasks are gone can start some where it may put them then.
    fn starts_elsewhere(&self, workload: usize, after: &Inventory, network: &Network) -> Result<bool, Disagreement> {
        let Some(own) = self.workloads.get(workload) else { return Ok(false) };
        let (services, clusters) = (vec![own.name.clone()], own.cluster.iter().cloned().collect());
        let selection = Selection { services, clusters, ..Selection::default() };
        // A task of no service is started by nobody.
        let Ok(selected) = workloads(after, &selection) else { return Ok(false) };
        let found = judge(after, network, selected, self.published)?;
        Ok(found.placements.iter().any(|own| own.verdict == Verdict::Delivered))
    }

    /// Effects with what they come to; without those that are none: what went with a zone and can start in another.
    fn weighed(&self, effects: Vec<Effect>) -> Vec<Effect> {
        let weighed = effects.into_iter().filter_map(|own| {
            let sound = self.workloads.get(own.workload)?.sound;
            let severity = match own.stopped {
                _ if own.stopped + own.lost == sound => Severity::Stops,
                0 if own.unknown == 0 => return None,
                0 => Severity::Unknown,
                _ => Severity::Degrades,
            };
            Some(Effect { severity, ..own })
        });
        weighed.collect()
    }
}

fn effect(effects: &mut Vec<Effect>, workload: usize) -> &mut Effect {
    let place = effects.iter().position(|own| own.workload == workload).unwrap_or_else(|| {
        effects.push(Effect {
            workload,
            severity: Severity::Unknown,
            stopped: 0,
            unknown: 0,
            lost: 0,
            steps: BTreeSet::new(),
            cause: None,
        });
        effects.len() - 1
    });
    #[expect(clippy::indexing_slicing, reason = "the place was found, or is that of what was just added")]
    &mut effects[place]
}

impl Class {
    /// Whether its tasks ask in a role.
    fn has_role(&self, role: &str) -> bool {
        let is_it = |own: &Principal| matches!(own, Principal::Role(own) if own.rsplit('/').next() == Some(role));
        self.found.steps.iter().flat_map(|step| &step.permissions).any(|own| is_it(&own.principal))
    }
}
