//! What joins the two VPCs: a peering connection, and a transit gateway with two tables, of which one is told by static routes and
//! propagations.

use hopwise_model::Inventory;
use hopwise_model::resource::{
    PeeredVpc, RouteTarget, TransitGatewayAssociation, TransitGatewayAttachment, TransitGatewayPropagation,
    TransitGatewayPropagations, TransitGatewayRoute, TransitGatewayRoutes, TransitGatewayVpcAttachment,
    VpcPeeringConnection,
};
use hopwise_proptest::fixture::{cidr, destination, evidence, id, route};

/// The transit gateway.
const GATEWAY: &str = "tgw-1";

/// The table that was searched whole, and the one that propagations fill.
const TABLES: [&str; 2] = ["tgw-rtb-searched", "tgw-rtb-filled"];

pub(super) fn add(inventory: &mut Inventory) {
    inventory.vpc_peering_connections.push(peering_connection("pcx-1", "vpc-b"));
    let attached = [("tgw-attach-a", "vpc-a", "subnet-task"), ("tgw-attach-b", "vpc-b", "subnet-other")];
    for ((name, vpc, subnet), table) in attached.into_iter().zip(TABLES) {
        inventory.transit_gateway_attachments.push(attachment(name, vpc, table));
        inventory.transit_gateway_vpc_attachments.push(vpc_attachment(name, vpc, &[subnet]));
    }
    for (table, only_static) in TABLES.into_iter().zip([false, true]) {
        inventory.transit_gateway_routes.push(TransitGatewayRoutes {
            table: table.to_owned(),
            routes: vec![transit_route("10.2.0.0/16", "tgw-attach-b"), transit_route("10.9.0.0/16", "tgw-attach-a")],
            complete: true,
            only_static,
            evidence: evidence(table, 0),
        });
    }
    let (table, attachments) = (TABLES[1].to_owned(), vec![propagation("tgw-attach-a")]);
    let evidence = evidence("propagations", 0);
    inventory.transit_gateway_propagations.push(TransitGatewayPropagations {
        table,
        attachments,
        complete: true,
        evidence,
    });
    let (hub, peering) =
        (RouteTarget::TransitGateway(GATEWAY.to_owned()), RouteTarget::VpcPeeringConnection("pcx-1".to_owned()));
    for (table, block, target) in
        [("rtb-main", "10.2.0.0/29", &hub), ("rtb-main", "10.2.0.8/29", &peering), ("rtb-other", "10.0.0.0/24", &hub)]
    {
        for table in inventory.route_tables.filter_mut(|own| own.id.as_str() == table) {
            table.routes.push(route(destination(block), target.clone()));
        }
    }
}

/// A peering connection of the first VPC with another one.
pub(crate) fn peering_connection(name: &str, other: &str) -> VpcPeeringConnection {
    let side = |vpc: &str, block: &str| PeeredVpc {
        vpc: id(vpc),
        owner: None,
        region: None,
        cidrs: vec![cidr(block)],
        resolves_for_peer: None,
    };
    VpcPeeringConnection {
        id: name.to_owned(),
        state: "active".to_owned(),
        requester: side("vpc-a", "10.0.0.0/24"),
        accepter: side(other, "10.2.0.0/24"),
        name: None,
        evidence: evidence(name, 0),
    }
}

/// An attachment of a VPC, with the table that it is associated with.
pub(crate) fn attachment(name: &str, vpc: &str, table: &str) -> TransitGatewayAttachment {
    TransitGatewayAttachment {
        id: name.to_owned(),
        gateway: GATEWAY.to_owned(),
        gateway_owner: None,
        kind: "vpc".to_owned(),
        resource: Some(vpc.to_owned()),
        resource_owner: None,
        state: "available".to_owned(),
        association: Some(TransitGatewayAssociation { table: Some(table.to_owned()), state: "associated".to_owned() }),
        translation: None,
        name: None,
        evidence: evidence(name, 0),
    }
}

/// The same attachment as the VPC's own list tells it.
pub(crate) fn vpc_attachment(name: &str, vpc: &str, subnets: &[&str]) -> TransitGatewayVpcAttachment {
    TransitGatewayVpcAttachment {
        id: name.to_owned(),
        gateway: GATEWAY.to_owned(),
        vpc: id(vpc),
        state: "available".to_owned(),
        subnets: subnets.iter().map(|subnet| id(subnet)).collect(),
        appliance_mode: None,
        name: None,
        evidence: evidence(name, 1),
    }
}

/// A static route of a transit gateway's table.
pub(crate) fn transit_route(block: &str, attachment: &str) -> TransitGatewayRoute {
    TransitGatewayRoute {
        block: Some(cidr(block)),
        list: None,
        attachments: vec![attachment.to_owned()],
        origin: "static".to_owned(),
        state: "active".to_owned(),
        evidence: evidence(block, 0),
    }
}

/// That an attachment propagates to a table.
pub(crate) fn propagation(attachment: &str) -> TransitGatewayPropagation {
    TransitGatewayPropagation {
        attachment: attachment.to_owned(),
        kind: None,
        state: "enabled".to_owned(),
        evidence: evidence(attachment, 2),
    }
}
