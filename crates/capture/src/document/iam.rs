//! Records of AWS IAM: roles and policies.

use aws_sdk_iam::operation::{get_policy, get_policy_version, get_role, get_role_policy};
use aws_sdk_iam::types;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{records, texts};

records! {
    Pascal of types {
        Role {
            path, role_name, role_id, arn, create_date, assume_role_policy_document by policy, description,
            max_session_duration, permissions_boundary, tags, role_last_used, source_role_template,
        }
        AttachedPermissionsBoundary { permissions_boundary_type, permissions_boundary_arn }
        Tag { key, value }
        RoleLastUsed { last_used_date, region }
        SourceRoleTemplate { template_arn, template_minor_version }
        PolicyVersion { document by policy, version_id, is_default_version, create_date }
        AttachedPolicy { policy_name, policy_arn }
        Policy {
            policy_name, policy_id, arn, path, default_version_id, attachment_count, permissions_boundary_usage_count,
            is_attachable, description, create_date, update_date, tags,
        }
    }
    Pascal of get_role { GetRoleOutput { role } }
    Pascal of get_role_policy { GetRolePolicyOutput { role_name, policy_name, policy_document by policy } }
    Pascal of get_policy { GetPolicyOutput { policy } }
    Pascal of get_policy_version { GetPolicyVersionOutput { policy_version } }
}

texts!(types: PermissionsBoundaryAttachmentType);

/// A policy document. IAM sends them as JSON in URL encoding (RFC 3986), and the CLI shows what is in it. Where it is
/// no JSON, the CLI shows what was sent.
fn policy(sent: &str) -> Value {
    let decoded = percent_decode_str(sent).decode_utf8_lossy();
    serde_json::from_str(&decoded).unwrap_or_else(|_| Value::String(sent.to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;

    const ENCODED: &str = "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Action%22%3A%22sts%3A\
                           AssumeRole%22%2C%22Sid%22%3A%22a+b%20%C3%A9%22%7D%5D%7D";

    #[test]
    fn policies_are_decoded() {
        let decoded = json!({"Version": "2012-10-17", "Statement": [{"Action": "sts:AssumeRole", "Sid": "a+b é"}]});
        let role = types::Role::builder()
            .path("/")
            .role_name("task")
            .role_id("AROA1")
            .arn("arn:aws:iam::111122223333:role/task")
            .create_date(aws_smithy_types::DateTime::from_secs(0))
            .assume_role_policy_document(ENCODED)
            .build()
            .unwrap();
        assert_eq!(
            role.document(),
            json!({
                "Path": "/", "RoleName": "task", "RoleId": "AROA1", "Arn": "arn:aws:iam::111122223333:role/task",
                "CreateDate": "1970-01-01T00:00:00+00:00", "AssumeRolePolicyDocument": decoded,
            })
        );
        let version = types::PolicyVersion::builder().document(ENCODED).version_id("v1").is_default_version(true);
        assert_eq!(
            Document::document(&version.build()),
            json!({"Document": decoded, "VersionId": "v1", "IsDefaultVersion": true})
        );
    }

    #[test]
    fn policies_may_come_without_encoding() {
        assert_eq!(policy(r#"{"Statement": []}"#), json!({"Statement": []}));
    }

    #[test]
    fn what_is_no_policy_stays_what_it_is() {
        assert_eq!(policy("%7Bnot"), json!("%7Bnot"));
        assert_eq!(policy(""), json!(""));
    }
}
