//! What differs between two networks.

use hopwise_explain::Comparison;
use hopwise_explain::diff::{Blamed, DiffResult, Edit, FlowDifference, StepResult, Taker, TierComparison, Transition};
use hopwise_model::Difference;

use super::{Builder, Gaps};
use crate::diff::{ComparedReport, DiffReport, FlowDiffReport, StepOutcomeReport};
use crate::diff_change::{ChangedByReport, DocumentChangeReport};
use crate::diff_rule::{RuleBecame, RuleDiffReport, RuleDifference};
use crate::diff_tier::TiersReport;
use crate::gap::GapReport;
use crate::report::{SCHEMA_VERSION, Warning};
use crate::rule_result::RuleResult;
use crate::words::{self, Next};

impl DiffReport {
    /// The report of what differs between two networks: each side has its own words, files and warnings.
    #[must_use]
    pub fn new(
        found: &Comparison,
        tiers: Option<&TierComparison>,
        sides: [&Builder<'_>; 2],
        [warnings_before, warnings]: [Vec<Warning>; 2],
    ) -> Self {
        let result = |taker: &Taker| {
            let own = found.flows.iter().filter(|flow| flow.taker == *taker).map(FlowDifference::result);
            own.max().unwrap_or(DiffResult::Same)
        };
        let still = |taker: &Taker| {
            let is_one = |flow: &&FlowDifference| flow.taker == *taker && flow.became == Transition::StillStopped;
            found.flows.iter().filter(is_one).count()
        };
        let workloads = found.takers.iter().map(|(taker, own)| ComparedReport {
            name: taker.name.clone(),
            kind: if taker.is_service { "service" } else { "task" },
            cluster: taker.cluster.clone(),
            group: taker.group.clone(),
            task_definitions_before: own.definitions[0].iter().cloned().collect(),
            task_definitions: own.definitions[1].iter().cloned().collect(),
            changes: own.service.iter().map(|part| change(part, words::edit(part), sides)).collect(),
            compared: own.flows,
            still_stopped: still(taker),
            result: result(taker),
        });
        let mut gaps = Gaps::default();
        found.unlisted.iter().map(words::unlisted).for_each(|gap| gaps.add(gap));
        let flows: Vec<FlowDiffReport> = found.flows.iter().map(|own| flow(own, &found.edits, sides)).collect();
        flows.iter().flat_map(|own| &own.gaps).for_each(|gap| gaps.add(gap.clone()));
        let tiers_report = tiers.map(|own| TiersReport::new(own, sides));
        tiers_report.iter().flat_map(|own| &own.gaps).for_each(|gap| gaps.add(gap.clone()));
        Self {
            schema_version: SCHEMA_VERSION,
            command: "diff",
            result: tiers.map_or(DiffResult::Same, |own| of_tiers(own, found)).max(found.result()),
            workloads: workloads.collect(),
            flows,
            rules: Vec::new(),
            tiers: tiers_report,
            not_known: found.unknown,
            gaps: gaps.0,
            warnings_before,
            warnings,
        }
    }
}

impl DiffReport {
    /// The report of what differs between two networks for rules of files.
    #[must_use]
    pub fn of_rules(
        found: &[RuleDifference],
        edits: &[Edit],
        sides: [&Builder<'_>; 2],
        [warnings_before, warnings]: [Vec<Warning>; 2],
    ) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            command: "diff",
            result: found.iter().map(RuleDifference::result).max().unwrap_or(DiffResult::Same),
            workloads: Vec::new(),
            flows: Vec::new(),
            rules: found.iter().map(|own| rule(own, edits, sides)).collect(),
            tiers: None,
            not_known: found.iter().filter(|own| is_open(own.before.result) && is_open(own.after.result)).count(),
            gaps: Vec::new(),
            warnings_before,
            warnings,
        }
    }
}

/// What tiers come to. That some pairs were not compared leaves the whole open where nothing else is compared.
fn of_tiers(own: &TierComparison, steps: &Comparison) -> DiffResult {
    let is_open = own.not_compared > 0 && steps.takers.is_empty();
    if is_open { DiffResult::Undetermined } else { own.result() }
}

