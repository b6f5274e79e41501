//! What is wrong with a document that is no policy.

/// A document that is not a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at `{pointer}`")]
pub struct PolicyError {
    /// JSON pointer to the place, empty for the whole document.
    pub pointer: String,
    /// What is wrong there.
    pub kind: PolicyErrorKind,
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyErrorKind {
    /// The text is not JSON.
    #[error("not JSON (line {line}, column {column})")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// The place must hold something else.
    #[error("expected {expected}")]
    Expected {
        /// What it must hold.
        expected: &'static str,
    },
    /// A member that must be there is not.
    #[error("no `{member}`")]
    Missing {
        /// The member, or its two alternatives.
        member: &'static str,
    },
    /// Two members that exclude each other.
    #[error("both `{one}` and `{other}`")]
    Both {
        /// One of them.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// A member that the policy language does not have.
    #[error("unknown member")]
    UnknownMember,
    /// A member that stands twice.
    #[error("repeated member")]
    Repeated,
}
