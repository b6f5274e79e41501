use ipnet::IpNet;

use crate::evidence::Evidence;
use crate::id::{NetworkAclId, SubnetId, VpcId};
use crate::traffic::Traffic;

/// Which way packets cross the border of an interface or a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Into it.
    Ingress,
    /// Out of it.
    Egress,
}

/// A network ACL (`describe-network-acls`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkAcl {
    /// Its id.
    pub id: NetworkAclId,
    /// The VPC it belongs to.
    pub vpc: VpcId,
    /// Whether it is the VPC's default network ACL.
    pub is_default: bool,
    /// The subnets it guards.
    pub subnets: Vec<SubnetId>,
    /// Its entries of both directions, in the order of the document, which says nothing about their numbers.
    pub entries: Vec<AclEntry>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// One entry of a network ACL. Entries match the far address and the destination port; there is no source port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclEntry {
    /// Rule number; lowest first. 32767 is the implicit `*` entry of IPv4, 32768 that of IPv6.
    pub number: u32,
    /// Which direction it belongs to.
    pub direction: Direction,
    /// Whether it allows or denies.
    pub allow: bool,
    /// Protocol and ports.
    pub traffic: Traffic,
    /// The far address: the source of inbound packets, the destination of outbound ones. An IPv4 block never
    /// matches IPv6, nor the reverse.
    pub cidr: IpNet,
    /// Where it was read.
    pub evidence: Evidence,
}
