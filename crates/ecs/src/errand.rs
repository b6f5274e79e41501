//! Who asks for what: the interface from which each errand of a start leaves.
//!
//! | errand | Fargate, Linux up to 1.3.0 | Fargate, Linux from 1.4.0; Windows | EC2, `awsvpc` | EC2, `bridge`, `host`, `none`, `default` |
//! |---|---|---|---|---|
//! | registry token | AWS's own \[1\] | task \[1\] | instance \[2\] | instance |
//! | image, from whatever registry | task \[1\] | task \[1\] | instance \[2\] | instance |
//! | secrets, parameters, credentials of registries and file servers | AWS's own \[1\] | task \[1\] | instance \[3\] | instance |
//! | environment files, files of a log router, credential specifications | task | task | instance \[3\] | instance |
//! | log driver | task \[1\] | task \[1\] | instance \[4\] | instance |
//! | EFS, S3 Files | (has none) | task \[1\] | **task** \[5\] | instance |
//! | Docker's volumes, `FSx` for Windows | (has none) | (has none) | instance \[6\] | instance |
//! | ECS itself | nobody in the VPC \[7\] | nobody in the VPC | instance \[7\] | instance |
//!
//! An unknown launch type is taken for Fargate, and managed instances for EC2 in any mode, each beside a problem: AWS does not
//! say which interface asks there (fact base E.1 and Y1). ECS Anywhere runs outside AWS and has no steps.
//!
//! Sources: \[1\] ECS developer guide, "Fargate task networking". \[2\] The source of the ECS agent (`agent/ecr`,
//! `agent/engine`): the Docker daemon pulls, on the instance. \[3\] `agent/taskresource`: the agent fetches. \[4\] The source of
//! moby (`daemon/logger`): drivers live in the daemon. \[5\] ECS agent, pull request 2372: the mount helper is handed the task's
//! network namespace. \[6\] moby (`volume/local`) mounts in the daemon's namespace; the agent maps file shares on the instance
//! (`agent/taskresource/fsxwindowsfileserver`). \[7\] ECS developer guide, "Amazon ECS interface VPC endpoints".

use crate::platform::{Caller, LaunchType, NetworkMode, Platform};
use crate::step::{Decides, StepKind};

/// Something that has to be fetched or reached before a container runs, by who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Errand {
    /// A token for private ECR.
    Token,
    /// The manifest and the layers of an image.
    Image,
    /// Secrets, parameters and credentials.
    Secret,
    /// Files that ECS fetches from S3.
    File,
    /// What a log driver sends to.
    Log,
    /// A file system that the mount helper of EFS mounts.
    MountHelper,
    /// A file system that the Docker daemon or the agent mounts on the instance.
    HostMount,
    /// ECS.
    ControlPlane,
}

impl Platform {
    /// Whose interface an errand leaves from.
    pub(crate) fn caller(&self, errand: Errand) -> Caller {
        let fargate = matches!(self.launch_type, Some(LaunchType::Fargate) | None);
        match errand {
            Errand::ControlPlane | Errand::HostMount => Caller::Host,
            Errand::Token | Errand::Secret if self.is_legacy_fargate() => Caller::Fargate,
            Errand::MountHelper if self.network == NetworkMode::Awsvpc && self.launch_type == Some(LaunchType::Ec2) => {
                Caller::Task
            }
            _ if fargate => Caller::Task,
            _ => Caller::Host,
        }
    }

    /// Whether the task starts without a step that only containers need that are not essential.
    ///
    /// AWS documents that such a container's failure leaves the others alone (ECS API reference, `ContainerDefinition`), and of
    /// its own sidecar that the task starts without it; of a pull in general it is assumed. What Fargate does before there are
    /// containers, it reports of the task (`ResourceInitializationError`), and so does the agent of its task resources.
    pub(crate) fn decides_alone(&self, kind: StepKind) -> Decides {
        let fargate = matches!(self.launch_type, Some(LaunchType::Fargate) | None);
        match kind {
            StepKind::ImageManifest | StepKind::ImageLayers | StepKind::FileSystem => Decides::Container,
            StepKind::RegistryAuth | StepKind::Logs if !fargate => Decides::Container,
            StepKind::RegistryAuth
            | StepKind::Secrets
            | StepKind::Parameters
            | StepKind::EnvironmentFiles
            | StepKind::ConfigurationFiles
            | StepKind::Logs => Decides::Unconfirmed,
            StepKind::ControlPlane => Decides::Start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{OperatingSystem, PlatformVersion};

    /// The table of this module, row by row.
    #[test]
    fn every_row() {
        use Caller::{Fargate, Host, Task};
        let on = |launch_type, network, version| Platform {
            launch_type: Some(launch_type),
            operating_system: OperatingSystem::Linux,
            version,
            network,
        };
        let columns = [
            on(LaunchType::Fargate, NetworkMode::Awsvpc, Some(PlatformVersion(1, 3, 0))),
            on(LaunchType::Fargate, NetworkMode::Awsvpc, Some(PlatformVersion(1, 4, 0))),
            on(LaunchType::Ec2, NetworkMode::Awsvpc, None),
            on(LaunchType::Ec2, NetworkMode::Shared, None),
        ];
        for (errand, row) in [
            (Errand::Token, [Fargate, Task, Host, Host]),
            (Errand::Image, [Task, Task, Host, Host]),
            (Errand::Secret, [Fargate, Task, Host, Host]),
            (Errand::File, [Task, Task, Host, Host]),
            (Errand::Log, [Task, Task, Host, Host]),
            (Errand::MountHelper, [Task, Task, Task, Host]),
            (Errand::HostMount, [Host; 4]),
            (Errand::ControlPlane, [Host; 4]),
        ] {
            assert_eq!(columns.map(|platform| platform.caller(errand)), row, "{errand:?}");
        }
        let windows = Platform { operating_system: OperatingSystem::Windows, ..columns[0] };
        assert_eq!(windows.caller(Errand::Token), Task, "Windows counts its versions apart");
        let nobody_knows = Platform { launch_type: None, ..columns[1] };
        assert_eq!(nobody_knows.caller(Errand::Image), Task);
    }
}
