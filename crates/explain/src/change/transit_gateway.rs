//! Changes of transit gateways.

use hopwise_model::resource::{TransitGatewayAssociation, TransitGatewayRoute};
use hopwise_model::{Inventory, SubnetId};
use ipnet::IpNet;

/// An attachment gets a subnet in a zone where it has none. AWS lets it have one in each (EC2 API reference,
/// `ModifyTransitGatewayVpcAttachment`).
pub(super) fn add_subnet(inventory: &mut Inventory, attachment: &str, subnet: &SubnetId) -> Option<()> {
    let record = inventory.transit_gateway_vpc_attachments.by_id_mut(attachment)?;
    if record.subnets.contains(subnet) {
        return None;
    }
    record.subnets.push(subnet.clone());
    Some(())
}

/// An attachment that is associated with no table is with this one.
pub(super) fn associate(inventory: &mut Inventory, attachment: &str, table: &str) -> Option<()> {
    let record = inventory.transit_gateway_attachments.by_id_mut(attachment)?;
    // AWS refuses a second association (`Resource.AlreadyAssociated`).
    if record.association.is_some() {
        return None;
    }
    record.association =
        Some(TransitGatewayAssociation { table: Some(table.to_owned()), state: "associated".to_owned() });
    Some(())
}

/// A table gets a static route, or another one for a block that has one.
pub(super) fn write_route(
    inventory: &mut Inventory,
    table: &str,
    block: IpNet,
    attachment: &str,
    replaces: bool,
) -> Option<()> {
    let mut tables = inventory.transit_gateway_routes.iter_mut();
    let own = tables.find(|own| own.table == table && own.complete)?;
    let is_same =
        |route: &TransitGatewayRoute| route.block == Some(block) && route.origin == "static" && route.list.is_none();
    if own.routes.iter().any(is_same) != replaces {
        return None;
    }
    // What a prefix list makes stays, and ranks behind (fact base M.4).
    own.routes.retain(|route| route.block != Some(block) || route.list.is_some());
    own.routes.push(TransitGatewayRoute {
        block: Some(block),
        list: None,
        attachments: vec![attachment.to_owned()],
        origin: "static".to_owned(),
        state: "active".to_owned(),
        evidence: super::fresh::supposed(),
    });
    Some(())
}
