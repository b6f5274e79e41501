//! The command line.

mod check;
mod decode;
mod diff;
mod graph;
mod harden;
mod live;

use std::ffi::OsString;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hopwise::ecs::LaunchType;
use hopwise::model::{Region, SecurityGroupId, SubnetId};
use hopwise::{Network, Protocol};

pub(crate) use check::Check;
pub(crate) use decode::Decode;
pub(crate) use diff::Diff;
pub(crate) use graph::Graph;
pub(crate) use harden::Harden;
#[cfg(feature = "live")]
pub(crate) use live::Access;
pub(crate) use live::{Begin, Capture, Live};

/// Says which hop of an AWS network stops a packet, and why an ECS or Fargate task cannot start.
#[derive(Debug, Parser)]
#[command(name = "hopwise", version, arg_required_else_help = true, max_term_width = 80, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// How to print the answer.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: Format,
    /// Whether to use colour; the environment variable `NO_COLOR` turns it off too.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    pub(crate) color: Color,
    /// The Region of documents that do not tell it themselves; with a live account the Region to ask, which may be
    /// repeated.
    #[arg(long = "region", global = true, value_name = "REGION", value_parser = region)]
    pub(crate) regions: Vec<Region>,
    /// No warnings and no progress.
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// The path of what arrives, too, and rules that stop packets as their files have them.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// How to print an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Terminal,
    /// For programs: a contract that only grows.
    Json,
    /// Of `check` and `diff`: JUnit XML, which CI systems show as tests.
    Junit,
    /// Of `check` and `diff`: SARIF 2.1.0, for code scanning.
    Sarif,
    /// Of `check` and `diff`: annotations of GitHub's workflows.
    Github,
    /// Of `graph`: for Graphviz.
    Dot,
    /// Of `graph`: for mermaid, which GitHub, GitLab and many wikis show.
    Mermaid,
}

/// Whether to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Says which step of a task's start is blocked, at which hop, and what to change.
    #[command(after_help = DIAGNOSE_HELP)]
    Diagnose(Diagnose),
    /// Follows one flow hop by hop, there and back.
    #[command(after_help = TRACE_HELP)]
    Trace(Trace),
    /// Says whether what must stay true is: that tasks can start, or the rules of a file.
    #[command(after_help = check::HELP)]
    Check(Check),
    /// Makes a snapshot of a live account, which the other commands answer from.
    #[command(after_help = CAPTURE_HELP)]
    Capture(Capture),
    /// Says which single changes and failures stop the start of which tasks, and which are survived.
    #[command(after_help = harden::HELP)]
    Harden(Harden),
    /// Says what became possible, stopped, or goes another way between two snapshots: of steps of tasks and services, and of
    /// what tiers reach.
    #[command(after_help = diff::HELP)]
    Diff(Diff),
    /// Draws what was understood: the places where packets can be, and how they move between them.
    #[command(after_help = graph::HELP)]
    Graph(Graph),
    /// Says what a stopped task's reason means, without any snapshot.
    #[command(after_help = decode::HELP)]
    Decode(Decode),
    /// Prints a script that completes commands in a shell.
    #[command(after_help = COMPLETIONS_HELP)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// What to analyse.
#[derive(Clone, Debug, Args)]
pub(crate) struct Input {
    /// A directory of what the AWS CLI printed as JSON, one such file, or - for standard input; may be repeated.
    #[arg(value_name = "SOURCE")]
    pub(crate) sources: Vec<OsString>,
    /// AWS's published ip-ranges.json: narrows the addresses that a service may have.
    #[arg(long, value_name = "FILE")]
    pub(crate) ip_ranges: Option<PathBuf>,
}

/// How much an answer says.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Extent {
    /// Does not look for what to change: verdicts, hops and causes only, in less time.
    #[arg(long)]
    pub(crate) no_remedies: bool,
}

