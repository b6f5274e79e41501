//! Formats of rules that other programs read. Each is one file.

mod diff;
mod github;
mod junit;
mod remedy;
mod sarif;

pub use diff::{write_diff_github, write_diff_junit, write_diff_sarif};
pub use github::write_checks_github;
pub use junit::write_checks_junit;
pub use sarif::write_checks_sarif;

use crate::check::{RuleFinding, RuleReport};
use crate::locate::Locator;

/// A place in a file, by the path that whoever reads the format opens it by.
struct Place {
    path: String,
    line: Option<usize>,
    column: Option<usize>,
}

impl Place {
    /// Where a rule is written.
    fn of_rule(rule: &RuleReport) -> Option<Self> {
        let at = rule.written_at.as_ref()?;
        Some(Self { path: at.file.clone(), line: at.line, column: at.column })
    }

    /// Where a finding is to be seen; else where its rule is written.
    fn of_finding(rule: &RuleReport, finding: &RuleFinding, locator: &dyn Locator) -> Option<Self> {
        match &finding.evidence {
            Some(at) => Some(Self { path: locator.path(&at.file), line: at.line, column: at.column }),
            None => Self::of_rule(rule),
        }
    }

    /// Where else to look for a finding, with what is there.
    fn besides<'f>(finding: &'f RuleFinding, locator: &dyn Locator) -> impl Iterator<Item = (&'f str, Self)> {
        finding.related.iter().map(move |(what, at)| {
            (what.as_str(), Self { path: locator.path(&at.file), line: at.line, column: at.column })
        })
    }
}
