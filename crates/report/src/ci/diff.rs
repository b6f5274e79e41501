//! What differs as rules: one for each service and each task of none, that nothing of it got worse.

use std::io::{self, Write};

use hopwise_explain::diff::DiffResult;

use super::{write_checks_github, write_checks_junit, write_checks_sarif};
use crate::check::{ChecksReport, RuleFinding, RuleReport};
use crate::diff::{ComparedReport, DiffReport};
use crate::diff_change::ChangedByReport;
use crate::diff_group::FlowDiffGroup;
use crate::diff_rule::RuleDiffReport;
use crate::diff_tier::{TierDiffReport, TiersReport};
use crate::locate::Locator;
use crate::rule_result::RuleResult;
use crate::words;

/// Writes what differs as workflow commands of GitHub: an `error` for what got worse, a `warning` for what is not known, a
/// `notice` for what differs otherwise; files are those afterwards.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_diff_github(report: &DiffReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    write_checks_github(&checks(report), locator, out)
}

/// Writes what differs as JUnit XML: a test case for each service and each task of none.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_diff_junit(report: &DiffReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    write_checks_junit(&checks(report), locator, out)
}

/// Writes what differs as SARIF 2.1.0.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_diff_sarif(report: &DiffReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    write_checks_sarif(&checks(report), locator, out)
}

const fn result(own: DiffResult) -> RuleResult {
    match own {
        DiffResult::Same | DiffResult::Changed => RuleResult::Holds,
        DiffResult::Undetermined => RuleResult::Undetermined,
        DiffResult::Worse => RuleResult::Violated,
    }
}

fn checks(report: &DiffReport) -> ChecksReport {
    let groups = report.groups();
    ChecksReport {
        schema_version: report.schema_version,
        command: report.command,
        result: result(report.result),
        rules: report
            .workloads
            .iter()
            .map(|own| rule(own, &groups))
            .chain(report.tiers.iter().map(of_tiers))
            .chain(report.rules.iter().map(of_rule))
            .collect(),
        assumptions: Vec::new(),
        gaps: report.gaps.clone(),
        warnings: report.warnings.clone(),
    }
}

fn rule(own: &ComparedReport, groups: &[FlowDiffGroup<'_>]) -> RuleReport {
    let is_own = |group: &&FlowDiffGroup<'_>| {
        (&group.first.workload, &group.first.cluster, &group.first.group) == (&own.name, &own.cluster, &own.group)
    };
    let cluster = own.cluster.as_ref().map_or_else(String::new, |cluster| format!(" in cluster {cluster}"));
    let name = format!("{}{cluster}", words::workload(own.kind, &own.name, own.group.as_deref()));
    let mut findings: Vec<RuleFinding> = groups.iter().filter(is_own).map(finding).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.result));
    RuleReport {
        property: format!("nothing of {name} got worse"),
        name,
        description: None,
        rule: "diff",
        written_at: None,
        result: result(own.result),
        asked: own.compared,
        findings,
        plans: Vec::new(),
        more_findings: 0,
    }
}

fn finding(group: &FlowDiffGroup<'_>) -> RuleFinding {
    let own = group.first;
    let steps = words::steps_in_subnets(group).join("; ");
    let message = format!(
        "{}: {steps}. {}{}{}",
        words::became(own.became),
        own.message,
        words::did_it(own.changed_by.as_ref()),
        words::stops_it_too(&own.also_stopped_by)
    );
    RuleFinding {
        from: Some(own.workload.clone()),
        to: Some(steps),
        evidence: own.place().cloned(),
        related: own.related(),
        ..RuleFinding::of_nobody(result(own.result), message)
    }
}

/// What tiers reach of each other: whether it was meant to change, nobody says.
fn of_tiers(own: &TiersReport) -> RuleReport {
    let not_known = own.gaps.iter().map(|gap| RuleFinding::of_nobody(RuleResult::Undetermined, gap.message.clone()));
    let findings: Vec<RuleFinding> = own.flows.iter().map(of_tier).chain(not_known).collect();
    RuleReport {
        name: "between tiers".to_owned(),
        description: None,
        rule: "diff",
        property: "what tiers reach of each other and of the internet is known".to_owned(),
        written_at: None,
        result: findings.iter().map(|own| own.result).max().unwrap_or(RuleResult::Holds),
        asked: own.compared,
        findings,
        more_findings: 0,
        plans: Vec::new(),
    }
}

fn of_tier(own: &TierDiffReport) -> RuleFinding {
    let by = own.changed_by.as_ref();
    let evidence = by.and_then(ChangedByReport::place).cloned();
    let mut related: Vec<_> = by.into_iter().chain(&own.also_stopped_by).flat_map(ChangedByReport::places).collect();
    related.retain(|(_, at)| Some(at) != evidence.as_ref());
    let result = if own.became == "not_known" { RuleResult::Undetermined } else { RuleResult::Holds };
    let message = format!(
        "{}: {}{}{}",
        words::tiers_became(own.became),
        own.message,
        words::did_it(by),
        words::stops_it_too(&own.also_stopped_by)
    );
    RuleFinding {
        from: Some(own.from.clone()),
        to: Some(own.to.clone()),
        evidence,
        related,
        ..RuleFinding::of_nobody(result, message)
    }
}

/// A rule of a file: what is new of it where it got worse.
fn of_rule(own: &RuleDiffReport) -> RuleReport {
    let did = words::did_it(own.changed_by.as_ref());
    let is_worse = own.result > DiffResult::Changed;
    let findings = own.findings.iter().filter(|_| is_worse).map(|finding| {
        let evidence = own.changed_by.as_ref().and_then(ChangedByReport::place).or(finding.evidence.as_ref());
        let mut related: Vec<_> = own.changed_by.iter().flat_map(ChangedByReport::places).collect();
        related.extend(finding.evidence.clone().map(|at| (finding.message.clone(), at)));
        related.retain(|(_, at)| Some(at) != evidence);
        RuleFinding {
            message: format!("{}{did}", finding.message),
            evidence: evidence.cloned(),
            related,
            ..finding.clone()
        }
    });
    RuleReport {
        name: own.name.clone(),
        description: None,
        rule: own.rule,
        property: own.property.clone(),
        written_at: own.written_at.clone(),
        result: result(own.result),
        asked: own.asked,
        findings: findings.collect(),
        plans: Vec::new(),
        more_findings: 0,
    }
}
