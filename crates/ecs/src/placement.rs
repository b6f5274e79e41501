//! Where a workload is, or would be, in the network.

use std::net::IpAddr;

use hopwise_model::{InstanceId, NetworkInterfaceId, SecurityGroupId, SubnetId};

use crate::platform::Caller;

/// One place in the network that a workload has or may get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// The subnet.
    pub subnet: SubnetId,
    /// The security groups.
    pub groups: Groups,
    /// The task's interface, if the snapshot holds it. For tasks that share their instance's network it is the
    /// instance's.
    pub interface: Option<NetworkInterfaceId>,
    /// The private address, where known.
    pub private_address: Option<IpAddr>,
    /// Whether there is a public address.
    pub public_address: PublicAddress,
    /// What runs the task, on EC2 and managed instances: steps whose caller is [`Caller::Host`] leave from there.
    /// None on Fargate, and where it is not known.
    pub host: Option<HostPlacement>,
}

/// The security groups of a placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// These.
    Listed(Vec<SecurityGroupId>),
    /// The default group of the subnet's VPC, as where a network configuration lists none.
    VpcDefault,
    /// Those of the placement's interface.
    FromInterface,
    /// Not known. A problem of the workload says why, unless an instance asks and they do not matter.
    Unknown,
}

/// Whether a placement has a public IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicAddress {
    /// As the placement's interface has it.
    FromInterface,
    /// It has none.
    None,
    /// It gets one when the task starts; which one is not known.
    Assigned,
    /// Not known; a problem of the workload says why.
    Unknown,
}

/// The instance that runs a task which is not on Fargate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPlacement {
    /// The instance.
    pub instance: InstanceId,
    /// Its primary interface, which need not be in the snapshot.
    pub interface: NetworkInterfaceId,
    /// Its subnet.
    pub subnet: Option<SubnetId>,
}

/// Where the packets of a step come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin<'a> {
    /// An interface, by its id; that of an instance need not be in the snapshot.
    Interface(&'a NetworkInterfaceId),
    /// The placement's subnet, groups and address: it has no interface in the snapshot.
    Placement(&'a Placement),
    /// An interface of AWS's own, outside the VPC.
    OffVpc,
}

impl Placement {
    /// Whether packets leave from the same subnet and instance as those of another placement; where the task does not ask
    /// itself, the instance's subnet counts.
    pub(crate) fn is_alike(&self, other: &Self, asks_itself: bool) -> bool {
        match (&self.host, &other.host) {
            (Some(own), Some(its)) => own.instance == its.instance && (!asks_itself || self.subnet == other.subnet),
            (own, its) => own.is_none() && its.is_none() && self.subnet == other.subnet,
        }
    }

    /// Where the packets of a step come from, by its caller. None where that is the host and no host is known.
    #[must_use]
    pub fn origin(&self, caller: Caller) -> Option<Origin<'_>> {
        let own = || self.interface.as_ref().map_or(Origin::Placement(self), Origin::Interface);
        match (caller, &self.host) {
            (Caller::Fargate, _) => Some(Origin::OffVpc),
            (Caller::Task, _) => Some(own()),
            (Caller::Host, Some(HostPlacement { interface, .. })) => Some(Origin::Interface(interface)),
            (Caller::Host, None) => None,
        }
    }
}
