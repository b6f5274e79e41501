//! What keeps a workload's steps or placement from being known.

use hopwise_model::{DocumentKind, Evidence, InstanceId, NetworkInterfaceId, SecurityGroupId, SubnetId, VpcId};
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
    /// A reference to a file in S3 that configures a log router or an Active Directory account, which cannot be read.
    #[error("configuration file `{}`: {error}", .value.escape_default())]
    ConfigurationFile {
        /// The container.
        container: Option<String>,
        /// The reference.
        value: String,
        /// What is wrong with it.
        error: ArnError,
    },
    /// The option of a log driver that names its server is missing (it may be given as a secret), or names none.
    #[error("{}", log_server(.option, .value.as_deref()))]
    LogServer {
        /// The container.
        container: Option<String>,
        /// The option.
        option: &'static str,
        /// The text, if it is there.
        value: Option<String>,
    },
    /// Something that this program does not know and that may need the network.
    #[error("{what}")]
    Unfamiliar {
        /// The container.
        container: Option<String>,
        /// What it is.
        what: Unfamiliar,
    },
    /// Something that AWS does not offer where the task runs: such a task does not start, or what is read of it is not so.
    #[error("{what} is not supported on {on}")]
    Unsupported {
        /// What it is.
        what: String,
        /// Where.
        on: &'static str,
    },
    /// The ARN of a file system of S3 Files that cannot be read.
    #[error("volume `{}`: {error}", .volume.escape_default())]
    FileSystemArn {
        /// The volume.
        volume: String,
        /// What is wrong with it.
        error: ArnError,
    },
    /// The name of a file server is one of the user's domain, which `FSx` tells the agent and no document of the snapshot shows.
    #[error("volume `{}`: the instance must reach file server `{}` on tcp {port}, and the snapshot does not show under which name and address", .volume.escape_default(), .file_system.escape_default())]
    FileServerUnknown {
        /// The volume.
        volume: String,
        /// The file system's id.
        file_system: String,
        /// The port.
        port: u16,
    },
    /// The options of a volume do not tell from which server it is mounted.
    #[error("volume `{}`: its options do not say from which server Docker mounts it", .volume.escape_default())]
    VolumeServer {
        /// The volume.
        volume: String,
    },
    /// An option that `awslogs` requires is missing: the container does not start.
    #[error("`{option}` is missing, which the log driver `awslogs` requires: the container does not start without it")]
    LogOption {
        /// The container.
        container: Option<String>,
        /// The option.
        option: &'static str,
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
    /// The task definition is in the snapshot and has no container: AWS takes none without (ECS API reference,
    /// `RegisterTaskDefinition`), so that the document was edited.
    #[error("task definition `{}` is in the snapshot without its `containerDefinitions`, of which AWS always prints one", .0.escape_default())]
    NoContainers(String),
    /// The container instance is not in the snapshot.
    #[error("container instance `{}` is not in the snapshot", .0.escape_default())]
    ContainerInstanceMissing(String),
    /// Nothing says which instance runs, or would run, the task.
    #[error("it is not known which instance runs it")]
    HostUnknown,
    /// None of the container instances that were described is of its cluster.
    #[error("none of the container instances in the snapshot is of its cluster: on EC2 no task starts without one")]
    NoInstance,
    /// No container instance of the cluster takes tasks: each drains or is inactive, or its agent is not connected.
    #[error("container instance `{}`{} no tasks (`status` is not `ACTIVE`, or `agentConnected` is false): none starts until one does, or another one is registered", crate::arn::Arn::last_part(.container_instance).escape_default(), and_others(*.others))]
    NoInstanceTakesTasks {
        /// The ARN of the first of them.
        container_instance: String,
        /// How many there are besides.
        others: usize,
    },
    /// A record lacks a member that AWS always prints, and what it would say matters.
    #[error("{} `{}` is in the snapshot without its `{member}`, which AWS always prints: what it says is not known", .kind.noun(), crate::arn::Arn::last_part(.id).escape_default())]
    MissingMember {
        /// What it is a record of.
        kind: DocumentKind,
        /// Its ARN.
        id: String,
        /// The member.
        member: &'static str,
    },
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
    /// The service was deleted, or is being deleted.
    #[error("the service is {}: ECS starts no tasks of it any more", .0.escape_default())]
    ServiceEnded(String),
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
    /// A security group is of another VPC than a subnet: AWS makes no interface with both.
    #[error(
        "security group `{group}` is of {vpc}, and subnet `{subnet}` of {subnet_vpc}: AWS makes no network interface with both, so that no task starts there"
    )]
    GroupOfOtherVpc {
        /// The group.
        group: SecurityGroupId,
        /// Its VPC.
        vpc: VpcId,
        /// The subnet.
        subnet: SubnetId,
        /// The subnet's VPC.
        subnet_vpc: VpcId,
    },
    /// None of the subnets has an address left for another task.
    #[error(
        "subnet `{0}` had no address left (`AvailableIpAddressCount` is 0): no task starts there until one is free"
    )]
    SubnetFull(SubnetId),
    /// Nothing says on which launch type it runs.
    #[error("its launch type is not known{}", .provider.as_deref().map_or_else(String::new, by_provider))]
    LaunchTypeUnknown {
        /// A capacity provider of the user's that starts it: its name does not tell on what.
        provider: Option<String>,
    },
    /// The task or service, and the task definition, are of different operating systems: such a task does not start, or one
    /// of the documents is older than the other.
    #[error(
        "the task or service is of another operating system than its task definition says (`platformFamily`, `operatingSystemFamily`)"
    )]
    OperatingSystemContradicted,
    /// Nothing says which operating system the instances have that run it, or they have several.
    #[error("it is not known which operating system the instances have that run it, or they have several")]
    OperatingSystemUnknown,
    /// A platform version that cannot be read.
    #[error("platform version {0}")]
    PlatformVersion(InvalidPlatformVersion),
    /// Nothing says which Region it is in.
    #[error("its Region is not known")]
    RegionUnknown,
    /// AWS does not say whether the task's or the instance's interface asks on managed instances, where the task has one of its
    /// own. Steps are the instance's.
    #[error("AWS does not say which network interface pulls images on managed instances")]
    CallerUndocumented,
    /// AWS does not say which hosts the agent of a managed instance must reach.
    #[error(
        "AWS does not say which hosts the agent of a managed instance must reach, and those of ECS are not checked"
    )]
    AgentUndocumented,
    /// ECS Anywhere: it runs outside AWS, where no snapshot reaches. There are no steps.
    #[error("it runs outside AWS")]
    OutsideAws,
}