fn is_open(own: RuleResult) -> bool {
    own == RuleResult::Undetermined
}

fn rule(own: &RuleDifference, edits: &[Edit], sides: [&Builder<'_>; 2]) -> RuleDiffReport {
    let after = &own.after;
    RuleDiffReport {
        name: after.name.clone(),
        rule: after.rule,
        property: after.property.clone(),
        written_at: after.written_at.clone(),
        before: own.before.result,
        after: after.result,
        became: own.became.map(RuleBecame::as_str),
        result: own.result(),
        asked: after.asked,
        findings: own.findings.clone(),
        mended: own.mended.clone(),
        changed_by: own.blamed.as_ref().map(|blamed| changed_by(blamed, edits, sides)),
    }
}

fn flow(own: &FlowDifference, edits: &[Edit], [before, after]: [&Builder<'_>; 2]) -> FlowDiffReport {
    let was = own.before.as_ref().map(|met| before.fate(met).0);
    let (is, mut gaps) = own.after.as_ref().map(|met| after.fate(met)).unzip();
    gaps.get_or_insert_default().extend(own.unknowns.iter().map(|unknown| after.unknown(unknown, &own.taker.name)));
    let step = own.after.as_ref().or(own.before.as_ref()).map(|met| &met.step.step);
    let mut report = FlowDiffReport {
        workload: own.taker.name.clone(),
        cluster: own.taker.cluster.clone(),
        group: own.taker.group.clone(),
        subnet: own.subnet.clone(),
        step: own.asked.as_ref().map(|asked| asked.kind.as_str()),
        host: step.map(|step| step.host.clone()),
        port: own.asked.as_ref().map(|asked| asked.port),
        became: own.became,
        result: own.result(),
        message: String::new(),
        before: was,
        after: is,
        changed_by: own.blamed.as_ref().map(|blamed| changed_by(blamed, edits, [before, after])),
        also_stopped_by: own.others.iter().map(|blamed| changed_by(blamed, edits, [before, after])).collect(),
        gaps: gaps.unwrap_or_default(),
    };
    report.message = words::difference(&report);
    report
}

/// The edits that did it.
pub(super) fn changed_by(blamed: &Blamed, edits: &[Edit], sides: [&Builder<'_>; 2]) -> ChangedByReport {
    let edits = blamed.edits.iter().filter_map(|edit| edits.get(*edit));
    let changes = edits.filter_map(|edit| {
        let (first, rest) = edit.parts.split_first()?;
        let words = if edit.is_unread { words::read_on_one_side } else { words::edit };
        let with = rest.iter().map(|part| change(part, words(part), sides)).collect();
        Some(DocumentChangeReport { with, ..change(first, words(first), sides) })
    });
    ChangedByReport { changes: changes.collect(), minimal: blamed.is_minimal }
}

fn change(own: &Difference, message: String, [before, after]: [&Builder<'_>; 2]) -> DocumentChangeReport {
    DocumentChangeReport {
        message,
        document: own.document.key(),
        id: own.id.clone(),
        before: own.before.as_ref().and_then(|evidence| before.evidence(evidence)),
        after: own.after.as_ref().and_then(|evidence| after.evidence(evidence)),
        with: Vec::new(),
    }
}

impl Builder<'_> {
    /// What became of a step, and what is not known of it.
    fn fate(&self, met: &StepResult) -> (StepOutcomeReport, Vec<GapReport>) {
        let step = self.step(&met.step, Next::default());
        let ids = |way: &Vec<hopwise_explain::diff::Stay>| {
            way.iter().map(|stay| stay.id.clone()).filter(|id| !id.is_empty()).collect()
        };
        let ways = met.outcome.ways.iter().map(ids).collect();
        (
            StepOutcomeReport { verdict: met.outcome.verdict, blocked_at: step.blocked_at, cause: step.cause, ways },
            step.gaps,
        )
    }
}
