//! Kinds of network interfaces: who is behind one, and what that one does with packets.

use std::ops::RangeInclusive;

use super::NetworkInterface;

/// Who is behind a network interface, as far as that decides what becomes of packets from and to its own addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InterfaceKind {
    /// An instance, a task, a database: opens connections and takes them.
    Host,
    /// Functions of Lambda: open connections and take none (Lambda developer guide, attaching functions to a VPC).
    Lambda,
    /// An interface endpoint: takes connections and opens none (VPC Reachability Analyzer, `VPCE_INTRA_VPC_TRAFFIC`).
    InterfaceEndpoint,
    /// A Gateway Load Balancer endpoint: a target of routes, and nobody at its own address (AWS PrivateLink guide).
    GatewayLoadBalancerEndpoint,
    /// An attachment of a transit gateway: nobody at its own address (Transit Gateways guide).
    TransitGatewayAttachment,
    /// A NAT gateway: sends what it translated, and takes what answers that (VPC user guide, NAT gateway basics).
    NatGateway,
    /// A mount target of EFS: takes NFS alone and opens nothing (EFS user guide, mount targets).
    MountTarget,
    /// A load balancer: takes what it has listeners for, and opens connections to its targets (Elastic Load Balancing user
    /// guides, listeners).
    LoadBalancer,
    /// An address that a load balancer keeps for when it grows: nobody is behind it yet (Application Load Balancers guide).
    ReservedByLoadBalancer,
    /// An inbound endpoint of Route 53 Resolver: answers DNS, and sends nothing of its own (Route 53 developer guide,
    /// inbound endpoints).
    InboundResolver,
    /// An outbound endpoint of Route 53 Resolver: sends DNS queries on, and takes none (Route 53 developer guide, outbound
    /// endpoints).
    OutboundResolver,
    /// An EC2 Instance Connect Endpoint: opens connections to instances, and takes none inside the VPC (EC2 user guide, EC2 Instance
    /// Connect Endpoint).
    InstanceConnect,
    /// Another service of AWS: what it opens and takes is not documented.
    Other,
}

/// Which connections an interface takes, whatever its security groups allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Any that somebody may listen to.
    Any,
    /// TCP to this port alone.
    Tcp(u16),
    /// DNS, by UDP and TCP to port 53; by HTTPS where that is on.
    Dns,
    /// None at all.
    Nothing,
    /// Those that a load balancer has listeners for.
    Listeners,
    /// It is not known which.
    Unknown,
}

/// The port of NFS, by which EFS is mounted (EFS user guide, network access).
const NFS: u16 = 2049;

/// What AWS writes into the descriptions of interfaces that it makes for others; of several that fit, the first counts.
const DESCRIPTIONS: [(&str, InterfaceKind); 10] = [
    ("EC2 Instance Connect Endpoint", InterfaceKind::InstanceConnect),
    ("Route 53 Resolver: rslvr-in-", InterfaceKind::InboundResolver),
    ("Route 53 Resolver: rslvr-out-", InterfaceKind::OutboundResolver),
    ("EFS mount target for ", InterfaceKind::MountTarget),
    ("ENI reserved by ELB for subnet", InterfaceKind::ReservedByLoadBalancer),
    ("ELB ", InterfaceKind::LoadBalancer),
    ("AWS Lambda VPC ENI", InterfaceKind::Lambda),
    ("VPC Endpoint Interface ", InterfaceKind::InterfaceEndpoint),
    ("Interface for NAT Gateway ", InterfaceKind::NatGateway),
    ("Network Interface for Transit Gateway Attachment ", InterfaceKind::TransitGatewayAttachment),
];

impl InterfaceKind {
    /// The kind of an interface by what its own document says: its type, and where that is `interface`, which AWS prints of
    /// load balancers and mount targets as well, who asked for it and the description that AWS gives it.
    #[must_use]
    pub fn of(interface: &NetworkInterface) -> Self {
        match interface.kind.as_str() {
            "lambda" => Self::Lambda,
            "vpc_endpoint" => Self::InterfaceEndpoint,
            "gateway_load_balancer_endpoint" => Self::GatewayLoadBalancerEndpoint,
            "transit_gateway" => Self::TransitGatewayAttachment,
            "nat_gateway" | "natGateway" => Self::NatGateway,
            "efs" => Self::MountTarget,
            "ec2_instance_connect_endpoint" => Self::InstanceConnect,
            "network_load_balancer" | "load_balancer" | "gateway_load_balancer" => Self::LoadBalancer,
            "interface" => Self::by_description(interface),
            "efa" | "efa-only" | "branch" | "trunk" => Self::Host,
            _ => Self::Other,
        }
    }

    /// Anybody may describe an interface of their own in any words; those of instances are hosts whatever these are.
    fn by_description(interface: &NetworkInterface) -> Self {
        if interface.instance.is_some() || interface.requester_managed == Some(false) {
            return Self::Host;
        }
        let described = DESCRIPTIONS.iter().find(|(begin, _)| interface.description.starts_with(begin));
        match (described, interface.requester.as_deref()) {
            (Some((_, kind)), _) => *kind,
            (None, Some("amazon-elb")) => Self::LoadBalancer,
            (None, Some(requester)) if requester.contains(":awslambda_") => Self::Lambda,
            (None, _) => Self::Host,
        }
    }

    /// Whether a load balancer's listeners are TCP alone, as those of Application and Classic Load Balancers are (Elastic Load
    /// Balancing user guides, listeners). AWS describes the interfaces of others by their kind: `ELB net/…`.
    #[must_use]
    pub fn listens_by_tcp_alone(interface: &NetworkInterface) -> bool {
        let name = interface.description.strip_prefix("ELB ");
        interface.kind == "interface" && name.is_some_and(|name| name.starts_with("app/") || !name.contains('/'))
    }

    /// Whether it may open connections of its own. Of services that are not known nobody knows whether they do.
    #[must_use]
    pub const fn opens_connections(self) -> bool {
        match self {
            Self::Host
            | Self::Lambda
            | Self::LoadBalancer
            | Self::OutboundResolver
            | Self::InstanceConnect
            | Self::Other => true,
            Self::InterfaceEndpoint
            | Self::InboundResolver
            | Self::GatewayLoadBalancerEndpoint
            | Self::TransitGatewayAttachment
            | Self::NatGateway
            | Self::MountTarget
            | Self::ReservedByLoadBalancer => false,
        }
    }

    /// Which connections it takes. Those of an interface endpoint depend on its service as well.
    #[must_use]
    pub const fn takes(self) -> Takes {
        match self {
            Self::Host | Self::InterfaceEndpoint => Takes::Any,
            Self::MountTarget => Takes::Tcp(NFS),
            Self::LoadBalancer => Takes::Listeners,
            Self::InboundResolver => Takes::Dns,
            Self::Other => Takes::Unknown,
            Self::Lambda
            | Self::OutboundResolver
            | Self::InstanceConnect
            | Self::GatewayLoadBalancerEndpoint
            | Self::TransitGatewayAttachment
            | Self::NatGateway
            | Self::ReservedByLoadBalancer => Takes::Nothing,
        }
    }

    /// The ports that it opens connections from; none where an operating system chooses them (VPC user guide, network ACLs,
    /// ephemeral ports).
    #[must_use]
    pub const fn source_ports(self) -> Option<RangeInclusive<u16>> {
        match self {
            Self::Lambda | Self::LoadBalancer | Self::NatGateway => Some(1024..=65535),
            _ => None,
        }
    }
}
