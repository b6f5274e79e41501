//! Network ACLs.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        NetworkAcl { associations, entries, is_default, network_acl_id, tags, vpc_id, owner_id }
        NetworkAclAssociation { network_acl_association_id, network_acl_id, subnet_id }
        NetworkAclEntry {
            cidr_block, egress, icmp_type_code, ipv6_cidr_block, port_range, protocol, rule_action, rule_number,
        }
        IcmpTypeCode { code, r#type }
        PortRange { from, to }
    }
}

texts!(types: RuleAction);
