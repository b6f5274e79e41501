//! Transit gateways: what is attached to them, and their route tables.

use hopwise_model::resource::{
    TransitGatewayAssociation, TransitGatewayAttachment, TransitGatewayPropagation, TransitGatewayPropagations,
    TransitGatewayRoute, TransitGatewayRoutes, TransitGatewayVpcAttachment,
};
use serde_json::Value;

use crate::object::{list, maybe, object, tags, text, texts};
use crate::record::{Printed, Whose, documents, elements};

elements! {
    TransitGatewayAttachment: attachment, |_attachment| Whose::Anybody;
    TransitGatewayVpcAttachment: vpc_attachment, |attachment| Whose::Vpc(&attachment.vpc);
}

documents! {
    TransitGatewayRoutes: |own, _inventory, _place| routes(own), |_own| Whose::Anybody;
    TransitGatewayPropagations: |own, _inventory, _place| propagations(own), |_own| Whose::Anybody;
}

fn attachment(own: &TransitGatewayAttachment) -> Value {
    let TransitGatewayAttachment {
        id,
        gateway,
        gateway_owner,
        kind,
        resource,
        resource_owner,
        state,
        association,
        translation,
        name,
        evidence: _,
    } = own;
    let associated = |TransitGatewayAssociation { table, state }: &TransitGatewayAssociation| {
        object([("TransitGatewayRouteTableId", maybe(table.as_ref())), ("State", text(state))])
    };
    object([
        ("TransitGatewayAttachmentId", text(id)),
        ("TransitGatewayId", text(gateway)),
        ("TransitGatewayOwnerId", maybe(gateway_owner.as_ref())),
        ("ResourceType", text(kind)),
        ("ResourceId", maybe(resource.as_ref())),
        ("ResourceOwnerId", maybe(resource_owner.as_ref())),
        ("State", text(state)),
        ("Association", association.as_ref().map_or(Value::Null, associated)),
        ("NatGatewaySupport", maybe(translation.as_ref())),
        ("Tags", tags(name.as_ref())),
    ])
}

fn vpc_attachment(own: &TransitGatewayVpcAttachment) -> Value {
    let TransitGatewayVpcAttachment { id, gateway, vpc, state, subnets, appliance_mode, name, evidence: _ } = own;
    let mode = |on: bool| object([("ApplianceModeSupport", text(if on { "enable" } else { "disable" }))]);
    object([
        ("TransitGatewayAttachmentId", text(id)),
        ("TransitGatewayId", text(gateway)),
        ("VpcId", text(vpc)),
        ("State", text(state)),
        ("SubnetIds", texts(subnets)),
        ("Options", appliance_mode.map_or(Value::Null, mode)),
        ("Tags", tags(name.as_ref())),
    ])
}

fn routes(own: &TransitGatewayRoutes) -> Vec<Printed> {
    let TransitGatewayRoutes { table, routes, complete, only_static, evidence: _ } = own;
    let listed = list(routes.iter().map(route));
    if *only_static {
        let of_table = object([
            ("TransitGatewayRouteTableId", text(table)),
            ("Routes", listed),
            ("AdditionalRoutesAvailable", Value::Bool(!complete)),
        ]);
        let members = object([("TransitGatewayStaticRoutes", list([of_table]))]);
        return vec![Printed::Document { stem: format!("{table}-static"), members, complete: true }];
    }
    let members = object([("Routes", listed), ("AdditionalRoutesAvailable", Value::Bool(!complete))]);
    vec![Printed::Document { stem: table.clone(), members, complete: true }]
}

fn route(own: &TransitGatewayRoute) -> Value {
    let TransitGatewayRoute { block, list: prefixes, attachments, origin, state, evidence: _ } = own;
    let attached = attachments.iter().map(|id| object([("TransitGatewayAttachmentId", text(id))]));
    object([
        ("DestinationCidrBlock", maybe(block.as_ref())),
        ("PrefixListId", maybe(prefixes.as_ref())),
        ("TransitGatewayAttachments", list(attached)),
        ("Type", text(origin)),
        ("State", text(state)),
    ])
}

fn propagations(own: &TransitGatewayPropagations) -> Vec<Printed> {
    let TransitGatewayPropagations { table, attachments, complete, evidence: _ } = own;
    let listed = attachments.iter().map(|own| {
        let TransitGatewayPropagation { attachment, kind, state, evidence: _ } = own;
        object([
            ("TransitGatewayAttachmentId", text(attachment)),
            ("ResourceType", maybe(kind.as_ref())),
            ("State", text(state)),
        ])
    });
    let members = object([("TransitGatewayRouteTablePropagations", list(listed))]);
    vec![Printed::Document { stem: table.clone(), members, complete: *complete }]
}
