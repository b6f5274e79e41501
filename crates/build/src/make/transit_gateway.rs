//! Transit gateways: attachments, with their interfaces, associations, propagations and routes of tables, and what AWS would
//! refuse of them.

use std::collections::BTreeSet;

use hopwise_model::SubnetId;
use hopwise_model::resource::{
    TransitGatewayAssociation, TransitGatewayAttachment, TransitGatewayPropagation, TransitGatewayPropagations,
    TransitGatewayRoute, TransitGatewayRoutes, TransitGatewayVpcAttachment,
};
use ipnet::IpNet;

use super::made::{Interface, Made, nowhere};
use super::placed::Placed;
use crate::account::Account;
use crate::refused::Refused;
use crate::transit_gateway::{Attachment, TransitGateway, TransitRoute, TransitTable};

/// The name of the table that AWS makes.
const DEFAULT: &str = "default";

/// The most transit gateways that a VPC is attached to, and the most tables of one (fact base M.1).
const MOST_GATEWAYS: usize = 5;
const MOST_TABLES: usize = 20;

/// The id of a transit gateway.
pub(crate) fn transit_gateway_id(name: &str) -> String {
    format!("tgw-{name}")
}

fn attachment_id(gateway: &str, vpc: &str) -> String {
    format!("tgw-attach-{gateway}-{vpc}")
}

fn table_id(gateway: &str, table: &str) -> String {
    format!("tgw-rtb-{gateway}-{table}")
}

/// A VPC's attachments, with an interface in each of their subnets, without security groups (fact base M.3).
pub(crate) fn attach(made: &mut Made<'_>, placed: &mut Placed<'_>) -> Result<(), Refused> {
    let vpc = placed.vpc;
    let account = made.account;
    let mut gateways = 0;
    for gateway in &account.transit_gateways {
        let Some(attachment) = gateway.attachment_of(&vpc.name) else { continue };
        let what = format!("attachment of VPC {} to transit gateway {}", vpc.name, gateway.name);
        gateways += 1;
        if gateways > MOST_GATEWAYS {
            let why = format!("a VPC is attached to {MOST_GATEWAYS} transit gateways at the most");
            return Err(Refused::new(what, "TransitGatewayAttachmentLimitExceeded", why));
        }
        let subnets = interfaces(made, placed, &what, gateway, attachment)?;
        made.inventory.transit_gateway_vpc_attachments.push(TransitGatewayVpcAttachment {
            id: attachment_id(&gateway.name, &vpc.name),
            gateway: transit_gateway_id(&gateway.name),
            vpc: placed.id.clone(),
            state: "available".to_owned(),
            subnets,
            appliance_mode: Some(attachment.appliance_mode),
            name: Some(vpc.name.clone()),
            evidence: nowhere(),
        });
    }
    Ok(())
}

/// The interfaces of an attachment, and its subnets: one in each of its zones, with IPv4 (fact base M.1).
fn interfaces(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    what: &str,
    gateway: &TransitGateway,
    attachment: &Attachment,
) -> Result<Vec<SubnetId>, Refused> {
    let name = format!("{}-{}", gateway.name, placed.vpc.name);
    let homes = placed.tier(&format!("attachment to transit gateway {}", gateway.name), &attachment.tier)?;
    let mut seen = BTreeSet::new();
    for zone in &attachment.zones {
        if !homes.iter().any(|place| place.zone == *zone) {
            let why = format!("tier `{}` has no subnet in zone {zone}", attachment.tier);
            return Err(Refused::new(what, "InvalidSubnetID.NotFound", why));
        }
        if !seen.insert(zone) {
            return Err(Refused::new(what, "DuplicateSubnetsInSameZone", format!("two subnets in zone {zone}")));
        }
    }
    let mut subnets = Vec::new();
    for place in homes.iter_mut().filter(|place| attachment.is_in(place.zone)) {
        if !place.families().has_ipv4() {
            let why = format!("{} has no block of IPv4", place.subnet);
            return Err(Refused::new(what, "InvalidParameterValue", why));
        }
        let interface = made.interface(
            place,
            Interface {
                name: &format!("tgw-{name}-{}", place.zone),
                kind: "transit_gateway",
                description: format!("Network Interface for Transit Gateway Attachment tgw-attach-{name}"),
                groups: Vec::new(),
                public: None,
                ipv6: false,
                source_dest_check: false,
            },
        )?;
        subnets.push(interface.subnet.clone());
        made.inventory.network_interfaces.push(interface);
    }
    Ok(subnets)
}

