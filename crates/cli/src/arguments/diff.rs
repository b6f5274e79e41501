//! The arguments of `diff`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::Live;

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What was there: a directory of what the AWS CLI printed as JSON, one such file, or - for standard input.
    #[arg(value_name = "BEFORE")]
    pub(crate) before: OsString,
    /// What is there, or would be. With --live it is the account.
    #[arg(value_name = "AFTER", required_unless_present = "wanted", group = "sources")]
    pub(crate) after: Option<OsString>,
    /// A file of rules in TOML, YAML or JSON: compares these instead of the steps of tasks and services; may be repeated.
    #[arg(long = "rules", value_name = "FILE")]
    pub(crate) rules: Vec<PathBuf>,
    /// Only the steps of this service on either side; may be repeated.
    #[arg(long = "service", value_name = "NAME", conflicts_with = "rules")]
    pub(crate) services: Vec<String>,
    /// Only the steps of the service, or of the family of tasks, that this task is one of: its ARN, its id, or how its id
    /// begins; may be repeated.
    #[arg(long = "task", value_name = "ID|ARN", conflicts_with = "rules")]
    pub(crate) tasks: Vec<String>,
    /// Only what is in this cluster; may be repeated.
    #[arg(long = "cluster", value_name = "NAME", conflicts_with = "rules")]
    pub(crate) clusters: Vec<String>,
    /// AWS's published ip-ranges.json: narrows the addresses that a service may have.
    #[arg(long, value_name = "FILE")]
    pub(crate) ip_ranges: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) live: Live,
}

/// What `hopwise diff --help` ends in.
pub(super) const HELP: &str = "\
Examples:
  hopwise diff yesterday/ today/
      what stopped since it worked, what became possible, what goes another way
  hopwise diff main/ pull-request/ --format json | jq -r '.flows[].message'
  hopwise diff main/ pull-request/ --rules rules.toml --format github
      which rules became violated, as annotations of a workflow

  hopwise diff yesterday/ --live
      what differs in the account that the AWS CLI would ask

Follows every step of every task and service in both. A service is one by its
name, whichever tasks it has; tasks of no service are one by their family.
Compares, too, what tiers (subnets with one name but for the zone) reach of each
other and of the internet by IPv4: of networks without tasks, that alone. What
did it is proven by making that change alone on what was there. Hosts that come
and go, counters and the order of documents are no difference, and a document
that one side lacks leaves open what depends on it.
Exit status: 0 nothing got worse, 1 a step stopped or is new and stopped,
2 error, 3 it is not known whether something got worse.";
