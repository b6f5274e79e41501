//! From what was found to a report.

mod check;
mod diff;
mod diff_tier;
mod flow;
mod fold;
mod gap;
mod permission;
mod reason;
mod region;
mod remedy;
mod resolution;
mod step;
mod task;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

pub use reason::decode_texts;

use hopwise_ecs::AwsService;
use hopwise_engine::{Flow, Reach, Unread, Verdict};
use hopwise_explain::{Diagnosis, Plan};
use hopwise_model::design::Design;
use hopwise_model::resource::Task;
use hopwise_model::{Code, Component, Inventory};

use crate::flow::{FlowReport, WitnessReport};
use crate::gap::GapReport;
use crate::locate::Locator;
use crate::report::{Body, DiagnosisReport, Report, SCHEMA_VERSION, TraceReport, Warning};
use crate::words;

/// The answer to a question about one flow.
#[derive(Clone, Debug)]
pub struct Traced {
    /// Who asks, as the user named it.
    pub from: String,
    /// Who is asked, as the user named it.
    pub to: String,
    /// The service of AWS that was asked for by name.
    pub service: Option<AwsService>,
    /// Whether `reach` is about a host name rather than an address.
    pub named: bool,
    /// The ports that the client may use, as the question has them.
    pub source_ports: String,
    /// What was found.
    pub reach: Reach,
    /// What to change where packets are blocked, the narrowest first.
    pub plans: Vec<Plan>,
    /// Of an instance with several interfaces that asks, and arrives by one of them: that one, and those by which it does not.
    pub by_interface: Option<(String, Vec<String>)>,
}

/// Makes reports about a design.
#[derive(Clone)]
pub struct Builder<'a> {
    inventory: &'a Inventory,
    /// The tasks by ARN. Of those that share one, the first counts.
    tasks: HashMap<&'a str, &'a Task>,
    design: &'a Design,
    known: words::Known<'a>,
    locator: &'a dyn Locator,
}

impl<'a> Builder<'a> {
    /// Makes reports about a design and the inventory it was made from, with lines and columns from a locator.
    #[must_use]
    pub fn new(inventory: &'a Inventory, design: &'a Design, locator: &'a dyn Locator) -> Self {
        let tasks = inventory.tasks.iter().rev().map(|own| (own.arn.as_str(), own)).collect();
        Self { inventory, tasks, design, known: words::Known::of(design), locator }
    }

