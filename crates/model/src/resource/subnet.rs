use ipnet::{Ipv4Net, Ipv6Net};

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
    /// Its IPv4 block; `None` for an IPv6-only subnet.
    pub cidr: Option<Ipv4Net>,
    /// Its IPv6 blocks in state `associated`.
    pub ipv6_cidrs: Vec<Ipv6Net>,
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
