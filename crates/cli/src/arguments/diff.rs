//! The arguments of `diff`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// What was there: a directory of what the AWS CLI printed as JSON, one such file, or - for standard input.
    #[arg(value_name = "BEFORE")]
    pub(crate) before: OsString,
    /// What is there, or would be.
    #[arg(value_name = "AFTER")]
    pub(crate) after: OsString,
    /// A file of rules in TOML, YAML or JSON: compares these instead of the steps of tasks and services; may be repeated.
    #[arg(long = "rules", value_name = "FILE")]
    pub(crate) rules: Vec<PathBuf>,
    /// AWS's published ip-ranges.json: narrows the addresses that a service may have.
    #[arg(long, value_name = "FILE")]
    pub(crate) ip_ranges: Option<PathBuf>,
}

/// What `hopwise diff --help` ends in.
pub(super) const HELP: &str = "\
Examples:
  hopwise diff yesterday/ today/
      what stopped since it worked, what became possible, what goes another way
  hopwise diff main/ pull-request/ --format json | jq -r '.flows[].message'
  hopwise diff main/ pull-request/ --rules rules.toml --format github
      which rules became violated, as annotations of a workflow

Follows every step of every task and service in both. A service is one by its
name, whichever tasks it has. What did it is proven by making that change alone
on what was there. Counters and the order of documents are no difference, and a
document that one side lacks leaves open what depends on it.
Exit status: 0 nothing got worse, 1 something stopped or is new and stopped,
2 error, 3 it is not known whether something got worse.";
