use hopwise_model::resource::{self, Scope};
use serde::Deserialize;

use super::at::At;
use super::policy::{Document, forget_printing};
use super::value::{Arn, List, Maybe, Object, Required, Strings};
use crate::document::{Members, Read, Reader};
use crate::fault::Fault;
use crate::page::Paged;
use crate::resource::{Part, of_account, resource};

/// The role of `iam get-role`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Role {
    arn: Required<Arn>,
    #[serde(default)]
    role_id: Maybe<String>,
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
struct Attached {
    policy_arn: Required<Arn>,
}

/// Whose policies a document lists, which it does not say itself.
#[derive(Clone, Debug)]
struct Whose {
    /// The role's name.
    role: String,
    /// The account, where known.
    scope: Scope,
}

/// The name of a role, by its ARN, which has a path before it.
fn name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

impl Role {
    /// Whose policies stand beside this role.
    fn whose(&self, at: &At<'_>) -> Whose {
        let arn = &self.arn.0.0;
        Whose { role: name(arn).to_owned(), scope: Scope { region: None, ..at.scope_of_arn(arn) } }
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> resource::Role {
        let arn = self.arn.0.0;
        resource::Role {
            name: name(&arn).to_owned(),
            arn,
            unique_id: self.role_id.0,
            trust: self.assume_role_policy_document.into_model(&at.member("AssumeRolePolicyDocument")),
            permissions_boundary: self.permissions_boundary.and_then(|boundary| boundary.0.permissions_boundary_arn.0),
            evidence: at.evidence(),
        }
    }
}

resource! {
    Role {
        key: |role| role.arn.clone(),
        share: [unique_id],
        compare: [arn, name, trust, permissions_boundary],
        nested: |role| forget_printing(&mut role.trust),
    }
}

resource! {
    RolePolicyNames {
        key: |names| of_account(&names.scope, &names.role),
        scope: scope,
        compare: [role, names, complete],
        part: Part::Mark(|names| names.complete = false),
    }
}

resource! {
    RolePolicy {
        key: |policy| of_account(&policy.scope, &format!("{}/{}", policy.role, policy.name)),
        scope: scope,
        compare: [role, name, document],
        nested: |policy| forget_printing(&mut policy.document),
    }
}

resource! {
    AttachedPolicies {
        key: |attached| of_account(&attached.scope, &attached.role),
        scope: scope,
        compare: [role, arns, complete],
        part: Part::Mark(|attached| attached.complete = false),
    }
}

impl Read for resource::Role {
    const READER: Reader = Reader::members(|members| {
        if let Some((role, at)) = members.object::<Role>("Role")? {
            let is_missing =
                role.permissions_boundary.as_ref().is_some_and(|own| own.0.permissions_boundary_arn.0.is_none());
            let role = role.into_model(&at);
            if is_missing {
                // Without its boundary it would be allowed more than it is.
                members.lacks(&role, "PermissionsBoundaryArn", &at);
            } else {
                members.add(role)?;
            }
        }
        Ok(())
    })
    .object_of(&[&["RoleName", "AssumeRolePolicyDocument"]]);
}

impl Paged for resource::RolePolicyNames {
    type Entry = String;

    fn entries(&mut self) -> &mut Vec<String> {
        &mut self.names
    }

    fn is_same(one: &String, other: &String) -> bool {
        one == other
    }
}

impl Read for resource::RolePolicyNames {
    const READER: Reader = Reader::members(|members| {
        let Strings(names) = members.get("PolicyNames")?.unwrap_or_default();
        let (Whose { role, scope }, at) = (whose(members)?, members.top().member("PolicyNames"));
        Ok(members.add_page(resource::RolePolicyNames {
            role,
            names,
            complete: true,
            scope,
            evidence: at.evidence(),
        })?)
    });
}

impl Read for resource::RolePolicy {
    // Policies of users and groups have another name beside them.
    const READER: Reader = Reader::members(role_policy)
        .beside(&["RoleName", "PolicyName"])
        .when(|keys| keys.has("PolicyDocument") && keys.has("RoleName"));
}

fn role_policy(members: &mut Members<'_>) -> Result<(), Fault> {
    let Some(document) = members.get::<Option<Document>>("PolicyDocument")?.flatten() else { return Ok(()) };
    let (role, name) = (members.required("RoleName")?, members.required("PolicyName")?);
    let document = document.into_model(&members.top().member("PolicyDocument"));
    let (scope, evidence) = (members.account(), members.top().evidence());
    Ok(members.add(resource::RolePolicy { role, name, document, scope, evidence })?)
}

impl Paged for resource::AttachedPolicies {
    type Entry = String;

    fn entries(&mut self) -> &mut Vec<String> {
        &mut self.arns
    }

    fn is_same(one: &String, other: &String) -> bool {
        one == other
    }
}

impl Read for resource::AttachedPolicies {
    const READER: Reader = Reader::members(|members| {
        let List(policies) = members.get::<List<Attached>>("AttachedPolicies")?.unwrap_or_default();
        let arns = policies.into_iter().map(|policy| policy.policy_arn.0.0).collect();
        let (Whose { role, scope }, at) = (whose(members)?, members.top().member("AttachedPolicies"));
        Ok(members.add_page(resource::AttachedPolicies {
            role,
            arns,
            complete: true,
            scope,
            evidence: at.evidence(),
        })?)
    })
    .list_of(&[&["PolicyName", "PolicyArn"]]);
}

/// Whose policies a file lists: those of the role that stands beside them, else of the one that it is named after.
fn whose(members: &Members<'_>) -> Result<Whose, Fault> {
    Ok(match members.object::<Role>("Role")? {
        Some((role, at)) => role.whose(&at),
        None => Whose { role: members.stem().to_owned(), scope: members.account() },
    })
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
        let (names, attached) = (one(inventory.role_policy_names), one(inventory.attached_policies));
        assert_eq!((names.complete, names.names.len(), attached.complete), (false, 1, false));
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
