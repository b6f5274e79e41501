//! Transit gateways, their attachments, route tables and routes.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        TransitGateway {
            transit_gateway_id, transit_gateway_arn, state, owner_id, description, creation_time, options, tags,
        }
        TransitGatewayOptions {
            amazon_side_asn, transit_gateway_cidr_blocks, auto_accept_shared_attachments,
            default_route_table_association, association_default_route_table_id, default_route_table_propagation,
            propagation_default_route_table_id, vpn_ecmp_support, dns_support, security_group_referencing_support,
            multicast_support, encryption_support,
        }
        EncryptionSupport { encryption_state, state_message }
        TransitGatewayAttachment {
            transit_gateway_attachment_id, transit_gateway_id, transit_gateway_owner_id, resource_owner_id,
            resource_type, resource_id, state, association, creation_time, tags, nat_gateway_support,
        }
        TransitGatewayAttachmentAssociation { transit_gateway_route_table_id, transit_gateway_policy_table_id, state }
        TransitGatewayVpcAttachment {
            transit_gateway_attachment_id, transit_gateway_id, vpc_id, vpc_owner_id, state, subnet_ids, creation_time,
            options, tags,
        }
        TransitGatewayVpcAttachmentOptions {
            dns_support, security_group_referencing_support, ipv6_support, appliance_mode_support,
        }
        TransitGatewayRouteTable {
            transit_gateway_route_table_id, transit_gateway_id, state, default_association_route_table,
            default_propagation_route_table, creation_time, tags,
        }
        TransitGatewayRoute {
            destination_cidr_block, prefix_list_id, transit_gateway_route_table_announcement_id,
            transit_gateway_attachments, r#type, state,
        }
        TransitGatewayRouteTablePropagation {
            transit_gateway_attachment_id, resource_id, resource_type, state,
            transit_gateway_route_table_announcement_id,
        }
        TransitGatewayRouteAttachment { resource_id, transit_gateway_attachment_id, resource_type }
    }
}

texts! {
    types:
    ApplianceModeSupportValue, AutoAcceptSharedAttachmentsValue, DefaultRouteTableAssociationValue,
    DefaultRouteTablePropagationValue, DnsSupportValue, EncryptionStateValue, Ipv6SupportValue, MulticastSupportValue,
    SecurityGroupReferencingSupportValue, TransitGatewayAssociationState,
    TransitGatewayAttachmentNatGatewaySupportState, TransitGatewayAttachmentResourceType,
    TransitGatewayAttachmentState, TransitGatewayRouteState, TransitGatewayRouteTableState, TransitGatewayRouteType,
    TransitGatewayPropagationState, TransitGatewayState, VpnEcmpSupportValue,
}
