//! `hopwise diff`: what differs between two snapshots.

use hopwise::{
    DiffReport, Network, Rules, Selection, SelectionError, TerminalOptions, add_workloads, read_rules,
    write_diff_github, write_diff_json, write_diff_junit, write_diff_sarif, write_diff_terminal,
};

use crate::arguments::{Begin, Diff, Format, Global, Input};
use crate::failure::Failure;
use crate::live;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::read::{network, read, refuse_stray, warn_before};
use crate::terminal::{columns, print, warn};

/// Prints which steps became possible, stopped, or go another way.
pub(crate) fn diff(arguments: Diff, global: &Global) -> Result<Outcome, Failure> {
    let Diff { before, after, rules, services, tasks, clusters, ip_ranges, live } = arguments;
    let begin = Begin { tasks, services, clusters };
    // What cannot be used is told before a large snapshot is read.
    refuse_stray(&live, None)?;
    let rules = rules.iter().map(|file| read_rules(file)).collect::<Result<Vec<Rules>, _>>()?;
    if before == "-" && after.as_ref().is_some_and(|after| after == "-") {
        return Err(Failure::new(
            "standard input is one document",
            Some("name a directory or a file for the other side"),
        ));
    }
    let input = |source| Input { sources: Vec::from_iter(source), ip_ranges: ip_ranges.clone() };
    let before = read(&input(Some(before)), global)?;
    let after = network(&input(after), &live, None, global, || live::everything(&begin, &live, global))?;
    let Begin { services, tasks, clusters } = begin;
    let selection = Selection { tasks, services, clusters, hypothetical: None };
    let report = {
        let _progress = Progress::start("following packets on both sides", global.quiet);
        if rules.is_empty() {
            before.diff(&after, &selection).map_err(|error| failure(error, [&before, &after], global))?.report()
        } else {
            before.diff_rules(&after, &rules).report()
        }
    };
    if !global.quiet {
        warn_of(&report, global);
    }
    print(global.color, |out| match global.format {
        Format::Json => write_diff_json(&report, out),
        Format::Junit => write_diff_junit(&report, after.locator(), out),
        Format::Sarif => write_diff_sarif(&report, after.locator(), out),
        Format::Github => write_diff_github(&report, after.locator(), out),
        Format::Terminal | Format::Dot | Format::Mermaid => {
            write_diff_terminal(&report, TerminalOptions { columns: columns(), ..TerminalOptions::default() }, out)
        }
    })?;
    Ok(report.result.into())
}

/// Why there is nothing to compare: what was not read may be it, which is said before.
fn failure(error: hopwise::Error, sides: [&Network; 2], global: &Global) -> Failure {
    for side in sides {
        warn_before(&error, side, global);
    }
    let is_nothing = matches!(error, hopwise::Error::Selection(SelectionError::Nothing));
    let failure = Failure::from(error);
    let hint = || format!("{}, or compare rules: --rules FILE", add_workloads());
    if is_nothing { Failure::new(failure.message, Some(&hint())) } else { failure }
}

/// Warnings of both sides; one that both have is told once.
fn warn_of(report: &DiffReport, global: &Global) {
    let both = |message: &String| report.warnings.iter().any(|own| own.message == *message);
    let before = report.warnings_before.iter().map(|own| &own.message);
    let before = before.filter(|own| !both(own)).map(|own| format!("before: {own}"));
    warn(before.chain(report.warnings.iter().map(|own| own.message.clone())), global.color);
}
