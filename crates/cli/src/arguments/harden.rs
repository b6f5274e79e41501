//! The arguments of `harden`.

use clap::Args;

use super::{Input, Live};

/// What to break.
#[derive(Debug, Args)]
pub(crate) struct Harden {
    #[command(flatten)]
    pub(crate) input: Input,
    /// A service: its tasks, or where its next task may go; may be repeated. Default: every task and service.
    #[arg(long = "service", value_name = "NAME")]
    pub(crate) services: Vec<String>,
    /// A task: its ARN, its id, or how its id begins; may be repeated.
    #[arg(long = "task", value_name = "ID|ARN")]
    pub(crate) tasks: Vec<String>,
    /// Only what is in this cluster; may be repeated.
    #[arg(long = "cluster", value_name = "NAME")]
    pub(crate) clusters: Vec<String>,
    #[command(flatten)]
    pub(crate) live: Live,
}

/// What `hopwise harden --help` ends in.
pub(super) const HELP: &str = "\
Examples:
  hopwise harden snapshot/
  hopwise harden snapshot/ --cluster prod --service orders
  hopwise harden --live --cluster prod
  hopwise harden snapshot/ --format json | jq -r '.single_points_of_failure[]'

Breaks one thing at a time (a zone, a NAT or internet gateway, an endpoint, one
of its interfaces, its private DNS, a DNS attribute, a route, a rule, an entry
of a network ACL, a statement of a policy) and follows the packets again. What
stops every task of a service is a single point of failure.
Exit status: how things are without any fault, as of `hopwise diagnose`: 0 every
task can start, 1 some cannot, 2 error, 3 it is not known.";
