//! Transit gateways: attachments, routes and propagations.

use aws_sdk_ec2::types;
use hopwise_model::resource::{
    TransitGatewayAssociation, TransitGatewayAttachment, TransitGatewayPropagation, TransitGatewayPropagations,
    TransitGatewayRoute, TransitGatewayRoutes, TransitGatewayVpcAttachment,
};
use hopwise_model::{DocumentKind, Inventory};

use super::details::{Dice, nowhere};
use super::vpcs::tags;
use super::{Documents, text, texts_of};

/// An attachment of each VPC, in some states, and what its table may hold.
pub(super) fn draw(inventory: &mut Inventory, dice: &mut Dice) {
    let lists = [DocumentKind::TransitGatewayAttachments, DocumentKind::TransitGatewayVpcAttachments];
    let tables = [DocumentKind::TransitGatewayRoutes, DocumentKind::TransitGatewayPropagations];
    for kind in lists.into_iter().chain(tables) {
        inventory.knowledge.forget(kind);
    }
    inventory.knowledge.complete(lists);
    let vpcs: Vec<_> = inventory.vpcs.iter().map(|vpc| vpc.id.clone()).collect();
    for (number, vpc) in vpcs.iter().enumerate() {
        let (id, table) = (format!("tgw-attach-{number}"), format!("tgw-rtb-{number}"));
        let state = if dice.yes() { "available" } else { "modifying" };
        let associated = TransitGatewayAssociation { table: dice.maybe(table.clone()), state: "associated".to_owned() };
        inventory.transit_gateway_attachments.push(TransitGatewayAttachment {
            id: id.clone(),
            gateway: "tgw-1".to_owned(),
            gateway_owner: dice.maybe("111122223333".try_into().unwrap()),
            kind: "vpc".to_owned(),
            resource: dice.maybe(vpc.to_string()),
            resource_owner: dice.maybe("111122223333".try_into().unwrap()),
            state: state.to_owned(),
            association: dice.maybe(associated),
            translation: dice.text("disabled"),
            name: dice.text("hub"),
            evidence: nowhere(),
        });
        let mut subnets: Vec<_> =
            inventory.subnets.iter().filter(|own| own.vpc == *vpc).map(|own| own.id.clone()).collect();
        subnets.sort_unstable();
        if !subnets.is_empty() {
            inventory.transit_gateway_vpc_attachments.push(TransitGatewayVpcAttachment {
                id: id.clone(),
                gateway: "tgw-1".to_owned(),
                vpc: vpc.clone(),
                state: state.to_owned(),
                subnets,
                appliance_mode: dice.maybe(number % 2 == 0),
                name: dice.text("hub"),
                evidence: nowhere(),
            });
        }
        inventory.knowledge.complete(tables);
        let route = |block: &str, attachments: Vec<String>, state: &str| TransitGatewayRoute {
            block: Some(block.parse().unwrap()),
            list: None,
            attachments,
            origin: "static".to_owned(),
            state: state.to_owned(),
            evidence: nowhere(),
        };
        let routes =
            vec![route("10.0.0.0/8", vec![id.clone()], "active"), route("10.9.0.0/16", Vec::new(), "blackhole")];
        let (complete, only_static, evidence) = (true, false, nowhere());
        let routes = dice.some(routes);
        inventory.transit_gateway_routes.push(TransitGatewayRoutes {
            table: table.clone(),
            routes,
            complete,
            only_static,
            evidence,
        });
        let kind = dice.text("vpc");
        let own = TransitGatewayPropagation { attachment: id, kind, state: "enabled".to_owned(), evidence: nowhere() };
        let attachments = dice.some([own]);
        inventory.transit_gateway_propagations.push(TransitGatewayPropagations {
            table,
            attachments,
            complete: true,
            evidence: nowhere(),
        });
    }
}

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    let kind = DocumentKind::TransitGatewayAttachments;
    documents.list(inventory, kind, &inventory.transit_gateway_attachments, |own| {
        let association = own.association.as_ref().map(|own| {
            types::TransitGatewayAttachmentAssociation::builder()
                .set_transit_gateway_route_table_id(own.table.clone())
                .state(own.state.as_str().into())
                .build()
        });
        types::TransitGatewayAttachment::builder()
            .transit_gateway_attachment_id(&own.id)
            .transit_gateway_id(&own.gateway)
            .set_transit_gateway_owner_id(text(own.gateway_owner.as_ref()))
            .resource_type(own.kind.as_str().into())
            .set_resource_id(own.resource.clone())
            .set_resource_owner_id(text(own.resource_owner.as_ref()))
            .state(own.state.as_str().into())
            .set_association(association)
            .set_nat_gateway_support(own.translation.as_deref().map(Into::into))
            .set_tags(tags(own.name.as_ref()))
            .build()
    });
    let kind = DocumentKind::TransitGatewayVpcAttachments;
    documents.list(inventory, kind, &inventory.transit_gateway_vpc_attachments, |own| {
        let options = own.appliance_mode.map(|on| {
            let mode = if on { "enable" } else { "disable" };
            types::TransitGatewayVpcAttachmentOptions::builder().appliance_mode_support(mode.into()).build()
        });
        types::TransitGatewayVpcAttachment::builder()
            .transit_gateway_attachment_id(&own.id)
            .transit_gateway_id(&own.gateway)
            .vpc_id(own.vpc.to_string())
            .state(own.state.as_str().into())
            .set_subnet_ids(Some(texts_of(&own.subnets)))
            .set_options(options)
            .set_tags(tags(own.name.as_ref()))
            .build()
    });
    for own in &inventory.transit_gateway_routes {
        let routes = own.routes.iter().map(|route| {
            let to =
                |id: &String| types::TransitGatewayRouteAttachment::builder().transit_gateway_attachment_id(id).build();
            types::TransitGatewayRoute::builder()
                .set_destination_cidr_block(text(route.block.as_ref()))
                .set_transit_gateway_attachments(Some(route.attachments.iter().map(to).collect()))
                .r#type(route.origin.as_str().into())
                .state(route.state.as_str().into())
                .build()
        });
        documents.add(&own.table, "Routes", &routes.collect::<Vec<_>>());
    }
    for own in &inventory.transit_gateway_propagations {
        let attachments = own.attachments.iter().map(|own| {
            types::TransitGatewayRouteTablePropagation::builder()
                .transit_gateway_attachment_id(&own.attachment)
                .set_resource_type(own.kind.as_deref().map(Into::into))
                .state(own.state.as_str().into())
                .build()
        });
        let (file, key) = (format!("propagations/{}", own.table), "TransitGatewayRouteTablePropagations");
        documents.add(&file, key, &attachments.collect::<Vec<_>>());
    }
}
