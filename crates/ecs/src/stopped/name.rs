//! Names of errors.

use std::fmt;

macro_rules! names {
    ($($(#[$doc:meta])* $variant:ident;)*) => {
        /// The name of an error, as it stands before the text.
        ///
        /// Sources: ECS developer guide, "Stopped tasks error codes"; the source of the Amazon ECS agent (its names of
        /// errors of the container runtime, of states and of resources).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorName {
            $($(#[$doc])* $variant,)*
        }

        impl ErrorName {
            /// Every name.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name itself.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }
        }
    };
}

names! {
    /// An image cannot be pulled.
    CannotPullContainerError;
    /// An image in private ECR cannot be pulled for want of credentials (agent on EC2).
    CannotPullECRContainerError;
    /// An image cannot be pulled for want of a private registry's credentials (agent on EC2).
    CannotPullContainerAuthError;
    /// The manifest of an image cannot be pulled.
    CannotPullImageManifestError;
    /// What a task needs before it has containers: registry tokens, secrets, log streams, files, file systems.
    ResourceInitializationError;
    /// Docker took too long.
    DockerTimeoutError;
    /// The container runtime took too long.
    ContainerRuntimeTimeoutError;
    /// The container runtime failed.
    ContainerRuntimeError;
    /// The task was stopped before the pull.
    TaskStoppedBeforePullBeginError;
    /// The container's network cannot be set up.
    ContainerNetworkingError;
    /// A container cannot be started.
    CannotStartContainerError;
    /// A container cannot be created.
    CannotCreateContainerError;
    /// A container cannot be stopped.
    CannotStopContainerError;
    /// A container cannot be looked at.
    CannotInspectContainerError;
    /// A container cannot be described.
    CannotDescribeContainerError;
    /// A container cannot be removed.
    CannotRemoveContainerError;
    /// A volume cannot be made.
    CannotCreateVolumeError;
    /// A volume cannot be looked at.
    CannotInspectVolumeError;
    /// The settings for a container's host do not fit together.
    HostConfigError;
    /// A container that this one waits for did not get as far as it should.
    TaskDependencyError;
    /// The host lacks what the task reserves.
    HostResourceError;
    /// The agent failed.
    InternalError;
    /// Fargate Spot, or a Spot Instance, was taken back.
    SpotInterruptionError;
    /// A container used more memory than it may.
    OutOfMemoryError;
    /// The task failed to start; what follows says why.
    TaskFailedToStart;
}

impl ErrorName {
    /// Whether the container runtime reports it of a container or a volume on its own host. What such a text says of
    /// pipes, sockets and time limits is about the host, never about the VPC.
    pub(super) const fn is_of_runtime(self) -> bool {
        match self {
            Self::ContainerRuntimeTimeoutError
            | Self::ContainerRuntimeError
            | Self::CannotStartContainerError
            | Self::CannotCreateContainerError
            | Self::CannotStopContainerError
            | Self::CannotInspectContainerError
            | Self::CannotDescribeContainerError
            | Self::CannotRemoveContainerError
            | Self::CannotCreateVolumeError
            | Self::CannotInspectVolumeError
            | Self::HostConfigError
            | Self::TaskDependencyError
            | Self::HostResourceError
            | Self::InternalError
            | Self::SpotInterruptionError
            | Self::OutOfMemoryError => true,
            Self::CannotPullContainerError
            | Self::CannotPullECRContainerError
            | Self::CannotPullContainerAuthError
            | Self::CannotPullImageManifestError
            | Self::ResourceInitializationError
            | Self::DockerTimeoutError
            | Self::TaskStoppedBeforePullBeginError
            | Self::ContainerNetworkingError
            | Self::TaskFailedToStart => false,
        }
    }

    /// The first name in a text. `TaskFailedToStart` only says what others say better.
    pub(super) fn find(text: &str) -> Option<Self> {
        let named = |name: &&Self| **name != Self::TaskFailedToStart;
        let place = |name: &Self| Some((text.find(name.as_str())?, *name));
        let first = Self::ALL.iter().filter(named).filter_map(place).min_by_key(|(place, _)| *place);
        let other = || text.contains(Self::TaskFailedToStart.as_str()).then_some(Self::TaskFailedToStart);
        first.map(|(_, name)| name).or_else(other)
    }
}

impl fmt::Display for ErrorName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
