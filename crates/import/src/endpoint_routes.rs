//! Gateway endpoints, and the routes that AWS puts into their route tables: each says of the other that it is there, and AWS keeps
//! them alike (AWS `PrivateLink` guide, "Gateway endpoints", routing). Where they disagree, one of the two documents was edited, or
//! is older: whether the route is in force is not known.

use std::collections::BTreeMap;

use hopwise_model::resource::{
    EndpointKind, EndpointState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTarget, VpcEndpoint,
};
use hopwise_model::{Inventory, PrefixListId, VpcEndpointId};

use crate::warning::Warning;

/// Takes the routes that only one of the two documents tells of for such of which it is not known whether they are in force. One
/// warning for each endpoint and table.
pub(crate) fn note(inventory: &mut Inventory) -> Vec<Warning> {
    let is_in_force = |own: &&VpcEndpoint| own.kind == EndpointKind::Gateway && own.state == EndpointState::Available;
    let endpoints: Vec<VpcEndpoint> = inventory.vpc_endpoints.iter().filter(is_in_force).cloned().collect();
    let named = inventory.prefix_lists.iter().filter_map(|list| Some((list.name.clone()?, list.id.clone())));
    let lists: BTreeMap<String, PrefixListId> = named.collect();
    let mut warnings = Vec::new();
    for table in inventory.route_tables.filter_mut(|table| endpoints.iter().any(|endpoint| disagree(endpoint, table))) {
        for endpoint in endpoints.iter().filter(|endpoint| disagree(endpoint, table)).collect::<Vec<_>>() {
            let is_listed = endpoint.route_tables.contains(&table.id);
            warnings.push(Warning::EndpointRoute {
                endpoint: endpoint.id.clone(),
                table: table.id.clone(),
                is_listed,
                first: endpoint.evidence.clone(),
                second: table.evidence.clone(),
            });
            for route in table.routes.iter_mut().filter(|own| leads_to(own, &endpoint.id)) {
                route.state = RouteState::Unknown;
            }
            if let Some(list) = lists.get(&endpoint.service_name).filter(|_| is_listed) {
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

/// Whether only one of an endpoint and a table of its VPC says that the other has to do with it.
fn disagree(endpoint: &VpcEndpoint, table: &RouteTable) -> bool {
    let has_route = || table.routes.iter().any(|own| leads_to(own, &endpoint.id));
    endpoint.vpc == table.vpc && endpoint.route_tables.contains(&table.id) != has_route()
}

fn leads_to(route: &Route, endpoint: &VpcEndpointId) -> bool {
    matches!(&route.target, RouteTarget::VpcEndpoint(own) if own == endpoint)
}
