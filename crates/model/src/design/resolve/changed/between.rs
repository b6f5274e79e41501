//! Changes of what joins VPCs: peering connections and transit gateways.

use std::sync::Arc;

use super::{Stop, delta, keep};
use crate::design::resolve::{route_table, transit_gateway};
use crate::design::{Design, VpcPeeringConnection};
use crate::inventory::Inventory;
use crate::resource::{self, RouteTarget};

pub(super) fn peering_connections(design: &mut Design, before: &Inventory, after: &Inventory) -> Result<(), Stop> {
    let lists = (&before.vpc_peering_connections, &after.vpc_peering_connections);
    for (index, record) in delta(&design.vpc_peering_connections, lists.0, lists.1)? {
        let index = index.ok_or(Stop::Whole)?;
        let found = design.vpc_peering_connections.get(index);
        let sides = |own: &resource::VpcPeeringConnection| (own.requester.vpc.clone(), own.accepter.vpc.clone());
        keep(sides(&found.record) == sides(record))?;
        let new = VpcPeeringConnection { record: Arc::clone(record), ..found.clone() };
        design.vpc_peering_connections.replace(index, new);
    }
    Ok(())
}

/// Makes the gateways, their attachments and their tables again, and the route tables of VPCs that lead to them. Takes O(a log a +
/// t) time for a attachments and routes of gateways, and t route tables: far fewer than there are interfaces.
pub(super) fn transit_gateways(design: &mut Design, before: &Inventory, after: &Inventory) {
    let same_attachments = after.transit_gateway_attachments.ptr_eq(&before.transit_gateway_attachments)
        && after.transit_gateway_vpc_attachments.ptr_eq(&before.transit_gateway_vpc_attachments);
    let same_tables = after.transit_gateway_routes.ptr_eq(&before.transit_gateway_routes)
        && after.transit_gateway_propagations.ptr_eq(&before.transit_gateway_propagations);
    if same_attachments && same_tables {
        return;
    }
    let old = design.clone();
    // The lists are taken out of a copy, which shares them.
    let mut lists = after.clone();
    transit_gateway::attachments(design, &mut lists);
    transit_gateway::tables(design, &mut lists);
    transit_gateway::subnets(design);
    design.transit_gateways.share(&old.transit_gateways);
    design.transit_gateway_attachments.share(&old.transit_gateway_attachments);
    design.transit_gateway_tables.share(&old.transit_gateway_tables);
    if design.transit_gateway_attachments.ptr_eq(&old.transit_gateway_attachments) {
        return;
    }
    for index in old.route_tables.indices() {
        let found = old.route_tables.get(index);
        if found.record.routes.iter().any(|route| matches!(route.target, RouteTarget::TransitGateway(_))) {
            let new = route_table::route_table(design, Arc::clone(&found.record));
            if new != *found {
                design.route_tables.replace(index, new);
                route_table::note_dangling(design, index);
            }
        }
    }
    route_table::beyond(design);
}
