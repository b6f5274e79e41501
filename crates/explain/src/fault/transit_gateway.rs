//! What can break at a transit gateway: its attachments, and the associations, propagations and routes of its tables.

use std::collections::BTreeSet;

use hopwise_model::resource::{
    InterfaceKind, NetworkInterface, RouteTarget, TransitGatewayAttachment, TransitGatewayPropagations,
    TransitGatewayRoute, TransitGatewayRoutes, TransitGatewayVpcAttachment, attachment_passes,
};
use hopwise_model::{Inventory, SubnetId, VpcId};
use ipnet::IpNet;

use super::Fault;
use super::blackhole::blackhole;
use crate::change::fresh::supposed;

/// Every single fault of transit gateways, but for what routes of VPCs tell of them.
pub(super) fn all(inventory: &Inventory, all: &mut Vec<Fault>) {
    for own in inventory.transit_gateway_vpc_attachments.iter().filter(|own| is_there(own)) {
        let fault = Fault::Attachment { gateway: own.gateway.clone(), vpc: own.vpc.clone() };
        if !all.contains(&fault) {
            all.push(fault);
        }
        // AWS keeps one subnet (EC2 API reference, `ModifyTransitGatewayVpcAttachment`).
        if own.subnets.len() > 1 {
            let subnets = own.subnets.iter().cloned();
            all.extend(subnets.map(|subnet| Fault::AttachmentSubnet { attachment: own.id.clone(), subnet }));
        }
    }
    for own in inventory.transit_gateway_attachments.iter().filter(|own| is_associated(own)) {
        all.push(Fault::Association { attachment: own.id.clone(), gateway: own.gateway.clone() });
    }
    for table in &inventory.transit_gateway_routes {
        for route in table.routes.iter().filter(|own| own.state == "active" && own.list.is_none()) {
            let (name, Some(block)) = (|| table.table.clone(), route.block) else { continue };
            if is_static(route) {
                all.push(Fault::TransitRoute { table: name(), block });
            }
            all.push(Fault::TransitBlackhole { table: name(), block });
        }
    }
    let told = inventory.transit_gateway_propagations.iter().flat_map(|own| {
        let enabled = own.attachments.iter().filter(|own| own.state == "enabled");
        enabled.map(move |to| (&own.table, &to.attachment))
    });
    // Where it was not asked which attachments propagate, the routes that they make tell it.
    let made = inventory.transit_gateway_routes.iter().flat_map(|own| {
        let propagated = own.routes.iter().filter(|route| route.origin == "propagated");
        propagated.flat_map(|route| &route.attachments).map(move |attachment| (&own.table, attachment))
    });
    let propagations: BTreeSet<(&String, &String)> = told.chain(made).collect();
    let fault = |(table, attachment): (&String, &String)| Fault::Propagation {
        table: table.clone(),
        attachment: attachment.clone(),
    };
    all.extend(propagations.into_iter().map(fault));
}

fn is_there(own: &TransitGatewayVpcAttachment) -> bool {
    attachment_passes(&own.state) != Some(false)
}

/// Whether it is known of an attachment which table it is associated with, and would be that it is with none: its gateway's
/// owner sees that, and nobody else (fact base M.8).
fn is_associated(own: &TransitGatewayAttachment) -> bool {
    let is_own = own.gateway_owner.is_some() && own.gateway_owner == own.resource_owner;
    is_own && own.association.as_ref().is_some_and(|own| own.table.is_some() && own.state == "associated")
}

fn is_static(own: &TransitGatewayRoute) -> bool {
    own.origin == "static" && own.list.is_none()
}

/// Deletes a VPC's attachment: what it propagated is gone, and static routes to it are blackholes (fact base M.4), as are the
/// routes of the VPC to the gateway. None where nothing is known of it.
pub(super) fn detach(inventory: &mut Inventory, gateway: &str, vpc: &VpcId) -> Option<()> {
    interfaces(inventory, gateway, vpc);
    let mut gone: Vec<String> = Vec::new();
    let is_it = |own: &TransitGatewayVpcAttachment| own.gateway == gateway && own.vpc == *vpc;
    for own in inventory.transit_gateway_vpc_attachments.filter_mut(is_it) {
        "deleted".clone_into(&mut own.state);
        gone.push(own.id.clone());
    }
    let is_it = |own: &TransitGatewayAttachment| {
        own.gateway == gateway && own.kind == "vpc" && own.resource.as_deref() == Some(vpc.as_str())
    };
    for own in inventory.transit_gateway_attachments.filter_mut(is_it) {
        "deleted".clone_into(&mut own.state);
        own.association = None;
        gone.push(own.id.clone());
    }
    for id in &gone {
        forget(inventory, id);
    }
    let of_vpc = blackhole(inventory, Some(vpc), &RouteTarget::TransitGateway(gateway.to_owned()));
    of_vpc.or_else(|| (!gone.is_empty()).then_some(()))
}

/// The interfaces of a VPC's attachment. Which of several gateways one is of, its description tells where AWS wrote it.
fn interfaces(inventory: &mut Inventory, gateway: &str, vpc: &VpcId) {
    let known = inventory.transit_gateway_vpc_attachments.iter();
    let known = known.filter(|own| own.gateway == gateway && own.vpc == *vpc).map(|own| own.id.clone());
    let known: Vec<String> = known.collect();
    let targets = inventory.route_tables.iter().filter(|table| table.vpc == *vpc);
    let mut targets = targets.flat_map(|table| &table.routes).map(|route| &route.target);
    let only = targets.all(|own| !matches!(own, RouteTarget::TransitGateway(other) if other != gateway));
    let is_of = |own: &NetworkInterface| known.iter().any(|id| own.description.ends_with(id.as_str()));
    inventory.network_interfaces.retain(|own| {
        let is_one = own.vpc.as_ref() == Some(vpc) && InterfaceKind::of(own) == InterfaceKind::TransitGatewayAttachment;
        !(is_one && (is_of(own) || (known.is_empty() && only)))
    });
}

