//! Workflow commands of GitHub: an annotation for each finding.
//!
//! GitHub documentation, workflow commands; the escapes are those of `actions/toolkit`, `command.ts`.

use std::io::{self, Write};

use hopwise_model::sanitize;

use super::Place;
use crate::check::{ChecksReport, RuleResult};
use crate::locate::Locator;

/// Writes the answer to `hopwise check` as workflow commands: an `error` for each violation, a `warning` for what is not known,
/// with the file and line of the evidence, else of the rule; and a line with the result.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_checks_github(report: &ChecksReport, locator: &dyn Locator, out: &mut dyn Write) -> io::Result<()> {
    for rule in &report.rules {
        for finding in &rule.findings {
            let level = match finding.result {
                RuleResult::Violated => "error",
                RuleResult::Undetermined => "warning",
                RuleResult::Holds => "notice",
            };
            let mut properties = Vec::new();
            if let Some(place) = Place::of_finding(rule, finding, locator) {
                properties.push(format!("file={}", property(&place.path)));
                properties.extend(place.line.map(|line| format!("line={line}")));
                properties.extend(place.column.map(|column| format!("col={column}")));
            }
            properties.push(format!("title={}", property(&rule.name)));
            writeln!(out, "::{level} {}::{}", properties.join(","), message(&finding.message))?;
        }
    }
    let of = |result: RuleResult| report.rules.iter().filter(|rule| rule.result == result).count();
    let (held, open, broken) = (of(RuleResult::Holds), of(RuleResult::Undetermined), of(RuleResult::Violated));
    let ChecksReport { command, result, .. } = report;
    writeln!(out, "hopwise {command}: {result}. Rules: {held} hold, {broken} violated, {open} undetermined.")
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
