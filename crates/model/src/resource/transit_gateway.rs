use ipnet::IpNet;

use crate::evidence::Evidence;
use crate::id::{AccountId, PrefixListId, SubnetId, VpcId};

/// Something that is attached to a transit gateway (`describe-transit-gateway-attachments`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayAttachment {
    /// Its id.
    pub id: String,
    /// The transit gateway.
    pub gateway: String,
    /// The account that owns the transit gateway.
    pub gateway_owner: Option<AccountId>,
    /// `ResourceType` as printed: `vpc`, `vpn`, `peering` and others.
    pub kind: String,
    /// What is attached, such as a VPC's id.
    pub resource: Option<String>,
    /// The account that owns what is attached.
    pub resource_owner: Option<AccountId>,
    /// Its state, as printed.
    pub state: String,
    /// The route table that decides about packets which come from it. Accounts that the gateway is shared with may not be told.
    pub association: Option<TransitGatewayAssociation>,
    /// `NatGatewaySupport` as printed, to the gateway's owner alone: whether addresses are translated here.
    pub translation: Option<String>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The association of an attachment with a route table of its transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayAssociation {
    /// The route table; none where a policy table chooses one.
    pub table: Option<String>,
    /// Its state, as printed.
    pub state: String,
}

/// How a VPC is attached to a transit gateway (`describe-transit-gateway-vpc-attachments`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayVpcAttachment {
    /// The attachment's id.
    pub id: String,
    /// The transit gateway.
    pub gateway: String,
    /// The VPC.
    pub vpc: VpcId,
    /// Its state, as printed.
    pub state: String,
    /// The subnets with an interface of the attachment, one in each zone that it serves.
    pub subnets: Vec<SubnetId>,
    /// Whether it keeps both ways of a connection in one zone (`ApplianceModeSupport`), where that is printed.
    pub appliance_mode: Option<bool>,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The routes of a transit gateway's route table (`search-transit-gateway-routes`). The call does not print the table's id: the
/// file's stem is the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayRoutes {
    /// The table.
    pub table: String,
    /// Its routes.
    pub routes: Vec<TransitGatewayRoute>,
    /// Whether these are all of those that were asked for.
    pub complete: bool,
    /// Whether no more than the static ones were asked for.
    pub only_static: bool,
    /// Where they were read.
    pub evidence: Evidence,
}

/// A route of a transit gateway's route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayRoute {
    /// The block that it is for; none where only its prefix list is printed.
    pub block: Option<IpNet>,
    /// The prefix list that it comes from, where it is of a reference to one.
    pub list: Option<PrefixListId>,
    /// Where it leads: nowhere for a blackhole that was made as one, to several for equal paths.
    pub attachments: Vec<String>,
    /// Its type, as printed: `static`, `propagated`.
    pub origin: String,
    /// Its state, as printed: `active`, `blackhole` and others.
    pub state: String,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Which attachments make themselves known to a transit gateway's route table (`get-transit-gateway-route-table-propagations`). The
/// call does not print the table's id: the file's stem is the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayPropagations {
    /// The table.
    pub table: String,
    /// The attachments.
    pub attachments: Vec<TransitGatewayPropagation>,
    /// Whether these are all.
    pub complete: bool,
    /// Where they were read.
    pub evidence: Evidence,
}

/// An attachment that makes itself known to a route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitGatewayPropagation {
    /// The attachment.
    pub attachment: String,
    /// What kind of thing is attached, as printed.
    pub kind: Option<String>,
    /// Its state, as printed.
    pub state: String,
    /// Where it was read.
    pub evidence: Evidence,
}

/// Whether an attachment in a state lets packets pass for certain, or for certain not; none in states that AWS does not document so,
/// or while it changes: only `available` ones are said to carry traffic, and those that never came so far, or are gone, carry none
/// (Transit Gateways guide, "VPC attachment lifecycle"; fact base M.1). What still passes while one is modified or deleted, and whether
/// it is a change that is rolled back, no page says.
#[must_use]
pub fn attachment_passes(state: &str) -> Option<bool> {
    match state {
        "available" => Some(true),
        "initiating" | "initiatingRequest" | "pendingAcceptance" | "pending" | "failing" | "failed" | "rejecting"
        | "rejected" | "deleted" => Some(false),
        _ => None,
    }
}
