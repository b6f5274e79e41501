use std::net::IpAddr;

use ipnet::IpNet;

use super::{BlockPublicAccess, Scope};
use crate::evidence::Evidence;
use crate::id::{AccountId, SubnetId, VpcId};

/// A subnet (`describe-subnets`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// Its id.
    pub id: SubnetId,
    /// The VPC it is in.
    pub vpc: VpcId,
    /// Its blocks: the IPv4 one, which an IPv6-only subnet lacks, and the IPv6 ones in state `associated`.
    pub cidrs: Vec<IpNet>,
    /// Zone name such as `eu-west-1a`.
    pub availability_zone: Option<String>,
    /// Zone id such as `euw1-az1`, the same for all accounts.
    pub availability_zone_id: Option<String>,
    /// Free IPv4 addresses.
    pub available_addresses: Option<u32>,
    /// The account that owns the subnet; other accounts may place interfaces in it when it is shared.
    pub owner: Option<AccountId>,
    /// `EnableDns64`: whether the resolver makes up IPv6 addresses for names that have none.
    pub dns64: bool,
    /// Block Public Access for this subnet.
    pub block_public_access: Option<BlockPublicAccess>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Account and Region.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

impl Subnet {
    /// Its IPv4 block; `None` for an IPv6-only subnet.
    #[must_use]
    pub fn ipv4_cidr(&self) -> Option<IpNet> {
        self.cidrs.iter().find(|cidr| matches!(cidr, IpNet::V4(_))).copied()
    }

    /// Whether an address is in one of its blocks.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.cidrs.iter().any(|cidr| cidr.contains(&address))
    }
}
