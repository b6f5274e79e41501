//! What to change: typed, applicable to an inventory, never a sentence.

mod apply;
mod condition;
mod endpoint;
pub(crate) mod fresh;
mod gateway;
pub(crate) mod mount_target;
mod name;
mod order;
mod place;
pub(crate) mod revoke;
mod route;
mod transit_gateway;

use hopwise_model::resource::{Direction, ExclusionMode, Peer, RouteDestination, RouteTarget};
use hopwise_model::{
    DhcpOptionsId, HostedZoneId, InternetGatewayId, NatGatewayId, NetworkAclId, NetworkInterfaceId, RouteTableId,
    SecurityGroupId, SubnetId, Traffic, VpcEndpointId, VpcId,
};
use ipnet::IpNet;

pub(crate) use apply::LAST_ENTRY;
pub(crate) use condition::ACL_ENTRIES;
pub use condition::{Condition, conditions};
pub(crate) use order::{complete, in_order};

/// One change to a network or to where a task is put.
///
/// What a change creates has an id that ends in `-new` (or `-new-2`, …): AWS will hand out another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Adds an outbound rule (`ec2 authorize-security-group-egress`).
    AuthorizeEgress {
        /// The group.
        group: SecurityGroupId,
        /// Protocol and ports.
        traffic: Traffic,
        /// The far end.
        peer: Peer,
    },
    /// Adds an inbound rule (`ec2 authorize-security-group-ingress`).
    AuthorizeIngress {
        /// The group.
        group: SecurityGroupId,
        /// Protocol and ports.
        traffic: Traffic,
        /// The far end.
        peer: Peer,
    },
    /// Takes an outbound rule away (`ec2 revoke-security-group-egress`).
    RevokeEgress {
        /// The group.
        group: SecurityGroupId,
        /// Protocol and ports of the rule.
        traffic: Traffic,
        /// Its far end.
        peer: Peer,
    },
    /// Takes an inbound rule away (`ec2 revoke-security-group-ingress`).
    RevokeIngress {
        /// The group.
        group: SecurityGroupId,
        /// Protocol and ports of the rule.
        traffic: Traffic,
        /// Its far end.
        peer: Peer,
    },
    /// Adds an allowing entry under a free number (`ec2 create-network-acl-entry`).
    AddAclEntry {
        /// The network ACL.
        acl: NetworkAclId,
        /// The entry's number: lower than that of the entry that denies.
        number: u32,
        /// Into the subnet or out of it.
        direction: Direction,
        /// Protocol and ports.
        traffic: Traffic,
        /// The far addresses.
        cidr: IpNet,
    },
    /// Adds a denying entry under a free number (`ec2 create-network-acl-entry`).
    DenyByAcl {
        /// The network ACL.
        acl: NetworkAclId,
        /// The entry's number: lower than that of the entry that allows.
        number: u32,
        /// Into the subnet or out of it.
        direction: Direction,
        /// Protocol and ports.
        traffic: Traffic,
        /// The far addresses.
        cidr: IpNet,
    },
    /// Makes an entry that denies allow something instead (`ec2 replace-network-acl-entry`).
    ReplaceAclEntry {
        /// The network ACL.
        acl: NetworkAclId,
        /// The entry's number.
        number: u32,
        /// Into the subnet or out of it.
        direction: Direction,
        /// What it allows from then on: protocol and ports.
        traffic: Traffic,
        /// The far addresses.
        cidr: IpNet,
    },
    /// Deletes an entry that denies (`ec2 delete-network-acl-entry`): the entries behind it decide.
    DeleteAclEntry {
        /// The network ACL.
        acl: NetworkAclId,
        /// The entry's number.
        number: u32,
        /// Into the subnet or out of it.
        direction: Direction,
    },
    /// Adds a route (`ec2 create-route`).
    CreateRoute {
        /// The table.
        table: RouteTableId,
        /// The destination, for which the table has no route yet.
        destination: RouteDestination,
        /// The target.
        target: RouteTarget,
    },
    /// Points a route elsewhere (`ec2 replace-route`).
    ReplaceRoute {
        /// The table.
        table: RouteTableId,
        /// The route's destination.
        destination: RouteDestination,
        /// The new target.
        target: RouteTarget,
    },
    /// Deletes a route (`ec2 delete-route`).
    DeleteRoute {
        /// The table.
        table: RouteTableId,
        /// The route's destination.
        destination: RouteDestination,
    },
    /// Associates a subnet with another table (`ec2 associate-route-table`, or `ec2 replace-route-table-association`
    /// where it has an association of its own).
    AssociateRouteTable {
        /// The subnet.
        subnet: SubnetId,
        /// The table.
        table: RouteTableId,
    },
    /// Associates a gateway endpoint with one more table (`ec2 modify-vpc-endpoint --add-route-table-ids`).
    AssociateGatewayEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The table.
        table: RouteTableId,
    },
    /// Takes a gateway endpoint off a table (`ec2 modify-vpc-endpoint --remove-route-table-ids`).
    DisassociateGatewayEndpoint {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The table.
        table: RouteTableId,
    },
    /// Creates a gateway endpoint (`ec2 create-vpc-endpoint --vpc-endpoint-type Gateway`).
    CreateGatewayEndpoint {
        /// The VPC.
        vpc: VpcId,
        /// The service name, such as `com.amazonaws.eu-west-1.s3`.
        service_name: String,
        /// The table to associate it with.
        table: RouteTableId,
        /// The id that the endpoint has in the proof.
        id: VpcEndpointId,
    },
    /// Creates an interface endpoint with private DNS on (`ec2 create-vpc-endpoint --vpc-endpoint-type Interface
    /// --private-dns-enabled`; for S3 with `--dns-options PrivateDnsOnlyForInboundResolverEndpoint=false`, or the VPC
    /// itself is not answered).
    CreateInterfaceEndpoint {
        /// The VPC.
        vpc: VpcId,
        /// The service name, such as `com.amazonaws.eu-west-1.ecr.api`.
        service_name: String,
        /// The subnets to put interfaces into.
        subnets: Vec<SubnetId>,
        /// The security groups.
        groups: Vec<SecurityGroupId>,
        /// The id that the endpoint has in the proof.
        id: VpcEndpointId,
    },
    /// Puts an interface endpoint that is in no subnet into some (`ec2 modify-vpc-endpoint --add-subnet-ids`).
    AddEndpointSubnets {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The subnets, each of another Availability Zone.
        subnets: Vec<SubnetId>,
    },
    /// Creates a mount target of an EFS file system (`efs create-mount-target`).
    CreateMountTarget {
        /// The file system's id.
        file_system: String,
        /// The subnet, in whose zone it has none.
        subnet: SubnetId,
        /// The security groups: those of another of its mount targets.
        groups: Vec<SecurityGroupId>,
    },
    /// Adds a security group to an endpoint (`ec2 modify-vpc-endpoint --add-security-group-ids`).
    AddEndpointGroup {
        /// The endpoint.
        endpoint: VpcEndpointId,
        /// The group.
        group: SecurityGroupId,
    },
    /// Turns private DNS of an endpoint on (`ec2 modify-vpc-endpoint --private-dns-enabled`).
    EnablePrivateDns {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// Lets an S3 interface endpoint answer the VPC itself, not inbound Resolver queries only (`ec2 modify-vpc-endpoint
    /// --dns-options PrivateDnsOnlyForInboundResolverEndpoint=false`).
    AnswerInsideVpc {
        /// The endpoint.
        endpoint: VpcEndpointId,
    },
    /// Turns a DNS attribute of a VPC on (`ec2 modify-vpc-attribute`).
    EnableDnsAttribute {
        /// The VPC.
        vpc: VpcId,
        /// The attribute.
        attribute: DnsAttribute,
    },
    /// Lets a VPC ask the Amazon resolver, by its DHCP options (`ec2 associate-dhcp-options`, after `ec2 create-dhcp-options`
    /// where no such set is there). Tasks that start then ask it; instances once they renew their lease.
    UseAmazonDns {
        /// The VPC.
        vpc: VpcId,
        /// The set of options that names `AmazonProvidedDNS` alone; none where one is to be made.
        options: Option<DhcpOptionsId>,
    },
    /// Adds records to a hosted zone that say what other records of it say (`route53 change-resource-record-sets`).
    CreateRecord {
        /// The zone.
        zone: HostedZoneId,
        /// The new records' name, such as `*.dkr.ecr.eu-west-1.amazonaws.com`.
        name: String,
        /// The name whose addresses they have.
        like: String,
    },
    /// Associates a private hosted zone with one more VPC (`route53 associate-vpc-with-hosted-zone`).
    AssociateZone {
        /// The zone.
        zone: HostedZoneId,
        /// The VPC.
        vpc: VpcId,
    },
    /// Ends the association of a private hosted zone with a VPC (`route53 disassociate-vpc-from-hosted-zone`).
    DisassociateZone {
        /// The zone.
        zone: HostedZoneId,
        /// The VPC.
        vpc: VpcId,
    },
    /// Deletes a private hosted zone without records of its own (`route53 delete-hosted-zone`), which is how the last VPC
    /// of a zone gets rid of it.
    DeleteZone {
        /// The zone.
        zone: HostedZoneId,
    },
    /// Gives the service's next tasks a public address (`ecs update-service --network-configuration …
    /// assignPublicIp=ENABLED`, or `ecs run-task` with it). It does nothing for tasks that run already.
    AssignPublicIp {
        /// The service, where there is one.
        service: Option<String>,
        /// The cluster, where known.
        cluster: Option<String>,
        /// The subnet that was looked at.
        subnet: SubnetId,
    },
    /// Puts the service's next tasks into another subnet.
    PlaceInSubnet {
        /// The service, where there is one.
        service: Option<String>,
        /// The cluster, where known.
        cluster: Option<String>,
        /// The subnet to leave.
        from: SubnetId,
        /// The subnet to use instead.
        to: SubnetId,
    },
    /// Gives an instance's interface an Elastic IP address (`ec2 allocate-address`, `ec2 associate-address`).
    AssociateAddress {
        /// The interface.
        interface: NetworkInterfaceId,
    },
    /// Attaches an internet gateway to a VPC (`ec2 attach-internet-gateway`).
    AttachInternetGateway {
        /// The gateway.
        gateway: InternetGatewayId,
        /// The VPC.
        vpc: VpcId,
    },
    /// Accepts a peering connection (`ec2 accept-vpc-peering-connection`).
    AcceptVpcPeeringConnection {
        /// The connection.
        connection: String,
    },
    /// Gives an attachment of a transit gateway a subnet in a further zone (`ec2 modify-transit-gateway-vpc-attachment
    /// --add-subnet-ids`).
    AddSubnetToAttachment {
        /// The attachment.
        attachment: String,
        /// The subnet.
        subnet: SubnetId,
    },
    /// Associates an attachment with a route table of its transit gateway (`ec2 associate-transit-gateway-route-table`).
    AssociateTransitGatewayTable {
        /// The attachment.
        attachment: String,
        /// The table.
        table: String,
    },
    /// Writes a static route of a transit gateway (`ec2 create-transit-gateway-route`, `replace-transit-gateway-route`).
    CreateTransitGatewayRoute {
        /// The table.
        table: String,
        /// The block.
        block: IpNet,
        /// The attachment that it leads to.
        attachment: String,
        /// Whether there is a static one for the block.
        replaces: bool,
    },
    /// Creates a public NAT gateway (`ec2 allocate-address`, `ec2 create-nat-gateway`).
    CreateNatGateway {
        /// The public subnet to put it into.
        subnet: SubnetId,
        /// The id that the gateway has in the proof.
        id: NatGatewayId,
    },
    /// Excludes a subnet from VPC Block Public Access (`ec2 create-vpc-block-public-access-exclusion --subnet-id …
    /// --internet-gateway-exclusion-mode …`, or `modify-vpc-block-public-access-exclusion`).
    ExcludeFromBlockPublicAccess {
        /// The subnet whose packets meet the internet gateway.
        subnet: SubnetId,
        /// The id of its exclusion that is there, and lets out only: it is modified.
        exclusion: Option<String>,
        /// What it lets through: `allow-egress` counts only where the account's mode is `block-bidirectional`.
        mode: ExclusionMode,
    },
}

/// A DNS attribute of a VPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DnsAttribute {
    /// `enableDnsSupport`.
    Support,
    /// `enableDnsHostnames`.
    Hostnames,
}

impl DnsAttribute {
    /// The attribute's name in the EC2 API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Support => "enableDnsSupport",
            Self::Hostnames => "enableDnsHostnames",
        }
    }
}
