//! Causes at transit gateways, and on the way to them.

use hopwise_engine::Rule;
use hopwise_model::design::{Design, Ix, RouteTable, Subnet, TransitGatewayAttachment, Vpc};
use hopwise_model::resource::{Route, RouteDestination, RouteTarget};
use hopwise_model::{Component, Leg, RouteTableId, SubnetId, VpcId};
use hopwise_packet::AddressSet;
use ipnet::IpNet;

use super::case::Case;

/// ## What it means
/// The transit gateway's attachment has no subnet in the Availability Zone of whoever sends: packets of that zone do not get to the
/// gateway (Transit Gateways guide, "How transit gateways work").
/// ## Why it is easy to miss
/// The route to the gateway is there and says `active`, and the same table works in the other zones.
/// ## Fix safety
/// What the gateway brings for the zone comes in by the further subnet from then on (fact base M.2): one with the route table and the
/// network ACL of the others changes nothing for them. It takes an address of the subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneNotAttached {
    /// The attachment.
    pub attachment: String,
    /// The zone, by its name or id.
    pub zone: Option<String>,
    /// The subnet that packets leave.
    pub subnet: SubnetId,
    /// Whether it is replies that are stopped.
    pub is_for_replies: bool,
}

impl ZoneNotAttached {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let left = case.hops().iter().rev().find_map(|hop| case.design.subnets.find(&hop.id))?;
        let record = &case.design.subnets.get(left).record;
        Some(Self {
            attachment: case.block.id.clone(),
            zone: record.availability_zone.clone().or_else(|| record.availability_zone_id.clone()),
            subnet: record.id.clone(),
            is_for_replies: case.block.leg == Leg::Return,
        })
    }
}

/// ## What it means
/// The attachment is associated with no route table of the transit gateway: nothing that comes from it is forwarded (Transit
/// Gateways guide, "Route table association").
/// ## Why it is easy to miss
/// Association and propagation are two things: others may have routes to the attachment all the same.
/// ## Fix safety
/// It opens the ways of that table to all of the attachment's VPC, as far as groups and network ACLs let them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAssociated {
    /// The attachment.
    pub attachment: String,
    /// The transit gateway.
    pub gateway: String,
    /// The VPC that is attached.
    pub vpc: Option<VpcId>,
}

impl NotAssociated {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let found = case.design.transit_gateway_attachments.get(attachment(case, &case.block.id)?);
        Some(Self {
            attachment: found.id.clone(),
            gateway: case.design.transit_gateways.get(found.gateway).id.clone(),
            vpc: vpc_of(case, found),
        })
    }
}

/// ## What it means
/// The attachment is not available: nobody accepted it yet, or it is gone. It carries nothing (Transit Gateways guide, "VPC attachment
/// lifecycle").
/// ## Why it is easy to miss
/// With a shared transit gateway it is the gateway's owner who has to accept it.
/// ## Fix safety
/// Accepting it opens nothing by itself where default association and propagation are off; else the default table's ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentNotAvailable {
    /// The attachment.
    pub attachment: String,
    /// Its state, as AWS prints it.
    pub state: String,
}

impl AttachmentNotAvailable {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let found = case.design.transit_gateway_attachments.get(attachment(case, &case.block.id)?);
        Some(Self { attachment: found.id.clone(), state: found.states().next()?.to_owned() })
    }
}

/// ## What it means
/// The transit gateway's route table has no route for these addresses, or a blackhole: the attachment that leads there propagates
/// to another table, or to none, and nobody wrote a static route (Transit Gateways guide, "Routing").
/// ## Why it is easy to miss
/// Each attachment has its own table on the way out: requests and replies often ask two different ones.
/// ## Fix safety
/// A route for the block opens it to every attachment that is associated with the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoTransitRoute {
    /// The table.
    pub table: String,
    /// The block of the blackhole, where it is one.
    pub blackhole: Option<IpNet>,
    /// The attachment that leads to the addresses, the VPC that it is of, and the block that holds them, where they are known.
    pub to: Option<AttachedBlock>,
    /// Whether a route for the block is to be replaced: one that a prefix list makes cannot be, and gives way to a static one.
    pub replaces: bool,
    /// Whether it is replies that find no route.
    pub is_for_replies: bool,
}

/// Addresses that an attachment leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedBlock {
    /// The attachment.
    pub attachment: String,
    /// The VPC.
    pub vpc: VpcId,
    /// The VPC's block.
    pub block: IpNet,
}

impl NoTransitRoute {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let route = match case.block.rule.as_deref() {
            Some(Rule::TransitRoute { route, .. }) => Some(route),
            _ => None,
        };
        let mut hops = case.hops().iter().rev().filter(|hop| hop.component == Component::TransitGatewayAttachment);
        let came_by = hops.find_map(|hop| attachment(case, &hop.id))?;
        let wanted = AddressSet::union_all(case.block.packets.iter().map(|part| &part.destinations));
        let to = attached_block(case, came_by, &wanted);
        let is_same = |block| to.as_ref().is_some_and(|to: &AttachedBlock| Some(to.block) == block);
        Some(Self {
            table: case.block.id.clone(),
            blackhole: route.and_then(|route| route.block),
            replaces: route.is_some_and(|route| route.list.is_none() && is_same(route.block)),
            to,
            is_for_replies: case.block.leg == Leg::Return,
        })
    }
}

