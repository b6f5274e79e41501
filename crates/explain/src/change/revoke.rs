//! Taking away what lets packets pass.

use hopwise_model::resource::{Direction, Peer, RouteTarget, SecurityGroupRule};
use hopwise_model::{Inventory, RouteTableId, SecurityGroupId, Traffic, VpcEndpointId};

/// The rules of a group in a direction.
pub(crate) fn rules<'i>(
    inventory: &'i mut Inventory,
    group: &SecurityGroupId,
    direction: Direction,
) -> Option<&'i mut Vec<SecurityGroupRule>> {
    let record = inventory.security_groups.by_id_mut(group)?;
    Some(match direction {
        Direction::Ingress => &mut record.ingress,
        Direction::Egress => &mut record.egress,
    })
}

/// Takes a rule away, wherever it is read.
pub(crate) fn rule(
    inventory: &mut Inventory,
    group: &SecurityGroupId,
    direction: Direction,
    traffic: Traffic,
    peer: &Peer,
) -> Option<()> {
    let rules = rules(inventory, group, direction)?;
    let place = rules.iter().position(|own| own.traffic == traffic && own.peer == *peer)?;
    rules.remove(place);
    forget(inventory, group, direction, traffic, peer);
    Some(())
}

/// The same rule where it stands with its id.
pub(crate) fn forget(
    inventory: &mut Inventory,
    group: &SecurityGroupId,
    direction: Direction,
    traffic: Traffic,
    peer: &Peer,
) {
    let egress = direction == Direction::Egress;
    inventory
        .security_group_rules
        .retain(|own| !(own.group == *group && own.egress == egress && own.traffic == traffic && own.peer == *peer));
}

/// Takes a gateway endpoint off a table, and its routes with it (AWS `PrivateLink` guide, gateway endpoints).
pub(crate) fn endpoint(inventory: &mut Inventory, endpoint: &VpcEndpointId, table: &RouteTableId) -> Option<()> {
    let tables = &mut inventory.vpc_endpoints.by_id_mut(endpoint)?.route_tables;
    let place = tables.iter().position(|own| own == table)?;
    tables.remove(place);
    let target = RouteTarget::VpcEndpoint(endpoint.clone());
    let record = inventory.route_tables.by_id_mut(table)?;
    record.routes.retain(|own| own.target != target);
    Some(())
}