/// Takes an attachment that is gone out of all tables.
fn forget(inventory: &mut Inventory, attachment: &str) {
    let leads = |own: &TransitGatewayRoute| own.attachments.iter().any(|id| id == attachment);
    for table in inventory.transit_gateway_routes.filter_mut(|own| own.routes.iter().any(leads)) {
        table.routes.retain(|own| is_static(own) || own.list.is_some() || !leads(own));
        for own in table.routes.iter_mut().filter(|own| leads(own)) {
            "blackhole".clone_into(&mut own.state);
        }
    }
    let has_it = |own: &TransitGatewayPropagations| own.attachments.iter().any(|own| own.attachment == attachment);
    for table in inventory.transit_gateway_propagations.filter_mut(has_it) {
        table.attachments.retain(|own| own.attachment != attachment);
    }
}

/// Takes a subnet of an attachment away, with its interface.
pub(super) fn remove_subnet(inventory: &mut Inventory, attachment: &str, subnet: &SubnetId) -> Option<()> {
    let record = inventory.transit_gateway_vpc_attachments.by_id_mut(attachment)?;
    let place = record.subnets.iter().position(|own| own == subnet)?;
    record.subnets.remove(place);
    inventory.network_interfaces.retain(|own| {
        let is_one = InterfaceKind::of(own) == InterfaceKind::TransitGatewayAttachment && own.subnet == *subnet;
        !(is_one && own.description.ends_with(attachment))
    });
    Some(())
}

/// Disassociates an attachment.
pub(super) fn disassociate(inventory: &mut Inventory, attachment: &str, gateway: &str) -> Option<()> {
    let is_it = |own: &TransitGatewayAttachment| own.id == attachment && own.gateway == gateway && is_associated(own);
    inventory.transit_gateway_attachments.find_mut(is_it)?.association.take().map(drop)
}

fn find<'i>(inventory: &'i mut Inventory, table: &str) -> impl Iterator<Item = &'i mut TransitGatewayRoutes> {
    inventory.transit_gateway_routes.filter_mut(move |own| own.table == table)
}

/// Takes a propagation away, and the routes that it made.
pub(super) fn stop_propagating(inventory: &mut Inventory, table: &str, attachment: &str) -> Option<()> {
    let mut found = None;
    for own in inventory.transit_gateway_propagations.filter_mut(|own| own.table == table) {
        let before = own.attachments.len();
        own.attachments.retain(|own| own.attachment != attachment);
        found = found.or_else(|| (own.attachments.len() < before).then_some(()));
    }
    for own in find(inventory, table) {
        let before = own.routes.len();
        own.routes.retain(|own| own.origin != "propagated" || !own.attachments.iter().any(|id| id == attachment));
        found = found.or_else(|| (own.routes.len() < before).then_some(()));
    }
    found
}

/// Takes a static route away. The propagated one to the same block, which it hid, is there again (fact base M.4).
pub(super) fn delete_route(inventory: &mut Inventory, table: &str, block: IpNet) -> Option<()> {
    let hidden = propagates(inventory, table, block);
    let mut found = None;
    for own in find(inventory, table) {
        let Some(place) = own.routes.iter().position(|own| is_static(own) && own.block == Some(block)) else {
            continue;
        };
        own.routes.remove(place);
        if let Some(attachment) = hidden.clone().filter(|_| !own.only_static) {
            own.routes.push(TransitGatewayRoute {
                block: Some(block),
                list: None,
                attachments: vec![attachment],
                origin: "propagated".to_owned(),
                state: "active".to_owned(),
                evidence: supposed(),
            });
        }
        found = Some(());
    }
    found
}

/// The attachment of a VPC with this block that propagates to a table.
fn propagates(inventory: &Inventory, table: &str, block: IpNet) -> Option<String> {
    let mut tables = inventory.transit_gateway_propagations.iter();
    let own = tables.find(|own| own.table == table)?;
    let has_block = |attachment: &str| {
        let details = inventory.transit_gateway_vpc_attachments.by_id(attachment)?;
        let vpc = inventory.vpcs.by_id(&details.vpc)?;
        Some(vpc.cidrs.contains(&block))
    };
    let mut enabled = own.attachments.iter().filter(|own| own.state == "enabled");
    enabled.find(|own| has_block(&own.attachment) == Some(true)).map(|own| own.attachment.clone())
}

/// Makes a route a blackhole; of a propagated one, a static blackhole that hides it.
pub(super) fn drop_route(inventory: &mut Inventory, table: &str, block: IpNet) -> Option<()> {
    let is_it = |own: &TransitGatewayRoute| own.block == Some(block) && own.list.is_none();
    let mut found = None;
    for own in find(inventory, table).filter(|own| own.routes.iter().any(is_it)) {
        own.routes.retain(|own| !is_it(own));
        own.routes.push(TransitGatewayRoute {
            block: Some(block),
            list: None,
            attachments: Vec::new(),
            origin: "static".to_owned(),
            state: "blackhole".to_owned(),
            evidence: supposed(),
        });
        found = Some(());
    }
    found
}
