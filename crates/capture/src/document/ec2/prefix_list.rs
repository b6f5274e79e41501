//! Prefix lists and their entries.

use aws_sdk_ec2::types;

use crate::document::{records, texts};

records! {
    Pascal of types {
        PrefixList { cidrs, prefix_list_id, prefix_list_name }
        ManagedPrefixList {
            prefix_list_id, address_family, state, state_message, prefix_list_arn, prefix_list_name, max_entries,
            version, tags, owner_id, ipam_prefix_list_resolver_target_id, ipam_prefix_list_resolver_sync_enabled,
        }
        PrefixListEntry { cidr, description }
    }
}

texts!(types: PrefixListState);
