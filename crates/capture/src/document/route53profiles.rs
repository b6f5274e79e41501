//! Records of Route 53 Profiles.

use aws_sdk_route53profiles::types;

use super::{records, texts};

records! {
    Pascal of types {
        ProfileAssociation {
            id, name, owner_id, profile_id, resource_id, status, status_message, creation_time, modification_time,
        }
    }
}

texts!(types: ProfileStatus);
