//! What can break: one thing at a time, applicable to an inventory, with what is to be blamed for it.

mod all;
mod apply;
mod blackhole;
mod blame;
mod moved;
mod policy;
mod transit_gateway;
mod zone;

pub use zone::lost_zone;

pub(crate) use zone::zone_of;

use hopwise_model::resource::{Direction, Peer, RouteDestination};
use hopwise_model::{
    Component, InternetGatewayId, NatGatewayId, NetworkAclId, NetworkInterfaceId, RouteTableId, SecurityGroupId,
    SubnetId, Traffic, VpcEndpointId, VpcId,
};
use ipnet::IpNet;

use crate::change::DnsAttribute;

/// One change that breaks something, or could, or one failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An Availability Zone is lost: its subnets pass nothing any more, what ran there is gone, endpoints are in the others.
    Zone {
        /// The zone's name, such as `eu-west-1a`; its id where only that is known.
        zone: String,
    },
    /// A NAT gateway is deleted, and its routes are blackholes (`ec2 delete-nat-gateway`).
    NatGateway {
        /// The gateway.
        nat: NatGatewayId,
    },
    /// A NAT gateway is made anew in a subnet without a route to an internet gateway, with its addresses, and its routes lead
    /// there.
    NatGatewaySubnet {
        /// The gateway.
        nat: NatGatewayId,
        /// The subnet.
        subnet: SubnetId,
    },
    /// An internet gateway is detached, and its routes are blackholes (`ec2 detach-internet-gateway`).
    InternetGateway {
        /// The gateway.
        gateway: InternetGatewayId,
    },
    /// A VPC is attached to a transit gateway no more, and its routes there are blackholes
    /// (`ec2 delete-transit-gateway-vpc-attachment`).
    Attachment {
        /// The transit gateway.
        gateway: String,
        /// The VPC.
        vpc: VpcId,
    },
    /// An attachment to a transit gateway has one subnet less: whoever is in the subnet's zone has no way to the gateway
    /// (`ec2 modify-transit-gateway-vpc-attachment --remove-subnet-ids`).
    AttachmentSubnet {
        /// The attachment.
        attachment: String,
        /// The subnet.
        subnet: SubnetId,
    },
    /// An attachment is associated with no route table of its transit gateway
    /// (`ec2 disassociate-transit-gateway-route-table`).
    Association {
        /// The attachment.
        attachment: String,
        /// The transit gateway: the other end of a peering may have the same attachment's id.
        gateway: String,
    },
    /// An attachment propagates to a route table of its transit gateway no more
    /// (`ec2 disable-transit-gateway-route-table-propagation`).
    Propagation {
        /// The table.
        table: String,
        /// The attachment.
        attachment: String,
    },
    /// A static route of a transit gateway's table is gone (`ec2 delete-transit-gateway-route`).
    TransitRoute {
        /// The table.
        table: String,
        /// The block that it is for.
        block: IpNet,
    },
    /// A transit gateway's table drops what is for the block of one of its routes
    /// (`ec2 create-transit-gateway-route --blackhole`).
    TransitBlackhole {
        /// The table.
        table: String,
        /// The block.
        block: IpNet,
    },
    /// A peering connection is deleted, and its routes are blackholes (`ec2 delete-vpc-peering-connection`).
    Peering {
        /// The connection.
        connection: String,
    },
    /// An endpoint is deleted, with its interfaces or its routes (`ec2 delete-vpc-endpoints`).
    Endpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// An interface endpoint has one interface less (`ec2 modify-vpc-endpoint --remove-subnet-ids`).
    EndpointInterface {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The interface.
        interface: NetworkInterfaceId,
    },
    /// Private DNS of an endpoint is off (`ec2 modify-vpc-endpoint --no-private-dns-enabled`).
    PrivateDns {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// An endpoint has the default group of its VPC and no other.
    EndpointGroups {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The default group.
        default: SecurityGroupId,
    },
    /// A DNS attribute of a VPC is off (`ec2 modify-vpc-attribute`).
    Dns {
        /// The VPC.
        vpc: VpcId,
        /// The attribute.
        attribute: DnsAttribute,
    },
    /// A route that somebody wrote is gone (`ec2 delete-route`).
    Route {
        /// The table.
        table: RouteTableId,
        /// Its destination.
        destination: RouteDestination,
    },
    /// A gateway endpoint is taken off a table (`ec2 modify-vpc-endpoint --remove-route-table-ids`).
    EndpointRoute {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The table.
        table: RouteTableId,
    },
    /// A security group has one rule less (`ec2 revoke-security-group-…`).
    Rule {
        /// The group.
        group: SecurityGroupId,
        /// Whether an inbound rule or an outbound one.
        direction: Direction,
        /// What it allows.
        traffic: Traffic,
        /// The other end.
        peer: Peer,
    },
    /// A rule for a block is for the first half of it.
    NarrowRule {
        /// The group.
        group: SecurityGroupId,
        /// Whether an inbound rule or an outbound one.
        direction: Direction,
        /// What it allows.
        traffic: Traffic,
        /// The block, before.
        block: IpNet,
    },
    /// A network ACL has one allowing entry less (`ec2 delete-network-acl-entry`).
    AclEntry {
        /// The network ACL.
        acl: NetworkAclId,
        /// The entry's number.
        number: u32,
        /// Into the subnets or out of them.
        direction: Direction,
    },
    /// A network ACL denies the ports that answers come back to.
    EphemeralPorts {
        /// The network ACL.
        acl: NetworkAclId,
    },
    /// A policy has one statement less that allows something.
    Statement {
        /// Whose policy it is.
        policy: FaultyPolicy,
        /// The statement's place in it.
        place: usize,
    },
}

