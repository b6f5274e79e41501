//! Causes at VPC peering connections, and on the way to them.

use hopwise_engine::Rule;
use hopwise_model::design::{Design, Ix, RouteTable, Subnet, Vpc, VpcPeeringConnection};
use hopwise_model::resource::{Route, RouteDestination, RouteTarget};
use hopwise_model::{AccountId, Component, Leg, Region, RouteTableId, SubnetId, VpcId};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use super::case::Case;

/// ## What it means
/// The peering connection is not active: nobody accepted it yet, or it is gone. Packets that are routed to it are dropped
/// (VPC peering guide, "VPC peering connection lifecycle").
/// ## Why it is easy to miss
/// Routes to a connection that waits for its acceptance can be written, and are blackholes until then (VPC peering guide, "Update
/// your route tables for a VPC peering connection"). It is the other account that has to accept it, in the other VPC's Region.
/// ## Fix safety
/// Accepting it opens nothing by itself: routes, groups and network ACLs of both sides decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeeringNotActive {
    /// The connection.
    pub connection: String,
    /// Its state, as AWS prints it.
    pub state: String,
    /// The VPC that was asked.
    pub accepter: VpcId,
    /// The account that owns that VPC.
    pub owner: Option<AccountId>,
    /// The Region of that VPC, where alone the connection can be accepted.
    pub region: Option<Region>,
}

impl PeeringNotActive {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let id = match case.block.rule.as_deref() {
            Some(Rule::Route { route, .. }) => match &route.target {
                RouteTarget::VpcPeeringConnection(id) => id,
                _ => return None,
            },
            _ => &case.block.id,
        };
        let index = case.design.vpc_peering_connections.find(id)?;
        let record = &case.design.vpc_peering_connections.get(index).record;
        if record.is_active() {
            return None;
        }
        Some(Self {
            region: record.accepter.region.clone(),
            connection: record.id.clone(),
            state: record.state.clone(),
            accepter: record.accepter.vpc.clone(),
            owner: record.accepter.owner.clone(),
        })
    }
}

/// ## What it means
/// The VPCs are peers, and a route table of one of them has no route to the other: each side needs one, for requests or for
/// replies (VPC peering guide, "Update your route tables for a VPC peering connection").
/// ## Why it is easy to miss
/// Whoever asks for a connection and who accepts it are often two teams, and each sees its own tables. Without the way back,
/// requests arrive, and it looks like a timeout of the service.
/// ## Fix safety
/// A route for the other VPC's block lets nothing else in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRouteToPeer {
    /// The table.
    pub table: RouteTableId,
    /// The subnet that uses it.
    pub subnet: Option<SubnetId>,
    /// The connection.
    pub connection: String,
    /// The VPC on its other side.
    pub peer: VpcId,
    /// The block of that VPC that holds the addresses.
    pub block: IpNet,
    /// Whether it is replies that find no route.
    pub is_for_replies: bool,
}

impl NoRouteToPeer {
    /// Where packets for a peer VPC find no route, or are taken elsewhere by a wider one.
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        if !case.is_of_routes() {
            return None;
        }
        let (table, index, block) = to_peer(case)?;
        let found = case.design.vpc_peering_connections.get(index);
        let here = case.design.route_tables.get(table).vpc.clone().ok()?;
        let subnet = asked_first(case).and_then(|(_, subnet)| subnet);
        Some(Self {
            table: case.design.route_tables.get(table).record.id.clone(),
            subnet: subnet.map(|subnet| case.design.subnets.get(subnet).record.id.clone()),
            connection: found.record.id.clone(),
            peer: found.other_side(here)?.0.vpc.clone(),
            block,
            is_for_replies: case.block.leg == Leg::Return,
        })
    }
}

