//! Why a call gave nothing.

use serde::Serialize;

/// Why a call gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallFailure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// AWS's error code, such as `UnauthorizedOperation`; where AWS did not answer, what happened, such as `timeout`.
    pub code: String,
}

/// The kinds of failure that call for different remedies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FailureKind {
    /// The credentials do not permit the call.
    Denied,
    /// AWS asked to slow down more often than the call was repeated.
    Throttled,
    /// No answer came in time.
    Timeout,
    /// An answer came that is not what AWS documents.
    Unreadable,
    /// Anything else that AWS, or the way to it, answered.
    Error,
}

impl FailureKind {
    /// The kind as a verb: "the call …".
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Denied => "was denied",
            Self::Throttled => "was throttled",
            Self::Timeout => "timed out",
            Self::Unreadable => "was answered with something unreadable",
            Self::Error => "failed",
        }
    }
}
