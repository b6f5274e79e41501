//! Steps: what must be reached before a task runs.

mod collect;
mod control_plane;
mod file;
mod log;
mod registry;
mod secret;
mod volume;

use std::fmt;

use hopwise_model::{Evidence, Region};

pub(crate) use collect::{Collector, Needed};
pub(crate) use secret::value_from;

use crate::access::Access;
use crate::aws_service::AwsService;
use crate::platform::Caller;

/// A kind of step, in the order in which ECS takes them, as far as AWS says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// A token for a private ECR registry.
    RegistryAuth,
    /// The manifest of an image.
    ImageManifest,
    /// The layers of an image in private ECR, from S3.
    ImageLayers,
    /// Secrets of Secrets Manager.
    Secrets,
    /// Parameters of SSM.
    Parameters,
    /// Environment files in S3.
    EnvironmentFiles,
    /// Files in S3 that configure a log router or an Active Directory account.
    ConfigurationFiles,
    /// What a log driver must reach before a container starts: the log stream of `awslogs`, or the server of another driver
    /// that connects first.
    Logs,
    /// ECS itself, for the agent on an EC2 instance.
    ControlPlane,
    /// File systems that are mounted, and what is asked for their names.
    FileSystem,
}

impl StepKind {
    /// Every kind, in order.
    pub const ALL: &[Self] = &[
        Self::RegistryAuth,
        Self::ImageManifest,
        Self::ImageLayers,
        Self::Secrets,
        Self::Parameters,
        Self::EnvironmentFiles,
        Self::ConfigurationFiles,
        Self::Logs,
        Self::ControlPlane,
        Self::FileSystem,
    ];

    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RegistryAuth => "registry-auth",
            Self::ImageManifest => "image-manifest",
            Self::ImageLayers => "image-layers",
            Self::Secrets => "secrets",
            Self::Parameters => "parameters",
            Self::EnvironmentFiles => "environment-files",
            Self::ConfigurationFiles => "configuration-files",
            Self::Logs => "logs",
            Self::ControlPlane => "control-plane",
            Self::FileSystem => "file-system",
        }
    }
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One destination that must be reached before a task runs: TCP to `host`:`port`, asked by `from`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is fetched there.
    pub kind: StepKind,
    /// The service's name in output: that of [`AwsService::name`], or the host of a registry that is not ECR.
    pub service: String,
    /// The service whose addresses, endpoints and prefix lists stand behind `host`. None for registries outside AWS's
    /// Regions and for file systems, whose mount targets are interfaces in subnets: no endpoint leads to them.
    pub aws_service: Option<AwsService>,
    /// The Region of the destination, which need not be the task's. None for registries outside AWS's Regions.
    pub region: Option<Region>,
    /// The host name, or an address where a registry is named by its address.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// Who asks.
    pub from: Caller,
    /// Why it is needed; at least one reason.
    pub needs: Vec<Need>,
    /// Whether the start of the task stands or falls with it.
    pub decides: Decides,
    /// What must be allowed, each once. Empty where nobody is asked for permission, as by a public registry.
    pub access: Vec<Access>,
    /// What limits the answer, if anything does: of several notes the first in the order of [`StepNote`].
    pub note: Option<StepNote>,
}

impl Step {
    /// The step where the VPC of the asker has, or has no, endpoint that answers for `ecs`: there the ECS agent is told
    /// another name to connect to. All other steps are as they were.
    ///
    /// Source: ECS developer guide, "Understanding Amazon ECS endpoint naming patterns".
    #[must_use]
    pub fn in_vpc_with(&self, ecs_endpoint: bool) -> Self {
        let mut step = self.clone();
        if let Some((service, region, numbered)) = self.agent_channel() {
            step.host = if ecs_endpoint { service.host(region) } else { numbered };
        }
        step
    }

    /// Whether it is the ECS agent's and asks for a public name, which no endpoint answers: what the agent is told
    /// unless its call to `ecs` came through an endpoint.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        self.agent_channel().is_some_and(|(_, _, numbered)| numbered == self.host)
    }

    fn agent_channel(&self) -> Option<(AwsService, &Region, String)> {
        let (service, region) = (self.aws_service?, self.region.as_ref()?);
        let numbered = service.numbered_host(region)?;
        (self.kind == StepKind::ControlPlane).then_some((service, region, numbered))
    }
}

/// Whether the start of a task stands or falls with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decides {
    /// It does.
    Start,
    /// Only containers need it that are not essential, and AWS does not say whether the task starts without it.
    Unconfirmed,
    /// Only containers need it that are not essential and that no other container waits for: the task is assumed to start
    /// without them.
    Container,
}

impl Decides {
    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Unconfirmed => "unconfirmed",
            Self::Container => "container",
        }
    }
}

/// Why a step is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The container that needs it; none for what the whole task needs, or for what flags ask for.
    pub container: Option<String>,
    /// Whether the task does not start without that container, as far as its task definition says.
    pub essential: bool,
    /// What needs it.
    pub reason: Reason,
    /// Where that was read.
    pub evidence: Evidence,
}

/// What in a task definition makes a step necessary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// An image, as written.
    Image(String),
    /// Some image in private ECR; nobody has said which.
    AnyPrivateImage,
    /// A secret or parameter, as `valueFrom` names it, for an environment variable.
    Secret(String),
    /// A secret or parameter, as `valueFrom` names it, for an option of the log driver.
    LogSecret(String),
    /// The secret with the credentials of a private registry.
    RepositoryCredentials(String),
    /// An environment file, as an ARN.
    EnvironmentFile(String),
    /// The log driver.
    LogDriver,
    /// A log router's configuration, as the ARN of an S3 object.
    LogRouter(String),
    /// The specification of an Active Directory account, as written.
    CredentialSpec(String),
    /// The credentials with which a file server is mounted, as an ARN.
    FileServerCredentials(String),
    /// A file system.
    FileSystem {
        /// The volume's name.
        volume: String,
        /// The file system's id.
        file_system: String,
    },
    /// The ECS agent of an EC2 instance.
    Agent,
}

/// What limits the answer that a step can have. None of these makes a step fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepNote {
    /// An interface of AWS's own asks, outside the VPC: nothing in the snapshot can stop it.
    OffVpc,
    /// The registry may send the client on to hosts of its own choice, which are not known.
    RedirectsElsewhere,
    /// Base layers of Windows images may come from Microsoft's hosts.
    ForeignLayersFromMicrosoft,
    /// The repository's name begins like those that pull-through cache rules make: the first pull of an image may need
    /// a way to the internet.
    PullThroughCacheMayNeedInternet,
    /// The ARN of an S3 object names no Region; the bucket is taken to be in the task's.
    BucketRegionAssumed,
    /// One of the hosts that the ECS agent may be sent to: which one, it is told when it asks `ecs`.
    HostToldByEcs,
    /// Asked from the task's own interface although it runs on an instance: what is mounted, is mounted in the task's network.
    MountedByTask,
    /// The name that is asked has the id of the task's Availability Zone in front.
    ZoneIdInFront,
    /// Docker on an EC2 instance asks, not the task: the instance's subnet and security groups count, even where the
    /// task has an interface of its own.
    GaugedByHost,
}
