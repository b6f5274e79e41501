//! Workflow commands of GitHub: an annotation for each finding.
//!
//! GitHub documentation, workflow commands; the escapes are those of `actions/toolkit`, `command.ts`.

use std::io::{self, Write};

use hopwise_model::sanitize;

use super::{Place, remedy};
use crate::check::ChecksReport;
use crate::locate::Locator;
use crate::rule_fold::folded;
use crate::rule_name::distinct;
use crate::rule_result::RuleResult;

/// Writes the answer to `hopwise check` as workflow commands: an `error` for each violation, a `warning` for what is not known,
/// with the file and line of the evidence, else of the rule; and a line with the result.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_checks_github(report: &ChecksReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    for (rule, id) in report.rules.iter().zip(distinct(&report.rules)) {
        // Of several sources with one fate, which are named, a place is annotated once.
        for (number, group) in folded(&rule.findings).iter().enumerate() {
            let finding = group.first;
            let level = match finding.result {
                RuleResult::Violated => "error",
                RuleResult::Undetermined => "warning",
                RuleResult::Holds => "notice",
            };
            let place = Place::of_finding(rule, finding, locator);
            // What helps all of a rule is told once.
            let remedy = remedy::sentence(rule).filter(|_| number == 0 && finding.result == RuleResult::Violated);
            let mut text = finding.message.clone();
            text.extend(group.whom(rule).map(|whom| format!("\nOf {whom}.")));
            text.extend(remedy.map(|remedy| format!("\n{remedy}")));
            writeln!(out, "::{level} {}::{}", properties(place.as_ref(), &id), message(&text))?;
            for (what, place) in Place::besides(finding, locator) {
                writeln!(out, "::notice {}::{}", properties(Some(&place), &id), message(what))?;
            }
        }
    }
    let of = |result: RuleResult| report.rules.iter().filter(|rule| rule.result == result).count();
    let (held, open, broken) = (of(RuleResult::Holds), of(RuleResult::Undetermined), of(RuleResult::Violated));
    let ChecksReport { command, result, .. } = report;
    writeln!(out, "hopwise {command}: {result}. Rules: {held} hold, {broken} violated, {open} undetermined.")
}

/// Where an annotation is, and what it is about.
fn properties(place: Option<&Place>, title: &str) -> String {
    let mut properties = Vec::new();
    if let Some(place) = place {
        properties.push(format!("file={}", property(&place.path)));
        properties.extend(place.line.map(|line| format!("line={line}")));
        properties.extend(place.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(title)));
    properties.join(",")
}

/// A message: one line.
fn message(text: &str) -> String {
    let line = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    sanitize(&line).into_owned()
}

/// The value of a property, which ends at a comma or a colon.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(message("100%: a,\nb"), "100%25: a,%0Ab");
        assert_eq!(property("arn:aws, 5%"), "arn%3Aaws%2C 5%25");
    }
}
