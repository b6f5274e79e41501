//! Routes: led through what packets have to pass, or gone.

use hopwise_model::resource::{EndpointKind, Route, RouteDestination, RouteOrigin, RouteTarget};
use hopwise_model::{Inventory, RouteTableId};

use super::{Closing, ClosingKind};
use crate::change::Change;

/// The route to what packets have to pass instead, or no more at all.
pub(super) fn closings(inventory: &Inventory, table: &RouteTableId, route: &Route, via: &[String]) -> Vec<Closing> {
    let mut found = Vec::new();
    for id in via {
        let endpoint = inventory.vpc_endpoints.iter().find(|own| own.id.as_str() == id);
        let change = match endpoint.filter(|own| own.kind == EndpointKind::Gateway) {
            Some(own) => Some(Change::AssociateGatewayEndpoint { endpoint: own.id.clone(), table: table.clone() }),
            None => target(id).map(|target| {
                let (table, destination) = (table.clone(), route.destination.clone());
                Change::ReplaceRoute { table, destination, target }
            }),
        };
        found.extend(change.map(|change| Closing { kind: ClosingKind::Redirect, changes: vec![change] }));
    }
    let gone = match (&route.destination, &route.target) {
        (RouteDestination::PrefixList(_), RouteTarget::VpcEndpoint(endpoint)) => {
            Some(Change::DisassociateGatewayEndpoint { endpoint: endpoint.clone(), table: table.clone() })
        }
        (_, RouteTarget::Local) => None,
        _ if route.origin != RouteOrigin::Static => None,
        _ => Some(Change::DeleteRoute { table: table.clone(), destination: route.destination.clone() }),
    };
    found.extend(gone.map(|change| Closing { kind: ClosingKind::Unroute, changes: vec![change] }));
    found
}

/// Names that lead to an endpoint from then on.
pub(super) fn by_name(inventory: &Inventory, via: &[String]) -> Vec<Closing> {
    let is_one = |id: &str| via.iter().any(|own| own == id);
    let endpoints = inventory
        .vpc_endpoints
        .iter()
        .filter(|own| is_one(own.id.as_str()) && own.kind == EndpointKind::Interface && !own.private_dns_enabled);
    let changes = endpoints.map(|own| vec![Change::EnablePrivateDns { endpoint: own.id.clone() }]);
    changes.map(|changes| Closing { kind: ClosingKind::Redirect, changes }).collect()
}

/// What a route has to lead to so that packets pass it, by the kind of its id.
fn target(id: &str) -> Option<RouteTarget> {
    let text = || id.to_owned();
    Some(match id.split_once('-')?.0 {
        "nat" => RouteTarget::NatGateway(id.try_into().ok()?),
        "igw" => RouteTarget::InternetGateway(id.try_into().ok()?),
        "vpce" => RouteTarget::VpcEndpoint(id.try_into().ok()?),
        "eni" => RouteTarget::NetworkInterface { interface: Some(id.try_into().ok()?), instance: None },
        "i" => RouteTarget::NetworkInterface { interface: None, instance: Some(id.try_into().ok()?) },
        "tgw" => RouteTarget::TransitGateway(text()),
        "pcx" => RouteTarget::VpcPeeringConnection(text()),
        "vgw" => RouteTarget::VirtualPrivateGateway(text()),
        _ => return None,
    })
}
