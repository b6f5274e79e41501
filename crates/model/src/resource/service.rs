use super::Scope;
use crate::evidence::Evidence;
use crate::id::{SecurityGroupId, SubnetId};

/// An ECS service (`ecs describe-services`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The cluster's ARN.
    pub cluster: Option<String>,
    /// `status`, such as `ACTIVE`.
    pub status: Option<String>,
    /// `launchType` as printed; absent with a capacity provider strategy.
    pub launch_type: Option<String>,
    /// Names of the capacity providers of its strategy.
    pub capacity_providers: Vec<String>,
    /// Platform version, often `LATEST`.
    pub platform_version: Option<String>,
    /// Platform family, such as `Linux`.
    pub platform_family: Option<String>,
    /// The task definition's ARN.
    pub task_definition: Option<String>,
    /// Where its tasks go: its own network configuration, or that of its primary task set where a deployment
    /// controller other than ECS's keeps it there.
    pub network: Option<NetworkConfiguration>,
    /// Service Connect, where its primary deployment has it on.
    pub connect: Option<ServiceConnect>,
    /// Tasks wanted.
    pub desired_count: Option<u32>,
    /// Tasks that run or are about to (`runningCount` and `pendingCount`).
    pub live_count: Option<u32>,
    /// What ECS reported, newest first: up to 100 events.
    pub events: Vec<ServiceEvent>,
    /// Account and Region, from the ARN.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

impl Service {
    /// Whether ECS starts tasks of it, as far as the document says. `DRAINING` is one that is being deleted while tasks of it
    /// still stop, `INACTIVE` one that is (ECS API reference, `DeleteService`).
    #[must_use]
    pub fn starts_tasks(&self) -> bool {
        !matches!(self.status.as_deref(), Some("DRAINING" | "INACTIVE"))
    }
}

/// What `serviceConnectConfiguration` adds to each task: a proxy that AWS runs beside its containers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceConnect {
    /// The log driver of the proxy.
    pub log: Option<super::LogConfiguration>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// An event of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEvent {
    /// What happened, in AWS's words.
    pub message: String,
    /// When, as printed.
    pub created_at: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// `awsvpcConfiguration` of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkConfiguration {
    /// Subnets; each task gets one of them.
    pub subnets: Vec<SubnetId>,
    /// Security groups; none means the VPC's default group.
    pub groups: Vec<SecurityGroupId>,
    /// `assignPublicIp`; `DISABLED` where absent. A subnet's `MapPublicIpOnLaunch` plays no part for Fargate.
    pub assign_public_ip: bool,
    /// Where it was read.
    pub evidence: Evidence,
}