/// What this program does not know, and what may need the network before a task runs.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unfamiliar {
    /// A member of a container definition or of the task definition.
    #[error("`{}` is not known to this program: whether it needs the network is not checked", .0.escape_default())]
    Member(String),
    /// A kind of volume.
    #[error("volume `{}` has `{}`, which is not known to this program: how it is mounted is not checked", .volume.escape_default(), .member.escape_default())]
    Volume {
        /// The volume.
        volume: String,
        /// The member that configures it.
        member: String,
    },
    /// A volume driver that is not Docker's own.
    #[error("volume `{}` is made by driver `{}`: what that needs of the network is not known and not checked", .volume.escape_default(), .driver.escape_default())]
    VolumeDriver {
        /// The volume.
        volume: String,
        /// The driver.
        driver: String,
    },
    /// A type of `mount` that Docker's own driver is told.
    #[error("volume `{}` is mounted as `{}`: what that needs of the network is not known and not checked", .volume.escape_default(), .kind.escape_default())]
    VolumeType {
        /// The volume.
        volume: String,
        /// The type.
        kind: String,
    },
    /// NFS before version 4, for which the server is asked at more ports than one.
    #[error("volume `{}` is mounted by NFS before version 4, for which the server's port mapper (111) and mount service are asked, too: they are not checked", .volume.escape_default())]
    OldNfs {
        /// The volume.
        volume: String,
    },
    /// A log driver.
    #[error("log driver `{}` is not known to this program: whether a container waits for it is not checked", .0.escape_default())]
    LogDriver(String),
    /// An option of a log driver that says where logs go, where AWS does not say that it is taken.
    #[error("AWS does not say whether Fargate takes the log option `{0}`: whether logs go there is not known")]
    LogOption(&'static str),
    /// Where a log router's file is.
    #[error("a log router's file of type `{}` is not known to this program: how it is fetched is not checked", .0.escape_default())]
    RouterFile(String),
    /// A secret that only a file names which the snapshot does not hold.
    #[error("`{}` names a secret that the snapshot does not show: whether it can be fetched is not checked", .0.escape_default())]
    SecretWithin(String),
    /// A network mode.
    #[error("network mode `{}` is not known to this program: which interface mounts file systems is not known", .0.escape_default())]
    NetworkMode(String),
}

