//! Gateway endpoints, and the routes that AWS puts into their route tables: an endpoint that lists a table has a route there, which
//! comes and goes with the association (AWS `PrivateLink` guide, "Gateway endpoints", routing). A table without that route was read at
//! another time than the endpoint, or one of them was edited: whether the route is in force is not known. A route to an endpoint that
//! does not list its table is in force, as the table's document says.

use std::collections::BTreeMap;

use hopwise_model::resource::{
    EndpointKind, EndpointState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTarget, VpcEndpoint,
};
use hopwise_model::{Inventory, PrefixListId};

use crate::warning::Warning;

/// Adds the routes that only the endpoints tell of, as such of which it is not known whether they are in force. One warning for each
/// endpoint and table. Takes time linear in the tables, times the gateway endpoints of one VPC.
pub(crate) fn note(inventory: &mut Inventory) -> Vec<Warning> {
    let is_in_force = |own: &&VpcEndpoint| own.kind == EndpointKind::Gateway && own.state == EndpointState::Available;
    let mut endpoints: BTreeMap<String, Vec<VpcEndpoint>> = BTreeMap::new();
    for endpoint in inventory.vpc_endpoints.iter().filter(is_in_force) {
        endpoints.entry(endpoint.vpc.to_string()).or_default().push(endpoint.clone());
    }
    let named = inventory.prefix_lists.iter().filter_map(|list| Some((list.name.clone()?, list.id.clone())));
    let lists: BTreeMap<String, PrefixListId> = named.collect();
    let of = |table: &RouteTable| endpoints.get(table.vpc.as_str()).map_or(&[][..], Vec::as_slice);
    let mut warnings = Vec::new();
    for table in inventory.route_tables.filter_mut(|table| of(table).iter().any(|own| lacks_route(table, own))) {
        for endpoint in of(table).iter().filter(|own| lacks_route(table, own)).collect::<Vec<_>>() {
            warnings.push(Warning::EndpointRoute {
                endpoint: endpoint.id.clone(),
                table: table.id.clone(),
                first: endpoint.evidence.clone(),
                second: table.evidence.clone(),
            });
            if let Some(list) = lists.get(&endpoint.service_name) {
                table.routes.push(Route {
                    destination: RouteDestination::PrefixList(list.clone()),
                    target: RouteTarget::VpcEndpoint(endpoint.id.clone()),
                    origin: RouteOrigin::Static,
                    state: RouteState::Unknown,
                    firewall: None,
                    evidence: endpoint.evidence.clone(),
                });
            }
        }
    }
    warnings
}

/// Whether an endpoint lists a table that has no route to it.
fn lacks_route(table: &RouteTable, endpoint: &VpcEndpoint) -> bool {
    let leads_there = |own: &Route| matches!(&own.target, RouteTarget::VpcEndpoint(own) if *own == endpoint.id);
    endpoint.route_tables.contains(&table.id) && !table.routes.iter().any(leads_there)
}
