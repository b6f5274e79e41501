//! VPC peering connections.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        VpcPeeringConnection {
            accepter_vpc_info, expiration_time, requester_vpc_info, status, tags, vpc_peering_connection_id,
        }
        VpcPeeringConnectionVpcInfo {
            cidr_block, ipv6_cidr_block_set, cidr_block_set, owner_id, peering_options, vpc_id, region,
        }
        VpcPeeringConnectionStateReason { code, message }
        Ipv6CidrBlock { ipv6_cidr_block }
        CidrBlock { cidr_block }
        VpcPeeringConnectionOptionsDescription {
            allow_dns_resolution_from_remote_vpc, allow_egress_from_local_classic_link_to_remote_vpc,
            allow_egress_from_local_vpc_to_remote_classic_link,
        }
    }
}

texts!(types: VpcPeeringConnectionStateReasonCode);
