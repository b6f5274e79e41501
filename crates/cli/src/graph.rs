//! `hopwise graph`: what was understood.

use hopwise::{write_graph_dot, write_graph_json, write_graph_mermaid, write_graph_text};

use crate::arguments::{Begin, Format, Global, Graph};
use crate::failure::Failure;
use crate::live;
use crate::outcome::Outcome;
use crate::read::{network, warn_before};
use crate::terminal::{print, warn};

/// Prints the places of a network and the moves between them.
pub(crate) fn graph(arguments: &Graph, global: &Global) -> Result<Outcome, Failure> {
    let Graph { input, around, live } = arguments;
    let network = network(input, live, None, global, || live::everything(&Begin::default(), live, global))?;
    let report = network.graph(around.as_deref()).inspect_err(|error| warn_before(error, &network, global))?;
    if !global.quiet {
        warn(report.warnings.iter().map(|warning| &warning.message), global.color);
    }
    print(global.color, |out| match global.format {
        Format::Json => write_graph_json(&report, out),
        Format::Dot => write_graph_dot(&report, out),
        Format::Mermaid => write_graph_mermaid(&report, out),
        Format::Terminal | Format::Junit | Format::Sarif | Format::Github => write_graph_text(&report, out),
    })?;
    Ok(Outcome::Delivered)
}
