//! `hopwise harden`: what single changes and failures do.

use hopwise::{Selection, TerminalOptions, write_harden_json, write_harden_terminal};

use crate::arguments::{Begin, Format, Global, Harden};
use crate::failure::Failure;
use crate::live;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::read::{network, warn_before};
use crate::terminal::{columns, print, warn};

/// Prints what stops the start of tasks by being gone.
pub(crate) fn harden(arguments: Harden, global: &Global) -> Result<Outcome, Failure> {
    let Harden { input, services, tasks, clusters, live } = arguments;
    let begin = Begin { tasks, services, clusters };
    let network = network(&input, &live, None, global, || live::everything(&begin, &live, global))?;
    let Begin { services, tasks, clusters } = begin;
    let selection = Selection { services, tasks, clusters, hypothetical: None };
    let answer = {
        let _progress = Progress::start("breaking one thing at a time", global.quiet);
        network.harden(&selection).inspect_err(|error| warn_before(error, &network, global))?
    };
    let report = answer.report();
    if !global.quiet {
        warn(report.warnings.iter().map(|warning| &warning.message), global.color);
    }
    print(global.color, |out| match global.format {
        Format::Json => write_harden_json(&report, out),
        Format::Terminal | Format::Junit | Format::Sarif | Format::Github | Format::Dot | Format::Mermaid => {
            write_harden_terminal(&report, TerminalOptions { columns: columns(), ..TerminalOptions::default() }, out)
        }
    })?;
    Ok(report.verdict.into())
}
