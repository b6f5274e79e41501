//! Route tables.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        RouteTable { associations, propagating_vgws, route_table_id, routes, tags, vpc_id, owner_id }
        RouteTableAssociation {
            main, route_table_association_id, route_table_id, subnet_id, gateway_id, public_ipv4_pool,
            association_state,
        }
        PropagatingVgw { gateway_id }
        Route {
            destination_cidr_block, destination_ipv6_cidr_block, destination_prefix_list_id,
            egress_only_internet_gateway_id, gateway_id, instance_id, instance_owner_id, nat_gateway_id,
            transit_gateway_id, local_gateway_id, carrier_gateway_id, network_interface_id, origin, state,
            vpc_peering_connection_id, core_network_arn, odb_network_arn, ip_address,
        }
        RouteTableAssociationState { state, status_message }
    }
}

texts!(types: RouteOrigin, RouteState, RouteTableAssociationStateCode);
