//! The policies of a role itself: inline and managed.

use std::collections::BTreeSet;

use hopwise_model::resource::{PolicyDocument, PolicyVersion, Scope};
use hopwise_model::{AccountId, DocumentKind, Evidence, Inventory};

use super::finding::Missing;
use super::known::{has_iam, missing};
use super::layer::{LayerPolicies, ParsedPolicy};

/// The end of the ARN, in any partition, of the managed policy that AWS makes for execution roles.
const EXECUTION_POLICY: &str = ":iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";

/// What it says, where the snapshot does not have it. Source: AWS managed policy reference,
/// "`AmazonECSTaskExecutionRolePolicy`" (fact base F.1): nothing of secrets, parameters, keys, S3 or log groups.
const EXECUTION_POLICY_SAYS: &str = r#"{"Statement":[{"Action":["ecr:GetAuthorizationToken","ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage","logs:CreateLogStream","logs:PutLogEvents"],"Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}"#;

/// Whose policies are looked for.
#[derive(Clone, Copy)]
struct Whose<'a> {
    role: &'a str,
    account: Option<&'a str>,
}

impl Whose<'_> {
    /// Whether something that was read at a place may be of the role's account. IAM knows no Regions.
    fn is_there(&self, scope: &Scope) -> bool {
        let made_in = scope.account.as_ref().map(AccountId::as_str);
        made_in.is_none() || self.account.is_none() || made_in == self.account
    }

    /// Whether a list, or a policy, is of the role.
    fn owns(&self, role: &str, scope: &Scope) -> bool {
        role == self.role && self.is_there(scope)
    }

    /// Whether a call for a list of the role's policies failed: a list of which a page failed is not the list.
    fn failed(&self, inventory: &Inventory, kind: DocumentKind) -> bool {
        let about = |arguments: &Option<String>| arguments.as_deref().is_none_or(|arguments| arguments == self.role);
        let mut calls = inventory.knowledge.failed_calls().iter();
        calls.any(|call| call.document == Some(kind) && self.is_there(&call.scope) && about(&call.arguments))
    }

    /// A list that is called after no role, and may be this one's.
    fn perhaps(&self, document: DocumentKind, at: &Evidence) -> Missing {
        Missing::NobodysList { role: self.role.to_owned(), document, at: at.clone() }
    }
}

/// The policies of a role: inline and managed.
pub(super) fn identity(inventory: &Inventory, role: &str, account: Option<&str>) -> LayerPolicies {
    let mut policies = LayerPolicies::empty();
    let whose = Whose { role, account };
    inline(inventory, whose, &mut policies);
    attached(inventory, whose, &mut policies);
    policies
}

/// The policies that are a part of the role.
fn inline(inventory: &Inventory, whose: Whose<'_>, policies: &mut LayerPolicies) {
    let kind = DocumentKind::RolePolicyNames;
    let read: Vec<_> = inventory.role_policies.iter().filter(|own| whose.owns(&own.role, &own.scope)).collect();
    for policy in &read {
        policies.put(ParsedPolicy::read(&policy.name, &policy.document));
    }
    let is_unread = |name: &&String| read.iter().all(|policy| policy.name != **name);
    let list = inventory.role_policy_names.iter().find(|own| whose.owns(&own.role, &own.scope));
    for name in list.iter().flat_map(|list| &list.names).filter(is_unread) {
        policies.put(Err(Missing::RolePolicy { role: whose.role.to_owned(), policy: name.clone() }));
    }
    if list.is_some_and(|list| list.complete) && !whose.failed(inventory, kind) {
        return;
    }
    policies.put(Err(missing(whose.role, kind, has_iam(inventory, whose.account))));
    let lists = inventory.role_policy_names.iter().filter(|own| whose.is_there(&own.scope));
    let nobodys = inventory.called_after_no_role(lists, |own| &own.role);
    for list in nobodys.filter(|list| list.names.iter().any(|name| is_unread(&name))) {
        policies.put(Err(whose.perhaps(kind, &list.evidence)));
    }
}

/// The policies that are attached to the role. Those of a list of which not all was read are, too.
fn attached(inventory: &Inventory, whose: Whose<'_>, policies: &mut LayerPolicies) {
    let kind = DocumentKind::AttachedPolicies;
    let list = inventory.attached_policies.iter().find(|own| whose.owns(&own.role, &own.scope));
    list.iter().flat_map(|list| &list.arns).for_each(|arn| policies.put(managed(inventory, arn)));
    if list.is_some_and(|list| list.complete) && !whose.failed(inventory, kind) {
        return;
    }
    policies.put(Err(missing(whose.role, kind, has_iam(inventory, whose.account))));
    let may_deny = |arn: &String| managed(inventory, arn).is_err_and(|missing| missing.may_deny());
    let lists = inventory.attached_policies.iter().filter(|own| whose.is_there(&own.scope));
    let nobodys = inventory.called_after_no_role(lists, |own| &own.role);
    for list in nobodys.filter(|list| list.arns.iter().any(may_deny)) {
        policies.put(Err(whose.perhaps(kind, &list.evidence)));
    }
}

/// A managed policy: its default version.
pub(super) fn managed(inventory: &Inventory, arn: &str) -> Result<ParsedPolicy, Missing> {
    match version(inventory, arn) {
        Some(version) => ParsedPolicy::read(arn, &version.document),
        None if arn.ends_with(EXECUTION_POLICY) => {
            let evidence = Evidence::supposed(arn);
            let text = EXECUTION_POLICY_SAYS.to_owned();
            ParsedPolicy::read(arn, &PolicyDocument { text, is_object: false, evidence })
        }
        None => Err(Missing::ManagedPolicy(arn.to_owned())),
    }
}

fn version<'i>(inventory: &'i Inventory, arn: &str) -> Option<&'i PolicyVersion> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    let default = inventory.managed_policies.iter().find(|own| own.arn == arn);
    let default = default.and_then(|own| own.default_version.as_deref());
    let counts = |version: &&PolicyVersion| match (default, version.version.as_deref()) {
        (Some(default), Some(own)) => default == own,
        _ => version.is_default != Some(false),
    };
    let versions = || inventory.policy_versions.iter().filter(counts);
    versions().find(|version| version.policy == arn).or_else(|| {
        // A version in a file of its own goes by the policy's name, which customers may take from AWS's policies.
        let is_named = |arn: &&str| arn.rsplit('/').next() == Some(name);
        let attached = inventory.attached_policies.iter().flat_map(|list| &list.arns).map(String::as_str);
        let bounds = inventory.roles.iter().filter_map(|role| role.permissions_boundary.as_deref());
        let described = inventory.managed_policies.iter().map(|policy| policy.arn.as_str());
        let named: BTreeSet<&str> = attached.chain(bounds).chain(described).filter(is_named).collect();
        versions().find(|version| version.policy == name).filter(|_| named.len() <= 1)
    })
}
