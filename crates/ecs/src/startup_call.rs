//! Who asks for what: the interface from which each call of a start leaves.
//!
//! | call | Fargate, Linux up to 1.3.0 | Fargate, Linux from 1.4.0; Windows | EC2, `awsvpc` | EC2 and managed instances, `bridge`, `host`, `none`, `default` |
//! |---|---|---|---|---|
//! | registry token | AWS's own \[1\] | task \[1\] | instance \[2\] | instance |
//! | image, from whatever registry | task \[1\] | task \[1\] | instance \[2\] | instance |
//! | secrets, parameters, credentials of registries and file servers | AWS's own \[1\] | task \[1\] | instance \[3\] | instance |
//! | environment files | (has none) \[8\] | task, but (none) on Windows \[8\] | instance \[3\] | instance |
//! | files of a log router | (has none) | (has none) | instance \[3\] | instance |
//! | credential specifications | task | task | instance \[3\] | instance |
//! | log driver | task \[1\] | task \[1\] | instance \[4\] | instance |
//! | EFS, S3 Files | (has none) | task \[1\] | **task** \[5\] | instance |
//! | Docker's volumes, `FSx` for Windows | (has none) \[9\] | (has none) \[9\] | instance \[6\] | instance |
//! | ECS itself | nobody in the VPC \[7\] | nobody in the VPC | instance \[7\] | instance |
//!
//! What asks only once the task runs is no call of its start, and no step: ECS Exec's channel (`ssmmessages`), X-Ray, App Mesh
//! and whatever the application asks in its task role leave from the task's interface, or from the instance's where it has none;
//! the proxy of Service Connect is a remark. KMS is asked by Secrets Manager, SSM and S3 themselves, and EFS at its mount targets
//! only, with IAM and access points too: its API has no part in a mount.
//!
//! An unknown launch type is taken for Fargate. On managed instances with mode `awsvpc` AWS does not say which interface asks (fact
//! base E.1 and Y1): each step is the instance's, beside a problem, and stands for both; with another mode there is the instance's
//! alone, and what its agent must reach is not said. ECS Anywhere runs outside AWS and has no steps.
//!
//! Sources: \[1\] ECS developer guide, "Fargate task networking". \[2\] The source of the ECS agent (`agent/ecr`,
//! `agent/engine`): the Docker daemon pulls, on the instance. \[3\] `agent/taskresource`: the agent fetches. \[4\] The source of
//! moby (`daemon/logger`): drivers live in the daemon. \[5\] ECS agent, pull request 2372: the mount helper is handed the task's
//! network namespace. \[6\] moby (`volume/local`) mounts in the daemon's namespace; the agent maps file shares on the instance
//! (`agent/taskresource/fsxwindowsfileserver`). \[7\] ECS developer guide, "Amazon ECS interface VPC endpoints". \[8\] ECS developer
//! guide, "Pass environment variables to a container" (Fargate for Linux from 1.4.0; not for Windows). \[9\] ECS API reference, `Volume`.

use crate::platform::{Caller, LaunchType, NetworkMode, OperatingSystem, Platform};
use crate::step::{Decides, StepKind};

/// Something that has to be fetched or reached before a container runs, by who does it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StartupCall {
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

/// What a task definition may ask for, and AWS offers in some places only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offer<'a> {
    /// A file system of EFS.
    Efs,
    /// A file system of S3 Files.
    S3Files,
    /// A file server of `FSx` for Windows.
    FsxWindows,
    /// A volume of Docker's.
    DockerVolume,
    /// A file of environment variables.
    EnvironmentFile,
    /// A log router's file in S3.
    RouterFileInS3,
    /// A log driver that sends to a server.
    LogDriver(&'a str),
}

/// What [`Platform::is_legacy_fargate`] is called.
const LEGACY: &str = "Fargate before platform version 1.4.0";

impl Platform {
    /// Where the task would run and this is not to be had; none where it is, as far as AWS says.
    ///
    /// Sources: ECS developer guide, "Storage options for Amazon ECS tasks" (EFS and S3 Files for Linux; Docker's volumes not on
    /// Fargate; `FSx` for Windows on EC2), "Mounting S3 file systems on Amazon ECS" (not on EC2) and "Pass environment variables to
    /// a container"; ECS API reference, `LogConfiguration` and `FirelensConfiguration`.
    pub(crate) fn lacks(&self, offer: Offer<'_>) -> Option<&'static str> {
        let fargate = (self.launch_type == Some(LaunchType::Fargate)).then_some("Fargate");
        let legacy = self.is_legacy_fargate().then_some(LEGACY);
        let windows = self.operating_system == OperatingSystem::Windows;
        match offer {
            Offer::Efs => windows.then_some("Windows").or(legacy),
            Offer::S3Files => {
                let ec2 = (self.launch_type == Some(LaunchType::Ec2)).then_some("the EC2 launch type");
                ec2.or(windows.then_some("Windows")).or(legacy)
            }
            Offer::FsxWindows => fargate.or((!windows).then_some("Linux")),
            Offer::DockerVolume | Offer::RouterFileInS3 => fargate,
            Offer::EnvironmentFile => legacy.or(fargate.filter(|_| windows).and(Some("Fargate for Windows"))),
            Offer::LogDriver(driver) => fargate.filter(|_| !matches!(driver, "awslogs" | "splunk" | "awsfirelens")),
        }
    }

    /// Whose interface a call leaves from.
    pub(crate) fn caller(&self, call: StartupCall) -> Caller {
        let fargate = matches!(self.launch_type, Some(LaunchType::Fargate) | None);
        match call {
            StartupCall::ControlPlane | StartupCall::HostMount => Caller::Host,
            StartupCall::Token | StartupCall::Secret if self.is_legacy_fargate() => Caller::Fargate,
            StartupCall::MountHelper
                if self.network == NetworkMode::Awsvpc && self.launch_type == Some(LaunchType::Ec2) =>
            {
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
            system_is_told: true,
            version,
            network,
        };
        let columns = [
            on(LaunchType::Fargate, NetworkMode::Awsvpc, Some(PlatformVersion(1, 3, 0))),
            on(LaunchType::Fargate, NetworkMode::Awsvpc, Some(PlatformVersion(1, 4, 0))),
            on(LaunchType::Ec2, NetworkMode::Awsvpc, None),
            on(LaunchType::Ec2, NetworkMode::Shared, None),
        ];
        for (call, row) in [
            (StartupCall::Token, [Fargate, Task, Host, Host]),
            (StartupCall::Image, [Task, Task, Host, Host]),
            (StartupCall::Secret, [Fargate, Task, Host, Host]),
            (StartupCall::File, [Task, Task, Host, Host]),
            (StartupCall::Log, [Task, Task, Host, Host]),
            (StartupCall::MountHelper, [Task, Task, Task, Host]),
            (StartupCall::HostMount, [Host; 4]),
            (StartupCall::ControlPlane, [Host; 4]),
        ] {
            assert_eq!(columns.map(|platform| platform.caller(call)), row, "{call:?}");
        }
        let windows = Platform { operating_system: OperatingSystem::Windows, ..columns[0] };
        assert_eq!(windows.caller(StartupCall::Token), Task, "Windows counts its versions apart");
        let nobody_knows = Platform { launch_type: None, ..columns[1] };
        assert_eq!(nobody_knows.caller(StartupCall::Image), Task);
    }
}
