//! Transit gateways: what is attached to them, and the routes of their tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ipnet::IpNet;

use super::reference::{lookup, vpc_of};
use crate::component::Component;
use crate::design::{
    Arena, Design, Ix, Reference, Target, TransitGateway, TransitGatewayAttachment, TransitGatewayTable, Vpc,
};
use crate::document_kind::DocumentKind;
use crate::gap::Gap;
use crate::inventory::Inventory;
use crate::resource::{self, TransitGatewayPropagations, TransitGatewayRoute, TransitGatewayRoutes};

/// What both documents tell of one attachment.
#[derive(Default)]
struct Printed {
    record: Option<Arc<resource::TransitGatewayAttachment>>,
    details: Option<Arc<resource::TransitGatewayVpcAttachment>>,
}

impl Printed {
    fn gateway(&self) -> &str {
        let of_record = self.record.as_ref().map(|record| record.gateway.as_str());
        of_record.or_else(|| self.details.as_ref().map(|own| own.gateway.as_str())).unwrap_or_default()
    }
}

/// What tells an attachment from all others.
fn attachment_key(id: &str, gateway: &str) -> String {
    format!("{id} of {gateway}")
}

impl Design {
    /// The attachment of a transit gateway with an id: the far end of a peering, at another gateway, may have the same one.
    #[must_use]
    pub fn attachment_of(&self, gateway: Ix<TransitGateway>, id: &str) -> Option<Ix<TransitGatewayAttachment>> {
        self.transit_gateway_attachments.find(&attachment_key(id, &self.transit_gateways.get(gateway).id))
    }
}

/// Finds the gateways and what is attached to them. Subnets come later.
pub(super) fn attachments(design: &mut Design, inventory: &mut Inventory) {
    let mut printed: BTreeMap<(String, String), Printed> = BTreeMap::new();
    for record in std::mem::take(&mut inventory.transit_gateway_attachments).into_shared() {
        printed.entry((record.id.clone(), record.gateway.clone())).or_default().record.get_or_insert(record);
    }
    for details in std::mem::take(&mut inventory.transit_gateway_vpc_attachments).into_shared() {
        printed.entry((details.id.clone(), details.gateway.clone())).or_default().details.get_or_insert(details);
    }
    let gateways: BTreeSet<&str> = printed.values().map(Printed::gateway).collect();
    let gateways = gateways.into_iter().map(|id| TransitGateway { id: id.to_owned(), attachments: Vec::new() });
    design.transit_gateways = Arena::of(gateways);
    let found = printed.into_iter().filter_map(|((id, of), printed)| {
        let gateway = design.transit_gateways.find(printed.gateway())?;
        let vpc = printed.details.as_ref().map(|own| own.vpc.as_str()).or_else(|| {
            let record = printed.record.as_ref().filter(|record| record.kind == "vpc")?;
            record.resource.as_deref()
        });
        let vpc = vpc.map(|vpc| vpc_of(design, vpc, &id));
        let Printed { record, details } = printed;
        let key = attachment_key(&id, &of);
        Some(TransitGatewayAttachment { id, key, gateway, record, details, vpc, subnets: Vec::new() })
    });
    design.transit_gateway_attachments = Arena::of(found.collect::<Vec<_>>().into_iter());
    for index in design.transit_gateway_attachments.indices() {
        let gateway = design.transit_gateway_attachments.get(index).gateway;
        design.transit_gateways.get_mut(gateway).attachments.push(index);
    }
}

/// Finds the subnets of attachments.
pub(super) fn subnets(design: &mut Design) {
    for index in design.transit_gateway_attachments.indices() {
        let found = design.transit_gateway_attachments.get(index);
        let Some(details) = &found.details else { continue };
        let of = |id: &crate::id::SubnetId| {
            lookup(&design.subnets, id.as_str(), Component::Subnet, DocumentKind::Subnets, &found.id)
        };
        let subnets = details.subnets.iter().map(of).collect();
        design.transit_gateway_attachments.get_mut(index).subnets = subnets;
    }
}

