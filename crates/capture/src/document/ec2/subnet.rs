//! Subnets.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        Subnet {
            availability_zone_id, enable_lni_at_device_index, map_customer_owned_ip_on_launch,
            customer_owned_ipv4_pool, owner_id, assign_ipv6_address_on_creation, ipv6_cidr_block_association_set,
            tags, subnet_arn, outpost_arn, enable_dns64, ipv6_native, private_dns_name_options_on_launch,
            block_public_access_states, r#type, subnet_id, state, vpc_id, cidr_block, available_ip_address_count,
            availability_zone, default_for_az, map_public_ip_on_launch,
        }
        SubnetIpv6CidrBlockAssociation {
            association_id, ipv6_cidr_block, ipv6_cidr_block_state, ipv6_address_attribute, ip_source,
        }
        PrivateDnsNameOptionsOnLaunch {
            hostname_type, enable_resource_name_dns_a_record,
            enable_resource_name_dns_aaaa_record as "EnableResourceNameDnsAAAARecord",
        }
        SubnetCidrBlockState { state, status_message }
    }
}

texts!(types: SubnetCidrBlockStateCode, SubnetState);
