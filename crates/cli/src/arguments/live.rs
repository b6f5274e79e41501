//! Flags about a live account.

use std::path::PathBuf;

use clap::Args;
use hopwise::model::VpcId;

/// Asks AWS, instead of reading a snapshot.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "A live account, instead of SOURCE")]
pub(crate) struct Live {
    /// Ask AWS now, with the credentials that the AWS CLI would use. Nothing in the account is changed.
    #[arg(long = "live", conflicts_with = "sources")]
    pub(crate) wanted: bool,
    /// Keep what AWS said as a snapshot in this directory.
    #[arg(long, value_name = "DIR")]
    pub(crate) save: Option<PathBuf>,
    /// Replace the snapshot that is there.
    #[arg(long, requires = "save")]
    pub(crate) force: bool,
    /// A VPC to ask about; may be repeated. Default: those that the question leads to.
    #[arg(long = "vpc", value_name = "ID", value_parser = vpc)]
    pub(crate) vpcs: Vec<VpcId>,
    #[command(flatten)]
    pub(crate) access: Access,
}

/// How AWS is reached.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Access {
    /// A profile of the AWS CLI's configuration. Default: `AWS_PROFILE`, or what the environment gives.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// A role to assume; may be repeated: one for each account.
    #[arg(long = "role-arn", value_name = "ARN")]
    pub(crate) role_arns: Vec<String>,
    /// Where every service is asked, instead of at AWS's public endpoints.
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}

impl Live {
    /// A flag that means nothing without `--live`. (clap does not ask for what conflicts with a SOURCE that is there.) `begin` are those of a trace.
    pub(crate) fn stray_flag(&self, begin: Option<&Begin>) -> Option<&'static str> {
        if self.wanted {
            return None;
        }
        let begin = begin.and_then(|begin| {
            let first = |names: &[String], flag| names.first().map(|_| flag);
            first(&begin.tasks, "--task")
                .or_else(|| first(&begin.services, "--service"))
                .or_else(|| first(&begin.clusters, "--cluster"))
        });
        let Access { profile, role_arns, endpoint_url } = &self.access;
        begin
            .or_else(|| self.save.as_ref().map(|_| "--save"))
            .or_else(|| self.vpcs.first().map(|_| "--vpc"))
            .or_else(|| profile.as_ref().map(|_| "--profile"))
            .or_else(|| role_arns.first().map(|_| "--role-arn"))
            .or_else(|| endpoint_url.as_ref().map(|_| "--endpoint-url"))
    }
}

/// Where to begin in a live account.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Begin {
    /// A task: its ARN, its id, or how its id begins; may be repeated.
    #[arg(long = "task", value_name = "ID|ARN")]
    pub(crate) tasks: Vec<String>,
    /// A service and its tasks; may be repeated.
    #[arg(long = "service", value_name = "NAME")]
    pub(crate) services: Vec<String>,
    /// A cluster: where the tasks and services above are, or everything in it; may be repeated.
    #[arg(long = "cluster", value_name = "NAME")]
    pub(crate) clusters: Vec<String>,
}

/// Makes a snapshot of a live account.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Args)]
pub(crate) struct Capture {
    /// Where to write the snapshot: a directory that is not there yet.
    #[arg(long, short, value_name = "DIR", required_unless_present_any = ["print_iam_policy", "print_script"])]
    pub(crate) output: Option<PathBuf>,
    /// Replace the snapshot that is there. Nothing but a snapshot is ever replaced.
    #[arg(long)]
    pub(crate) force: bool,
    /// Keep values of environment variables, command lines and options that may hold secrets. Default: they are left out.
    #[arg(long)]
    pub(crate) include_environment: bool,
    /// Print the IAM policy that a capture needs, and do nothing else.
    #[arg(long, exclusive = true)]
    pub(crate) print_iam_policy: bool,
    /// Print a script for bash or zsh that makes the snapshot with the AWS CLI, and do nothing else. In every build.
    #[arg(long, conflicts_with_all = ["force", "include_environment", "services", "vpcs", "role_arns", "endpoint_url"])]
    pub(crate) print_script: bool,
    #[command(flatten, next_help_heading = "How much (default: the whole Region)")]
    pub(crate) begin: Begin,
    /// A VPC, with the tasks in it; may be repeated.
    #[arg(long = "vpc", value_name = "ID", value_parser = vpc, help_heading = "How much (default: the whole Region)")]
    pub(crate) vpcs: Vec<VpcId>,
    #[command(flatten, next_help_heading = "Whose account")]
    pub(crate) access: Access,
}

fn vpc(text: &str) -> Result<VpcId, String> {
    VpcId::try_from(text).map_err(|error| error.to_string())
}
