use super::Scope;
use super::policy::PolicyDocument;
use crate::evidence::Evidence;

/// An IAM role (`iam get-role`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// Its name, the last part of the ARN.
    pub name: String,
    /// Its unique id, `AROA…`, which no other role has had or will have.
    pub unique_id: Option<String>,
    /// Who may assume it: its trust policy.
    pub trust: PolicyDocument,
    /// The ARN of the managed policy that bounds its permissions.
    pub permissions_boundary: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The names of a role's inline policies (`iam list-role-policies`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePolicyNames {
    /// The role's name.
    pub role: String,
    /// The names.
    pub names: Vec<String>,
    /// Whether these are all.
    pub complete: bool,
    /// The account, where known.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The managed policies of a role (`iam list-attached-role-policies`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedPolicies {
    /// The role's name.
    pub role: String,
    /// The policies' ARNs.
    pub arns: Vec<String>,
    /// Whether these are all.
    pub complete: bool,
    /// The account, where known.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}