    /// The report of a diagnosis. Of one that is given away, each placement goes when it is told.
    #[must_use]
    pub fn diagnosis<'d>(&self, diagnosis: impl Into<Cow<'d, Diagnosis>>, warnings: Vec<Warning>) -> Report {
        let diagnosis = diagnosis.into();
        let mut gaps = Gaps::default();
        let mut unlisted = Gaps::default();
        for gap in diagnosis.unlisted.iter().map(words::unlisted) {
            unlisted.add(gap.clone());
            gaps.add(gap);
        }
        let verdict = diagnosis.verdict();
        let reaches = diagnosis.placements.iter().flat_map(|placement| &placement.steps);
        let reaches: Vec<&Reach> = reaches.filter_map(|step| step.reach.as_ref()).collect();
        let names = self.unread(&reaches);
        let hidden = reaches.iter().any(|reach| rests_on_nobody(reach)).then(words::hidden);
        let (permissions, assumption) = (permission::checked(&diagnosis), permission::assumption(&diagnosis));
        let tasks: Vec<_> = match diagnosis {
            Cow::Borrowed(all) => all.placements.iter().map(|placement| self.task(placement, &mut gaps)).collect(),
            Cow::Owned(all) => all.placements.into_iter().map(|placement| self.task(&placement, &mut gaps)).collect(),
        };
        let beside = tasks.iter().any(|task| task.beside.is_some()).then(|| words::ASSUMED.to_owned());
        let assumptions = assumption.into_iter().chain(beside).chain(names).chain(hidden).collect();
        let outcomes = fold::outcomes(&tasks);
        let body = Body::Diagnosis(DiagnosisReport { outcomes, tasks, permissions, unlisted: unlisted.0 });
        report("diagnose", verdict, assumptions, body, gaps, warnings)
    }

    /// The report of a trace.
    #[must_use]
    pub fn trace(&self, traced: &Traced, warnings: Vec<Warning>) -> Report {
        let Traced { from, to, service, named, source_ports, reach, plans, by_interface } = traced;
        let mut gaps = Gaps::default();
        for gap in reach.gaps() {
            gaps.add(self.gap(&gap));
        }
        self.gaps_in_regions(&mut gaps.0, None);
        let asked = flow::Asked {
            host: named.then_some(reach.resolution.host.as_str()),
            service: service.map(AwsService::name),
            source_ports,
            name_servers: false,
        };
        let body = TraceReport {
            from: from.clone(),
            to: to.clone(),
            resolution: named.then(|| self.resolution(&reach.resolution)),
            blocked_at: reach.block.as_ref().map(|block| self.block(block)),
            witness: witness(reach),
            blocked_witness: blocked_witness(reach),
            flows: self.flows(reach, &asked),
            plans: self.plans_in_regions(plans.iter().map(|plan| self.plan(plan, words::Next::default())).collect()),
        };
        let mut unread = reach.unread(self.design);
        unread.retain(|own| *named || *own == Unread::BlockPublicAccess);
        let mut assumptions = assumptions(&unread);
        assumptions.extend(rests_on_nobody(reach).then(words::hidden));
        assumptions.extend(by_interface.as_ref().map(|(own, others)| words::by_interface(from, own, others)));
        report("trace", reach.verdict, assumptions, Body::Trace(Box::new(body)), gaps, warnings)
    }

    /// What is taken to be absent; where nothing was resolved, all that decides about names.
    fn unread(&self, reaches: &[&Reach]) -> Option<String> {
        let all = [Unread::PrivateHostedZones, Unread::ResolverRules, Unread::DnsFirewall, Unread::Profiles];
        let known: BTreeSet<Unread> = reaches.iter().flat_map(|reach| reach.unread(self.design)).collect();
        words::unread(&if reaches.is_empty() { all.into() } else { known })
    }

    /// The flows of an answer; where the name resolves to nothing, one flow that never starts.
    fn flows(&self, reach: &Reach, asked: &flow::Asked<'_>) -> Vec<FlowReport> {
        let asked = &flow::Asked { name_servers: reach.is_for_name_servers(), ..*asked };
        let flows: Vec<FlowReport> = reach.flows().map(|flow| self.flow(flow, asked)).collect();
        match (&reach.block, flows.is_empty()) {
            (Some(block), true) => vec![self.unsent(block, asked)],
            _ => flows,
        }
    }
}

/// Whether packets stop because nobody in a VPC has their address.
fn rests_on_nobody(reach: &Reach) -> bool {
    let block = reach.block.as_ref();
    block.is_some_and(|block| block.code == Code::NoPossibleDestination && block.component != Component::Internet)
}

/// What an answer about packets takes for granted, of which some documents were not read.
#[must_use]
pub fn assumptions(unread: &BTreeSet<Unread>) -> Vec<String> {
    std::iter::once(words::PACKETS_ONLY.to_owned()).chain(words::unread(unread)).collect()
}

fn report(
    command: &'static str,
    verdict: Verdict,
    assumptions: Vec<String>,
    body: Body,
    gaps: Gaps,
    warnings: Vec<Warning>,
) -> Report {
    Report { schema_version: SCHEMA_VERSION, command, verdict, body, assumptions, gaps: gaps.0, warnings }
}

/// A packet that shows the verdict: one that is not blocked where the verdict is `partial`.
fn witness(reach: &Reach) -> Option<WitnessReport> {
    let wanted = |flow: &&Flow| reach.verdict != Verdict::Partial || flow.block().is_none();
    reach.flows().find(wanted).map(|flow| flow::witness(&flow.witness))
}

/// For `partial`, a packet that is blocked.
fn blocked_witness(reach: &Reach) -> Option<WitnessReport> {
    if reach.verdict != Verdict::Partial {
        return None;
    }
    reach.flows().find(|flow| flow.block().is_some()).map(|flow| flow::witness(&flow.witness))
}

/// Gaps in the order in which they were met, each once.
#[derive(Default)]
struct Gaps(Vec<GapReport>);

impl Gaps {
    fn add(&mut self, gap: GapReport) {
        if !self.0.contains(&gap) {
            // Most steps have one or none, of many that are kept.
            self.0.reserve_exact(1);
            self.0.push(gap);
        }
    }
}
