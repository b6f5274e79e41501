use std::net::IpAddr;

use super::Scope;
use crate::evidence::Evidence;
use crate::id::{NetworkInterfaceId, SubnetId};

/// An ECS task (`ecs describe-tasks`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its ARN.
    pub arn: String,
    /// The cluster's ARN.
    pub cluster: Option<String>,
    /// The task definition's ARN.
    pub task_definition: Option<String>,
    /// `service:NAME` or `family:NAME`.
    pub group: Option<String>,
    /// `launchType` as printed.
    pub launch_type: Option<String>,
    /// Capacity provider, such as `FARGATE_SPOT`.
    pub capacity_provider: Option<String>,
    /// Platform version as resolved, such as `1.4.0`.
    pub platform_version: Option<String>,
    /// Platform family, such as `Linux` or `Windows Server 2022 Core`.
    pub platform_family: Option<String>,
    /// The container instance's ARN, on EC2.
    pub container_instance: Option<String>,
    /// `lastStatus`, such as `PENDING`.
    pub last_status: Option<String>,
    /// `stopCode`, such as `TaskFailedToStart`.
    pub stop_code: Option<String>,
    /// Why it stopped, in AWS's words.
    pub stopped_reason: Option<String>,
    /// When it was created, as printed.
    pub created_at: Option<String>,
    /// When its images were pulled, as printed (`pullStoppedAt`).
    pub pulled_at: Option<String>,
    /// When it came from `PENDING` to `RUNNING`, as printed (ECS API reference, `Task.startedAt`).
    pub started_at: Option<String>,
    /// The interface of its attachment. It is gone once the task has stopped.
    pub interface: Option<NetworkInterfaceId>,
    /// The subnet of its attachment.
    pub subnet: Option<SubnetId>,
    /// The private address of its attachment.
    pub private_address: Option<IpAddr>,
    /// Its containers.
    pub containers: Vec<TaskContainer>,
    /// The execution role that the task's overrides name instead of the task definition's, as an ARN.
    pub execution_role: Option<String>,
    /// The task role that they name instead, likewise.
    pub task_role: Option<String>,
    /// Environment files that the task's overrides add, as ARNs.
    pub environment_files: Vec<String>,
    /// Account and Region, from the ARN.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// A container of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskContainer {
    /// Its name.
    pub name: String,
    /// Its image, where printed.
    pub image: Option<String>,
    /// Why it stopped, in AWS's words.
    pub reason: Option<String>,
    /// What it exited with, once it has.
    pub exit_code: Option<i64>,
}

impl Task {
    /// The service that started it.
    #[must_use]
    pub fn service(&self) -> Option<&str> {
        self.group.as_deref()?.strip_prefix("service:")
    }

    /// Whether all that its start needs has worked, as ECS reports it: it runs, or ran.
    #[must_use]
    pub fn has_started(&self) -> bool {
        self.started_at.is_some() || self.last_status.as_deref() == Some("RUNNING")
    }

    /// The last part of its ARN.
    #[must_use]
    pub fn short_id(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or(&self.arn)
    }
}
