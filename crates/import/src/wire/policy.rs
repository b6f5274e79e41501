use std::fmt;

use hopwise_model::Region;
use hopwise_model::resource::{self, PolicyDocument, Scope};
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use serde_json::{Map, Value};

use super::at::At;
use super::value::{Arn, Maybe, Owner, Required};
use crate::document::{Members, Read, Reader};
use crate::fault::Fault;
use crate::resource::{nowhere, of_account, resource};

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

/// The managed policy of `iam get-policy`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ManagedPolicy {
    arn: Required<Arn>,
    default_version_id: Maybe<String>,
}

impl ManagedPolicy {
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
    #[serde(default, deserialize_with = "super::flag::maybe")]
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

resource! {
    ManagedPolicy {
        key: |policy| policy.arn.clone(),
        compare: [arn, name, default_version],
    }
}

resource! {
    PolicyVersion {
        key: |version| format!("{} {}", version.policy, version.version.as_deref().unwrap_or_default()),
        share: [is_default],
        compare: [policy, version, document],
        nested: |version| forget_printing(&mut version.document),
    }
}

resource! {
    RepositoryPolicy {
        key: |policy| {
            let region = policy.scope.region.as_ref().map_or("", Region::as_str);
            format!("{region} {}", of_account(&policy.scope, &policy.repository))
        },
        scope: scope,
        compare: [repository, document],
        nested: |policy| policy.document.iter_mut().for_each(forget_printing),
    }
}

/// How a policy was printed is no difference.
pub(super) fn forget_printing(document: &mut PolicyDocument) {
    document.evidence = nowhere();
    document.is_object = false;
}

impl Read for resource::ManagedPolicy {
    // The policies of keys and buckets are strings under the same key.
    const READER: Reader = Reader::members(|members| {
        if let Some((managed, at)) = members.object::<ManagedPolicy>("Policy")? {
            members.add(managed.into_model(&at))?;
        }
        Ok(())
    })
    .when(|keys| keys.has_object("Policy"))
    .object_of(&[&["PolicyName", "DefaultVersionId"]]);
}

impl Read for resource::PolicyVersion {
    const READER: Reader = Reader::members(version).object_of(&[&["VersionId", "IsDefaultVersion", "Document"]]);
}

/// Reads a version of the policy that stands beside it, else of the one that the file is named after.
fn version(members: &mut Members<'_>) -> Result<(), Fault> {
    let Some((version, at)) = members.object::<PolicyVersion>("PolicyVersion")? else { return Ok(()) };
    let managed = if members.keys().has_object("Policy") { members.object::<ManagedPolicy>("Policy")? } else { None };
    let policy = managed.map_or_else(|| members.stem().to_owned(), |(managed, _)| managed.arn.0.0);
    Ok(members.add(version.into_model(policy, &at))?)
}

impl Read for resource::RepositoryPolicy {
    // The policy of a registry stands under the same key, without a repository.
    const READER: Reader = Reader::members(of_repository)
        .beside(&["registryId", "repositoryName"])
        .when(|keys| keys.has("policyText") && keys.has("repositoryName"));
}

fn of_repository(members: &mut Members<'_>) -> Result<(), Fault> {
    let Some(document) = members.get::<Option<Document>>("policyText")?.flatten() else { return Ok(()) };
    let account = members.scalar::<Owner>("registryId")?.and_then(|owner| owner.0);
    let repository = members.required("repositoryName")?;
    let document = Some(document.into_model(&members.top().member("policyText")));
    let scope = members.top().scope(None, account.as_ref());
    // The registry says whose repository it is better than the path does.
    let scope = Scope { account: account.or(scope.account), ..scope };
    let evidence = members.top().evidence();
    Ok(members.add(resource::RepositoryPolicy { scope, repository, document, evidence })?)
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
