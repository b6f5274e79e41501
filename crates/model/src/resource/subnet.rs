use std::net::IpAddr;

use hopwise_packet::Family;
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
    /// Its state as printed, where that is not `available`: AWS does not say what passes then (EC2 API reference, `Subnet`).
    pub unavailable: Option<String>,
    /// The account that owns the subnet; other accounts may place interfaces in it when it is shared.
    pub owner: Option<AccountId>,
    /// `EnableDns64`: whether the resolver makes up IPv6 addresses for names that have none.
    pub dns64: bool,
    /// Block Public Access for this subnet.
    pub block_public_access: Option<BlockPublicAccess>,
    /// How it is connected to a firewall that inspects what passes the VPC's internet gateway; `None` where there is none.
    pub firewall_connectivity: Option<FirewallConnectivity>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Account and Region.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// How a subnet is connected to a firewall that inspects what passes the VPC's internet gateway
/// (`NetworkFirewallConnectivityType`; EC2 API reference, `Subnet`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirewallConnectivity {
    /// With a public address both ways; without one outwards only, and the firewall translates.
    Flexible,
    /// Outwards only, and the firewall translates.
    OutboundOnly,
    /// Both ways, with a public address as without the firewall.
    Bidirectional,
    /// Past the firewall.
    Exclude,
    /// Past the firewall, which is not in the subnet's zone.
    AzUnsupported,
    /// One that this version does not know, as printed.
    Other(String),
}

impl FirewallConnectivity {
    /// What AWS prints for it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Flexible => "flexible",
            Self::OutboundOnly => "outbound-only",
            Self::Bidirectional => "bidirectional",
            Self::Exclude => "exclude",
            Self::AzUnsupported => "az-unsupported",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for FirewallConnectivity {
    fn from(text: String) -> Self {
        match text.as_str() {
            "flexible" => Self::Flexible,
            "outbound-only" => Self::OutboundOnly,
            "bidirectional" => Self::Bidirectional,
            "exclude" => Self::Exclude,
            "az-unsupported" => Self::AzUnsupported,
            _ => Self::Other(text),
        }
    }
}

impl Subnet {
    /// Its first block of a family; `None` where it has none.
    #[must_use]
    pub fn cidr_of(&self, family: Family) -> Option<IpNet> {
        self.cidrs.iter().find(|cidr| family.has(cidr.addr())).copied()
    }

    /// Its IPv4 block; `None` for an IPv6-only subnet.
    #[must_use]
    pub fn ipv4_cidr(&self) -> Option<IpNet> {
        self.cidr_of(Family::Ipv4)
    }

    /// Whether an address is in one of its blocks.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.cidrs.iter().any(|cidr| cidr.contains(&address))
    }
}
