//! What is selected to ask about, what a selection means, and why one cannot be answered.

use std::collections::BTreeSet;
use std::fmt;

use hopwise_model::{FailedCall, FailureKind, Region, SecurityGroupId, SubnetId};
use thiserror::Error;

use crate::arn::ArnError;
use crate::image::ImageError;
use crate::platform::{InvalidPlatformVersion, LaunchType, OperatingSystem};
use crate::workload::Workload;

/// Which workloads a question is about. Empty means every task, and every service that has no task in the snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Tasks, by ARN, by its last part, or by the beginning of that part where it is the only one to begin so.
    pub tasks: Vec<String>,
    /// Services, by ARN or name: their tasks, or the service itself where it has none in the snapshot.
    pub services: Vec<String>,
    /// Clusters, by ARN or name: only what is in one of them counts. A placement that does not exist yet is in them.
    pub clusters: Vec<String>,
    /// A placement that does not exist yet. With nothing else selected it is the only workload.
    pub hypothetical: Option<Hypothetical>,
}

/// A placement that does not exist yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hypothetical {
    /// Subnets, one at least: each gives a placement.
    pub subnets: Vec<SubnetId>,
    /// Security groups; none means the default group of the VPC.
    pub groups: Vec<SecurityGroupId>,
    /// Whether it gets a public IPv4 address.
    pub assign_public_ip: bool,
    /// Images; none means some image in private ECR, in the account that owns the VPC and in the subnet's Region.
    pub images: Vec<String>,
    /// Secrets and parameters: ARNs, or bare names of SSM parameters.
    pub secrets: Vec<String>,
    /// The log driver; none means no logs.
    pub log_driver: Option<String>,
    /// The platform version, such as `1.4.0` or `LATEST`; none means `LATEST`. Fargate only.
    pub platform_version: Option<String>,
    /// The launch type; none means Fargate. On EC2 the container instances of the selected clusters ask.
    pub launch_type: Option<LaunchType>,
    /// The operating system; none means Linux.
    pub operating_system: Option<OperatingSystem>,
    /// The Region; none means that of the first subnet.
    pub region: Option<Region>,
}

/// Names of what there is, for an error: sorted, each once, and not too many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The first names, at most ten.
    pub names: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// How many names an error lists.
const LISTED: usize = 10;

impl Listing {
    pub(crate) fn new(names: impl Iterator<Item = String>) -> Self {
        let names: BTreeSet<String> = names.collect();
        let more = names.len().saturating_sub(LISTED);
        Self { names: names.into_iter().take(LISTED).collect(), more }
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            return f.write_str("none");
        }
        for (index, name) in self.names.iter().enumerate() {
            write!(f, "{}`{}`", if index == 0 { "" } else { ", " }, name.escape_default())?;
        }
        if self.more == 0 { Ok(()) } else { write!(f, " and {} more", self.more) }
    }
}

