//! Security groups and their rules.

use aws_sdk_ec2::types;

use crate::document::records;

records! {
    Pascal of types {
        SecurityGroup {
            group_id, ip_permissions_egress, tags, vpc_id, security_group_arn, owner_id, group_name, description,
            ip_permissions,
        }
        IpPermission { ip_protocol, from_port, to_port, user_id_group_pairs, ip_ranges, ipv6_ranges, prefix_list_ids }
        UserIdGroupPair {
            description, user_id, group_name, group_id, vpc_id, vpc_peering_connection_id, peering_status,
        }
        IpRange { description, cidr_ip }
        Ipv6Range { description, cidr_ipv6 }
        PrefixListId { description, prefix_list_id }
        SecurityGroupRule {
            security_group_rule_id, group_id, group_owner_id, is_egress, ip_protocol, from_port, to_port, cidr_ipv4,
            cidr_ipv6, prefix_list_id, referenced_group_info, description, tags, security_group_rule_arn,
        }
        ReferencedSecurityGroup { group_id, peering_status, user_id, vpc_id, vpc_peering_connection_id }
    }
}
