use ipnet::IpNet;

use crate::evidence::Evidence;
use crate::id::{AccountId, Region, VpcId};

/// A VPC peering connection (`describe-vpc-peering-connections`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcPeeringConnection {
    /// Its id, as routes print it.
    pub id: String,
    /// `Status.Code` as printed.
    pub state: String,
    /// The side that asked for it.
    pub requester: PeeredVpc,
    /// The side that was asked.
    pub accepter: PeeredVpc,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// One side of a VPC peering connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeeredVpc {
    /// The VPC.
    pub vpc: VpcId,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// Its Region.
    pub region: Option<Region>,
    /// Its blocks, IPv4 and IPv6, in an order of their own. AWS prints them while the connection is active (VPC peering guide).
    pub cidrs: Vec<IpNet>,
    /// Whether names that stand for public addresses of its instances stand for private ones on the other side
    /// (`AllowDnsResolutionFromRemoteVpc`); `None` where that is not printed, as for the other account's side.
    pub resolves_for_peer: Option<bool>,
}

impl VpcPeeringConnection {
    /// Whether packets pass: `active`, of which AWS says that it is the only state in which they do (VPC peering guide,
    /// "VPC peering connection lifecycle").
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == "active"
    }

    /// Whether packets pass for certain, or for certain not; none in states that AWS does not document, or while it is being deleted.
    #[must_use]
    pub fn passes(&self) -> Option<bool> {
        match self.state.as_str() {
            "active" => Some(true),
            "initiating-request" | "pending-acceptance" | "provisioning" | "failed" | "expired" | "rejected"
            | "deleted" => Some(false),
            _ => None,
        }
    }

    /// Whether it is active, or may still become it.
    #[must_use]
    pub fn may_become_active(&self) -> bool {
        matches!(self.state.as_str(), "initiating-request" | "pending-acceptance" | "provisioning" | "active")
    }

    /// Both sides, the one that asked first.
    #[must_use]
    pub const fn sides(&self) -> [&PeeredVpc; 2] {
        [&self.requester, &self.accepter]
    }

    /// Whether both sides are in one Region, as rules that name groups of the other side require (VPC peering guide, "Update
    /// your security groups to reference peer security groups"). `None` where a side's Region is not printed.
    #[must_use]
    pub fn is_in_one_region(&self) -> Option<bool> {
        Some(self.requester.region.as_ref()? == self.accepter.region.as_ref()?)
    }
}
