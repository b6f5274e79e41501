use std::net::IpAddr;

use super::{Design, Ix, NetworkInterface, Reference, SecurityGroup, Subnet};

/// Who sends the packets of a question.
#[derive(Clone, Debug)]
pub enum Source {
    /// An interface of the snapshot.
    Interface(Ix<NetworkInterface>),
    /// An interface that does not exist: a task's that is gone, or one that is still to be placed.
    Placement(Placement),
    /// Somebody outside every VPC.
    Internet,
}

/// An interface as it would be.
#[derive(Clone, Debug)]
pub struct Placement {
    /// The subnet.
    pub subnet: Ix<Subnet>,
    /// Its security groups.
    pub groups: Vec<Reference<SecurityGroup>>,
    /// Its private address, where known; else any that is free in the subnet.
    pub address: Option<IpAddr>,
    /// Its public address.
    pub public: PublicAddress,
}

/// The public address of a placement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicAddress {
    /// It has none.
    None,
    /// It has one that AWS chooses, so any.
    Assigned,
    /// It has this one.
    Known(IpAddr),
}

impl Source {
    /// The security groups of the source; none for the internet.
    pub fn groups<'a>(&'a self, design: &'a Design) -> &'a [Reference<SecurityGroup>] {
        match self {
            Self::Interface(interface) => &design.network_interfaces.get(*interface).groups,
            Self::Placement(placement) => &placement.groups,
            Self::Internet => &[],
        }
    }

    /// The subnet of the source; none for the internet.
    #[must_use]
    pub fn subnet(&self, design: &Design) -> Option<Reference<Subnet>> {
        match self {
            Self::Interface(interface) => Some(design.network_interfaces.get(*interface).subnet.clone()),
            Self::Placement(placement) => Some(Ok(placement.subnet)),
            Self::Internet => None,
        }
    }
}
