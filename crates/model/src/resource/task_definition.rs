use std::collections::BTreeMap;

use super::Scope;
use crate::evidence::Evidence;

/// A task definition (`ecs describe-task-definition`). Values of environment variables are not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskDefinition {
    /// Its ARN.
    pub arn: String,
    /// Its family.
    pub family: String,
    /// Its revision.
    pub revision: Option<u32>,
    /// `networkMode`, such as `awsvpc`.
    pub network_mode: Option<String>,
    /// Launch types it is meant for, such as `FARGATE`.
    pub requires_compatibilities: Vec<String>,
    /// `runtimePlatform.operatingSystemFamily`, such as `LINUX` or `WINDOWS_SERVER_2022_CORE`.
    pub operating_system_family: Option<String>,
    /// The execution role's ARN.
    pub execution_role: Option<String>,
    /// The task role's ARN, in which containers and mounts with IAM authorization ask.
    pub task_role: Option<String>,
    /// Volumes.
    pub volumes: Vec<Volume>,
    /// Containers.
    pub containers: Vec<ContainerDefinition>,
    /// The container that `proxyConfiguration` names: all traffic of the others goes through it.
    pub proxy: Option<String>,
    /// Members that say something and that this program does not know.
    pub unread: Vec<String>,
    /// Account and Region, from the ARN.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// A volume of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// Its name.
    pub name: String,
    /// Where its files are.
    pub source: VolumeSource,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Where the files of a volume are.
///
/// Source: ECS API reference, `Volume`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VolumeSource {
    /// On what runs the task: a bind mount, or a volume of EBS that is attached at launch.
    Local,
    /// On an EFS file system.
    Efs {
        /// The file system's id.
        file_system: String,
        /// The id of the access point, if it is mounted through one.
        access_point: Option<String>,
        /// Whether the task role is asked for (`authorizationConfig.iam`).
        iam: bool,
    },
    /// In a bucket, through S3 Files.
    S3Files {
        /// The file system's ARN.
        file_system: String,
    },
    /// On an `FSx` for Windows file server.
    FsxWindows {
        /// The file system's id.
        file_system: String,
        /// The secret or parameter with the credentials of the domain, as an ARN.
        credentials: Option<String>,
    },
    /// Made by Docker.
    Docker {
        /// The volume driver; `local` where none is named.
        driver: String,
        /// Options of the driver, as far as [`kept_driver_option`] keeps them.
        options: BTreeMap<String, String>,
    },
    /// Of a kind that this program does not know, by the name of its member.
    Unknown(String),
}

/// A container of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerDefinition {
    /// Its name.
    pub name: String,
    /// Its image reference.
    pub image: String,
    /// Whether the task stops with it.
    pub essential: bool,
    /// Secret with the credentials of a private registry.
    pub repository_credentials: Option<String>,
    /// Secrets injected into its environment.
    pub secrets: Vec<Secret>,
    /// Environment files, as ARNs of S3 objects.
    pub environment_files: Vec<String>,
    /// Its log driver.
    pub log: Option<LogConfiguration>,
    /// What makes it the log router of `FireLens`, if it is that.
    pub firelens: Option<Firelens>,
    /// Where the specifications of its Active Directory accounts are (`credentialSpecs`, and `dockerSecurityOptions` that
    /// are such), as written.
    pub credential_specs: Vec<String>,
    /// Names of the volumes that it mounts.
    pub mounts: Vec<String>,
    /// Names of the containers without which it does not start: `dependsOn`, `links` and `volumesFrom`.
    pub starts_after: Vec<String>,
    /// Members that say something and that this program does not know.
    pub unread: Vec<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// A secret of a container or of its log driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// The name that the container sees.
    pub name: String,
    /// Where the value is: an ARN of Secrets Manager or SSM, or the bare name of an SSM parameter.
    pub value_from: String,
    /// Where it was read.
    pub evidence: Evidence,
}

/// `firelensConfiguration` of a log router.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Firelens {
    /// `config-file-type`: `s3` or `file`; none where there is no file of the user's.
    pub file_type: Option<String>,
    /// `config-file-value`: the ARN of an S3 object, or a path within the image.
    pub file: Option<String>,
}

/// `logConfiguration` of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfiguration {
    /// The driver, such as `awslogs`.
    pub driver: String,
    /// Options of the driver that say where logs go and what waits for it: see [`is_kept_log_option`]. Others are not
    /// kept, since they may hold tokens.
    pub options: BTreeMap<String, String>,
    /// Secrets handed to the driver.
    pub secrets: Vec<Secret>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Parts of the names of log options that say where logs go. Values of other options may be tokens.
const KEPT_OPTIONS: [&str; 6] = ["region", "endpoint", "url", "address", "group", "name"];

/// Options that are kept besides: whether a container waits until its logs can be sent, where a log router's file is, and
/// to whom it sends.
const KEPT_BESIDES: [&str; 9] = [
    "awslogs-stream-prefix",
    "splunk-verify-connection",
    "fluentd-async",
    "fluentd-async-connect",
    "config-file-type",
    "config-file-value",
    "bucket",
    "host",
    "port",
];

/// Parts of the names of options that may be tokens after all, such as `api_key_name`.
const DROPPED_OPTIONS: [&str; 5] = ["token", "secret", "password", "passwd", "key"];

/// Whether the value of an option of a log driver may be kept, shown and written down: it says where logs go, and is no secret.
#[must_use]
pub fn is_kept_log_option(option: &str) -> bool {
    let option = option.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| option.contains(part));
    KEPT_BESIDES.contains(&option.as_str()) || (has(&KEPT_OPTIONS) && !has(&DROPPED_OPTIONS))
}

/// What of an option of a volume driver may be kept, shown and written down: what is mounted, and from where. Of the mount
/// options (`o`), which may hold a password, only the server, its port and the protocol's version.
#[must_use]
pub fn kept_driver_option(option: &str, value: &str) -> Option<String> {
    let plain = |text: String| (!text.contains(['@', '?'])).then_some(text);
    match option {
        "type" | "device" => plain(value.to_owned()),
        "o" => {
            let kept = |part: &&str| {
                let name = part.split('=').next().unwrap_or_default().trim();
                matches!(name, "addr" | "ip" | "port" | "vers" | "nfsvers" | "bind" | "rbind")
            };
            plain(value.split(',').filter(kept).collect::<Vec<_>>().join(","))
        }
        _ => None,
    }
}