impl Extent {
    /// The network as it is to be asked.
    pub(crate) fn of(self, network: Network) -> Network {
        if self.no_remedies { network.without_remedies() } else { network }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Diagnose {
    #[command(flatten)]
    pub(crate) input: Input,
    /// A task: its ARN, its id, or how its id begins.
    #[arg(long = "task", value_name = "ID|ARN", help_heading = "What to diagnose")]
    pub(crate) tasks: Vec<String>,
    /// A service: its tasks, or where its next task may go.
    #[arg(long = "service", value_name = "NAME", help_heading = "What to diagnose")]
    pub(crate) services: Vec<String>,
    /// Only what is in this cluster; with --subnet, the cluster of that placement.
    #[arg(long = "cluster", value_name = "NAME", help_heading = "What to diagnose")]
    pub(crate) clusters: Vec<String>,
    #[command(flatten)]
    pub(crate) extent: Extent,
    #[command(flatten)]
    pub(crate) placement: Placement,
    #[command(flatten)]
    pub(crate) live: Live,
}

/// A placement that does not exist yet.
#[derive(Debug, Args)]
#[command(next_help_heading = "A placement that does not exist yet")]
pub(crate) struct Placement {
    /// A subnet for the task; may be repeated.
    #[arg(long = "subnet", value_name = "ID", value_parser = subnet)]
    pub(crate) subnets: Vec<SubnetId>,
    /// A security group of the task; may be repeated. Default: the VPC's default group.
    #[arg(long = "security-group", value_name = "ID", value_parser = group, requires = "subnets")]
    pub(crate) groups: Vec<SecurityGroupId>,
    /// The task gets a public IPv4 address.
    #[arg(long, requires = "subnets")]
    pub(crate) assign_public_ip: bool,
    /// An image; may be repeated. Default: some image in private ECR.
    #[arg(long = "image", value_name = "URI", requires = "subnets")]
    pub(crate) images: Vec<String>,
    /// A secret or parameter; may be repeated.
    #[arg(long = "secret", value_name = "ARN", requires = "subnets")]
    pub(crate) secrets: Vec<String>,
    /// The log driver, such as awslogs.
    #[arg(long, value_name = "NAME", requires = "subnets")]
    pub(crate) log_driver: Option<String>,
    /// The Fargate platform version, such as 1.4.0. Default: LATEST.
    #[arg(long, value_name = "VERSION", requires = "subnets")]
    pub(crate) platform_version: Option<String>,
    /// FARGATE or EC2, where the container instances of the snapshot, or of --cluster, ask. Default: FARGATE.
    #[arg(long, value_name = "TYPE", value_parser = launch_type, requires = "subnets")]
    pub(crate) launch_type: Option<LaunchType>,
}

#[derive(Debug, Args)]
pub(crate) struct Trace {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Who asks: a network interface, an instance, a task, or an address.
    #[arg(long, value_name = "ID|IP")]
    pub(crate) from: String,
    /// Who is asked: any of these, an interface endpoint, a host name, or a service of AWS such as ecr.api or s3.
    #[arg(long, value_name = "ID|IP|HOST|SERVICE")]
    pub(crate) to: String,
    /// tcp, udp, icmp (echo requests) or a protocol number.
    #[arg(long, default_value = "tcp", value_name = "PROTOCOL")]
    pub(crate) protocol: Protocol,
    /// The destination port. Default: 443.
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// The ports that the client may use. Default: what its operating system uses, 32768-60999 on Linux.
    #[arg(long, value_name = "N|A-B", value_parser = ports)]
    pub(crate) source_port: Option<RangeInclusive<u16>>,
    #[command(flatten)]
    pub(crate) extent: Extent,
    #[command(flatten)]
    pub(crate) live: Live,
    #[command(flatten, next_help_heading = "A live account, instead of SOURCE")]
    pub(crate) begin: Begin,
}

fn region(text: &str) -> Result<Region, String> {
    Region::try_from(text).map_err(|error| error.to_string())
}

fn subnet(text: &str) -> Result<SubnetId, String> {
    SubnetId::try_from(text).map_err(|error| error.to_string())
}

fn group(text: &str) -> Result<SecurityGroupId, String> {
    SecurityGroupId::try_from(text).map_err(|error| error.to_string())
}

fn launch_type(text: &str) -> Result<LaunchType, String> {
    LaunchType::from_name(text).ok_or_else(|| "expected FARGATE or EC2".to_owned())
}

/// `N` or `A-B`.
fn ports(text: &str) -> Result<RangeInclusive<u16>, String> {
    let port = |text: &str| text.parse::<u16>().map_err(|_| format!("`{}` is not a port", text.escape_default()));
    let (first, last) = match text.split_once('-') {
        Some((first, last)) => (port(first)?, port(last)?),
        None => (port(text)?, port(text)?),
    };
    if first <= last { Ok(first..=last) } else { Err("the range ends before it begins".to_owned()) }
}

const AFTER_HELP: &str = "\
Examples:
  hopwise diagnose snapshot/
  hopwise diagnose --live --cluster prod --task 3f9c
  hopwise trace snapshot/ --from eni-0f3 --to ecr.api
  hopwise check snapshot/ --rules rules.toml
  hopwise diff yesterday/ today/
  hopwise capture -o snapshot/
  hopwise decode \\
    'CannotPullContainerError: ... dial tcp 10.0.3.18:443: i/o timeout'

Exit status: 0 delivered, 1 blocked or partial, 2 error, 3 undetermined.";

const DIAGNOSE_HELP: &str = "\
Examples:
  hopwise diagnose snapshot/
      every task, and every service without tasks, of a snapshot
  hopwise diagnose snapshot/ --task 3f9c0e5d
      one task
  hopwise diagnose snapshot/ --subnet subnet-0a --security-group sg-0task
      a task that does not exist yet
  hopwise diagnose --live --cluster prod --task 3f9c --save ticket/
      one task of the account that the AWS CLI would ask

A snapshot is a directory of what `aws ec2 describe-vpcs --output json` and the
like print. Without a selection every task is diagnosed.
Exit status: 0 delivered, 1 blocked or partial, 2 error, 3 undetermined.";

const TRACE_HELP: &str = "\
Examples:
  hopwise trace snapshot/ --from eni-0f3 --to ecr.api
  hopwise trace snapshot/ --from i-0app --to 10.0.3.18 --port 5432
  hopwise trace snapshot/ --from 8.8.8.8 --to i-0web --protocol icmp
  hopwise trace --live --from eni-0f3 --to s3

Exit status: 0 delivered, 1 blocked or partial, 2 error, 3 undetermined.";

const CAPTURE_HELP: &str = "\
Examples:
  hopwise capture -o snapshot/
      the whole Region of the account that the AWS CLI would ask
  hopwise capture -o ticket/ --cluster prod --task 3f9c
      one task, and the VPC that it is in
  hopwise capture -o snapshot/ --region eu-west-1 --region us-east-1 \\
      --role-arn arn:aws:iam::111122223333:role/reader
  hopwise capture --print-iam-policy
      what the credentials must be allowed to do
  hopwise capture --print-script --cluster prod > capture.sh
      a script that makes a snapshot with the AWS CLI alone, for bash and zsh

A snapshot appears whole or not at all. It holds what the AWS CLI would print,
and manifest.json: what was asked, and what could not be had.
Exit status: 0 complete, 3 some calls failed, 2 nothing was written.";

const COMPLETIONS_HELP: &str = "\
Examples:
  hopwise completions bash > /etc/bash_completion.d/hopwise
  hopwise completions zsh > ~/.zfunc/_hopwise";

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn no_example_is_wider_than_the_help() {
        let command = Arguments::command();
        for own in command.get_subcommands().chain([&command]) {
            let help = own.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in help.lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", own.get_name());
            }
        }
    }

    #[test]
    fn ports_and_ranges_of_ports() {
        assert_eq!(ports("443"), Ok(443..=443));
        assert_eq!(ports("32768-60999"), Ok(32768..=60999));
        for bad in ["", "-", "1-", "2-1", "65536", "a"] {
            assert!(ports(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_placement_needs_a_subnet() {
        let parse = |arguments: &[&str]| Arguments::try_parse_from(["hopwise", "diagnose"].iter().chain(arguments));
        assert!(parse(&["."]).is_ok());
        assert!(parse(&[".", "--image", "nginx"]).is_err());
        assert!(parse(&[".", "--subnet", "subnet-0a", "--image", "nginx"]).is_ok());
        assert!(parse(&[".", "--subnet", "0a"]).is_err());
    }
}