/// ## What it means
/// Both VPCs are attached to one transit gateway, and a route table of one of them does not lead to the gateway what is for the other:
/// requests or replies stop there.
/// ## Why it is easy to miss
/// The transit gateway's own tables have all routes; it is the VPC's table that lacks one, often that of the subnet of an endpoint
/// or a NAT gateway in the hub, where replies come by.
/// ## Fix safety
/// A route for the other VPC's block lets nothing else in or out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoRouteToGateway {
    /// The table.
    pub table: RouteTableId,
    /// The subnet that uses it.
    pub subnet: Option<SubnetId>,
    /// The transit gateway.
    pub gateway: String,
    /// The VPC behind it, and its block that holds the addresses.
    pub to: AttachedBlock,
    /// Whether it is replies that find no route.
    pub is_for_replies: bool,
}

impl NoRouteToGateway {
    /// Where packets for an attached VPC find no route, or are taken elsewhere by a wider one.
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        if !case.is_of_routes() {
            return None;
        }
        let (table, attachment, to) = to_gateway(case)?;
        let found = case.design.transit_gateway_attachments.get(attachment);
        let subnet = asked_last(case).and_then(|(_, subnet)| subnet);
        Some(Self {
            table: case.design.route_tables.get(table).record.id.clone(),
            subnet: subnet.map(|subnet| case.design.subnets.get(subnet).record.id.clone()),
            gateway: case.design.transit_gateways.get(found.gateway).id.clone(),
            to,
            is_for_replies: case.block.leg == Leg::Return,
        })
    }
}

/// The table that the packets, or their replies, asked last, and the subnet that they left by it.
fn asked_last(case: &Case<'_>) -> Option<(Ix<RouteTable>, Option<Ix<Subnet>>)> {
    let nat = |hop: &hopwise_engine::Hop| {
        let gateway = case.design.nat_gateways.find(&hop.id).filter(|_| hop.component == Component::NatGateway)?;
        case.design.nat_gateways.get(gateway).subnet.clone()?.ok()
    };
    let subnet = case.hops().iter().rev().find_map(|hop| case.design.subnets.find(&hop.id).or_else(|| nat(hop)))?;
    let table = case.design.subnets.get(subnet).route_table.clone().ok()?;
    Some((table, Some(subnet)))
}

/// The attachment by which the blocked packets would get to where they go, for which the table that they asked last has no route,
/// and whose addresses they are for.
pub(crate) fn to_gateway(case: &Case<'_>) -> Option<(Ix<RouteTable>, Ix<TransitGatewayAttachment>, AttachedBlock)> {
    let design = case.design;
    let (table, _) = asked_last(case)?;
    let here = design.route_tables.get(table).vpc.clone().ok()?;
    let wanted = AddressSet::union_all(case.block.packets.iter().map(|part| &part.destinations));
    // What the gateway itself brought here is for nobody behind it.
    let is_brought = case.hops().iter().any(|hop| {
        let found = attachment(case, &hop.id).map(|own| design.transit_gateway_attachments.get(own));
        found.is_some_and(|own| own.vpc == Some(Ok(here)))
    });
    if is_brought || design.vpcs.get(here).contains(wanted.first()?) {
        return None;
    }
    let own = design.transit_gateway_attachments.iter().filter(|(_, own)| own.vpc.as_ref() == Some(&Ok(here)));
    let mut own = own.filter(|(_, own)| own.passes() == Some(true));
    own.find_map(|(index, own)| {
        let target = RouteTarget::TransitGateway(design.transit_gateways.get(own.gateway).id.clone());
        let routes = &design.route_tables.get(table).record.routes;
        if routes.iter().any(|route| route.target == target && covers(design, route, &wanted)) {
            return None;
        }
        Some((table, index, attached_block(case, index, &wanted)?))
    })
}

/// Whether a route is for the first of some addresses.
fn covers(design: &Design, route: &Route, wanted: &AddressSet) -> bool {
    let Some(first) = wanted.first() else { return false };
    match &route.destination {
        RouteDestination::Cidr(block) => block.contains(&first),
        RouteDestination::PrefixList(list) => {
            design.entries_of(list).is_ok_and(|entries| entries.iter().any(|block| block.contains(&first)))
        }
    }
}

/// What other attachment of the same gateway leads to some addresses, in a VPC's own block; none where there are two.
fn attached_block(
    case: &Case<'_>,
    came_by: Ix<TransitGatewayAttachment>,
    wanted: &AddressSet,
) -> Option<AttachedBlock> {
    let design = case.design;
    let first = wanted.first()?;
    let gateway = design.transit_gateways.get(design.transit_gateway_attachments.get(came_by).gateway);
    let others = gateway.attachments.iter().filter(|own| **own != came_by);
    let mut found = others.filter_map(|own| {
        let own = design.transit_gateway_attachments.get(*own);
        let vpc: Ix<Vpc> = *own.vpc.as_ref().filter(|_| own.passes() == Some(true))?.as_ref().ok()?;
        let record = &design.vpcs.get(vpc).record;
        let block = record.cidrs.iter().copied().find(|block| block.contains(&first))?;
        Some(AttachedBlock { attachment: own.id.clone(), vpc: record.id.clone(), block })
    });
    let only = found.next();
    only.filter(|_| found.next().is_none())
}

fn attachment(case: &Case<'_>, id: &str) -> Option<Ix<TransitGatewayAttachment>> {
    case.design.transit_gateway_attachments.iter().find(|(_, own)| own.id == id).map(|(index, _)| index)
}

fn vpc_of(case: &Case<'_>, found: &TransitGatewayAttachment) -> Option<VpcId> {
    let vpc = *found.vpc.as_ref()?.as_ref().ok()?;
    Some(case.design.vpcs.get(vpc).record.id.clone())
}
