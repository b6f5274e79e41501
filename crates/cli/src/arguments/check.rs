//! The arguments of `check`.

use std::path::PathBuf;

use clap::Args;

use super::{Begin, Extent, Input, Live};

/// What must stay true, and of what.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) input: Input,
    /// A file of rules in TOML, YAML or JSON, or an access scope of AWS's Network Access Analyzer; may be repeated. Default: every
    /// task and every service can start.
    #[arg(long = "rules", value_name = "FILE")]
    pub(crate) rules: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) extent: Extent,
    /// Print the JSON Schema of files of rules, and do nothing else.
    #[arg(long, exclusive = true)]
    pub(crate) print_schema: bool,
    #[command(flatten)]
    pub(crate) live: Live,
    #[command(flatten, next_help_heading = "A live account, instead of SOURCE")]
    pub(crate) begin: Begin,
}

/// What `hopwise check --help` ends in.
pub(super) const HELP: &str = "\
Examples:
  hopwise check snapshot/
      every task and every service can start
  hopwise check snapshot/ --rules rules.toml
      what must stay true, for all packets and placements, such as
        [[rules]]
        name = \"the database is closed\"
        never_reaches = { from = \"internet\", to = \"tier:db\" }
        [[rules]]
        reaches = { from = \"service:api\", to = \"tier:db\", ports = \"tcp 5432\" }
        [[rules]]
        only_via = { from = \"tier:app\", to = \"internet\", via = \"nat-0a\" }
        [[rules]]
        can_pull = { placement = { subnets = \"tier:app\" } }
        survives = [\"zone\", \"nat_gateway\"]
  aws ec2 get-network-insights-access-scope-content \\
    --network-insights-access-scope-id nis-0a > scope.json
  hopwise check snapshot/ --rules scope.json
      no path is a finding of an access scope of Network Access Analyzer: of all
      paths, not of some; what is not followed is undetermined
  hopwise check snapshot/ --rules rules.toml --format sarif > hopwise.sarif
      for code scanning; --format junit for test reports, --format github for
      annotations of a workflow
  hopwise check --live --rules rules.toml
      of the account that the AWS CLI would ask: of its whole Region, or of what
      --cluster, --service, --task and --vpc lead to
  hopwise check --print-schema > rules.schema.json
      the schema of such files, for editors

Exit status: 0 all rules hold, 1 a rule is violated, 2 error, 3 none is violated
and it is not known of one.";
