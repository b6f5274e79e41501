//! What kind of failure a text tells of.

/// The kind of failure that a text tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Packets, names or connections.
    Network(NetworkFault),
    /// Somebody answered, and refused: the packets arrived.
    Permission(Refusal),
    /// Nobody has credentials to show, or what was shown is not accepted.
    Credentials,
    /// The registry has no such image, or shows it only to those who log in: it does not tell which.
    ImageOrCredentials,
    /// What was asked for is not there.
    Missing(Missing),
    /// Asked too often.
    RateLimit,
    /// No space left.
    Disk,
    /// The image is not for this processor or operating system.
    Platform,
    /// The image itself is broken: its configuration and its layers do not fit together.
    BrokenImage,
    /// The task definition, or a value that it names, is malformed.
    Configuration,
    /// A log driver that could not be set up: its destination cannot be reached, or its options are wrong.
    LogDriver,
    /// The service that was asked failed itself.
    ServerError,
    /// The network interface or another resource of the task could not be made.
    Provisioning,
    /// ECS finds no place for the task.
    Capacity(Shortage),
    /// Docker took too long: a large image, a slow disk or a slow network.
    TimedOut,
    /// The image is there, but its container cannot be started.
    ContainerStart,
    /// It ended after it had started, or was stopped on purpose: no problem of its start.
    Ended,
    /// The text says that the start failed, and not why.
    NoCause,
    /// The text is not known.
    Unknown,
}

impl Class {
    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Network(_) => "network",
            Self::Permission(_) => "permission",
            Self::Credentials => "credentials",
            Self::ImageOrCredentials => "image-or-credentials",
            Self::Missing(_) => "missing",
            Self::RateLimit => "rate-limit",
            Self::Disk => "disk",
            Self::Platform => "platform",
            Self::BrokenImage => "broken-image",
            Self::Configuration => "configuration",
            Self::LogDriver => "log-driver",
            Self::ServerError => "server-error",
            Self::Provisioning => "provisioning",
            Self::Capacity(_) => "capacity",
            Self::TimedOut => "timed-out",
            Self::ContainerStart => "container-start",
            Self::Ended => "ended",
            Self::NoCause => "no-cause",
            Self::Unknown => "unknown",
        }
    }

    /// The word of the JSON output for what the class alone does not tell: the fault, the layer, the missing thing.
    #[must_use]
    pub const fn detail(self) -> Option<&'static str> {
        match self {
            Self::Network(fault) => Some(fault.as_str()),
            Self::Permission(refusal) => Some(refusal.layer.as_str()),
            Self::Missing(missing) => Some(missing.as_str()),
            Self::Capacity(shortage) => shortage.as_str(),
            _ => None,
        }
    }

    /// Whether something other than the network stops the task, as far as the text goes. Where it may be either, or
    /// where the text does not say, it is not.
    #[must_use]
    pub const fn is_elsewhere(self) -> bool {
        match self {
            // An agent that is not connected may lack the way to ECS.
            Self::Capacity(shortage) => !matches!(shortage, Shortage::Agent),
            Self::Permission(_)
            | Self::Credentials
            | Self::ImageOrCredentials
            | Self::Missing(_)
            | Self::RateLimit
            | Self::Disk
            | Self::Platform
            | Self::BrokenImage
            | Self::Configuration
            | Self::ServerError
            | Self::Provisioning
            | Self::ContainerStart
            | Self::Ended => true,
            Self::Network(_) | Self::LogDriver | Self::TimedOut | Self::NoCause | Self::Unknown => false,
        }
    }
}

/// What went wrong with packets, names or connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NetworkFault {
    /// Nobody answered the first packet: something drops it, or the reply, in silence.
    Unanswered,
    /// The client's own system, or a router, knows no way to the address.
    Unreachable,
    /// A refusal came back. Security groups, network ACLs and missing routes send none.
    Refused,
    /// TCP works, the TLS handshake stalls.
    TlsHandshake,
    /// The certificate is not the one that was expected.
    Certificate,
    /// The connection was there and got lost.
    Lost,
    /// The DNS server says that there is no such name.
    NameNotFound,
    /// The DNS server does not answer, or fails.
    DnsServer,
    /// Given up after an overall timeout. No address is named, so that the path taken is not known.
    Interrupted,
    /// AWS says that it is the network, and no more; or what a library reported is cut off before it says how.
    Unspecified,
}

impl NetworkFault {
    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unanswered => "unanswered",
            Self::Unreachable => "unreachable",
            Self::Refused => "refused",
            Self::TlsHandshake => "tls-handshake",
            Self::Certificate => "certificate",
            Self::Lost => "lost",
            Self::NameNotFound => "name-not-found",
            Self::DnsServer => "dns-server",
            Self::Interrupted => "interrupted",
            Self::Unspecified => "unspecified",
        }
    }

    /// Whether somebody answered the first packet, so that nothing on the way drops it.
    #[must_use]
    pub const fn was_answered(self) -> bool {
        matches!(self, Self::Refused | Self::TlsHandshake | Self::Certificate | Self::Lost)
    }

    /// Whether it is about the name, before any packet to the host itself.
    #[must_use]
    pub const fn is_of_name(self) -> bool {
        matches!(self, Self::NameNotFound | Self::DnsServer)
    }
}

