//! What is known of IAM in an account, and what is not.

use hopwise_model::{AccountId, Component, Coverage, DocumentKind, Inventory};

use super::finding::Missing;

/// Whether anything of IAM was read, or asked for, in an account: then what is not there of a role is not merely what nobody
/// wanted to know.
pub(super) fn has_iam(inventory: &Inventory, account: Option<&str>) -> bool {
    let is_iam = |kind: DocumentKind| kind.component() == Component::IamRole;
    let there = |made_in: Option<&AccountId>| made_in.is_none_or(|own| account.is_none_or(|role| own.as_str() == role));
    // What is asked for by id is never all there is of it.
    let is_asked = |coverage| matches!(coverage, Coverage::Partial | Coverage::Failed);
    let mut records = inventory.knowledge.records();
    records.any(|(made_in, _, kind, coverage)| is_iam(kind) && there(made_in) && is_asked(coverage))
        || !inventory.roles.is_empty()
        || !inventory.role_policies.is_empty()
}

/// A document of a role that is not in the snapshot.
pub(super) fn missing(role: &str, document: DocumentKind, is_asked: bool) -> Missing {
    let role = role.to_owned();
    match document {
        _ if is_asked => Missing::RoleDocument { role, document },
        DocumentKind::RolePolicyNames => Missing::RolePolicyNames(role),
        DocumentKind::AttachedPolicies => Missing::AttachedPolicies(role),
        _ => Missing::Role(role),
    }
}
