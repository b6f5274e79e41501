//! How much of an account to capture.

use std::fmt;
use std::net::IpAddr;

use hopwise_model::{InstanceId, NetworkInterfaceId, SubnetId, VpcId};

/// What to capture of each Region. The default, nothing named, is the whole Region.
///
/// What is named is the beginning: a capture follows references from there until the VPCs are known, and then takes
/// those VPCs whole. Half a VPC would not do: an interface that is not in a document would pass for one that does not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Clusters, by name or ARN: their tasks, services and container instances.
    pub clusters: Vec<String>,
    /// Tasks: ARNs, ids, or how ids begin. In the clusters above where some are named, else in any.
    pub tasks: Vec<String>,
    /// Services, by name or ARN. In the clusters above where some are named, else in any.
    pub services: Vec<String>,
    /// VPCs, and the tasks, services and container instances in them.
    pub vpcs: Vec<VpcId>,
    /// Subnets: their VPCs.
    pub subnets: Vec<SubnetId>,
    /// Network interfaces: their VPCs.
    pub interfaces: Vec<NetworkInterfaceId>,
    /// Instances: their VPCs.
    pub instances: Vec<InstanceId>,
    /// Addresses: the VPCs of the interfaces that have them.
    pub addresses: Vec<IpAddr>,
}

impl Scope {
    /// Whether nothing is named, which stands for everything.
    #[must_use]
    pub fn is_region(&self) -> bool {
        *self == Self::default()
    }

    /// Whether ECS is where to begin.
    #[must_use]
    pub fn names_workloads(&self) -> bool {
        !(self.clusters.is_empty() && self.tasks.is_empty() && self.services.is_empty())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut list = |what: &str, names: Vec<String>| -> fmt::Result {
            for name in names {
                write!(f, "{separator}{what} {name}")?;
                separator = ", ";
            }
            Ok(())
        };
        list("cluster", self.clusters.clone())?;
        list("service", self.services.clone())?;
        list("task", self.tasks.clone())?;
        list("VPC", self.vpcs.iter().map(ToString::to_string).collect())?;
        list("subnet", self.subnets.iter().map(ToString::to_string).collect())?;
        list("interface", self.interfaces.iter().map(ToString::to_string).collect())?;
        list("instance", self.instances.iter().map(ToString::to_string).collect())?;
        list("address", self.addresses.iter().map(ToString::to_string).collect())?;
        if separator.is_empty() { f.write_str("the whole Region") } else { Ok(()) }
    }
}

/// What a capture is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// To answer now: only documents that this version of hopwise evaluates.
    Answer,
    /// To keep: also what people and later versions read in it, such as transit gateways, roles and their policies.
    #[default]
    Keep,
}
