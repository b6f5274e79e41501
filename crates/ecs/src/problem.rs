//! What keeps a workload's steps or placement from being known.

use hopwise_model::{DocumentKind, Evidence, InstanceId, NetworkInterfaceId};
use thiserror::Error;

use crate::arn::ArnError;
use crate::image::ImageError;
use crate::platform::{InvalidPlatformVersion, PlatformVersion};

/// Something that the snapshot lacks or that cannot be read: the workload's verdict can be no better than
/// undetermined.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind}")]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Where it shows: the text that cannot be read, or what refers to the thing that is missing.
    pub evidence: Evidence,
}

/// Kinds of [`Problem`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProblemKind {
    /// An image reference that cannot be read.
    #[error("{error}")]
    Image {
        /// The container.
        container: Option<String>,
        /// What is wrong with it.
        error: ImageError,
    },
    /// A reference to a secret or parameter that cannot be read.
    #[error("secret `{}`: {error}", .value.escape_default())]
    Secret {
        /// The container.
        container: Option<String>,
        /// The reference.
        value: String,
        /// What is wrong with it.
        error: ArnError,
    },
    /// A reference to an environment file that cannot be read.
    #[error("environment file `{}`: {error}", .value.escape_default())]
    EnvironmentFile {
        /// The container.
        container: Option<String>,
        /// The reference.
        value: String,
        /// What is wrong with it.
        error: ArnError,
    },
    /// `awslogs-region` is no Region.
    #[error("`awslogs-region` is `{}`, which is not a Region", .value.escape_default())]
    LogRegion {
        /// The container.
        container: Option<String>,
        /// The text.
        value: String,
    },
    /// `awslogs-endpoint` is no URL of a host.
    #[error("`awslogs-endpoint` is `{}`, which is not the URL of a host", .value.escape_default())]
    LogEndpoint {
        /// The container.
        container: Option<String>,
        /// The text.
        value: String,
    },
    /// The id of a file system that cannot be read.
    #[error("volume `{}` has `{}`, which is not the id of an EFS file system", .volume.escape_default(), .file_system.escape_default())]
    FileSystem {
        /// The volume.
        volume: String,
        /// The id.
        file_system: String,
    },
    /// An EFS volume on a version of Fargate that has none.
    #[error("volume `{}` is on EFS, which Fargate supports from platform version 1.4.0, not at {version}", .volume.escape_default())]
    FileSystemUnsupported {
        /// The volume.
        volume: String,
        /// The task's platform version.
        version: PlatformVersion,
    },
    /// The task or service names no task definition.
    #[error("no task definition is named")]
    TaskDefinitionUnnamed,
    /// The task definition is not in the snapshot. Steps come from the images that the task itself lists, if any.
    #[error("task definition `{}` is not in the snapshot", .0.escape_default())]
    TaskDefinitionMissing(String),
    /// The container instance is not in the snapshot.
    #[error("container instance `{}` is not in the snapshot", .0.escape_default())]
    ContainerInstanceMissing(String),
    /// Nothing says which instance runs, or would run, the task.
    #[error("it is not known which instance runs it")]
    HostUnknown,
    /// The instance behind a container instance is not in the snapshot.
    #[error("instance `{0}` is not in the snapshot")]
    InstanceMissing(InstanceId),
    /// The instance has no interface, as once it is terminated.
    #[error("instance `{0}` has no network interface")]
    InstanceWithoutInterface(InstanceId),
    /// The instance's interface is not in the snapshot.
    #[error("network interface `{interface}` of instance `{instance}` is not in the snapshot")]
    HostInterfaceMissing {
        /// The instance.
        instance: InstanceId,
        /// Its primary interface.
        interface: NetworkInterfaceId,
    },
    /// A service without network configuration where it needs one.
    #[error("the service has no network configuration")]
    NetworkConfigurationMissing,
    /// Nothing says which subnet the task was in.
    #[error("it is not known which subnet it is in")]
    SubnetUnknown,
    /// The task's interface is not in the snapshot, and neither is a service that would tell its security groups and
    /// whether it had a public address.
    #[error("its network interface is not in the snapshot, and no service tells its security groups")]
    GroupsUnknown,
    /// Nothing says on which launch type it runs.
    #[error("its launch type is not known")]
    LaunchTypeUnknown,
    /// A platform version that cannot be read.
    #[error("platform version {0}")]
    PlatformVersion(InvalidPlatformVersion),
    /// Nothing says which Region it is in.
    #[error("its Region is not known")]
    RegionUnknown,
    /// AWS does not say whether the task's or the instance's interface asks on managed instances. Steps are the
    /// instance's.
    #[error("AWS does not say which network interface pulls images on managed instances")]
    CallerUndocumented,
    /// ECS Anywhere: it runs outside AWS, where no snapshot reaches. There are no steps.
    #[error("it runs outside AWS")]
    OutsideAws,
}

impl ProblemKind {
    /// The document that would settle it, where one would.
    #[must_use]
    pub const fn document(&self) -> Option<DocumentKind> {
        match self {
            Self::TaskDefinitionMissing(_) => Some(DocumentKind::TaskDefinition),
            Self::ContainerInstanceMissing(_) | Self::HostUnknown => Some(DocumentKind::ContainerInstances),
            Self::InstanceMissing(_) => Some(DocumentKind::Reservations),
            Self::GroupsUnknown | Self::SubnetUnknown | Self::HostInterfaceMissing { .. } => {
                Some(DocumentKind::NetworkInterfaces)
            }
            _ => None,
        }
    }
}

/// Something to know that changes no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A log driver whose destination is not known and so not checked.
    LogDestinationUnknown {
        /// The container.
        container: Option<String>,
        /// The driver, such as `awsfirelens`.
        driver: String,
        /// Where it was read.
        evidence: Evidence,
    },
    /// The task's interface is no longer in the snapshot: its security groups and whether it had a public address are
    /// its service's, which may have been changed since.
    PlacedFromService {
        /// The service's name.
        service: String,
        /// Where the service was read.
        evidence: Evidence,
    },
    /// The agent of the instance is not connected to ECS: nothing starts there until it is.
    AgentDisconnected {
        /// The container instance's ARN.
        container_instance: String,
        /// Where it was read.
        evidence: Evidence,
    },
}
