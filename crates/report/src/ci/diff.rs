//! What differs as rules: one for each service and each task of none, that nothing of it got worse.

use std::io::{self, Write};

use hopwise_explain::diff::DiffResult;

use super::{write_checks_github, write_checks_junit, write_checks_sarif};
use crate::check::{ChecksReport, RuleFinding, RuleReport, RuleResult};
use crate::diff::{ComparedReport, DiffReport, Group, groups};
use crate::locate::Locator;
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
    let groups = groups(&report.flows);
    ChecksReport {
        schema_version: report.schema_version,
        command: report.command,
        result: result(report.result),
        rules: report.workloads.iter().map(|own| rule(own, &groups)).collect(),
        assumptions: Vec::new(),
        gaps: report.gaps.clone(),
        warnings: report.warnings.clone(),
    }
}

fn rule(own: &ComparedReport, groups: &[Group<'_>]) -> RuleReport {
    let is_own = |group: &&Group<'_>| group.first.workload == own.name && group.first.cluster == own.cluster;
    let cluster = own.cluster.as_ref().map_or_else(String::new, |cluster| format!(" in cluster {cluster}"));
    let name = format!("{} {}{cluster}", own.kind, own.name);
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
        more_findings: 0,
    }
}

fn finding(group: &Group<'_>) -> RuleFinding {
    let own = group.first;
    let steps = words::steps_in_subnets(group).join("; ");
    RuleFinding {
        result: result(own.result),
        from: Some(own.workload.clone()),
        to: Some(steps.clone()),
        message: format!("{}: {steps}. {}{}", words::became(own.became), own.message, words::did_it(own)),
        path: Vec::new(),
        evidence: own.place().cloned(),
        answer: None,
    }
}