/// The table that the packets, or their replies, asked first, and the subnet that they left.
fn asked_first(case: &Case<'_>) -> Option<(Ix<RouteTable>, Option<Ix<Subnet>>)> {
    let hop = case.hops().iter().find(|hop| hop.component == Component::Subnet)?;
    let subnet = case.design.subnets.find(&hop.id);
    let table = case.design.subnets.get(subnet?).route_table.clone().ok()?;
    Some((table, subnet))
}

/// The connection that would take the blocked packets to where they go, for which the table that they asked first has no route,
/// and the other VPC's block that holds their addresses.
pub(crate) fn to_peer(case: &Case<'_>) -> Option<(Ix<RouteTable>, Ix<VpcPeeringConnection>, IpNet)> {
    let design = case.design;
    let (table, _) = asked_first(case)?;
    let here = design.route_tables.get(table).vpc.clone().ok()?;
    let wanted = AddressSet::union_all(case.block.packets.iter().map(|part| &part.destinations));
    let connections = design.vpcs.get(here).peerings.iter().copied();
    // A connection that is gone for good leads nowhere.
    let leads = |index: &Ix<VpcPeeringConnection>| {
        let record = &design.vpc_peering_connections.get(*index).record;
        let target = RouteTarget::VpcPeeringConnection(record.id.clone());
        let routes = &design.route_tables.get(table).record.routes;
        record.may_become_active() && !routes.iter().any(|route| route.target == target && covers(route, &wanted))
    };
    let mut found: Vec<_> =
        connections.filter(leads).filter_map(|index| Some((index, block_of(design, index, here, &wanted)?))).collect();
    found.sort_by_key(|(index, _)| !design.vpc_peering_connections.get(*index).record.is_active());
    found.into_iter().next().map(|(index, block)| (table, index, block))
}

/// Whether a route is for the first of some addresses.
fn covers(route: &Route, wanted: &AddressSet) -> bool {
    let Some(first) = wanted.first() else { return false };
    matches!(route.destination, RouteDestination::Cidr(block) if block.contains(&first))
}

/// The block of the other side's VPC that holds some addresses.
fn block_of(design: &Design, index: Ix<VpcPeeringConnection>, here: Ix<Vpc>, wanted: &AddressSet) -> Option<IpNet> {
    let (peer, vpc) = design.vpc_peering_connections.get(index).other_side(here)?;
    let blocks = vpc.as_ref().map_or(&peer.cidrs, |vpc| &design.vpcs.get(*vpc).record.cidrs);
    let first = wanted.first()?;
    blocks.iter().copied().find(|block| block.contains(&first))
}

/// ## What it means
/// The route sends packets to a peering connection that are for nobody in the other VPC. A connection leads to the other VPC's
/// own addresses, and not on: not to the internet, to further VPCs or to what is on-premises by the other VPC's gateways (VPC
/// peering guide, "VPC peering limitations").
/// ## Why it is easy to miss
/// Routes of any width to a connection are accepted, and say `active`.
/// ## Fix safety
/// A peering connection of its own, or a transit gateway, leads to a further VPC; a NAT gateway to the internet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindPeer {
    /// The connection.
    pub connection: String,
    /// The VPC on its other side, where the snapshot says.
    pub peer: Option<VpcId>,
    /// Whether it is replies that are sent there.
    pub is_for_replies: bool,
}

impl BehindPeer {
    pub(super) fn find(case: &Case<'_>) -> Self {
        let (connection, is_for_replies) = (case.block.id.clone(), case.block.leg == Leg::Return);
        let peer = case.design.vpc_peering_connections.find(&connection).and_then(|index| {
            let record = &case.design.vpc_peering_connections.get(index).record;
            let here = &case.design.vpcs.get(case.vpc()?).record.id;
            let [asked_for, was_asked] = record.sides();
            // Replies leave from the other side.
            let is_to_accepter = (asked_for.vpc == *here) != is_for_replies;
            Some(if is_to_accepter { was_asked.vpc.clone() } else { asked_for.vpc.clone() })
        });
        Self { connection, peer, is_for_replies }
    }
}
