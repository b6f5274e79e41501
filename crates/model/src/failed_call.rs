//! What could not be asked when the snapshot was made.

use crate::document_kind::DocumentKind;
use crate::evidence::Evidence;
use crate::id::Action;
use crate::resource::Scope;

/// A call that failed when the snapshot was made. What it would have told is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedCall {
    /// The IAM action that the call needs.
    pub action: Action,
    /// The kind of document that lacks what the call would have told, where this program evaluates it.
    pub document: Option<DocumentKind>,
    /// How it failed.
    pub kind: FailureKind,
    /// AWS's code of the error, as printed.
    pub code: Option<String>,
    /// What the call was about, such as an id or a cluster, as printed; none for a call about everything.
    pub arguments: Option<String>,
    /// Where it was made.
    pub scope: Scope,
    /// Where it was read.
    pub evidence: Evidence,
}

/// How a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailureKind {
    /// A policy does not allow it.
    Denied,
    /// There were too many calls.
    Throttled,
    /// No answer came in time.
    TimedOut,
    /// The answer could not be read.
    Unreadable,
    /// Not all of the answer is there.
    Incomplete,
    /// Anything else.
    Error,
}

impl FailureKind {
    /// Every kind, in a fixed order.
    pub const ALL: &[Self] =
        &[Self::Denied, Self::Throttled, Self::TimedOut, Self::Unreadable, Self::Incomplete, Self::Error];

    /// The name that a manifest has for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::TimedOut => "timeout",
            Self::Unreadable => "unreadable",
            Self::Incomplete => "incomplete",
            Self::Error => "error",
        }
    }

    /// The kind of this name; [`FailureKind::Error`] where there is none, as in a manifest that a later version wrote.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.iter().copied().find(|kind| kind.name() == name).unwrap_or(Self::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_kinds() {
        for kind in FailureKind::ALL {
            assert_eq!(FailureKind::from_name(kind.name()), *kind);
        }
        assert_eq!(FailureKind::from_name("eaten by a dog"), FailureKind::Error);
    }
}
