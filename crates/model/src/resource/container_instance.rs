use crate::evidence::Evidence;
use crate::id::InstanceId;

/// A container instance of a cluster (`describe-container-instances`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerInstance {
    /// Its ARN.
    pub arn: String,
    /// The EC2 instance behind it; none for ECS Anywhere.
    pub instance: Option<InstanceId>,
    /// `status`, such as `ACTIVE` or `DRAINING`.
    pub status: Option<String>,
    /// Whether the agent is connected to the control plane.
    pub agent_connected: Option<bool>,
    /// The operating system that its agent reports (attribute `ecs.os-type`), such as `linux` or `windows`.
    pub os_type: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

impl ContainerInstance {
    /// Whether ECS starts tasks there, as far as the document says: it is `ACTIVE` and its agent is connected.
    #[must_use]
    pub fn takes_tasks(&self) -> bool {
        self.status.as_deref().is_none_or(|status| status == "ACTIVE") && self.agent_connected != Some(false)
    }
}

/// A cluster (`describe-clusters`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Names of the capacity providers of the default strategy.
    pub default_capacity_providers: Vec<String>,
    /// Where it was read.
    pub evidence: Evidence,
}
