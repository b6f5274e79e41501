//! The arguments of `graph`.

use clap::Args;

use super::{Input, Live};

/// What to draw.
#[derive(Debug, Args)]
pub(crate) struct Graph {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Only what is around this: the id of a VPC, subnet, route table, gateway, endpoint, attachment, connection, network interface
    /// or instance, a task, or an address.
    #[arg(long, value_name = "ID")]
    pub(crate) around: Option<String>,
    #[command(flatten)]
    pub(crate) live: Live,
}

/// What `hopwise graph --help` ends in.
pub(super) const HELP: &str = "\
Examples:
  hopwise graph snapshot/
  hopwise graph snapshot/ --format dot | dot -Tsvg > network.svg
  hopwise graph snapshot/ --format mermaid --around vpc-0123
  hopwise graph snapshot/ --around eni-0123

Draws one VPC with what its packets leave it by, or several as one place each:
--around shows one of them, or what leads to a place and where it leads.
Routes are drawn from their table, local ones are left out.
Exit status: 0, or 2 for an error.";
