//! Internet gateways, NAT gateways and endpoints.

use super::vpc_of;
use crate::design::{Arena, Design, InternetGateway, NatGateway, VpcEndpoint};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::inventory::Inventory;

pub(super) fn gateways(design: &mut Design, inventory: &mut Inventory) {
    let gateways = Arena::fill(
        std::mem::take(&mut inventory.internet_gateways),
        |gateway| gateway.id.as_str(),
        |record| InternetGateway {
            attached: record
                .attachments
                .iter()
                .find(|attachment| attachment.is_usable())
                .map(|attachment| vpc_of(design, attachment.vpc.as_str(), record.id.as_str())),
            edge_route_table: None,
            record,
        },
    );
    let endpoints = Arena::fill(
        std::mem::take(&mut inventory.vpc_endpoints),
        |endpoint| endpoint.id.as_str(),
        |record| VpcEndpoint {
            vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
            interfaces: Vec::new(),
            record,
        },
    );
    // A NAT gateway's subnet and table are found once those are there.
    let nats = Arena::fill(
        std::mem::take(&mut inventory.nat_gateways),
        |gateway| gateway.id.as_str(),
        |record| NatGateway {
            vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
            subnet: None,
            route_table: Err(Gap::MissingDocument {
                document: DocumentKind::RouteTables,
                needed_for: record.id.to_string(),
            }),
            interfaces: Vec::new(),
            record,
        },
    );
    design.internet_gateways = gateways;
    design.vpc_endpoints = endpoints;
    design.nat_gateways = nats;
    for (index, nat) in design.nat_gateways.iter() {
        if let Ok(vpc) = nat.vpc {
            design.vpcs.get_mut(vpc).nat_gateways.push(index);
        }
    }
    for (index, gateway) in design.internet_gateways.iter() {
        if let Some(Ok(vpc)) = gateway.attached {
            design.vpcs.get_mut(vpc).internet_gateway.get_or_insert(index);
        }
    }
    for (index, endpoint) in design.vpc_endpoints.iter() {
        if let Ok(vpc) = endpoint.vpc {
            design.vpcs.get_mut(vpc).endpoints.push(index);
        }
    }
}

/// Route tables that are associated with a gateway route what comes in through it.
pub(super) fn edge_tables(design: &mut Design) {
    for (index, table) in design.route_tables.iter() {
        for association in table.record.associations.iter().filter(|association| association.associated) {
            let gateway = association.gateway.as_deref().and_then(|id| design.internet_gateways.find(id));
            if let Some(gateway) = gateway {
                design.internet_gateways.get_mut(gateway).edge_route_table = Some(index);
            }
        }
    }
}
