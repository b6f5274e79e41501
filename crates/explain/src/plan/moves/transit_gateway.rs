//! Ways by transit gateways: routes on both sides, associations, zones.

use std::collections::BTreeSet;

use hopwise_engine::FOLLOWED;
use hopwise_model::design::Subnet;
use hopwise_model::resource::{RouteDestination, RouteTarget};

use super::{BlockedStep, Candidate};
use crate::cause::{NoTransitRoute, NotAssociated, ZoneNotAttached, to_gateway};
use crate::change::Change;

impl BlockedStep<'_> {
    /// A route to the other VPC's block by the transit gateway, in the table that stops the packets.
    pub(super) fn lead_to_gateway(&self) -> Option<Candidate> {
        let (table, attachment, to) = to_gateway(&self.case)?;
        let gateway = self.design().transit_gateway_attachments.get(attachment).gateway;
        let target = RouteTarget::TransitGateway(self.design().transit_gateways.get(gateway).id.clone());
        Some(vec![self.lead(table, RouteDestination::Cidr(to.block), target)])
    }

    /// A subnet of the zone for the attachment, the sender's own first. What the gateway brings for that zone comes in by it from then
    /// on (fact base M.2), so that it has to have the route table and the network ACL of those by which it comes in now.
    pub(super) fn add_zone(&self, found: &ZoneNotAttached) -> Option<Candidate> {
        let design = self.design();
        let (_, attachment) = design.transit_gateway_attachments.iter().find(|(_, own)| own.id == found.attachment)?;
        let present: Option<Vec<&Subnet>> =
            attachment.subnets.iter().map(|own| own.as_ref().ok().map(|own| design.subnets.get(*own))).collect();
        let present = present.filter(|own| !own.is_empty())?;
        let left = design.subnets.get(design.subnets.find(found.subnet.as_str())?);
        let zone = |own: &Subnet| (own.record.availability_zone.clone(), own.record.availability_zone_id.clone());
        let is_alike = |own: &Subnet| {
            present.iter().all(|other| own.route_table == other.route_table && own.network_acl == other.network_acl)
        };
        let fits = |own: &&Subnet| {
            own.vpc == left.vpc
                && zone(own) == zone(left)
                && own.record.cidr_of(FOLLOWED).is_some()
                && own.record.available_addresses != Some(0)
                && is_alike(own)
        };
        let subnet = std::iter::once(left).chain(design.subnets.iter().map(|(_, own)| own)).find(fits)?;
        let (attachment, subnet) = (found.attachment.clone(), subnet.record.id.clone());
        Some(vec![Change::AddSubnetToAttachment { attachment, subnet }])
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
        Some(vec![Change::CreateTransitGatewayRoute {
            table: found.table.clone(),
            block: to.block,
            attachment: to.attachment.clone(),
            replaces: found.replaces,
        }])
    }
}