fn and_others(others: usize) -> String {
    match others {
        0 => ", the only one known, takes".to_owned(),
        1 => " and the other one take".to_owned(),
        _ => format!(" and the {others} others take"),
    }
}

fn by_provider(provider: &str) -> String {
    let provider = provider.escape_default();
    format!(": capacity provider `{provider}` may start it on your own instances or on managed ones")
}

fn log_server(option: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("`{option}` is `{}`, which is not the address of a server", value.escape_default()),
        None => format!("the task definition does not show `{option}`: where logs are sent is not known"),
    }
}

impl ProblemKind {
    /// The document that would settle it, where one would.
    #[must_use]
    pub const fn document(&self) -> Option<DocumentKind> {
        match self {
            Self::TaskDefinitionMissing(_) | Self::NoContainers(_) => Some(DocumentKind::TaskDefinition),
            Self::ContainerInstanceMissing(_) | Self::HostUnknown => Some(DocumentKind::ContainerInstances),
            Self::InstanceMissing(_) | Self::OperatingSystemUnknown => Some(DocumentKind::Reservations),
            Self::GroupsUnknown | Self::SubnetUnknown | Self::HostInterfaceMissing { .. } => {
                Some(DocumentKind::NetworkInterfaces)
            }
            Self::MissingMember { kind, .. } => Some(*kind),
            _ => None,
        }
    }
}

/// Something to know that changes no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// One of several subnets had no address left for another task.
    SubnetFull {
        /// The subnet.
        subnet: SubnetId,
        /// Where it was read.
        evidence: Evidence,
    },
    /// A log driver whose destination is not known and so not checked.
    LogDestinationUnknown {
        /// The container.
        container: Option<String>,
        /// The driver, such as `awsfirelens`.
        driver: String,
        /// Where it was read.
        evidence: Evidence,
    },
    /// Logs are sent there once the container runs: its start does not wait for it, and it is not checked.
    LogsAfterStart {
        /// The container.
        container: Option<String>,
        /// The driver.
        driver: String,
        /// The host, with the port where one is named.
        destination: String,
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
    /// The proxy of Service Connect gets its configuration from ECS, at a name of its own or through an endpoint for `ecs-agent`
    /// (ECS developer guide, "Amazon ECS interface VPC endpoints"): how the start depends on it, AWS does not say.
    ServiceConnect {
        /// Where it was read.
        evidence: Evidence,
    },
    /// The instance takes no tasks, as its `status` says: `DRAINING`, `INACTIVE` and the like (ECS API reference,
    /// `ContainerInstance`).
    TakesNoTasks {
        /// The container instance's ARN.
        container_instance: String,
        /// The status.
        status: String,
        /// Where it was read.
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
