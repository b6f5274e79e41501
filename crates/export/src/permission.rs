//! Roles, policies and secrets.

use hopwise_model::resource::{
    AttachedPolicies, ManagedPolicy, PolicyDocument, PolicyVersion, RepositoryPolicy, Role, RolePolicy,
    RolePolicyNames, Scope, SecretDescription, SecretPolicy,
};
use hopwise_model::{AccountId, Inventory};
use serde_json::Value;

use crate::network::flag;
use crate::object::{list, maybe, object, text, texts};
use crate::record::{Printed, Whose, documents, list_of, of_arn, stem, whole};

documents! {
    Role: |own, _inventory, _place| whole(&own.name, object([("Role", role(own))])), |own| of_arn(&own.arn);
    RolePolicyNames: |own, inventory, place| list_of(&own.role, role_policy_names(own, inventory, place)),
        |own| Whose::Scope(own.scope.clone());
    RolePolicy: |own, _inventory, _place| whole(&format!("{}-{}", own.role, own.name), role_policy(own)),
        |own| Whose::Scope(own.scope.clone());
    AttachedPolicies: |own, inventory, place| list_of(&own.role, attached_policies(own, inventory, place)),
        |own| Whose::Scope(own.scope.clone());
    ManagedPolicy: |own, inventory, _place| whole(&own.name, managed_policy(own, inventory)),
        |own| of_arn(&own.arn);
    PolicyVersion: |own, inventory, _place| {
        // Where the policy is known by its name alone, the file's name is that.
        let stem = if own.policy.contains('/') { stem(&own.policy) } else { own.policy.clone() };
        let members = policy_version(own, inventory);
        members.map(|members| Printed::Document { stem, members, complete: true }).into_iter().collect()
    }, |own| of_arn(&own.policy);
    RepositoryPolicy: |own, _inventory, _place| {
        repository_policy(own).map_or_else(Vec::new, |members| whole(&own.repository, members))
    }, |own| if own.scope.region.is_some() { Whose::Scope(own.scope.clone()) } else { Whose::Nobody };
    SecretDescription: |own, _inventory, _place| whole(&own.arn, secret(own)), |own| of_arn(&own.arn);
    SecretPolicy: |own, _inventory, _place| whole(&own.arn, secret_policy(own)), |own| of_arn(&own.arn);
}

/// A policy as an object, or as the text that it was printed as.
fn document(policy: &PolicyDocument) -> Value {
    let PolicyDocument { text: own, is_object, evidence: _ } = policy;
    let object = if *is_object { serde_json::from_str(own).ok() } else { None };
    object.unwrap_or_else(|| text(own))
}

pub(crate) fn role(role: &Role) -> Value {
    let Role { arn, name, unique_id, trust, permissions_boundary, evidence: _ } = role;
    let boundary = |arn: &String| object([("PermissionsBoundaryArn", text(arn))]);
    object([
        ("RoleName", text(name)),
        ("RoleId", maybe(unique_id.as_ref())),
        ("Arn", text(arn)),
        ("AssumeRolePolicyDocument", document(trust)),
        ("PermissionsBoundary", permissions_boundary.as_ref().map_or(Value::Null, boundary)),
    ])
}

/// The role that a list is about, to stand beside it where its documents do not tell the account: a name does not.
fn beside(name: &str, scope: &Scope, inventory: &Inventory, place: &Scope) -> Value {
    if place.account == scope.account {
        return Value::Null;
    }
    let account = |arn: &str| arn.split(':').nth(4).map(str::to_owned);
    let is_it =
        |own: &&Role| own.name == name && account(&own.arn).as_deref() == scope.account.as_ref().map(AccountId::as_str);
    inventory.roles.iter().find(is_it).map_or(Value::Null, role)
}