/// Where a route of a VPC's table to a transit gateway leads: to the VPC's attachment. A VPC has one at the most that works (Transit
/// Gateways guide, quotas); ones that are gone stay listed for hours.
pub(super) fn target(design: &Design, gateway: &str, vpc: &Reference<Vpc>, table: &str) -> Target {
    let unknown = |gap| Target::Unknown { component: Component::TransitGateway, id: gateway.to_owned(), gap };
    let vpc = match vpc {
        Ok(vpc) => *vpc,
        Err(gap) => return unknown(gap.into()),
    };
    let attachments = design.transit_gateways.find(gateway).map(|own| &design.transit_gateways.get(own).attachments);
    let found = |index: &&Ix<TransitGatewayAttachment>| {
        design.transit_gateway_attachments.get(**index).vpc.as_ref() == Some(&Ok(vpc))
    };
    let own: Vec<Ix<TransitGatewayAttachment>> = attachments.into_iter().flatten().filter(found).copied().collect();
    let passes =
        |index: &&Ix<TransitGatewayAttachment>| design.transit_gateway_attachments.get(**index).passes() != Some(false);
    let mut working = own.iter().filter(passes);
    match (working.next(), working.next()) {
        (Some(only), None) => return Target::TransitGateway(*only),
        (Some(_), Some(_)) => {
            let (component, id) = (Component::TransitGateway, gateway.to_owned());
            return unknown(Gap::UncertainState { component, id, state: "two attachments of one VPC".to_owned() });
        }
        (None, _) => {}
    }
    let kinds = [DocumentKind::TransitGatewayVpcAttachments, DocumentKind::TransitGatewayAttachments];
    if let Some(document) = kinds.into_iter().find(|kind| !design.knows(*kind, vpc)) {
        return unknown(Gap::MissingDocument { document, needed_for: gateway.to_owned() });
    }
    match own.first() {
        Some(gone) => Target::TransitGateway(*gone),
        None => unknown(Gap::MissingResource {
            component: Component::TransitGateway,
            id: gateway.to_owned(),
            referenced_by: table.to_owned(),
            document: DocumentKind::TransitGatewayVpcAttachments,
        }),
    }
}

/// Finds the routes of the gateways' tables: as they were searched for, else as static routes and propagations make them.
pub(super) fn tables(design: &mut Design, inventory: &mut Inventory) {
    let routes: Vec<Arc<TransitGatewayRoutes>> =
        std::mem::take(&mut inventory.transit_gateway_routes).into_shared().collect();
    let propagations: Vec<Arc<TransitGatewayPropagations>> =
        std::mem::take(&mut inventory.transit_gateway_propagations).into_shared().collect();
    let associated = design.transit_gateway_attachments.iter().filter_map(|(_, own)| {
        let association = own.record.as_ref()?.association.as_ref()?;
        association.table.as_deref()
    });
    let ids: BTreeSet<&str> = associated.chain(routes.iter().map(|own| own.table.as_str())).collect();
    let tables: Vec<TransitGatewayTable> = ids
        .into_iter()
        .map(|id| {
            let of_table = || routes.iter().filter(|own| own.table == id && own.complete);
            let whole = of_table().find(|own| !own.only_static);
            let written = of_table().find(|own| own.only_static);
            let propagated = propagations.iter().find(|own| own.table == id && own.complete);
            let missing =
                || Gap::MissingDocument { document: DocumentKind::TransitGatewayRoutes, needed_for: id.to_owned() };
            let routes = match (whole, written, propagated) {
                (Some(whole), _, _) => Ok(whole.routes.clone()),
                (None, Some(written), Some(propagated)) => {
                    made(design, propagated).map(|made| written.routes.iter().cloned().chain(made).collect())
                }
                _ => Err(()),
            };
            TransitGatewayTable { id: id.to_owned(), routes: routes.map_err(|()| missing()) }
        })
        .collect();
    design.transit_gateway_tables = Arena::of(tables.into_iter());
}

/// The routes that propagations make: of a VPC, one to each of its blocks (Transit Gateways guide, route propagation). Fails where
/// something else propagates, or not for certain, and where blocks overlap: the newer attachment's routes are not made then.
fn made(design: &Design, propagations: &TransitGatewayPropagations) -> Result<Vec<TransitGatewayRoute>, ()> {
    let mut routes: Vec<TransitGatewayRoute> = Vec::new();
    for own in &propagations.attachments {
        match own.state.as_str() {
            "enabled" => {}
            "disabled" => continue,
            _ => return Err(()),
        }
        let mut all = design.transit_gateway_attachments.iter();
        let attachment = all.find(|(_, other)| other.id == own.attachment).ok_or(())?.1;
        let vpc = attachment.vpc.clone().ok_or(())?.map_err(drop)?;
        for block in &design.vpcs.get(vpc).record.cidrs {
            let overlaps = |other: &IpNet| other.contains(block) || block.contains(other);
            if routes.iter().any(|route| route.block.as_ref().is_some_and(overlaps)) {
                return Err(());
            }
            routes.push(TransitGatewayRoute {
                block: Some(*block),
                list: None,
                attachments: vec![own.attachment.clone()],
                origin: "propagated".to_owned(),
                state: "active".to_owned(),
                evidence: own.evidence.clone(),
            });
        }
    }
    Ok(routes)
}
