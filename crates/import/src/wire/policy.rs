use std::fmt;

use hopwise_model::resource::{self, PolicyDocument};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde_json::{Map, Value};

use super::at::At;
use super::value::{Arn, Maybe, Required};

/// A policy document in any of the forms in which AWS prints one: an object, JSON in a string, or the same URL-encoded
/// (RFC 3986), as IAM's API has it.
#[derive(Debug)]
pub(crate) struct Document {
    text: String,
    is_object: bool,
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DocumentVisitor;
        impl<'de> Visitor<'de> for DocumentVisitor {
            type Value = Document;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a policy: a JSON object, or one in a string")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Document, A::Error> {
                let object = Map::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Document { text: Value::Object(object).to_string(), is_object: true })
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Document, E> {
                let refused = || E::invalid_value(Unexpected::Str(text), &self);
                let encoded = text.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("%7b"));
                let decoded =
                    if encoded { percent_decode_str(text).decode_utf8().map_err(|_| refused())? } else { text.into() };
                // Policies are small: a value puts their keys in one order, so that two prints can be compared.
                let object: Map<String, Value> = serde_json::from_str(&decoded).map_err(|_| refused())?;
                Ok(Document { text: Value::Object(object).to_string(), is_object: false })
            }
        }
        deserializer.deserialize_any(DocumentVisitor)
    }
}

impl Document {
    pub(crate) fn into_model(self, at: &At<'_>) -> PolicyDocument {
        PolicyDocument { text: self.text, is_object: self.is_object, evidence: at.evidence() }
    }
}

/// The managed policy of `iam get-policy`; or what other commands print under the same key, as a string.
#[derive(Debug)]
pub(crate) struct Policy(pub(crate) Option<ManagedPolicy>);

impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PolicyVisitor;
        impl<'de> Visitor<'de> for PolicyVisitor {
            type Value = Policy;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Policy, A::Error> {
                ManagedPolicy::deserialize(MapAccessDeserializer::new(map)).map(|managed| Policy(Some(managed)))
            }
            fn visit_str<E: Error>(self, _: &str) -> Result<Policy, E> {
                Ok(Policy(None))
            }
        }
        deserializer.deserialize_any(PolicyVisitor)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ManagedPolicy {
    arn: Required<Arn>,
    default_version_id: Maybe<String>,
}

impl ManagedPolicy {
    pub(crate) fn arn(&self) -> &str {
        &self.arn.0.0
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> resource::ManagedPolicy {
        let arn = self.arn.0.0;
        resource::ManagedPolicy {
            name: arn.rsplit('/').next().unwrap_or(&arn).to_owned(),
            arn,
            default_version: self.default_version_id.0,
            evidence: at.evidence(),
        }
    }
}

/// The version of `iam get-policy-version`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PolicyVersion {
    document: Document,
    version_id: Maybe<String>,
    is_default_version: Option<bool>,
}

impl PolicyVersion {
    /// The version of a policy, by its ARN or its name.
    pub(crate) fn into_model(self, policy: String, at: &At<'_>) -> resource::PolicyVersion {
        resource::PolicyVersion {
            policy,
            version: self.version_id.0,
            is_default: self.is_default_version,
            document: self.document.into_model(&at.member("Document")),
            evidence: at.evidence(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{error, inventory, one};
    use crate::{Options, read_documents};

    const OBJECT: &str =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#;
    const COMPACT: &str = r#"{"Statement":[{"Action":"s3:*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#;

    fn role_policy(document: &str) -> String {
        format!(r#"{{"RoleName": "r", "PolicyName": "p", "PolicyDocument": {document}}}"#)
    }

    #[test]
    fn a_document_has_three_forms() {
        let object = one(inventory(&role_policy(OBJECT)).role_policies).document;
        assert_eq!((object.text.as_str(), object.is_object), (COMPACT, true));
        assert_eq!(object.statement(0, false).to_string(), "f.json#/PolicyDocument/Statement/0");
        let quoted = serde_json::to_string(OBJECT).unwrap();
        let string = one(inventory(&role_policy(&quoted)).role_policies).document;
        assert_eq!((string.text.as_str(), string.is_object), (COMPACT, false));
        assert_eq!(string.statement(0, false).to_string(), "f.json#/PolicyDocument");
        let encoded =
            percent_encoding::percent_encode(OBJECT.as_bytes(), percent_encoding::NON_ALPHANUMERIC).to_string();
        let encoded = one(inventory(&role_policy(&format!("\"{encoded}\""))).role_policies).document;
        assert_eq!(encoded.text, COMPACT);
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        for document in ["[]", "3", "\"hello\"", "\"[]\"", "\"%7B%FF\""] {
            assert_eq!(
                error(&role_policy(document)),
                "`f.json`: expected a policy: a JSON object, or one in a string at `/PolicyDocument`",
                "{document}"
            );
        }
    }

    #[test]
    fn a_version_belongs_to_the_policy_beside_it_or_to_that_of_its_file() {
        let version =
            format!(r#""PolicyVersion": {{"Document": {OBJECT}, "VersionId": "v2", "IsDefaultVersion": true}}"#);
        let arn = "arn:aws:iam::111122223333:policy/team/pull";
        let both = inventory(&format!(r#"{{"Policy": {{"Arn": "{arn}", "DefaultVersionId": "v2"}}, {version}}}"#));
        assert_eq!(one(both.policy_versions).policy, arn);
        assert_eq!(one(both.managed_policies).name, "pull");
        let alone = read_documents([("iam/pull.json", format!("{{{version}}}"))], &Options::default()).unwrap();
        assert_eq!(one(alone.inventory.policy_versions).policy, "pull");
    }

    #[test]
    fn other_documents_share_the_keys() {
        for text in [
            r#"{"Policy": "{}"}"#,
            r#"{"UserName": "u", "PolicyName": "p", "PolicyDocument": {}}"#,
            r#"{"registryId": "111122223333", "policyText": "{}"}"#,
        ] {
            let snapshot = crate::wire::testing::snapshot(text);
            assert_eq!(snapshot.inventory, hopwise_model::Inventory::default(), "{text}");
            assert!(
                snapshot.warnings.iter().any(|w| w.to_string().contains("not evaluated")),
                "{:?}",
                snapshot.warnings
            );
        }
    }
}
