//! What to change where packets arrive that must not: the narrowest changes that close their ways, each tried.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_ecs::{Selection, StepKind, Subject};
use hopwise_engine::Verdict;
use hopwise_explain::{
    Change, Closing, ClosingKind, Leak, PlacementDiagnosis, StepDiagnosis, closed, closed_inventory, closings,
};
use hopwise_packet::PacketSet;
use hopwise_report::{Builder, RuleReport, RuleResult};
use hopwise_rules::{Property, Rule};

use super::start;
use crate::network::Network;
use crate::property::Through;

/// How many alternatives are kept.
const PLANS: usize = 3;
/// How many changes a plan has at most.
const CHANGES: usize = 12;
/// How many pairs and placements are asked again in all, besides as many times what was asked.
const ASKED: usize = 20_000;
const TIMES: usize = 3;

/// Adds to each rule of which packets arrive that must not what to change so that it holds.
///
/// Takes what a rule takes for each network that is tried for it, and for the best what all rules and the start of all tasks
/// take: a few times what was asked before, and no more.
pub(super) fn add(
    network: &Network,
    rules: &[(&str, &Rule)],
    found: &mut [(RuleReport, Vec<String>)],
    leaks: &[Vec<Leak>],
) {
    if leaks.iter().all(Vec::is_empty) {
        return;
    }
    let asked: usize = found.iter().map(|(report, _)| report.asked).sum();
    let reports: Vec<RuleReport> = found.iter().map(|(report, _)| report.clone()).collect();
    let mut search = Search { network, rules, reports: &reports, starts: None, left: ASKED + TIMES * asked };
    let builder = Builder::new(network.inventory(), network.design(), network.locator());
    for (place, ((report, _), leaks)) in found.iter_mut().zip(leaks).enumerate() {
        let plans = search.plans(place, leaks);
        let words = |own: Plan| builder.closing(&own.changes, own.result, &own.closes, own.also_stops.words);
        report.plans = plans.into_iter().map(words).collect();
    }
}

/// Changes after which a rule holds.
struct Plan {
    kind: ClosingKind,
    changes: Vec<Change>,
    /// What becomes of the rule.
    result: RuleResult,
    /// What is let through no more.
    closes: PacketSet,
    /// What else stops.
    also_stops: Stopped,
}

/// What else stops.
#[derive(Default)]
struct Stopped {
    /// How many rules and steps.
    count: usize,
    words: Vec<String>,
}

/// A search for what closes the ways of packets.
struct Search<'a> {
    network: &'a Network,
    rules: &'a [(&'a str, &'a Rule)],
    reports: &'a [RuleReport],
    /// What becomes of the start of tasks as things are, once somebody asked.
    starts: Option<Vec<PlacementDiagnosis>>,
    /// How much may still be asked.
    left: usize,
}

/// A network that was tried.
struct Tried {
    network: Network,
    report: RuleReport,
    leaks: Vec<Leak>,
}

impl Search<'_> {
    /// The best plans for a rule: those that stop nothing else where there are any, the narrowest first.
    fn plans(&mut self, place: usize, leaks: &[Leak]) -> Vec<Plan> {
        let (Some((_, rule)), Some(first)) = (self.rules.get(place), leaks.first()) else { return Vec::new() };
        let via = match &rule.property {
            Property::OnlyVia { via, .. } => Through::of(self.network, via).ids(),
            _ => Vec::new(),
        };
        let via = via.as_slice();
        let mut closing: Vec<(ClosingKind, Vec<Change>, Tried)> = Vec::new();
        for own in closings(self.network.inventory(), self.network.engine(), leaks, via) {
            if let Some(own) = self.pursue(place, own, via).filter(|own| closing.iter().all(|other| other.1 != own.1)) {
                closing.push(own);
            }
        }
        let mut plans = Vec::new();
        for (kind, changes, tried) in closing {
            let Some(also_stops) = self.also_stops(place, &tried.network) else { break };
            let closes = closed(self.network.engine(), tried.network.engine(), &first.source);
            plans.push(Plan { kind, changes, result: tried.report.result, closes, also_stops });
        }
        plans.sort_by_cached_key(|own| {
            let leads_elsewhere = own.kind != ClosingKind::Redirect;
            (own.also_stops.count, leads_elsewhere, own.closes.count(), own.changes.len())
        });
        if plans.iter().any(|own| own.also_stops.count == 0) {
            plans.retain(|own| own.also_stops.count == 0);
        }
        plans.truncate(PLANS);
        plans
    }

    /// Follows a closing: where other packets still arrive, something against these is added, of the same kind if there is
    /// such. None where the rule does not hold after that.
    fn pursue(&mut self, place: usize, first: Closing, via: &[String]) -> Option<(ClosingKind, Vec<Change>, Tried)> {
        let kind = first.kind;
        let mut parts = vec![first.changes];
        let mut tried = self.attempt(place, &parts.concat())?;
        while tried.report.result == RuleResult::Violated {
            let mut next = closings(tried.network.inventory(), tried.network.engine(), &tried.leaks, via);
            next.sort_by_key(|own| own.kind != kind);
            let next = next.into_iter().find(|own| !parts.contains(&own.changes))?;
            parts.push(next.changes);
            if parts.iter().map(Vec::len).sum::<usize>() > CHANGES {
                return None;
            }
            tried = self.attempt(place, &parts.concat())?;
        }
        // What came first may be idle beside what came later.
        let mut at = 0;
        while at < parts.len() && parts.len() > 1 {
            let mut fewer = parts.clone();
            fewer.remove(at);
            match self.attempt(place, &fewer.concat()) {
                Some(own) if own.report.result == tried.report.result => (parts, tried, at) = (fewer, own, 0),
                _ => at += 1,
            }
        }
        let open = |report: &RuleReport| report.findings.len() + report.more_findings;
        let before = self.reports.get(place)?;
        let is_no_worse = tried.report.result == RuleResult::Holds || open(&tried.report) < open(before);
        is_no_worse.then(|| (kind, parts.concat(), tried))
    }

    /// The rule in the network with some changes; none where they cannot be made, or where enough was asked.
    fn attempt(&mut self, place: usize, changes: &[Change]) -> Option<Tried> {
        let network = self.changed(changes)?;
        let (file, rule) = self.rules.get(place)?;
        let (report, _, leaks) = network.rule_with_leaks(file, rule);
        self.left = self.left.saturating_sub(report.asked);
        Some(Tried { network, report, leaks })
    }

    fn changed(&self, changes: &[Change]) -> Option<Network> {
        if self.left == 0 {
            return None;
        }
        let after = closed_inventory(self.network.inventory(), changes)?;
        let design = self.network.design().changed(self.network.inventory(), &after).ok()?;
        Some(self.network.with(after, design).without_remedies())
    }

    /// Which other rules hold no more in a network, and which steps of tasks stop there; none where enough was asked.
    fn also_stops(&mut self, place: usize, after: &Network) -> Option<Stopped> {
        let mut stopped = Stopped::default();
        for (other, ((file, rule), before)) in self.rules.iter().zip(self.reports).enumerate() {
            if other == place || before.result == RuleResult::Violated {
                continue;
            }
            if self.left == 0 {
                return None;
            }
            let report = after.rule(file, rule).0;
            self.left = self.left.saturating_sub(report.asked);
            if report.result > before.result {
                let unknown = if report.result == RuleResult::Undetermined { " (not known)" } else { "" };
                stopped.words.push(format!("rule `{}`{unknown}", before.name));
                stopped.count += 1;
            }
        }
        let network = self.network;
        let starts = |network: &Network| network.without_remedies().diagnose(&Selection::default()).ok();
        let before =
            self.starts.get_or_insert_with(|| starts(network).map_or_else(Vec::new, |own| own.found.placements));
        if !before.is_empty() {
            self.left = self.left.saturating_sub(before.len());
            let after = starts(after)?.found.placements;
            stopped.add_steps(before, &after);
        }
        Some(stopped)
    }
}

