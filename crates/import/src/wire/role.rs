use hopwise_model::resource::{self, Scope};
use serde::Deserialize;

use super::at::At;
use super::policy::Document;
use super::value::{Arn, List, Maybe, Object, Required};

/// The role of `iam get-role`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Role {
    arn: Required<Arn>,
    assume_role_policy_document: Document,
    permissions_boundary: Option<Object<Boundary>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Boundary {
    permissions_boundary_arn: Maybe<String>,
}

/// A managed policy of `iam list-attached-role-policies`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Attached {
    policy_arn: Required<Arn>,
}

/// Whose policies a document lists, which it does not say itself.
#[derive(Clone, Debug)]
pub(crate) struct Whose {
    /// The role's name.
    pub(crate) role: String,
    /// The account, where known.
    pub(crate) scope: Scope,
}

/// The name of a role, by its ARN, which has a path before it.
fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

impl Role {
    /// Whose policies stand beside this role.
    pub(crate) fn whose(&self, at: &At<'_>) -> Whose {
        let arn = &self.arn.0.0;
        Whose { role: name(arn).to_owned(), scope: Scope { region: None, ..at.scope_of_arn(arn) } }
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> resource::Role {
        let arn = self.arn.0.0;
        resource::Role {
            name: name(&arn).to_owned(),
            arn,
            trust: self.assume_role_policy_document.into_model(&at.member("AssumeRolePolicyDocument")),
            permissions_boundary: self.permissions_boundary.and_then(|boundary| boundary.0.permissions_boundary_arn.0),
            evidence: at.evidence(),
        }
    }
}

/// The names of a role's inline policies.
pub(crate) fn policy_names(names: Vec<String>, whose: Whose, at: &At<'_>) -> resource::RolePolicyNames {
    resource::RolePolicyNames { role: whose.role, names, scope: whose.scope, evidence: at.evidence() }
}

/// The managed policies of a role.
pub(crate) fn attached(policies: List<Attached>, whose: Whose, at: &At<'_>) -> resource::AttachedPolicies {
    let arns = policies.0.into_iter().map(|policy| policy.policy_arn.0.0).collect();
    resource::AttachedPolicies { role: whose.role, arns, scope: whose.scope, evidence: at.evidence() }
}

/// An inline policy of `iam get-role-policy`.
pub(crate) fn role_policy(
    role: String,
    name: String,
    document: Document,
    scope: Scope,
    at: &At<'_>,
) -> resource::RolePolicy {
    let document = document.into_model(&at.member("PolicyDocument"));
    resource::RolePolicy { role, name, document, scope, evidence: at.evidence() }
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{error, inventory, one};
    use crate::{Options, read_documents};

    const ROLE: &str = r#""Role": {"Path": "/team/", "RoleName": "web", "RoleId": "AROA1", "CreateDate": "2025-01-01T00:00:00Z",
        "Arn": "arn:aws:iam::111122223333:role/team/web", "AssumeRolePolicyDocument": {"Statement": []},
        "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/edge"}}"#;
    const LISTS: &str = r#""PolicyNames": ["a", "b"], "AttachedPolicies": [{"PolicyName": "p", "PolicyArn": "arn:aws:iam::aws:policy/p"}]"#;

    #[test]
    fn what_stands_beside_a_role_is_its() {
        let inventory = inventory(&format!("{{{ROLE}, {LISTS}}}"));
        let role = one(inventory.roles);
        assert_eq!((role.name.as_str(), role.trust.text.as_str()), ("web", r#"{"Statement":[]}"#));
        assert_eq!(role.permissions_boundary.as_deref(), Some("arn:aws:iam::111122223333:policy/edge"));
        let names = one(inventory.role_policy_names);
        assert_eq!((names.role.as_str(), names.names.len()), ("web", 2));
        assert_eq!(names.scope.account.unwrap().as_str(), "111122223333");
        assert_eq!(one(inventory.attached_policies).arns, ["arn:aws:iam::aws:policy/p"]);
    }

    #[test]
    fn lists_of_their_own_belong_to_the_role_of_the_file() {
        let documents = [("accounts/111122223333/eu-west-1/web.json", format!("{{{LISTS}}}"))];
        let inventory = read_documents(documents, &Options::default()).unwrap().inventory;
        let names = one(inventory.role_policy_names);
        assert_eq!((names.role.as_str(), names.scope.account.unwrap().as_str()), ("web", "111122223333"));
        assert_eq!(one(inventory.attached_policies).role, "web");
    }

    #[test]
    fn a_page_of_several_is_not_the_whole_list() {
        let text = r#"{"PolicyNames": ["a"], "AttachedPolicies": [], "NextToken": "x"}"#;
        let inventory = inventory(text);
        assert_eq!((inventory.role_policy_names, inventory.attached_policies), ([].into(), [].into()));
    }

    #[test]
    fn two_reads_must_agree() {
        let other = ROLE.replace("policy/edge", "policy/other");
        let read = |two: &str| {
            read_documents([("a.json", format!("{{{ROLE}}}")), ("b.json", format!("{{{two}}}"))], &Options::default())
        };
        assert!(read(&other).unwrap_err().to_string().contains("permissions boundary"));
        assert_eq!(one(read(ROLE).unwrap().inventory.roles).name, "web");
        assert_eq!(
            error(r#"{"Role": {"Arn": "arn:aws:iam::1:role/x"}}"#),
            "`f.json`: expected a field `AssumeRolePolicyDocument` at `/Role`"
        );
    }
}
