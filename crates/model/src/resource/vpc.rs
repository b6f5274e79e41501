use std::net::IpAddr;

use hopwise_packet::offset;
use ipnet::IpNet;

use super::Scope;
use crate::evidence::Evidence;
use crate::id::{AccountId, VpcId};

/// VPC Block Public Access, as computed by AWS for a VPC or a subnet (`BlockPublicAccessStates`), exclusions applied; the
/// stricter mode is the greater one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlockPublicAccess {
    /// Nothing is blocked.
    Off,
    /// Connections from the internet are blocked; only NAT gateways and egress-only internet gateways may open
    /// connections to it.
    BlockIngress,
    /// Nothing passes an internet gateway in either direction.
    BlockBidirectional,
}

impl BlockPublicAccess {
    /// Whether connections that are opened inside pass an internet gateway, be they a NAT gateway's or not. Under `block-ingress`
    /// only NAT gateways may still open them: a task with a public address may not (VPC user guide, block public access to
    /// VPCs, scenario 3.2).
    #[must_use]
    pub const fn lets_out(self, by_nat_gateway: bool) -> bool {
        match self {
            Self::Off => true,
            Self::BlockIngress => by_nat_gateway,
            Self::BlockBidirectional => false,
        }
    }
}

/// A VPC (`describe-vpcs`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    /// Its id.
    pub id: VpcId,
    /// Its blocks in state `associated`: the primary one, the other IPv4 blocks, the IPv6 blocks.
    pub cidrs: Vec<IpNet>,
    /// `DhcpOptionsId` as printed: an id, or `default` where the VPC has no set of options.
    pub dhcp_options: Option<String>,
    /// Whether it is the Region's default VPC.
    pub is_default: bool,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// Block Public Access for this VPC; `None` where the document does not say, as before November 2024.
    pub block_public_access: Option<BlockPublicAccess>,
    /// Whether encryption control is in mode `enforce`, which drops what cannot be encrypted.
    pub encryption_enforced: bool,
    /// The firewalls of AWS Network Firewall that inspect what passes its internet gateway without any route to them, by ARN
    /// (`NetworkFirewallAssociations`), in whatever state or mode.
    pub internet_firewalls: Vec<String>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Account and Region.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

impl Vpc {
    /// Where Amazon's resolver answers inside the VPC: the primary block's base plus two (VPC user guide, Amazon DNS
    /// server).
    #[must_use]
    pub fn resolver_address(&self) -> Option<IpAddr> {
        let primary = self.cidrs.iter().find(|cidr| matches!(cidr, IpNet::V4(_)))?;
        offset(primary.network(), 2)
    }
}

/// One or two DNS attributes of a VPC (`describe-vpc-attribute`, one attribute a call).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcAttribute {
    /// The VPC.
    pub vpc: VpcId,
    /// `enableDnsSupport`, where this document holds it.
    pub dns_support: Option<bool>,
    /// `enableDnsHostnames`, where this document holds it.
    pub dns_hostnames: Option<bool>,
    /// Where it was read.
    pub evidence: Evidence,
}
