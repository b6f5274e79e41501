use std::net::IpAddr;

use super::{Design, Ix, NetworkInterface, Reference, SecurityGroup, Subnet, Vpc, VpcEndpoint};

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

/// Who must take the packets of a question. Addresses are no names: VPCs may overlap, and whoever has the address where
/// the packets are gets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whoever has the address.
    Anyone,
    /// This interface.
    Interface(Ix<NetworkInterface>),
    /// This endpoint.
    Endpoint(Ix<VpcEndpoint>),
    /// The service of this endpoint, through it or through another endpoint of the same service.
    Service(Ix<VpcEndpoint>),
    /// Anyone but the service of this endpoint: it is known not to be the one that was asked for.
    OtherService(Ix<VpcEndpoint>),
}

impl Wanted {
    /// The VPC of who is wanted; none where that is anyone.
    #[must_use]
    pub fn vpc(self, design: &Design) -> Option<Reference<Vpc>> {
        match self {
            Self::Anyone | Self::OtherService(_) => None,
            Self::Interface(interface) => Some(design.network_interfaces.get(interface).vpc.clone()),
            Self::Endpoint(endpoint) | Self::Service(endpoint) => Some(design.vpc_endpoints.get(endpoint).vpc.clone()),
        }
    }
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
    /// Whether it stands for whoever could be there, with the groups that let the most out: rules of others that name one of
    /// these do not mean it, as not everybody carries that.
    pub is_anybody: bool,
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
