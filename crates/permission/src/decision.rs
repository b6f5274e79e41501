//! The answer, with the statements that make it.

use crate::{Layer, Value};

/// A statement of a policy, so that it can be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementRef {
    /// The layer to which the policy belongs.
    pub layer: Layer,
    /// The name of the policy, as in [`NamedPolicy`](crate::NamedPolicy).
    pub policy: String,
    /// Which statement of the policy, from 0.
    pub index: usize,
    /// JSON pointer to the statement within the policy: `/Statement/0`, or `/Statement` where it is not a list.
    pub pointer: String,
    /// Its `Sid`, if it has one.
    pub sid: Option<String>,
}

/// The part of a statement that kept it from matching.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// `Principal` or `NotPrincipal`.
    Principal,
    /// `Action` or `NotAction`.
    Action,
    /// `Resource` or `NotResource`.
    Resource,
    /// One condition.
    Condition {
        /// The operator as written, `StringEquals`.
        operator: String,
        /// The key as written, `aws:SourceVpce`.
        key: String,
        /// The values as written.
        expected: Vec<String>,
        /// What is known of the key.
        actual: Value,
    },
}

/// A statement that would have allowed, but for one part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NearMiss {
    /// The statement.
    pub statement: StatementRef,
    /// The part that did not match.
    pub failed: Part,
}

/// What would have to be known to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unsettled {
    /// The value of a condition key.
    Key {
        /// The key as written.
        key: String,
        /// The statement that asks for it.
        statement: StatementRef,
    },
    /// A policy that the snapshot does not have.
    Document {
        /// The layer to which it belongs.
        layer: Layer,
        /// Its name, from [`Documents::Incomplete`](crate::Documents); `None` for the policy of a resource of another
        /// account that the caller had not asked for.
        name: Option<String>,
    },
    /// A condition that is not evaluated: an unknown operator, a value that the operator does not take, or several
    /// values of a key where the operator expects one.
    Condition {
        /// The operator as written.
        operator: String,
        /// The key as written.
        key: String,
        /// The statement that has it.
        statement: StatementRef,
    },
    /// Whether a statement's `Principal` or `NotPrincipal` means this principal.
    Principal {
        /// The statement.
        statement: StatementRef,
    },
    /// Whether a pattern in a statement's `Resource` or `NotResource` covers the resource: an incomplete ARN outside
    /// the policies of an identity, a wildcard in the partition or the service, a variable that cannot be replaced.
    Resource {
        /// The statement.
        statement: StatementRef,
    },
    /// Which account owns the resource.
    Owner,
}

/// The answer. [`Decision::Allowed`] and [`Decision::Denied`] are proven by the documents of the layers; what no
/// document shows (service and resource control policies, session policies) is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Every layer that has a say allows.
    Allowed {
        /// The statements that allow, of every layer that had to.
        by: Vec<StatementRef>,
    },
    /// The request is refused.
    Denied {
        /// The layer that refuses.
        layer: Layer,
        /// The statement that denies; `None` if nothing allows.
        explicit: Option<StatementRef>,
        /// The statements of that layer that would have allowed but for one part, in the order of the policies.
        nearest: Vec<NearMiss>,
    },
    /// The documents do not settle it.
    Unknown {
        /// The layer that is not settled first.
        layer: Layer,
        /// What would have to be known, without repetition, never empty.
        because: Vec<Unsettled>,
    },
}
