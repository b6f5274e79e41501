//! What joins VPCs, and what keeps them from the internet.

use hopwise_model::DocumentKind::{
    TransitGatewayAttachments, TransitGatewayPropagations, TransitGatewayRoutes, TransitGatewayVpcAttachments,
    VpcBlockPublicAccessExclusions, VpcBlockPublicAccessOptions, VpcPeeringConnections,
};
use hopwise_model::resource::{
    BlockPublicAccess, BlockPublicAccessExclusion, BlockPublicAccessOptions, ExclusionMode, Scope,
};
use hopwise_proptest::fixture::{evidence, id};

use super::{Change, Made, anew, derived, lose_last, made, repeat_first};
use crate::inventory::between::{attachment, peering_connection, propagation, transit_route, vpc_attachment};

pub(super) const CHANGES: &[Change] = &[
    derived(VpcPeeringConnections, "one is gone, and still listed", |inventory| {
        "deleted".clone_into(&mut inventory.vpc_peering_connections.first_mut()?.state);
        Some(())
    }),
    anew(VpcPeeringConnections, "one leads to another VPC", |inventory| {
        inventory.vpc_peering_connections.first_mut()?.accepter.vpc = id("vpc-elsewhere");
        Some(())
    }),
    anew(VpcPeeringConnections, "there is one more", |inventory| {
        inventory.vpc_peering_connections.push(peering_connection("pcx-0", "vpc-b"));
        Some(())
    }),
    anew(VpcPeeringConnections, "none is listed", |inventory| lose_last(&mut inventory.vpc_peering_connections)),
    derived(TransitGatewayAttachments, "one is being deleted", |inventory| {
        "deleting".clone_into(&mut inventory.transit_gateway_attachments.first_mut()?.state);
        Some(())
    }),
    derived(TransitGatewayAttachments, "one is associated with another table", |inventory| {
        inventory.transit_gateway_attachments.first_mut()?.association.as_mut()?.table = Some("tgw-rtb-new".to_owned());
        Some(())
    }),
    derived(TransitGatewayAttachments, "there is one more, before the others", |inventory| {
        inventory.transit_gateway_attachments.push(attachment("tgw-attach-0", "vpc-gone", "tgw-rtb-searched"));
        Some(())
    }),
    derived(TransitGatewayVpcAttachments, "a VPC is not attached", |inventory| {
        inventory.transit_gateway_attachments.retain(|own| own.id != "tgw-attach-a");
        inventory.transit_gateway_vpc_attachments.retain(|own| own.id != "tgw-attach-a");
        Some(())
    }),
    derived(TransitGatewayVpcAttachments, "one is in other subnets", |inventory| {
        inventory.transit_gateway_vpc_attachments.first_mut()?.subnets = vec![id("subnet-private"), id("subnet-gone")];
        Some(())
    }),
    derived(TransitGatewayVpcAttachments, "a VPC is attached twice", |inventory| {
        let twice = vpc_attachment("tgw-attach-1", "vpc-a", &["subnet-private"]);
        inventory.transit_gateway_vpc_attachments.push(twice);
        Some(())
    }),
    derived(TransitGatewayRoutes, "a table has a route more", |inventory| {
        let more = transit_route("10.2.0.0/24", "tgw-attach-a");
        inventory.transit_gateway_routes.first_mut()?.routes.push(more);
        Some(())
    }),
    derived(TransitGatewayRoutes, "not all of a table are known", |inventory| {
        inventory.transit_gateway_routes.first_mut()?.complete = false;
        Some(())
    }),
    derived(TransitGatewayRoutes, "those of a table are not known", |inventory| {
        lose_last(&mut inventory.transit_gateway_routes)
    }),
    derived(TransitGatewayPropagations, "another attachment propagates", |inventory| {
        inventory.transit_gateway_propagations.first_mut()?.attachments = vec![propagation("tgw-attach-b")];
        Some(())
    }),
    derived(TransitGatewayPropagations, "what propagates is not known", |inventory| {
        lose_last(&mut inventory.transit_gateway_propagations)
    }),
    derived(VpcBlockPublicAccessOptions, "an account blocks everything", |inventory| {
        let (scope, evidence) = (Scope::default(), evidence("options", 0));
        let mode = BlockPublicAccess::BlockBidirectional;
        inventory.block_public_access_options.push(BlockPublicAccessOptions { mode, scope, evidence });
        Some(())
    }),
    derived(VpcBlockPublicAccessExclusions, "a VPC is excluded", |inventory| {
        inventory.block_public_access_exclusions.push(BlockPublicAccessExclusion {
            id: "vpcbpa-exclude-1".to_owned(),
            resource: "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-a".to_owned(),
            mode: ExclusionMode::AllowBidirectional,
            state: Some("create-complete".to_owned()),
            evidence: evidence("exclusion", 0),
        });
        Some(())
    }),
    made(Made::AnewSame, VpcPeeringConnections, "one is listed twice", |inventory| {
        repeat_first(&mut inventory.vpc_peering_connections)
    }),
];
