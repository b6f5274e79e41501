//! How much of an account to capture.

use std::collections::BTreeSet;
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

/// Tasks go by ARNs, and by ids that are hexadecimal numbers or, before 2018, UUIDs. Shorter ones may be names of hosts.
fn is_a_task(end: &str) -> bool {
    end.contains(":task/") || (end.len() >= 8 && end.chars().all(|c| c.is_ascii_hexdigit() || c == '-'))
}

impl Scope {
    /// Adds where an end of a trace is: an interface, an instance, an address or a task. Host names and services are in no
    /// place that could be named, and add nothing.
    pub fn add_end(&mut self, end: &str) {
        if let Ok(interface) = NetworkInterfaceId::try_from(end) {
            self.interfaces.push(interface);
        } else if let Ok(instance) = InstanceId::try_from(end) {
            self.instances.push(instance);
        } else if let Ok(address) = end.parse() {
            self.addresses.push(address);
        } else if is_a_task(end) {
            self.tasks.push(end.to_owned());
        }
    }

    /// Whether nothing is named, which stands for everything.
    #[must_use]
    pub fn is_region(&self) -> bool {
        *self == Self::default()
    }

    /// The Regions in the ARNs that it names.
    pub(crate) fn regions(&self) -> BTreeSet<&str> {
        self.names().filter_map(|name| region_of_arn(name)).collect()
    }

    /// What of it can be in a Region: what is named by an ARN is in that one only. `None` where nothing is left.
    pub(crate) fn in_region(&self, region: &str) -> Option<Self> {
        let here = |names: &[String]| -> Vec<String> {
            names.iter().filter(|name| region_of_arn(name).is_none_or(|own| own == region)).cloned().collect()
        };
        let scope = Self {
            clusters: here(&self.clusters),
            tasks: here(&self.tasks),
            services: here(&self.services),
            ..self.clone()
        };
        // A cluster whose tasks are elsewhere is not meant as a whole.
        let emptied = |before: usize, after: usize| before > 0 && after == 0;
        let narrowed = emptied(self.tasks.len() + self.services.len(), scope.tasks.len() + scope.services.len());
        let gone = emptied(self.clusters.len(), scope.clusters.len());
        if narrowed || gone || (scope.is_region() && !self.is_region()) { None } else { Some(scope) }
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.clusters.iter().chain(&self.tasks).chain(&self.services)
    }

    /// Whether ECS is where to begin.
    #[must_use]
    pub fn names_workloads(&self) -> bool {
        !(self.clusters.is_empty() && self.tasks.is_empty() && self.services.is_empty())
    }
}

/// `arn:PARTITION:ecs:REGION:…`
fn region_of_arn(name: &str) -> Option<&str> {
    name.strip_prefix("arn:")?.split(':').nth(2).filter(|region| !region.is_empty())
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
    /// To keep: also what people and later versions read in it, such as transit gateways and peering connections.
    #[default]
    Keep,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str = "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c0e5d7a1b4c2e8d6f00112233aabb";

    #[test]
    fn arns_say_in_which_region_they_are() {
        let names = |tasks: &[&str]| Scope {
            tasks: tasks.iter().map(|&task| task.to_owned()).collect(),
            clusters: vec!["prod".to_owned()],
            ..Scope::default()
        };
        assert_eq!(names(&[TASK, "3f9c"]).regions().into_iter().collect::<Vec<_>>(), ["eu-west-1"]);
        assert_eq!(names(&[TASK]).in_region("eu-west-1"), Some(names(&[TASK])));
        assert_eq!(names(&[TASK]).in_region("us-east-1"), None, "the cluster alone is not meant");
        assert_eq!(names(&[TASK, "3f9c"]).in_region("us-east-1"), Some(names(&["3f9c"])));
        assert_eq!(Scope::default().in_region("us-east-1"), Some(Scope::default()));
    }
}
