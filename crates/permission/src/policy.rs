//! A policy as it was read.

use crate::condition::Condition;
use crate::pattern::Pattern;

/// A policy document, parsed. Statements keep their place in it, for evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    pub(crate) statements: Vec<Statement>,
}

impl Policy {
    /// The values that the policy compares with a condition key, as written, sorted, without repetition. For
    /// [`Value::NoneOf`](crate::Value::NoneOf), when the request's value is known to be none that a customer would name.
    #[must_use]
    pub fn values_of(&self, key: &str) -> Vec<String> {
        let conditions = self.statements.iter().flat_map(|statement| &statement.conditions);
        let mut values: Vec<String> = conditions
            .filter(|condition| condition.key.eq_ignore_ascii_case(key))
            .flat_map(|condition| condition.values.iter().map(|value| value.text().to_owned()))
            .collect();
        values.sort();
        values.dedup();
        values
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    /// JSON pointer within the policy.
    pub(crate) pointer: String,
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    /// `None` in policies of identities.
    pub(crate) principals: Option<Listed<Vec<PrincipalName>>>,
    /// Patterns in lower case.
    pub(crate) actions: Listed<Vec<Pattern>>,
    /// `None` where the resource is the one that carries the policy.
    pub(crate) resources: Option<Listed<Vec<Pattern>>>,
    /// All must be met.
    pub(crate) conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// An element or its `Not…` twin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Listed<T> {
    /// What is listed.
    In(T),
    /// Everything but what is listed.
    NotIn(T),
}

/// One entry of `Principal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrincipalName {
    /// `"*"` in place of the whole element.
    Everyone,
    /// Under `AWS`: `*`, an account, an ARN, or the unique id of an identity that is gone.
    Aws(String),
    /// Under `Service`.
    Service(String),
    /// Under `Federated`.
    Federated,
    /// Under `CanonicalUser`: an account, in S3's notation.
    CanonicalUser,
}