/// Why a selection cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SelectionError {
    /// The snapshot has neither tasks nor services, and no placement was given.
    #[error("there is no task and no service in the snapshot")]
    Nothing,
    /// There is no task, and every service was deleted, or is being deleted.
    #[error(
        "there is no task in the snapshot, and every service in it is INACTIVE or DRAINING, and starts none: {services}"
    )]
    OnlyInactive {
        /// The services.
        services: Listing,
    },
    /// Nothing of the snapshot is in the selected clusters.
    #[error("there is no task and no service in the selected cluster")]
    NothingInCluster,
    /// No task goes by this name.
    #[error("there is no task `{}`; there is: {there_is}", .wanted.escape_default())]
    NoSuchTask {
        /// The name.
        wanted: String,
        /// The tasks there are, by the last part of their ARNs.
        there_is: Listing,
    },
    /// Several tasks go by this name.
    #[error("several tasks begin with `{}`: {candidates}", .wanted.escape_default())]
    AmbiguousTask {
        /// The name.
        wanted: String,
        /// The tasks that it may mean.
        candidates: Listing,
    },
    /// No service goes by this name.
    #[error("there is no service `{}`; there is: {there_is}", .wanted.escape_default())]
    NoSuchService {
        /// The name.
        wanted: String,
        /// The services there are.
        there_is: Listing,
    },
    /// No cluster goes by this name.
    #[error("there is no cluster `{}`; there is: {there_is}", .wanted.escape_default())]
    NoSuchCluster {
        /// The name.
        wanted: String,
        /// The clusters there are.
        there_is: Listing,
    },
    /// Something that was selected is not in the snapshot, but may be there: a call that might have told of it failed.
    #[error("{}", NotKnown(.error, .call))]
    NotListed {
        /// The error that it would be if all calls had been answered.
        error: Box<SelectionError>,
        /// The call, or the first of them.
        call: Box<FailedCall>,
    },
    /// A placement without a subnet.
    #[error("a placement needs a subnet")]
    NoSubnet,
    /// A placement in a subnet that the snapshot does not hold.
    #[error("there is no subnet `{wanted}`; there is: {there_is}")]
    NoSuchSubnet {
        /// The subnet.
        wanted: SubnetId,
        /// The subnets there are.
        there_is: Listing,
    },
    /// A placement with a security group that the snapshot does not hold, although it holds security groups.
    #[error("there is no security group `{wanted}`; there is: {there_is}")]
    NoSuchSecurityGroup {
        /// The security group.
        wanted: SecurityGroupId,
        /// The security groups of the VPC of the first subnet, or all where it has none.
        there_is: Listing,
    },
    /// A placement with an image that cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// A placement with a secret that cannot be read.
    #[error("secret `{}`: {error}", .value.escape_default())]
    Secret {
        /// The reference.
        value: String,
        /// What is wrong with it.
        error: ArnError,
    },
    /// A placement with a platform version that cannot be read.
    #[error(transparent)]
    PlatformVersion(#[from] InvalidPlatformVersion),
    /// A placement on ECS Anywhere, which has no subnets.
    #[error("launch type EXTERNAL runs outside AWS and has no subnet")]
    OutsideAws,
    /// Something that AWS takes for tasks on Fargate only.
    #[error("ECS takes `{what}` for launch type FARGATE only, and refuses it for EC2")]
    OnlyFargate {
        /// What it is: `assignPublicIp`, or `platformVersion`.
        what: &'static str,
    },
}

/// What is not known where an error says that something was not found, and why.
struct NotKnown<'a>(&'a SelectionError, &'a FailedCall);

impl fmt::Display for NotKnown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(error, call) = self;
        match error {
            SelectionError::NoSuchTask { wanted, .. } => {
                write!(f, "whether there is a task `{}`", wanted.escape_default())
            }
            SelectionError::NoSuchService { wanted, .. } => {
                write!(f, "whether there is a service `{}`", wanted.escape_default())
            }
            SelectionError::NoSuchCluster { wanted, .. } => {
                write!(f, "whether there is a cluster `{}`", wanted.escape_default())
            }
            SelectionError::NothingInCluster => f.write_str("which tasks and services the selected cluster has"),
            _ => f.write_str("which tasks and services there are"),
        }?;
        let action = &call.action;
        match call.kind {
            FailureKind::Denied => write!(f, " is not known: `{action}` was denied"),
            FailureKind::Throttled => write!(f, " is not known: `{action}` was throttled"),
            FailureKind::TimedOut => write!(f, " is not known: `{action}` timed out"),
            FailureKind::Unreadable => write!(f, " is not known: the answer to `{action}` could not be read"),
            FailureKind::Incomplete => write!(f, " is not known: not all that `{action}` tells is there"),
            FailureKind::Error => write!(f, " is not known: `{action}` failed"),
        }
    }
}

/// What a selection means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selected {
    /// The workloads that were found: placements from flags first, then tasks, then services, each in the order of the
    /// snapshot and once.
    pub workloads: Vec<Workload>,
    /// Calls that failed when the snapshot was made and would have told of more. What they would have told of may be
    /// blocked: the verdict on the selection can be no better than undetermined if there are any.
    pub unlisted: Vec<FailedCall>,
}

/// Workloads that were not selected from a snapshot: they are all that is asked about.
impl From<Vec<Workload>> for Selected {
    fn from(workloads: Vec<Workload>) -> Self {
        Self { workloads, unlisted: Vec::new() }
    }
}
