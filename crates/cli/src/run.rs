//! From the command line to an exit status.

use std::io::{self, Write};
use std::process::{ExitCode, Termination};

use clap::{CommandFactory, Parser};
use hopwise::{Hypothetical, Network, Report, Selection, TerminalOptions, TraceRequest, write_json, write_terminal};

use crate::arguments::{self, Arguments, Command, Format, Global};
use crate::check;
use crate::decode;
use crate::diff::diff;
use crate::failure::Failure;
use crate::graph::graph;
use crate::harden::harden;
use crate::live;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::read::{network, only_region, warn_before};
use crate::script::script;
use crate::terminal::{columns, print, print_error, warn};

/// Runs the command line of the process.
pub(crate) fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nobody is left to tell when this cannot be printed.
            let _ = error.print();
            return if error.use_stderr() { Outcome::Unusable } else { Outcome::Delivered }.report();
        }
    };
    let color = arguments.global.color;
    let outcome = run(arguments).unwrap_or_else(|failure| {
        print_error(&failure, color);
        Outcome::Unusable
    });
    outcome.report()
}

fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    let Arguments { global, command } = arguments;
    let is_for_rules = matches!(global.format, Format::Junit | Format::Sarif | Format::Github);
    if is_for_rules && !matches!(command, Command::Check(_) | Command::Diff(_)) {
        let hint = "the others print terminal and json";
        return Err(Failure::new("this format is one of `hopwise check` and `hopwise diff`", Some(hint)));
    }
    if matches!(global.format, Format::Dot | Format::Mermaid) && !matches!(command, Command::Graph(_)) {
        let hint = "the others print terminal and json";
        return Err(Failure::new("this format is one of `hopwise graph`", Some(hint)));
    }
    let (report, network) = match command {
        Command::Diagnose(arguments) => diagnosis(arguments, &global)?,
        Command::Trace(arguments) => traced(arguments, &global)?,
        Command::Check(arguments) => return check::check(&arguments, &global),
        Command::Capture(arguments) if arguments.print_script => {
            only_region(&global)?;
            let script = script(&arguments, &global);
            print(global.color, |out| write!(out, "{script}"))?;
            return Ok(Outcome::Delivered);
        }
        Command::Capture(arguments) => return live::capture(&arguments, &global),
        Command::Harden(arguments) => return harden(arguments, &global),
        Command::Graph(arguments) => return graph(&arguments, &global),
        Command::Diff(arguments) => return diff(arguments, &global),
        Command::Decode(arguments) => return decode::decode(&arguments, &global),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "hopwise", &mut script);
            print(global.color, |out| out.write_all(&script))?;
            return Ok(Outcome::Delivered);
        }
    };
    if !global.quiet {
        warn(report.warnings.iter().map(|warning| &warning.message), global.color);
    }
    // What was asked is told: only the places in its files may still be wanted.
    let network = Some(network).filter(|_| global.verbose);
    print(global.color, |out| write(&report, network.as_ref(), &global, out))?;
    Ok(report.verdict.into())
}

fn write(report: &Report, network: Option<&Network>, global: &Global, out: &mut dyn Write) -> io::Result<()> {
    match global.format {
        Format::Json => write_json(report, out),
        Format::Terminal | Format::Junit | Format::Sarif | Format::Github | Format::Dot | Format::Mermaid => {
            let sources = network.map(Network::locator);
            let options = TerminalOptions { columns: columns(), verbose: global.verbose, sources };
            write_terminal(report, options, out)
        }
    }
}

fn diagnosis(arguments: arguments::Diagnose, global: &Global) -> Result<(Report, Network), Failure> {
    let ask = || live::diagnose(&arguments, global);
    let network = arguments.extent.of(network(&arguments.input, &arguments.live, None, global, ask)?);
    let selection = selection(arguments, global);
    let answer = {
        let _progress = Progress::start("following packets", global.quiet);
        network.diagnose(&selection).inspect_err(|error| warn_before(error, &network, global))?
    };
    Ok((answer.into_report(), network))
}

fn selection(arguments: arguments::Diagnose, global: &Global) -> Selection {
    let placement = arguments.placement;
    let hypothetical = (!placement.subnets.is_empty()).then(|| Hypothetical {
        subnets: placement.subnets,
        groups: placement.groups,
        assign_public_ip: placement.assign_public_ip,
        images: placement.images,
        secrets: placement.secrets,
        log_driver: placement.log_driver,
        platform_version: placement.platform_version,
        launch_type: placement.launch_type,
        operating_system: None,
        region: global.regions.first().cloned(),
    });
    Selection { tasks: arguments.tasks, services: arguments.services, clusters: arguments.clusters, hypothetical }
}

fn traced(arguments: arguments::Trace, global: &Global) -> Result<(Report, Network), Failure> {
    let ask = || live::trace(&arguments, global);
    let network = arguments.extent.of(network(&arguments.input, &arguments.live, Some(&arguments.begin), global, ask)?);
    let request = TraceRequest {
        from: arguments.from,
        to: arguments.to,
        protocol: arguments.protocol,
        port: arguments.port,
        source_ports: arguments.source_port,
        region: global.regions.first().cloned(),
    };
    let answer = network.trace(&request).inspect_err(|error| warn_before(error, &network, global))?;
    Ok((answer.report(), network))
}
