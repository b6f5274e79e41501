//! Internet gateways, NAT gateways and endpoints.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reference::vpc_of;
use super::subnet::changing;
use crate::design::{Arena, Design, InternetGateway, Ix, NatGateway, RouteTable, Vpc, VpcEndpoint};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::inventory::Inventory;
use crate::resource::{self, AssociationState};

pub(super) fn internet_gateway(design: &Design, record: Arc<resource::InternetGateway>) -> InternetGateway {
    InternetGateway {
        attached: record
            .attachments
            .iter()
            .find(|attachment| attachment.is_usable())
            .map(|attachment| vpc_of(design, attachment.vpc.as_str(), record.id.as_str())),
        edge_route_table: None,
        edge_gap: None,
        record,
    }
}

/// An endpoint, but for its interfaces, which are found once those are there.
pub(super) fn vpc_endpoint(design: &Design, record: Arc<resource::VpcEndpoint>) -> VpcEndpoint {
    VpcEndpoint { vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()), interfaces: Vec::new(), record }
}

/// A NAT gateway, but for its subnet, table and interfaces, which are found once those are there.
pub(super) fn nat_gateway(design: &Design, record: Arc<resource::NatGateway>) -> NatGateway {
    let needed_for = record.id.to_string();
    NatGateway {
        vpc: vpc_of(design, record.vpc.as_str(), record.id.as_str()),
        subnet: None,
        route_table: Err(Gap::MissingDocument { document: DocumentKind::RouteTables, needed_for }.into()),
        interfaces: Vec::new(),
        record,
    }
}

pub(super) fn gateways(design: &mut Design, inventory: &mut Inventory) {
    let records = std::mem::take(&mut inventory.internet_gateways).into_shared();
    design.internet_gateways = Arena::of(records.map(|record| internet_gateway(design, record)));
    let records = std::mem::take(&mut inventory.vpc_endpoints).into_shared();
    design.vpc_endpoints = Arena::of(records.map(|record| vpc_endpoint(design, record)));
    let records = std::mem::take(&mut inventory.nat_gateways).into_shared();
    design.nat_gateways = Arena::of(records.map(|record| nat_gateway(design, record)));
    for index in design.vpc_endpoints.indices() {
        note_endpoint(design, index);
    }
    for index in design.nat_gateways.indices() {
        note_nat_gateway(design, index);
    }
    attach(design);
}

/// Tells the VPC of an endpoint that it has it, and makes the endpoint to be found by its service.
pub(super) fn note_endpoint(design: &mut Design, endpoint: Ix<VpcEndpoint>) {
    let found = design.vpc_endpoints.get(endpoint);
    let name: Arc<str> = found.record.service_name.as_str().into();
    if let Ok(vpc) = found.vpc {
        design.vpcs.get_mut(vpc).endpoints.push(endpoint);
    }
    design.by_service.entry(name).or_default().insert(endpoint);
}

/// Tells the VPC of a NAT gateway that it has it.
pub(super) fn note_nat_gateway(design: &mut Design, nat: Ix<NatGateway>) {
    let found = design.nat_gateways.get(nat);
    let is_regional = found.record.subnet.is_none();
    if let Ok(vpc) = found.vpc {
        let vpc = design.vpcs.get_mut(vpc);
        vpc.nat_gateways.push(nat);
        vpc.regional_nat_gateways.extend(is_regional.then_some(nat));
    }
}

/// Tells every VPC which internet gateway is attached to it.
pub(super) fn attach(design: &mut Design) {
    let mut attached: BTreeMap<Ix<Vpc>, Ix<InternetGateway>> = BTreeMap::new();
    for (index, gateway) in design.internet_gateways.iter() {
        if let Some(Ok(vpc)) = gateway.attached {
            attached.entry(vpc).or_insert(index);
        }
    }
    for vpc in design.vpcs.indices() {
        let gateway = attached.get(&vpc).copied();
        if design.vpcs.get(vpc).internet_gateway != gateway {
            design.vpcs.get_mut(vpc).internet_gateway = gateway;
        }
    }
}

/// Route tables that are associated with a gateway route what comes in through it.
pub(super) fn edge_tables(design: &mut Design) {
    let mut edges: BTreeMap<Ix<InternetGateway>, Ix<RouteTable>> = BTreeMap::new();
    for (index, table) in design.route_tables.iter() {
        for association in table.record.associations.iter().filter(|association| association.is_in_force()) {
            let gateway = association.gateway.as_deref().and_then(|id| design.internet_gateways.find(id));
            edges.extend(gateway.map(|gateway| (gateway, index)));
        }
    }
    let mut unsettled: BTreeMap<Ix<InternetGateway>, Arc<Gap>> = BTreeMap::new();
    for (_, table) in design.route_tables.iter() {
        for association in &table.record.associations {
            let AssociationState::Other(state) = &association.state else { continue };
            let gateway = association.gateway.as_deref().and_then(|id| design.internet_gateways.find(id));
            unsettled.extend(gateway.map(|gateway| (gateway, changing(&table.record.id, state))));
        }
    }
    for gateway in design.internet_gateways.indices() {
        let edge = edges.get(&gateway).copied();
        let gap = unsettled.remove(&gateway);
        let old = design.internet_gateways.get(gateway);
        if (old.edge_route_table, &old.edge_gap) != (edge, &gap) {
            let gateway = design.internet_gateways.get_mut(gateway);
            (gateway.edge_route_table, gateway.edge_gap) = (edge, gap);
        }
    }
}
