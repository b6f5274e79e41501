//! What is not known, as the contract has it.

use std::fmt;

use serde::Serialize;

use crate::flow::as_text;

/// Something that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapReport {
    /// A code such as `MISSING_RESOURCE`.
    pub code: &'static str,
    /// What it is about.
    pub component: &'static str,
    /// Its id.
    pub id: String,
    /// What is not known, in one sentence.
    pub message: String,
    /// Who would have to tell: the snapshot, this program, or nobody that a snapshot can ask.
    #[serde(serialize_with = "as_text")]
    pub lack: Lack,
    /// The top-level key of the document that would settle it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'static str>,
    /// The command that prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The call that failed when the snapshot was made and would have told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed_call: Option<FailedCallReport>,
    /// The permission that would settle it: the call's, where it was denied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// What to do next, in one sentence, where no command settles it, or where a call failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A call that failed when the snapshot was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailedCallReport {
    /// The call, as the IAM action that it needs.
    pub action: String,
    /// How it failed: `denied`, `throttled`, `timeout`, `unreadable` or `error`.
    pub failure: &'static str,
    /// AWS's code of the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The Region in which it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// Why something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lack {
    /// The snapshot does not hold it: a document, or a snapshot of another account, would tell.
    NotInSnapshot,
    /// This program does not evaluate it, whatever the snapshot holds.
    NotSupported,
    /// No document tells it: servers of one's own, a choice that AWS makes at the moment, a state in between, or words of
    /// AWS's that contradict the snapshot.
    NotTold,
}

impl Lack {
    /// All of them.
    pub const ALL: &[Self] = &[Self::NotInSnapshot, Self::NotSupported, Self::NotTold];

    /// The word for it in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotInSnapshot => "not-in-snapshot",
            Self::NotSupported => "not-supported",
            Self::NotTold => "not-told",
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
