//! From the command line to an exit status.

use std::io::{self, Write};
use std::process::{ExitCode, Termination};

use clap::{CommandFactory, Parser};
use hopwise_ecs::{Hypothetical, Selection, workloads};
use hopwise_engine::Network;
use hopwise_explain::diagnose;
use hopwise_import::Source;
use hopwise_report::{Builder, Report, TerminalOptions, write_json, write_terminal};

use crate::arguments::{self, Arguments, Command, Format, Global, Input};
use crate::failure::Failure;
use crate::locate::FileLocator;
use crate::odd;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::question::{TraceRequest, trace};
use crate::snapshot::{self, Loaded};
use crate::terminal::{complain, print, warn};

/// The port that registries and the services of AWS are asked at.
const HTTPS: u16 = 443;

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
        complain(&failure, color);
        Outcome::Unusable
    });
    outcome.report()
}

fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    let Arguments { global, command } = arguments;
    let report = match command {
        Command::Diagnose(arguments) => diagnosis(arguments, &global)?,
        Command::Trace(arguments) => traced(arguments, &global)?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "hopwise", &mut script);
            print(global.color, |out| out.write_all(&script))?;
            return Ok(Outcome::Delivered);
        }
    };
    if !global.quiet {
        warn(&report.warnings, global.color);
    }
    print(global.color, |out| write(&report, &global, out))?;
    Ok(report.verdict.into())
}

fn write(report: &Report, global: &Global, out: &mut dyn Write) -> io::Result<()> {
    match global.format {
        Format::Json => write_json(report, out),
        Format::Terminal => {
            let options = TerminalOptions { verbose: global.verbose, ..TerminalOptions::default() };
            write_terminal(report, options, out)
        }
    }
}

fn load(sources: &[Source], global: &Global) -> Result<Loaded, Failure> {
    let _progress = Progress::start("reading", global.quiet);
    snapshot::load(sources, global.region.as_ref())
}

fn sources(input: &Input) -> Vec<Source> {
    input.sources.iter().map(|source| Source::from(source.as_os_str())).collect()
}

fn diagnosis(arguments: arguments::Diagnose, global: &Global) -> Result<Report, Failure> {
    let sources = sources(&arguments.input);
    let published = snapshot::published(arguments.input.ip_ranges.as_deref())?;
    let mut loaded = load(&sources, global)?;
    let selection = selection(arguments, global);
    let workloads = workloads(&loaded.inventory, &selection)?;
    loaded.warnings.extend(odd::placement(&selection));
    let network = Network::compile(&loaded.design);
    let diagnosis = {
        let _progress = Progress::start("following packets", global.quiet);
        diagnose(&loaded.inventory, &network, workloads, &published)?
    };
    let locator = FileLocator::new(&sources);
    Ok(Builder::new(&loaded.inventory, &loaded.design, &locator).diagnosis(&diagnosis, loaded.warnings))
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
        region: global.region.clone(),
    });
    Selection { tasks: arguments.tasks, services: arguments.services, clusters: arguments.clusters, hypothetical }
}

fn traced(arguments: arguments::Trace, global: &Global) -> Result<Report, Failure> {
    let sources = sources(&arguments.input);
    let published = snapshot::published(arguments.input.ip_ranges.as_deref())?;
    let mut loaded = load(&sources, global)?;
    let network = Network::compile(&loaded.design);
    loaded.warnings.extend(odd::ports(&arguments));
    let request = TraceRequest {
        from: arguments.from,
        to: arguments.to,
        protocol: arguments.protocol,
        port: arguments.port.unwrap_or(HTTPS),
        source_ports: arguments.source_port,
        region: global.region.clone(),
    };
    let traced = trace(&loaded.inventory, &network, &published, &request)?;
    loaded.warnings.extend(odd::ends(&loaded.design, &request));
    let locator = FileLocator::new(&sources);
    Ok(Builder::new(&loaded.inventory, &loaded.design, &locator).trace(&traced, loaded.warnings))
}