/// What the gateways' own account sees of their attachments and tables.
pub(crate) fn make(made: &mut Made<'_>, placed: &[Placed<'_>]) -> Result<(), Refused> {
    let account = made.account;
    for (index, gateway) in account.transit_gateways.iter().enumerate() {
        check(account, index, gateway, placed)?;
        let hub = Hub { gateway, placed };
        for attachment in &gateway.attachments {
            let association = hub.table_of(&attachment.vpc).map(|table| TransitGatewayAssociation {
                table: Some(table_id(&gateway.name, table)),
                state: "associated".to_owned(),
            });
            let record = TransitGatewayAttachment {
                id: attachment_id(&gateway.name, &attachment.vpc),
                gateway: transit_gateway_id(&gateway.name),
                gateway_owner: Some(made.owner.clone()),
                kind: "vpc".to_owned(),
                resource: hub.vpc(&attachment.vpc).map(|own| own.id.to_string()),
                resource_owner: Some(made.owner.clone()),
                state: "available".to_owned(),
                association,
                translation: Some("disabled".to_owned()),
                name: Some(attachment.vpc.clone()),
                evidence: nowhere(),
            };
            made.inventory.transit_gateway_attachments.push(record);
        }
        // Made when one of the two defaults is on (fact base M.1).
        if gateway.default_association || gateway.default_propagation {
            let all = gateway.attachments.iter().filter(|_| gateway.default_propagation);
            let propagations: Vec<String> = all.map(|own| own.vpc.clone()).collect();
            hub.table(made, DEFAULT, &propagations, &gateway.routes)?;
        } else if let Some(route) = gateway.routes.first() {
            let why = format!("there is no default table for the route to {}", route.destination);
            let what = format!("transit gateway {}", gateway.name);
            return Err(Refused::new(what, "InvalidRouteTableID.NotFound", why));
        }
        for table in &gateway.tables {
            hub.table(made, &table.name, &table.propagations, &table.routes)?;
        }
    }
    Ok(())
}

/// A transit gateway, and the VPCs that may be attached to it.
struct Hub<'h> {
    gateway: &'h TransitGateway,
    placed: &'h [Placed<'h>],
}

impl Hub<'_> {
    fn vpc(&self, name: &str) -> Option<&Placed<'_>> {
        self.placed.iter().find(|own| own.vpc.name == name)
    }

    /// The table that a VPC's attachment is associated with.
    fn table_of(&self, vpc: &str) -> Option<&str> {
        let own = self.gateway.tables.iter().find(|table| table.associations.iter().any(|own| own == vpc));
        own.map(|table| table.name.as_str()).or_else(|| self.gateway.default_association.then_some(DEFAULT))
    }

    fn refused(&self, table: &str, code: &'static str, why: String) -> Refused {
        Refused::new(format!("table {table} of transit gateway {}", self.gateway.name), code, why)
    }

    fn attached(&self, table: &str, vpc: &str) -> Result<String, Refused> {
        if self.gateway.attachment_of(vpc).is_none() {
            let why = format!("there is no attachment of VPC `{vpc}`");
            return Err(self.refused(table, "InvalidTransitGatewayAttachmentID.NotFound", why));
        }
        Ok(attachment_id(&self.gateway.name, vpc))
    }

    fn table(
        &self,
        made: &mut Made<'_>,
        name: &str,
        propagations: &[String],
        routes: &[TransitRoute],
    ) -> Result<(), Refused> {
        let table = table_id(&self.gateway.name, name);
        let mut all: Vec<TransitGatewayRoute> = Vec::new();
        for route in routes {
            let route = self.written(name, route)?;
            if all.iter().any(|other| other.block == route.block) {
                let why = "there is a route to this block already".to_owned();
                return Err(self.refused(name, "RouteAlreadyExists", why));
            }
            all.push(route);
        }
        let mut attachments = Vec::new();
        for (index, vpc) in propagations.iter().enumerate() {
            let attachment = self.attached(name, vpc)?;
            if propagations.iter().take(index).any(|other| other == vpc) {
                let why = format!("the attachment of VPC {vpc} propagates to it already");
                return Err(self.refused(name, "TransitGatewayRouteTablePropagation.Duplicate", why));
            }
            for block in self.propagated(vpc) {
                // A table shows who wins: a static route hides the propagated one to its block (fact base M.4).
                if !all.iter().any(|own| own.block == Some(block)) {
                    all.push(route(block, Some(attachment.clone()), "propagated"));
                }
            }
            attachments.push(TransitGatewayPropagation {
                attachment,
                kind: Some("vpc".to_owned()),
                state: "enabled".to_owned(),
                evidence: nowhere(),
            });
        }
        made.inventory.transit_gateway_routes.push(TransitGatewayRoutes {
            table: table.clone(),
            routes: all,
            complete: true,
            only_static: false,
            evidence: nowhere(),
        });
        let own = TransitGatewayPropagations { table, attachments, complete: true, evidence: nowhere() };
        made.inventory.transit_gateway_propagations.push(own);
        Ok(())
    }

    fn written(&self, table: &str, own: &TransitRoute) -> Result<TransitGatewayRoute, Refused> {
        let Ok(block) = own.destination.parse::<IpNet>().map(|block| block.trunc()) else {
            let why = format!("`{}` is no block of addresses", own.destination);
            return Err(self.refused(table, "InvalidParameterValue", why));
        };
        let to = own.vpc.as_ref().map(|vpc| self.attached(table, vpc)).transpose()?;
        Ok(route(block, to, "static"))
    }

    /// The blocks that a VPC's attachment propagates: all of the VPC, and none where one overlaps a block of a VPC that was
    /// attached before (fact base M.1).
    fn propagated(&self, vpc: &str) -> Vec<IpNet> {
        let blocks = |name: &str| self.vpc(name).into_iter().flat_map(Placed::cidrs).collect::<Vec<_>>();
        let earlier = self.gateway.attachments.iter().take_while(|own| own.vpc != vpc);
        let taken: Vec<IpNet> = earlier.flat_map(|own| blocks(&own.vpc)).collect();
        let own = blocks(vpc);
        let overlaps = |block: &IpNet| taken.iter().any(|other| other.contains(block) || block.contains(other));
        if own.iter().any(overlaps) { Vec::new() } else { own }
    }
}

