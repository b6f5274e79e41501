//! `hopwise check`: what must stay true.

use std::io::Write;

use hopwise::rules::schema;
use hopwise::{
    ChecksReport, Network, Rules, TerminalOptions, read_rules, write_checks_github, write_checks_json,
    write_checks_junit, write_checks_sarif, write_checks_terminal,
};

use crate::arguments::{Check, Format, Global};
use crate::failure::Failure;
use crate::live;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::read::{network, warn_before};
use crate::terminal::{columns, print, warn};

/// Checks rules, or prints their schema.
pub(crate) fn check(arguments: &Check, global: &Global) -> Result<Outcome, Failure> {
    if arguments.print_schema {
        print(global.color, |out| out.write_all(schema().as_bytes()))?;
        return Ok(Outcome::Delivered);
    }
    // A file that cannot be read is told before a large snapshot is.
    let files = arguments.rules.iter().map(|file| read_rules(file)).collect::<Result<Vec<Rules>, _>>()?;
    let Check { input, live, begin, extent, .. } = arguments;
    let ask = || live::everything(begin, live, global);
    let network = extent.of(network(input, live, Some(begin), global, ask)?);
    let report = {
        let _progress = Progress::start("following packets", global.quiet);
        if files.is_empty() {
            network.check_starts().inspect_err(|error| warn_before(error, &network, global))?
        } else {
            network.check(&files)
        }
    };
    if !global.quiet {
        warn(report.warnings.iter().map(|warning| &warning.message), global.color);
    }
    print(global.color, |out| write(&report, &network, global, out))?;
    Ok(report.result.into())
}

fn write(report: &ChecksReport, network: &Network, global: &Global, out: &mut dyn Write) -> std::io::Result<()> {
    match global.format {
        Format::Json => write_checks_json(report, out),
        Format::Junit => write_checks_junit(report, network.locator(), out),
        Format::Sarif => write_checks_sarif(report, network.locator(), out),
        Format::Github => write_checks_github(report, network.locator(), out),
        Format::Terminal | Format::Dot | Format::Mermaid => {
            let sources = global.verbose.then(|| network.locator());
            let options = TerminalOptions { columns: columns(), verbose: global.verbose, sources };
            write_checks_terminal(report, options, out)
        }
    }
}
