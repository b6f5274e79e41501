//! VPCs and their attributes.

use aws_sdk_ec2::operation::describe_vpc_attribute;
use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        Vpc {
            owner_id, instance_tenancy, ipv6_cidr_block_association_set, cidr_block_association_set, is_default,
            encryption_control, tags, block_public_access_states, vpc_id, state, cidr_block, dhcp_options_id,
        }
        VpcIpv6CidrBlockAssociation {
            association_id, ipv6_cidr_block, ipv6_cidr_block_state, network_border_group, ipv6_pool,
            ipv6_address_attribute, ip_source,
        }
        VpcCidrBlockAssociation { association_id, cidr_block, cidr_block_state }
        VpcEncryptionControl {
            vpc_id, vpc_encryption_control_id, mode, state, state_message, resource_exclusions, tags,
        }
        VpcCidrBlockState { state, status_message }
        VpcEncryptionControlExclusions {
            internet_gateway, egress_only_internet_gateway, nat_gateway, virtual_private_gateway, vpc_peering, lambda,
            vpc_lattice, elastic_file_system,
        }
        VpcEncryptionControlExclusion { state, state_message }
        AttributeBooleanValue { value }
    }
    Pascal of describe_vpc_attribute {
        DescribeVpcAttributeOutput {
            vpc_id, enable_dns_hostnames, enable_dns_support, enable_network_address_usage_metrics,
        }
    }
}

texts! {
    types:
    VpcCidrBlockStateCode, VpcEncryptionControlExclusionState, VpcEncryptionControlMode, VpcEncryptionControlState,
    VpcState,
}
