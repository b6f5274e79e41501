use hopwise_model::resource::{SecretDescription, SecretPolicy};

use super::policy::{Document, forget_printing};
use super::value::{Arn, Stamp};
use crate::document::{Keys, Members, Read, Reader};
use crate::fault::Fault;
use crate::resource::resource;

/// Keys of documents about a secret that are not its description: its value, and its versions.
const NOT_OF_SECRETS: [&str; 4] = ["SecretBinary", "SecretString", "VersionId", "Versions"];

/// Whether a document is about a secret and does not hold its value.
fn is_of_secret(keys: &Keys) -> bool {
    keys.has("ARN") && keys.has("Name") && !NOT_OF_SECRETS.iter().any(|key| keys.has(key))
}

/// Whether a document is the policy of a secret: of one that has none, only the secret's names are printed.
fn is_policy(keys: &Keys) -> bool {
    let is_bare = keys.names().all(|key| matches!(key, "ARN" | "Name" | "ResponseMetadata"));
    is_of_secret(keys) && (is_bare || keys.has("ResourcePolicy"))
}

/// A secret of `secretsmanager describe-secret`, which prints no value. Where it prints no key, the secret is encrypted
/// with `aws/secretsmanager` (Secrets Manager API reference, `DescribeSecret`).
fn secret(members: &mut Members<'_>) -> Result<(), Fault> {
    let own = |key: &str| key == "alias/aws/secretsmanager" || key.ends_with(":alias/aws/secretsmanager");
    let Some(Arn(arn)) = members.scalar("ARN")? else { return Ok(()) };
    let kms_key = members.scalar("KmsKeyId")?.filter(|key: &String| !own(key));
    let (name, evidence) = (members.scalar("Name")?.unwrap_or_default(), members.top().evidence());
    let deleted_at = members.get::<Option<Stamp>>("DeletedDate")?.flatten().and_then(Stamp::time);
    Ok(members.add(SecretDescription { arn, name, kms_key, deleted_at, evidence })?)
}

/// The policy of `secretsmanager get-resource-policy`, which prints none for a secret that has none.
fn secret_policy(members: &mut Members<'_>) -> Result<(), Fault> {
    let Some(Arn(arn)) = members.scalar("ARN")? else { return Ok(()) };
    let document = members.get::<Document>("ResourcePolicy")?;
    let document = document.map(|document| document.into_model(&members.top().member("ResourcePolicy")));
    let evidence = members.top().evidence();
    Ok(members.add(SecretPolicy { arn, document, evidence })?)
}

resource! {
    SecretDescription {
        key: |secret| secret.arn.clone(),
        state: [deleted_at],
        compare: [arn, name, kms_key],
    }
}

resource! {
    SecretPolicy {
        key: |policy| policy.arn.clone(),
        compare: [arn, document],
        nested: |policy| policy.document.iter_mut().for_each(forget_printing),
    }
}

impl Read for SecretDescription {
    const READER: Reader = Reader::members(secret)
        .with_all_beside()
        .beside(&["Name", "KmsKeyId", "DeletedDate"])
        .when(|keys| is_of_secret(keys) && !is_policy(keys));
}

impl Read for SecretPolicy {
    const READER: Reader = Reader::members(secret_policy).with_all_beside().beside(&["ARN"]).when(is_policy);
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
    fn a_date_of_deletion_is_kept_as_it_is_printed() {
        let at = |fields: &str| one(inventory(&text(fields)).secrets).deleted_at;
        let printed = "2026-11-25T22:00:00+00:00";
        assert_eq!(at(&format!(r#", "DeletedDate": "{printed}", "Tags": []"#)).as_deref(), Some(printed));
        assert_eq!(at(r#", "DeletedDate": 1735689660.25, "Tags": []"#).as_deref(), Some("1735689660.25"));
        assert_eq!(at(r#", "DeletedDate": null, "Tags": []"#), None);
        assert_eq!(at(r#", "Tags": []"#), None);
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
