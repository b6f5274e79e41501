//! Records of Secrets Manager: secrets without what they hold, and their policies.

use aws_sdk_secretsmanager::operation::{describe_secret, get_resource_policy};
use aws_sdk_secretsmanager::types;

use super::{records, texts};

records! {
    Pascal of describe_secret {
        DescribeSecretOutput {
            arn as "ARN", name, r#type, description, kms_key_id, rotation_enabled,
            rotation_lambda_arn as "RotationLambdaARN", rotation_rules, external_secret_rotation_metadata,
            external_secret_rotation_role_arn, last_rotated_date, last_changed_date, last_accessed_date, deleted_date,
            next_rotation_date, tags, version_ids_to_stages, owning_service, created_date, primary_region,
            replication_status,
        }
    }
    Pascal of get_resource_policy { GetResourcePolicyOutput { arn as "ARN", name, resource_policy } }
    Pascal of types {
        RotationRulesType { automatically_after_days, duration, schedule_expression }
        ExternalSecretRotationMetadataItem { key, value }
        Tag { key, value }
        ReplicationStatusType { region, kms_key_id, status, status_message, last_accessed_date }
    }
}

texts!(types: StatusType);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;

    const ARN: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";

    #[test]
    fn keys_are_spelled_as_aws_spells_them() {
        let secret = describe_secret::DescribeSecretOutput::builder().arn(ARN).name("db").rotation_lambda_arn("arn:l");
        assert_eq!(secret.build().document(), json!({"ARN": ARN, "Name": "db", "RotationLambdaARN": "arn:l"}));
    }

    #[test]
    fn a_policy_stays_the_text_that_was_sent() {
        let policy = get_resource_policy::GetResourcePolicyOutput::builder().arn(ARN).name("db");
        assert_eq!(policy.clone().build().document(), json!({"ARN": ARN, "Name": "db"}));
        let policy = policy.resource_policy("{ \"Statement\": [] }").build();
        assert_eq!(policy.document(), json!({"ARN": ARN, "Name": "db", "ResourcePolicy": "{ \"Statement\": [] }"}));
    }
}
