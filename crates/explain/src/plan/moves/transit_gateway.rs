//! Ways by transit gateways: routes on both sides, associations, zones.

use std::collections::BTreeSet;

use hopwise_model::resource::{RouteDestination, RouteTarget};

use super::{Candidate, Stuck};
use crate::cause::{NoTransitRoute, NotAssociated, ZoneNotAttached, to_gateway};
use crate::change::Change;

impl Stuck<'_> {
    /// A route to the other VPC's block by the transit gateway, in the table that stops the packets.
    pub(super) fn lead_to_gateway(&self) -> Option<Candidate> {
        let (table, attachment, to) = to_gateway(&self.case)?;
        let gateway = self.design().transit_gateway_attachments.get(attachment).gateway;
        let target = RouteTarget::TransitGateway(self.design().transit_gateways.get(gateway).id.clone());
        Some(vec![self.lead(table, RouteDestination::Cidr(to.block), target)])
    }

    /// A subnet of the zone for the attachment: the sender's own is one.
    pub(super) fn add_zone(found: &ZoneNotAttached) -> Candidate {
        let (attachment, subnet) = (found.attachment.clone(), found.subnet.clone());
        vec![Change::AddSubnetToAttachment { attachment, subnet }]
    }

    /// The tables that other attachments of the gateway are associated with.
    pub(super) fn associate_attachment(&self, found: &NotAssociated) -> Vec<Candidate> {
        let design = self.design();
        let Some(gateway) = design.transit_gateways.find(&found.gateway) else { return Vec::new() };
        let others = &design.transit_gateways.get(gateway).attachments;
        let others = others.iter().map(|own| design.transit_gateway_attachments.get(*own));
        let tables: BTreeSet<&str> =
            others.filter_map(|own| own.record.as_ref()?.association.as_ref()?.table.as_deref()).collect();
        let associate = |table: &str| {
            let (attachment, table) = (found.attachment.clone(), table.to_owned());
            vec![Change::AssociateTransitGatewayTable { attachment, table }]
        };
        tables.into_iter().map(associate).collect()
    }

    /// A static route to the block in the gateway's table.
    pub(super) fn write_transit_route(found: &NoTransitRoute) -> Option<Candidate> {
        let to = found.to.as_ref()?;
        let replaces = found.blackhole == Some(to.block);
        Some(vec![Change::CreateTransitGatewayRoute {
            table: found.table.clone(),
            block: to.block,
            attachment: to.attachment.clone(),
            replaces,
        }])
    }
}