/// A route to an attachment; a blackhole without one.
fn route(block: IpNet, attachment: Option<String>, origin: &str) -> TransitGatewayRoute {
    TransitGatewayRoute {
        block: Some(block),
        list: None,
        state: if attachment.is_some() { "active" } else { "blackhole" }.to_owned(),
        attachments: attachment.into_iter().collect(),
        origin: origin.to_owned(),
        evidence: nowhere(),
    }
}

/// What AWS would refuse of a gateway's names, attachments and associations.
fn check(account: &Account, index: usize, gateway: &TransitGateway, placed: &[Placed<'_>]) -> Result<(), Refused> {
    let refused =
        |code: &'static str, why: String| Err(Refused::new(format!("transit gateway {}", gateway.name), code, why));
    let tables = gateway.tables.iter().map(|own| own.name.as_str());
    let mut names = [gateway.name.as_str()].into_iter().chain(tables);
    if let Some(name) = names.find(|own| own.is_empty() || !own.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    {
        return refused("InvalidParameterValue", format!("`{name}`: names are letters, digits and hyphens"));
    }
    if account.transit_gateways.iter().take(index).any(|other| other.name == gateway.name) {
        return refused("InvalidParameterValue", "there is another transit gateway of this name".to_owned());
    }
    for (index, Attachment { vpc, .. }) in gateway.attachments.iter().enumerate() {
        if !placed.iter().any(|own| own.vpc.name == *vpc) {
            return refused("InvalidVpcID.NotFound", format!("there is no VPC `{vpc}`"));
        }
        if gateway.attachments.iter().take(index).any(|other| other.vpc == *vpc) {
            return refused("DuplicateTransitGatewayAttachment", format!("it has an attachment to VPC {vpc} already"));
        }
    }
    let has_default = usize::from(gateway.default_association || gateway.default_propagation);
    if gateway.tables.len() + has_default > MOST_TABLES {
        let why = format!("{} tables: {MOST_TABLES} are possible", gateway.tables.len() + has_default);
        return refused("TransitGatewayRouteTableLimitExceeded", why);
    }
    let mut associated: Vec<&str> = Vec::new();
    for (index, TransitTable { name, associations, .. }) in gateway.tables.iter().enumerate() {
        if name == DEFAULT || gateway.tables.iter().take(index).any(|other| other.name == *name) {
            return refused("InvalidParameterValue", format!("there is another table called `{name}`"));
        }
        for vpc in associations {
            if gateway.attachment_of(vpc).is_none() {
                let why = format!("table {name}: there is no attachment of VPC `{vpc}`");
                return refused("InvalidTransitGatewayAttachmentID.NotFound", why);
            }
            if associated.contains(&vpc.as_str()) {
                let why = format!("table {name}: the attachment of VPC {vpc} is associated with a table already");
                return refused("Resource.AlreadyAssociated", why);
            }
            associated.push(vpc);
        }
    }
    Ok(())
}