/// Who refused, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Refusal {
    /// Whose policy.
    pub layer: PolicyLayer,
    /// Whether nothing allows it or something denies it.
    pub kind: RefusalKind,
}

/// How a policy refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalKind {
    /// No statement allows it.
    Implicit,
    /// A statement denies it: no further allow helps.
    Explicit,
    /// The text does not say.
    Unsaid,
}

impl RefusalKind {
    /// The word of the JSON output, where the text says.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        match self {
            Self::Implicit => Some("implicit"),
            Self::Explicit => Some("explicit"),
            Self::Unsaid => None,
        }
    }
}

/// A layer of policies, as AWS names it at the end of an error text.
///
/// Across accounts the text may blame the resource's policy though the role's own lacks the permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyLayer {
    /// The role's own policies.
    IdentityBased,
    /// The policy of the resource: of a repository, secret, bucket or key.
    ResourceBased,
    /// The policy of the VPC endpoint that the request came through.
    VpcEndpoint,
    /// The role's permissions boundary.
    PermissionsBoundary,
    /// A service control policy of the organization.
    ServiceControl,
    /// A resource control policy of the organization.
    ResourceControl,
    /// The policy of the session.
    Session,
    /// The role's trust policy: it cannot be assumed.
    RoleTrust,
    /// The key that the secret is encrypted with.
    Key,
    /// The text does not say.
    Unnamed,
}

impl PolicyLayer {
    /// Every layer that AWS names, with its words for it, in lower case.
    pub(super) const NAMED: &[(Self, &'static str)] = &[
        (Self::IdentityBased, "identity-based policy"),
        (Self::ResourceBased, "resource-based policy"),
        (Self::VpcEndpoint, "vpc endpoint policy"),
        (Self::PermissionsBoundary, "permissions boundary"),
        (Self::ServiceControl, "service control policy"),
        (Self::ResourceControl, "resource control policy"),
        (Self::Session, "session policy"),
        (Self::RoleTrust, "role trust policy"),
    ];

    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdentityBased => "identity-based",
            Self::ResourceBased => "resource-based",
            Self::VpcEndpoint => "vpc-endpoint",
            Self::PermissionsBoundary => "permissions-boundary",
            Self::ServiceControl => "service-control-policy",
            Self::ResourceControl => "resource-control-policy",
            Self::Session => "session-policy",
            Self::RoleTrust => "role-trust",
            Self::Key => "key",
            Self::Unnamed => "unnamed",
        }
    }
}

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// An image, or its tag or digest.
    Image,
    /// An image that was pulled before, on the host where its container is to be made.
    ImageOnHost,
    /// A repository.
    Repository,
    /// A secret.
    Secret,
    /// A parameter.
    Parameter,
    /// The key that a secret or a parameter is encrypted with: it is disabled, or is going to be deleted.
    Key,
    /// A log group.
    LogGroup,
    /// An environment file, or its bucket.
    File,
    /// A bucket where it was asked for: it is in another Region.
    BucketInRegion,
    /// A directory of a file system.
    Directory,
    /// A cluster of ECS.
    Cluster,
    /// A service of ECS, or it is not active.
    Service,
    /// The text does not say what.
    Unnamed,
}

impl Missing {
    /// The word of the JSON output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::ImageOnHost => "image-on-host",
            Self::Repository => "repository",
            Self::Secret => "secret",
            Self::Parameter => "parameter",
            Self::Key => "key",
            Self::LogGroup => "log-group",
            Self::File => "file",
            Self::BucketInRegion => "bucket-in-region",
            Self::Directory => "directory",
            Self::Cluster => "cluster",
            Self::Service => "service",
            Self::Unnamed => "unnamed",
        }
    }
}

/// What is lacking where ECS finds no place for a task (ECS developer guide, "API failure reasons" and "Service event messages").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shortage {
    /// CPU, memory, GPUs or a limit of the account: room, or the text does not say what.
    Room,
    /// The agent of the container instance is not connected to ECS.
    Agent,
    /// No container instance has an attribute that the task definition, or the way it is run, asks for.
    Attribute,
    /// The container instance is in another Availability Zone than the subnets of the task.
    Zone,
    /// The container instance, or the cluster, is not registered any more.
    Inactive,
    /// There is no container instance at all.
    Instances,
    /// No container instance can take another network interface.
    Interfaces,
    /// Every container instance uses the port already.
    Ports,
    /// No container instance meets a placement constraint.
    Constraint,
}

impl Shortage {
    /// The word of the JSON output, where it is more than room.
    #[must_use]
    pub const fn as_str(self) -> Option<&'static str> {
        Some(match self {
            Self::Room => return None,
            Self::Agent => "agent",
            Self::Attribute => "attribute",
            Self::Zone => "zone",
            Self::Inactive => "inactive",
            Self::Instances => "instances",
            Self::Interfaces => "network-interfaces",
            Self::Ports => "ports",
            Self::Constraint => "constraint",
        })
    }
}
