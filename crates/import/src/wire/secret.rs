use hopwise_model::resource::{SecretDescription, SecretPolicy};

use super::at::At;
use super::policy::Document;

/// A secret of `secretsmanager describe-secret`, which prints no value. Where it prints no key, the secret is encrypted
/// with `aws/secretsmanager` (Secrets Manager API reference, `DescribeSecret`).
pub(crate) fn secret(arn: String, name: String, kms_key: Option<String>, at: &At<'_>) -> SecretDescription {
    let own = |key: &str| key == "alias/aws/secretsmanager" || key.ends_with(":alias/aws/secretsmanager");
    SecretDescription { arn, name, kms_key: kms_key.filter(|key| !own(key)), evidence: at.evidence() }
}

/// The policy of `secretsmanager get-resource-policy`, which prints none for a secret that has none.
pub(crate) fn secret_policy(arn: String, document: Option<Document>, at: &At<'_>) -> SecretPolicy {
    let document = document.map(|document| document.into_model(&at.member("ResourcePolicy")));
    SecretPolicy { arn, document, evidence: at.evidence() }
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{inventory, one, snapshot};

    const ARN: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf";

    fn text(fields: &str) -> String {
        format!(r#"{{"ARN": "{ARN}", "Name": "db"{fields}}}"#)
    }

    #[test]
    fn a_description_names_a_customers_key_only() {
        let key = |fields: &str| one(inventory(&text(fields)).secrets).kms_key;
        assert_eq!(
            key(r#", "KmsKeyId": "alias/mine", "RotationEnabled": false, "Tags": []"#).as_deref(),
            Some("alias/mine")
        );
        assert_eq!(key(r#", "KmsKeyId": "alias/aws/secretsmanager", "CreatedDate": 1"#), None);
        assert_eq!(key(r#", "VersionIdsToStages": {}"#), None);
        assert!(snapshot(&text(r#", "Description": "x", "VersionIdsToStages": {}"#)).warnings.is_empty());
    }

    #[test]
    fn policies_and_their_absence() {
        let policy = |fields: &str| one(inventory(&text(fields)).secret_policies);
        assert_eq!(policy("").document, None);
        let document = policy(r#", "ResourcePolicy": "{\"Statement\": []}""#).document.unwrap();
        assert_eq!(document.text, r#"{"Statement":[]}"#);
    }

    #[test]
    fn values_of_secrets_are_not_read() {
        let found = snapshot(&text(r#", "SecretString": "hunter2", "VersionId": "x""#));
        assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
        assert!(found.inventory.secrets.is_empty() && !found.warnings.is_empty());
    }
}
