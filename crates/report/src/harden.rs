//! What single changes and failures do, in words.

use std::collections::BTreeMap;

use hopwise_ecs::StepKind;
use hopwise_engine::Verdict;
use hopwise_explain::{Fault, Hardening, OtherWay, Severity};
use hopwise_model::Component;
use serde::Serialize;

use crate::flow::as_text;
use crate::gap::GapReport;
use crate::remedy::CauseReport;
use crate::report::{SCHEMA_VERSION, Warning};
use crate::words;

/// The answer of `harden`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HardenReport {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// `harden`.
    pub command: &'static str,
    /// The verdict on everything as it is, without any fault.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// What was asked about.
    pub workloads: Vec<HardenedReport>,
    /// What one thing stops, or may, by being gone: those that stop whole workloads first, then in the order of zones,
    /// gateways, endpoints, DNS, routes, rules and policies.
    pub weaknesses: Vec<WeaknessReport>,
    /// How many faults of each kind change nothing: those that were tried, and those that no packet meets.
    pub survived: BTreeMap<&'static str, usize>,
    /// Each of them.
    pub survived_faults: Vec<SurvivedReport>,
    /// The ids of what stops a whole workload by failing or by being deleted: zones, gateways, endpoints, route tables and
    /// so on, each once.
    pub single_points_of_failure: Vec<String>,
    /// How many faults were tried.
    pub tried: usize,
    /// What is taken for granted, as in the answer of `diagnose`.
    pub assumptions: Vec<String>,
    /// What is not known.
    pub gaps: Vec<GapReport>,
    /// What looks odd in the input.
    pub warnings: Vec<Warning>,
}

/// A service, or a task of none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HardenedReport {
    /// The name of the service, or the ARN of the task.
    pub name: String,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// How many tasks and places of next tasks there are.
    pub placements: usize,
    /// How many of them can start as things are.
    pub sound: usize,
    /// The verdict as things are.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
}

/// A fault that changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SurvivedReport {
    /// What happens, such as `nat_gateway_deleted`.
    pub fault: &'static str,
    /// Its kind, such as `nat_gateway`.
    pub kind: &'static str,
    /// The component; null for a zone.
    pub component: Option<&'static str>,
    /// Its id, or the zone's name.
    pub id: String,
    /// What happens, in words.
    pub message: String,
}

/// One thing that stops something by being gone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WeaknessReport {
    /// What happens, such as `nat_gateway_deleted`.
    pub fault: &'static str,
    /// Its kind, such as `nat_gateway`.
    pub kind: &'static str,
    /// The component; null for a zone.
    pub component: Option<&'static str>,
    /// Its id, or the zone's name.
    pub id: String,
    /// What happens, in words.
    pub message: String,
    /// The worst of the effects.
    pub severity: &'static str,
    /// What it does to each workload that it does anything to.
    pub effects: Vec<EffectReport>,
    /// Of a gateway that is gone, the ids of others of its kind that would take over if the routes led to them, as walks
    /// prove. Null of other faults.
    pub other_gateways: Option<Vec<String>>,
}

/// What a fault does to a workload.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EffectReport {
    /// The workload's name.
    pub workload: String,
    /// Its cluster's.
    pub cluster: Option<String>,
    /// `stops` where no placement can start any more, `degrades` where some cannot, `unknown` where that is not known.
    pub severity: &'static str,
    /// How many placements can start no more.
    pub stopped: usize,
    /// How many it is not known of.
    pub unknown: usize,
    /// How many went with a zone that is lost.
    pub lost: usize,
    /// How many there were that could.
    pub of: usize,
    /// The steps that are stopped.
    pub steps: Vec<&'static str>,
    /// Why the first of them is; null where permissions stop it, or where nothing is left.
    pub cause: Option<CauseReport>,
}

impl HardenReport {
    /// The report of what faults do, and of what is taken for granted.
    #[must_use]
    pub fn new(found: &Hardening, assumptions: Vec<String>, warnings: Vec<Warning>) -> Self {
        let mut survived: BTreeMap<&'static str, usize> = BTreeMap::new();
        for fault in &found.survived {
            *survived.entry(fault.kind().as_str()).or_default() += 1;
        }
        let weaknesses: Vec<WeaknessReport> = found.weaknesses.iter().map(|own| weakness(found, own)).collect();
        let mut points: Vec<String> = Vec::new();
        for own in weaknesses.iter().filter(|own| own.severity == Severity::Stops.as_str()) {
            if !points.contains(&own.id) {
                points.push(own.id.clone());
            }
        }
        let workloads = found.workloads.iter().map(|own| HardenedReport {
            name: own.name.clone(),
            cluster: own.cluster.clone(),
            placements: own.placements,
            sound: own.sound,
            verdict: own.verdict,
        });
        Self {
            schema_version: SCHEMA_VERSION,
            command: "harden",
            verdict: found.verdict(),
            workloads: workloads.collect(),
            weaknesses,
            survived,
            survived_faults: found.survived.iter().map(survivor).collect(),
            single_points_of_failure: points,
            tried: found.tried,
            assumptions,
            gaps: found.unlisted.iter().map(words::unlisted).collect(),
            warnings,
        }
    }
}

/// A fault as a clause, such as "NAT gateway nat-0a is deleted".
#[must_use]
pub fn fault_words(fault: &Fault) -> String {
    words::fault(fault)
}

fn survivor(fault: &Fault) -> SurvivedReport {
    let (component, id) = fault.resource();
    SurvivedReport {
        fault: fault.as_str(),
        kind: fault.kind().as_str(),
        component: component.map(Component::as_str),
        id,
        message: words::fault(fault),
    }
}

fn weakness(found: &Hardening, own: &hopwise_explain::Weakness) -> WeaknessReport {
    let effects = own.effects.iter().filter_map(|effect| {
        let workload = found.workloads.get(effect.workload)?;
        Some(EffectReport {
            workload: workload.name.clone(),
            cluster: workload.cluster.clone(),
            severity: effect.severity.as_str(),
            stopped: effect.stopped,
            unknown: effect.unknown,
            lost: effect.lost,
            of: workload.sound,
            steps: effect.steps.iter().copied().map(StepKind::as_str).collect(),
            cause: effect.cause.as_ref().map(|cause| {
                let (code, message) = words::cause(cause, "the task");
                CauseReport { code, message }
            }),
        })
    });
    let worst = own.effects.iter().map(|effect| effect.severity).max().unwrap_or(Severity::Unknown);
    let (component, id) = own.fault.resource();
    WeaknessReport {
        fault: own.fault.as_str(),
        kind: own.fault.kind().as_str(),
        component: component.map(Component::as_str),
        id,
        message: words::fault(&own.fault),
        severity: worst.as_str(),
        effects: effects.collect(),
        other_gateways: match &own.other_way {
            None => None,
            Some(OtherWay::None | OtherWay::Otherwise) => Some(Vec::new()),
            Some(OtherWay::Gateways(ids)) => Some(ids.clone()),
        },
    }
}
