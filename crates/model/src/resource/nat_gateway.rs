use std::net::IpAddr;

use crate::evidence::Evidence;
use crate::id::{NatGatewayId, NetworkInterfaceId, RouteTableId, SubnetId, VpcId};

/// A NAT gateway (`describe-nat-gateways`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGateway {
    /// Its id.
    pub id: NatGatewayId,
    /// The VPC it is in.
    pub vpc: VpcId,
    /// The subnet of a zonal gateway; a regional one has none.
    pub subnet: Option<SubnetId>,
    /// Its state.
    pub state: NatState,
    /// Public or private; public where the document does not say.
    pub connectivity: Connectivity,
    /// Whether `AvailabilityMode` is `regional`.
    pub regional: bool,
    /// Whether a regional gateway adds zones by itself.
    pub automatic_zones: bool,
    /// The route table of a regional gateway.
    pub route_table: Option<RouteTableId>,
    /// Its addresses.
    pub addresses: Vec<NatAddress>,
    /// Whether an appliance such as a firewall proxy is attached to it.
    pub has_appliance: bool,
    /// `FailureCode` and `FailureMessage`, where it failed.
    pub failure: Option<String>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

impl NatGateway {
    /// The addresses that packets leave the gateway with, inside the VPC, and whether the internet sees a public one.
    ///
    /// A regional gateway has no interface of the VPC's that the document need show: where it prints no private address,
    /// the public one stands for it. No network ACL, security group or subnet ever meets it.
    pub fn senders(&self) -> impl Iterator<Item = (IpAddr, bool)> + '_ {
        self.addresses.iter().filter(|address| address.usable).filter_map(|address| {
            let stand_in = address.public.filter(|_| self.regional);
            Some((address.private.or(stand_in)?, address.public.is_some()))
        })
    }
}

/// State of a NAT gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NatState {
    /// Not working yet.
    Pending,
    /// Could not be created.
    Failed,
    /// Working, as far as AWS says.
    Available,
    /// On its way out; it may still pass packets.
    Deleting,
    /// Gone; shown for about an hour.
    Deleted,
    /// A state this version does not know, as printed.
    Other(String),
}

/// Whether a NAT gateway has public addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connectivity {
    /// It does, and reaches the internet.
    Public,
    /// It does not; an internet gateway drops its packets.
    Private,
}

/// One address of a NAT gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatAddress {
    /// The interface that has the address.
    pub interface: Option<NetworkInterfaceId>,
    /// The private address that packets leave with.
    pub private: Option<IpAddr>,
    /// The public address that the internet sees.
    pub public: Option<IpAddr>,
    /// Whether it is in use: status `succeeded`, or none at all in older documents.
    pub usable: bool,
    /// Zone name, for a regional gateway.
    pub availability_zone: Option<String>,
    /// Zone id, for a regional gateway.
    pub availability_zone_id: Option<String>,
}
