use super::Scope;
use crate::evidence::Evidence;

/// A policy document: what JSON says that IAM evaluates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyDocument {
    /// The JSON text, compact and with its keys in alphabetical order, so that two prints of one policy are equal.
    pub text: String,
    /// Whether it is an object in its file, so that JSON pointers lead on into it. Otherwise it is JSON in a string, and
    /// the place of a statement is the string's.
    pub is_object: bool,
    /// Where it was read.
    pub evidence: Evidence,
}

impl PolicyDocument {
    /// The place of a statement, by its index. `only` says that `Statement` is one statement rather than a list.
    #[must_use]
    pub fn statement(&self, index: usize, only: bool) -> Evidence {
        if !self.is_object {
            return self.evidence.clone();
        }
        let pointer = &self.evidence.pointer;
        let place = if only { format!("{pointer}/Statement") } else { format!("{pointer}/Statement/{index}") };
        Evidence::new(&self.evidence.file, place)
    }
}

/// An inline policy of a role (`iam get-role-policy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePolicy {
    /// The role's name.
    pub role: String,
    /// The policy's name.
    pub name: String,
    /// What it says.
    pub document: PolicyDocument,
    /// The account, where known.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// A managed policy (`iam get-policy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// Its ARN.
    pub arn: String,
    /// Its name, the last part of the ARN.
    pub name: String,
    /// The version that counts.
    pub default_version: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// A version of a managed policy (`iam get-policy-version`), which does not tell whose version it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyVersion {
    /// The policy: its ARN where `iam get-policy` stands beside it in one document, else the stem of its file's name,
    /// taken for the policy's name.
    pub policy: String,
    /// The version's id, such as `v3`.
    pub version: Option<String>,
    /// Whether it is the version that counts.
    pub is_default: Option<bool>,
    /// What it says.
    pub document: PolicyDocument,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The policy of a repository in private ECR (`ecr get-repository-policy`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryPolicy {
    /// The account and Region of its registry.
    pub scope: Scope,
    /// The repository's name.
    pub repository: String,
    /// What it says; none where the repository has none, as the manifest of a captured snapshot tells.
    pub document: Option<PolicyDocument>,
    /// Where it was read.
    pub evidence: Evidence,
}