pub(crate) fn role_policy_names(own: &RolePolicyNames, inventory: &Inventory, place: &Scope) -> (Value, bool) {
    let RolePolicyNames { role, names, complete, scope, evidence: _ } = own;
    (object([("PolicyNames", texts(names)), ("Role", beside(role, scope, inventory, place))]), *complete)
}

pub(crate) fn role_policy(policy: &RolePolicy) -> Value {
    let RolePolicy { role, name, document: own, scope: _, evidence: _ } = policy;
    object([("RoleName", text(role)), ("PolicyName", text(name)), ("PolicyDocument", document(own))])
}

pub(crate) fn attached_policies(own: &AttachedPolicies, inventory: &Inventory, place: &Scope) -> (Value, bool) {
    let AttachedPolicies { role, arns, complete, scope, evidence: _ } = own;
    let name = |arn: &str| text(arn.rsplit('/').next().unwrap_or(arn));
    let policies = list(arns.iter().map(|arn| object([("PolicyName", name(arn)), ("PolicyArn", text(arn))])));
    (object([("AttachedPolicies", policies), ("Role", beside(role, scope, inventory, place))]), *complete)
}

fn policy(policy: &ManagedPolicy) -> Value {
    let ManagedPolicy { arn, name, default_version, evidence: _ } = policy;
    object([("PolicyName", text(name)), ("Arn", text(arn)), ("DefaultVersionId", maybe(default_version.as_ref()))])
}

fn version(version: &PolicyVersion) -> Value {
    let PolicyVersion { policy: _, version, is_default, document: own, evidence: _ } = version;
    object([
        ("VersionId", maybe(version.as_ref())),
        ("IsDefaultVersion", flag(*is_default)),
        ("Document", document(own)),
    ])
}

/// The first version of a policy, which stands beside it: a version alone does not tell the policy's ARN.
fn first_version<'i>(arn: &str, inventory: &'i Inventory) -> Option<&'i PolicyVersion> {
    inventory.policy_versions.iter().find(|version| version.policy == arn)
}

/// A policy with its first version.
pub(crate) fn managed_policy(own: &ManagedPolicy, inventory: &Inventory) -> Value {
    let first = first_version(&own.arn, inventory).map_or(Value::Null, version);
    object([("Policy", policy(own)), ("PolicyVersion", first)])
}

/// A version, with its policy beside it where that is known by its ARN; none where it stands beside its policy.
pub(crate) fn policy_version(own: &PolicyVersion, inventory: &Inventory) -> Option<Value> {
    let managed = inventory.managed_policies.iter().find(|managed| managed.arn == own.policy);
    if managed.is_some() && first_version(&own.policy, inventory) == Some(own) {
        return None;
    }
    Some(object([("Policy", managed.map_or(Value::Null, policy)), ("PolicyVersion", version(own))]))
}

pub(crate) fn repository_policy(policy: &RepositoryPolicy) -> Option<Value> {
    let RepositoryPolicy { scope, repository, document: own, evidence: _ } = policy;
    let own = own.as_ref().map(document)?;
    Some(object([
        ("registryId", maybe(scope.account.as_ref())),
        ("repositoryName", text(repository)),
        ("policyText", own),
    ]))
}

pub(crate) fn secret(secret: &SecretDescription) -> Value {
    let SecretDescription { arn, name, kms_key, deleted_at, evidence: _ } = secret;
    // What is no policy of a secret has more than a name; when it was made nobody knows any more.
    object([
        ("ARN", text(arn)),
        ("Name", text(name)),
        ("KmsKeyId", maybe(kms_key.as_ref())),
        ("DeletedDate", maybe(deleted_at.as_ref())),
        ("Tags", list([])),
    ])
}

pub(crate) fn secret_policy(policy: &SecretPolicy) -> Value {
    let SecretPolicy { arn, document: own, evidence: _ } = policy;
    let name = arn.rsplit(':').next().unwrap_or(arn);
    object([("ARN", text(arn)), ("Name", text(name)), ("ResourcePolicy", own.as_ref().map_or(Value::Null, document))])
}
