//! Route tables: destinations expanded, targets found.

use std::sync::Arc;

use super::reference::{lookup, vpc_of};
use super::transit_gateway;
use crate::component::Component;
use crate::design::{Arena, Beyond, Design, Ix, Reference, RoutePath, RouteTable, Target, Vpc};
use crate::document_kind::DocumentKind;
use crate::gap::{Gap, NotEvaluated};
use crate::inventory::Inventory;
use crate::resource::{self, EndpointKind, RouteDestination, RouteTarget};

pub(super) fn route_table(design: &Design, record: Arc<resource::RouteTable>) -> RouteTable {
    let vpc = vpc_of(design, record.vpc.as_str(), record.id.as_str());
    RouteTable {
        routes: record
            .routes
            .iter()
            .map(|route| RoutePath {
                destinations: match &route.destination {
                    RouteDestination::Cidr(block) => Ok([*block].into()),
                    RouteDestination::PrefixList(list) => design.entries_of(list),
                },
                target: target(design, &route.target, &vpc, record.id.as_str()),
            })
            .collect(),
        vpc,
        record,
    }
}

pub(super) fn route_tables(design: &mut Design, inventory: &mut Inventory) {
    let records = std::mem::take(&mut inventory.route_tables).into_shared();
    design.route_tables = Arena::of(records.map(|record| route_table(design, record)));
    for index in design.route_tables.indices() {
        if let Ok(vpc) = design.route_tables.get(index).vpc {
            design.vpcs.get_mut(vpc).route_tables.push(index);
        }
        note_dangling(design, index);
    }
    beyond(design);
}

/// Finds everything that routes lead to and no walk enters.
pub(super) fn beyond(design: &mut Design) {
    let routes = design.route_tables.iter().flat_map(|(_, table)| &table.routes);
    let targets = routes.filter_map(|route| match &route.target {
        Target::Unknown { component, id, .. } => Some(Beyond { component: *component, id: id.clone() }),
        _ => None,
    });
    design.beyond = Arena::of(targets);
}

/// Notes the targets of a table that the snapshot lacks.
pub(super) fn note_dangling(design: &mut Design, table: Ix<RouteTable>) {
    let table = design.route_tables.get(table);
    let ids = table.routes.iter().filter_map(|route| match &route.target {
        Target::Unknown { id, gap: Gap::MissingResource { .. }, .. } => Some(id.as_str().into()),
        _ => None,
    });
    design.dangling.extend(ids.collect::<Vec<Arc<str>>>());
}

fn target(design: &Design, target: &RouteTarget, vpc: &Reference<Vpc>, table: &str) -> Target {
    fn found<T>(
        reference: Reference<T>,
        component: Component,
        id: &str,
        known: impl FnOnce(Ix<T>) -> Target,
    ) -> Target {
        match reference {
            Ok(index) => known(index),
            Err(gap) => Target::Unknown { component, id: id.to_owned(), gap: gap.into() },
        }
    }
    match target {
        RouteTarget::Local => Target::Local,
        RouteTarget::InternetGateway(id) => {
            let component = Component::InternetGateway;
            let reference =
                lookup(&design.internet_gateways, id.as_str(), component, DocumentKind::InternetGateways, table);
            found(reference, component, id.as_str(), Target::InternetGateway)
        }
        RouteTarget::NatGateway(id) => {
            let component = Component::NatGateway;
            let reference = lookup(&design.nat_gateways, id.as_str(), component, DocumentKind::NatGateways, table);
            found(reference, component, id.as_str(), Target::NatGateway)
        }
        RouteTarget::VpcEndpoint(id) => {
            let component = Component::VpcEndpoint;
            let reference = lookup(&design.vpc_endpoints, id.as_str(), component, DocumentKind::VpcEndpoints, table);
            found(reference, component, id.as_str(), |index| match design.vpc_endpoints.get(index).record.kind {
                EndpointKind::Gateway => Target::GatewayEndpoint(index),
                EndpointKind::GatewayLoadBalancer => {
                    Target::not_evaluated(Component::Firewall, id.as_str(), NotEvaluated::Inspection)
                }
                EndpointKind::Interface | EndpointKind::Other(_) => {
                    Target::not_evaluated(component, id.as_str(), NotEvaluated::EndpointKind)
                }
            })
        }
        RouteTarget::NetworkInterface { interface, instance } => {
            let id = interface.as_ref().map_or_else(
                || instance.as_ref().map_or("", crate::id::InstanceId::as_str),
                crate::id::NetworkInterfaceId::as_str,
            );
            Target::not_evaluated(Component::NetworkInterface, id, NotEvaluated::Appliance)
        }
        RouteTarget::VirtualPrivateGateway(id) => {
            Target::not_evaluated(Component::VirtualPrivateGateway, id, NotEvaluated::VirtualPrivateGateway)
        }
        RouteTarget::TransitGateway(id) => transit_gateway::target(design, id, vpc, table),
        RouteTarget::VpcPeeringConnection(id) => {
            let (component, document) = (Component::VpcPeeringConnection, DocumentKind::VpcPeeringConnections);
            let reference = lookup(&design.vpc_peering_connections, id, component, document, table);
            found(reference, component, id, Target::VpcPeeringConnection)
        }
        RouteTarget::EgressOnlyInternetGateway(id) => {
            Target::not_evaluated(Component::EgressOnlyInternetGateway, id, NotEvaluated::Ipv6)
        }
        RouteTarget::LocalGateway(id)
        | RouteTarget::CarrierGateway(id)
        | RouteTarget::CoreNetwork(id)
        | RouteTarget::OdbNetwork(id) => {
            Target::not_evaluated(Component::ExternalGateway, id, NotEvaluated::OutsideTarget)
        }
        RouteTarget::Address(address) => {
            Target::not_evaluated(Component::ExternalGateway, &address.to_string(), NotEvaluated::OutsideTarget)
        }
        RouteTarget::Other(id) => Target::not_evaluated(Component::ExternalGateway, id, NotEvaluated::UnknownTarget),
    }
}
