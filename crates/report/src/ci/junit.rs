//! JUnit XML: a test suite for each file of rules, a test case for each rule.

use std::io::{self, Write};

use hopwise_model::sanitize;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Place, remedy};
use crate::check::{ChecksReport, RuleReport};
use crate::locate::Locator;
use crate::rule_fold::folded;
use crate::rule_name::distinct;
use crate::rule_result::RuleResult;

/// Writes the answer to `hopwise check` as JUnit XML: a rule that is violated is a failure, one of which it is not known an
/// error. It is what the schema of Jenkins's xUnit plugin has (`junit-10.xsd`), which refuses attributes that others know, such
/// as `file`: the place is in the text.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_checks_junit(report: &ChecksReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    let mut whole = Report::new(format!("hopwise {}", report.command));
    let unnamed = if report.command == "check" { "every task and service can start" } else { "nothing got worse" };
    let mut suites: Vec<TestSuite> = Vec::new();
    for (rule, id) in report.rules.iter().zip(distinct(&report.rules)) {
        let name = rule.written_at.as_ref().map_or(unnamed, |at| at.file.as_str());
        if suites.iter().all(|suite| suite.name.as_str() != name) {
            suites.push(TestSuite::new(name));
        }
        if let Some(suite) = suites.iter_mut().find(|suite| suite.name.as_str() == name) {
            suite.add_test_case(case((rule, &id), name, locator));
        }
    }
    whole.add_test_suites(suites);
    let text = whole.to_string().map_err(io::Error::other)?;
    // Suites have it, the whole has not.
    out.write_all(text.replacen(" skipped=\"0\"", "", 1).as_bytes())
}

fn case((rule, id): (&RuleReport, &str), class: &str, locator: &dyn Locator) -> TestCase {
    let kind = match rule.result {
        RuleResult::Holds => None,
        RuleResult::Violated => Some(NonSuccessKind::Failure),
        RuleResult::Undetermined => Some(NonSuccessKind::Error),
    };
    let status = kind.map_or_else(TestCaseStatus::success, |kind| {
        let mut status = TestCaseStatus::non_success(kind);
        let first = rule.findings.first().map(|finding| finding.message.clone());
        let message = first.unwrap_or_else(|| rule.property.clone());
        // Some readers drop the message, so that the text has all of it.
        status.set_message(&*sanitize(&message)).set_type(rule.rule).set_description(text(rule, locator));
        status
    });
    let mut case = TestCase::new(&*sanitize(id), status);
    case.set_classname(class);
    case
}

/// What there is to say of a rule that does not hold.
fn text(rule: &RuleReport, locator: &dyn Locator) -> String {
    let mut lines = vec![rule.property.clone()];
    lines.extend(rule.description.clone());
    for group in folded(&rule.findings) {
        let finding = group.first;
        let place = Place::of_finding(rule, finding, locator).map_or_else(String::new, |place| {
            let line = place.line.map_or_else(String::new, |line| format!(":{line}"));
            format!(" ({}{line})", place.path)
        });
        lines.push(format!("{}: {}{place}", finding.result, finding.message));
        lines.extend(group.whom(rule).map(|whom| format!("  of {whom}")));
        if !finding.path.is_empty() {
            lines.push(format!("  by way of {}", finding.path.join(" -> ")));
        }
    }
    if rule.more_findings > 0 {
        lines.push(format!("and {} more", rule.more_findings));
    }
    lines.extend(remedy::lines(rule));
    let lines: Vec<_> = lines.iter().map(|line| sanitize(line)).collect();
    lines.join("\n")
}