/// A policy that can lose a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultyPolicy {
    /// An inline policy of a role.
    Role {
        /// The role's name.
        role: String,
        /// The policy's name.
        name: String,
    },
    /// The version that counts of a managed policy.
    Managed {
        /// The policy, by ARN or name.
        policy: String,
    },
    /// The policy of an endpoint.
    Endpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
}

/// Kinds of faults: what somebody asks to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// An Availability Zone.
    Zone,
    /// A NAT gateway.
    NatGateway,
    /// An internet gateway.
    InternetGateway,
    /// What connects a VPC with others: an attachment to a transit gateway, with its subnets and its association, a peering
    /// connection.
    Attachment,
    /// An endpoint.
    Endpoint,
    /// An interface of an endpoint.
    EndpointInterface,
    /// What makes an endpoint's service lead to it: private DNS, its groups.
    EndpointSetting,
    /// A route of a VPC's table or of a transit gateway's, or a propagation.
    Route,
    /// A rule of a security group or an entry of a network ACL.
    Rule,
    /// A DNS attribute of a VPC.
    Dns,
    /// A statement of a policy.
    Policy,
}

impl FaultKind {
    /// As the command line and JSON name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::NatGateway => "nat_gateway",
            Self::InternetGateway => "internet_gateway",
            Self::Attachment => "attachment",
            Self::Endpoint => "endpoint",
            Self::EndpointInterface => "endpoint_interface",
            Self::EndpointSetting => "endpoint_setting",
            Self::Route => "route",
            Self::Rule => "rule",
            Self::Dns => "dns",
            Self::Policy => "policy",
        }
    }
}

impl Fault {
    /// Whether it takes something away, and does not put something wrong in its place: only of what is lost is said that it is
    /// survived. What a wrong rule or a wrong group would do is not asked: each stops what it is wrong for.
    #[must_use]
    pub const fn takes_away(&self) -> bool {
        !matches!(
            self,
            Self::NarrowRule { .. }
                | Self::EphemeralPorts { .. }
                | Self::EndpointGroups { .. }
                | Self::TransitBlackhole { .. }
        )
    }

    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> FaultKind {
        match self {
            Self::Zone { .. } => FaultKind::Zone,
            Self::NatGateway { .. } | Self::NatGatewaySubnet { .. } => FaultKind::NatGateway,
            Self::InternetGateway { .. } => FaultKind::InternetGateway,
            Self::Attachment { .. }
            | Self::AttachmentSubnet { .. }
            | Self::Association { .. }
            | Self::Peering { .. } => FaultKind::Attachment,
            Self::Endpoint { .. } => FaultKind::Endpoint,
            Self::EndpointInterface { .. } => FaultKind::EndpointInterface,
            Self::PrivateDns { .. } | Self::EndpointGroups { .. } => FaultKind::EndpointSetting,
            Self::Route { .. }
            | Self::EndpointRoute { .. }
            | Self::Propagation { .. }
            | Self::TransitRoute { .. }
            | Self::TransitBlackhole { .. } => FaultKind::Route,
            Self::Rule { .. } | Self::NarrowRule { .. } | Self::AclEntry { .. } | Self::EphemeralPorts { .. } => {
                FaultKind::Rule
            }
            Self::Dns { .. } => FaultKind::Dns,
            Self::Statement { .. } => FaultKind::Policy,
        }
    }

