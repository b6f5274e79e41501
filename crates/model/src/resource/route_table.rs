use std::net::IpAddr;

use ipnet::IpNet;

use crate::evidence::Evidence;
use crate::id::{
    AccountId, InstanceId, InternetGatewayId, NatGatewayId, NetworkInterfaceId, PrefixListId, RouteTableId, SubnetId,
    VpcEndpointId, VpcId,
};

/// A route table (`describe-route-tables`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTable {
    /// Its id.
    pub id: RouteTableId,
    /// The VPC it belongs to.
    pub vpc: VpcId,
    /// What uses it.
    pub associations: Vec<RouteTableAssociation>,
    /// Its routes, in the order of the document.
    pub routes: Vec<Route>,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// What a route table serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteTableAssociation {
    /// Whether this makes it the main table of its VPC. Such an association names no subnet.
    pub main: bool,
    /// The subnet it is explicitly associated with.
    pub subnet: Option<SubnetId>,
    /// The gateway (`igw-…`, `vgw-…`) whose inbound packets it routes: an edge route table.
    pub gateway: Option<String>,
    /// Whether the association is in force.
    pub state: AssociationState,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Whether an association of a route table is in force (EC2 API, `RouteTableAssociationState`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssociationState {
    /// `associated`, or no state at all in older documents.
    Associated,
    /// `disassociated`.
    Disassociated,
    /// Another, such as `associating` or `failed`, as printed: AWS does not say which table is in force meanwhile.
    Other(String),
}

impl RouteTableAssociation {
    /// Whether it is in force for certain.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.state == AssociationState::Associated
    }
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Which destinations it covers.
    pub destination: RouteDestination,
    /// Where it sends them.
    pub target: RouteTarget,
    /// How it came into the table.
    pub origin: RouteOrigin,
    /// Whether its target works.
    pub state: RouteState,
    /// The firewall that inspects what it sends to an internet gateway, by ARN (`IgwFirewall`), in whatever state.
    pub firewall: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The destination of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteDestination {
    /// A block.
    Cidr(IpNet),
    /// The entries of a prefix list.
    PrefixList(PrefixListId),
}

/// The target of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTarget {
    /// The VPC itself.
    Local,
    /// An internet gateway.
    InternetGateway(InternetGatewayId),
    /// A NAT gateway.
    NatGateway(NatGatewayId),
    /// A gateway endpoint (the destination is a prefix list) or a Gateway Load Balancer endpoint (it is a CIDR).
    VpcEndpoint(VpcEndpointId),
    /// A network interface: a NAT instance or another appliance. Both are `None` only when the route is a
    /// blackhole that AWS prints without them.
    NetworkInterface {
        /// The interface.
        interface: Option<NetworkInterfaceId>,
        /// The instance it is attached to.
        instance: Option<InstanceId>,
    },
    /// A virtual private gateway, by id.
    VirtualPrivateGateway(String),
    /// A transit gateway, by id.
    TransitGateway(String),
    /// A VPC peering connection, by id.
    VpcPeeringConnection(String),
    /// An egress-only internet gateway (IPv6), by id.
    EgressOnlyInternetGateway(String),
    /// An Outposts local gateway, by id.
    LocalGateway(String),
    /// A Wavelength carrier gateway, by id.
    CarrierGateway(String),
    /// A Cloud WAN core network, by ARN.
    CoreNetwork(String),
    /// An Oracle Database@AWS network, by ARN.
    OdbNetwork(String),
    /// A next hop that VPC Route Server installed.
    Address(IpAddr),
    /// Something this version does not know, as printed.
    Other(String),
}

impl RouteTarget {
    /// The target's id, or what stands for it, as the AWS CLI prints it; empty where a blackhole prints none.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Local => "local".to_owned(),
            Self::InternetGateway(id) => id.to_string(),
            Self::NatGateway(id) => id.to_string(),
            Self::VpcEndpoint(id) => id.to_string(),
            Self::NetworkInterface { interface: Some(id), .. } => id.to_string(),
            Self::NetworkInterface { interface: None, instance: Some(id) } => id.to_string(),
            Self::NetworkInterface { interface: None, instance: None } => String::new(),
            Self::VirtualPrivateGateway(id)
            | Self::TransitGateway(id)
            | Self::VpcPeeringConnection(id)
            | Self::EgressOnlyInternetGateway(id)
            | Self::LocalGateway(id)
            | Self::CarrierGateway(id)
            | Self::CoreNetwork(id)
            | Self::OdbNetwork(id)
            | Self::Other(id) => id.clone(),
            Self::Address(address) => address.to_string(),
        }
    }
}

/// How a route came into its table, which decides ties between routes of the same prefix length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteOrigin {
    /// `CreateRouteTable`: the local route that every table has.
    Local,
    /// `CreateRoute`, or no origin: somebody wrote it, or an endpoint added it.
    Static,
    /// `EnableVgwRoutePropagation`: learnt from a virtual private gateway.
    Propagated,
    /// `Advertisement`: installed by VPC Route Server.
    Advertised,
}

/// Whether a route's target works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteState {
    /// It does.
    Active,
    /// The target is gone or detached: packets that match are dropped.
    Blackhole,
    /// `filtered`, or a state this version does not know.
    Unknown,
}