impl Stopped {
    /// The steps of each workload that fare worse.
    fn add_steps(&mut self, before: &[PlacementDiagnosis], after: &[PlacementDiagnosis]) {
        let before = Starts::of(before);
        let mut all: Vec<(String, BTreeSet<String>)> = Vec::new();
        for placement in after {
            let name = start::name(placement);
            for step in placement.steps.iter().filter(|step| step.verdict > before.verdict(placement, &name, step)) {
                let unknown = if step.verdict == Verdict::Undetermined { " (not known)" } else { "" };
                let words = format!("{}{unknown}", step.step.kind);
                match all.iter_mut().find(|(own, _)| *own == name) {
                    Some((_, steps)) => {
                        steps.insert(words);
                    }
                    None => all.push((name.clone(), [words].into())),
                }
            }
        }
        for (name, steps) in all {
            self.count += steps.len();
            self.words.push(format!("{name}: {}", steps.into_iter().collect::<Vec<_>>().join(", ")));
        }
    }
}

/// How the steps of tasks fare before a change, by which step in which place it is. A change may bring places up, such as that of
/// a service's next task which fares worse than its tasks only then: these are held against the workload's others.
struct Starts<'a> {
    placed: BTreeMap<Place<'a>, Verdict>,
    anywhere: BTreeMap<(String, StepKind, &'a str), Verdict>,
}

/// A step in a place: of what, in which subnet, on which instance, which kind, to which host.
type Place<'a> = (&'a str, Option<&'a str>, Option<&'a str>, StepKind, &'a str);

impl<'a> Starts<'a> {
    fn of(placements: &'a [PlacementDiagnosis]) -> Self {
        let mut starts = Self { placed: BTreeMap::new(), anywhere: BTreeMap::new() };
        for placement in placements {
            let name = start::name(placement);
            for step in &placement.steps {
                let worst = |own: &mut Verdict| *own = (*own).max(step.verdict);
                starts.placed.entry(place(placement, step)).and_modify(worst).or_insert(step.verdict);
                let anywhere = (name.clone(), step.step.kind, step.step.service.as_str());
                starts.anywhere.entry(anywhere).and_modify(worst).or_insert(step.verdict);
            }
        }
        starts
    }

    /// How a step fared in its place, else at worst anywhere. What nobody was asked about was not stopped.
    fn verdict(&self, placement: &PlacementDiagnosis, name: &str, step: &StepDiagnosis) -> Verdict {
        let anywhere = || (name.to_owned(), step.step.kind, step.step.service.as_str());
        let placed = self.placed.get(&place(placement, step));
        placed.or_else(|| self.anywhere.get(&anywhere())).copied().unwrap_or(Verdict::Delivered)
    }
}

fn place<'a>(found: &'a PlacementDiagnosis, step: &'a StepDiagnosis) -> Place<'a> {
    let subject = match &found.workload.subject {
        Subject::Task { arn } | Subject::Service { arn, .. } => arn.as_str(),
        Subject::Hypothetical => "",
    };
    let placement = found.placement.as_ref();
    let instance = placement.and_then(|own| own.host.as_ref()).map(|own| own.instance.as_str());
    (subject, placement.map(|own| own.subnet.as_str()), instance, step.step.kind, step.step.host.as_str())
}