    /// Its own name, as JSON has it.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Zone { .. } => "zone_lost",
            Self::NatGateway { .. } => "nat_gateway_deleted",
            Self::NatGatewaySubnet { .. } => "nat_gateway_moved",
            Self::InternetGateway { .. } => "internet_gateway_detached",
            Self::Attachment { .. } => "transit_gateway_attachment_deleted",
            Self::AttachmentSubnet { .. } => "transit_gateway_attachment_subnet_removed",
            Self::Association { .. } => "transit_gateway_attachment_disassociated",
            Self::Propagation { .. } => "transit_gateway_propagation_off",
            Self::TransitRoute { .. } => "transit_gateway_route_deleted",
            Self::TransitBlackhole { .. } => "transit_gateway_route_blackholed",
            Self::Peering { .. } => "peering_connection_deleted",
            Self::Endpoint { .. } => "endpoint_deleted",
            Self::EndpointInterface { .. } => "endpoint_interface_removed",
            Self::PrivateDns { .. } => "private_dns_off",
            Self::EndpointGroups { .. } => "endpoint_in_default_group",
            Self::Dns { attribute: DnsAttribute::Support, .. } => "dns_support_off",
            Self::Dns { attribute: DnsAttribute::Hostnames, .. } => "dns_hostnames_off",
            Self::Route { .. } => "route_deleted",
            Self::EndpointRoute { .. } => "gateway_endpoint_off_table",
            Self::Rule { .. } => "rule_revoked",
            Self::NarrowRule { .. } => "rule_narrowed",
            Self::AclEntry { .. } => "acl_entry_deleted",
            Self::EphemeralPorts { .. } => "ephemeral_ports_closed",
            Self::Statement { .. } => "statement_removed",
        }
    }

    /// What breaks: its component and its id. A zone has no component.
    #[must_use]
    pub fn resource(&self) -> (Option<Component>, String) {
        let (component, id) = match self {
            Self::Zone { zone } => return (None, zone.clone()),
            Self::NatGateway { nat } | Self::NatGatewaySubnet { nat, .. } => (Component::NatGateway, nat.to_string()),
            Self::Attachment { gateway, .. } => (Component::TransitGateway, gateway.clone()),
            Self::AttachmentSubnet { attachment, .. } | Self::Association { attachment, .. } => {
                (Component::TransitGatewayAttachment, attachment.clone())
            }
            Self::Propagation { table, .. }
            | Self::TransitRoute { table, .. }
            | Self::TransitBlackhole { table, .. } => (Component::TransitGatewayRouteTable, table.clone()),
            Self::Peering { connection } => (Component::VpcPeeringConnection, connection.clone()),
            Self::InternetGateway { gateway } => (Component::InternetGateway, gateway.to_string()),
            Self::Endpoint { endpoint }
            | Self::EndpointInterface { endpoint, .. }
            | Self::PrivateDns { endpoint }
            | Self::EndpointGroups { endpoint, .. } => (Component::VpcEndpoint, endpoint.to_string()),
            Self::Dns { vpc, .. } => (Component::Vpc, vpc.to_string()),
            Self::Route { table, .. } | Self::EndpointRoute { table, .. } => (Component::RouteTable, table.to_string()),
            Self::Rule { group, .. } | Self::NarrowRule { group, .. } => (Component::SecurityGroup, group.to_string()),
            Self::AclEntry { acl, .. } | Self::EphemeralPorts { acl } => (Component::NetworkAcl, acl.to_string()),
            Self::Statement { policy: FaultyPolicy::Role { role, .. }, .. } => (Component::IamRole, role.clone()),
            Self::Statement { policy: FaultyPolicy::Managed { policy }, .. } => (Component::IamRole, policy.clone()),
            Self::Statement { policy: FaultyPolicy::Endpoint { endpoint }, .. } => {
                (Component::EndpointPolicy, endpoint.to_string())
            }
        };
        (Some(component), id)
    }
}
