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
    /// EFS volumes.
    pub efs_volumes: Vec<EfsVolume>,
    /// Containers.
    pub containers: Vec<ContainerDefinition>,
    /// Account and Region, from the ARN.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// An EFS volume of a task definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EfsVolume {
    /// The volume's name.
    pub name: String,
    /// The file system's id.
    pub file_system: String,
    /// Where it was read.
    pub evidence: Evidence,
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
    /// Whether it is the log router of `FireLens`.
    pub is_log_router: bool,
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

/// `logConfiguration` of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogConfiguration {
    /// The driver, such as `awslogs`.
    pub driver: String,
    /// Options of the driver that say where logs go: names that contain `region`, `endpoint`, `url`, `address`,
    /// `group` or `name`, among them `awslogs-create-group`. Others are not kept, since they may hold tokens.
    pub options: BTreeMap<String, String>,
    /// Secrets handed to the driver.
    pub secrets: Vec<Secret>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Parts of the names of log options that say where logs go. Values of other options may be tokens.
const KEPT_OPTIONS: [&str; 6] = ["region", "endpoint", "url", "address", "group", "name"];

/// Parts of the names of options that may be tokens after all, such as `api_key_name`.
const DROPPED_OPTIONS: [&str; 5] = ["token", "secret", "password", "passwd", "key"];

/// Whether the value of an option of a log driver may be kept, shown and written down: it says where logs go, and is no secret.
#[must_use]
pub fn is_kept_log_option(option: &str) -> bool {
    let option = option.to_ascii_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|part| option.contains(part));
    has(&KEPT_OPTIONS) && !has(&DROPPED_OPTIONS)
}
