//! What records of several kinds have in common.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        Tag { key, value }
        BlockPublicAccessStates { internet_gateway_block_mode }
        GroupIdentifier { group_id, group_name }
        OperatorResponse { managed, principal, hidden_by_default }
    }
}

texts! {
    types:
    AttachmentStatus, BlockPublicAccessMode, HostnameType, IpSource, Ipv6AddressAttribute, NetworkInterfaceStatus,
    Tenancy,
}
