//! Errors for people: what and where, and on a line of its own what to do.

use hopwise::{Error, RulesError, SelectionError, TraceError, add_workloads};

/// Why a command ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// What and where, as a fragment.
    pub(crate) message: String,
    /// What to do about it.
    pub(crate) hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>, hint: Option<&str>) -> Self {
        Self { message: message.into(), hint: hint.map(str::to_owned) }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let hint = flag(&error).or_else(|| error.hint());
        Self { message: error.to_string(), hint }
    }
}

impl From<RulesError> for Failure {
    fn from(error: RulesError) -> Self {
        Self { message: error.to_string(), hint: error.hint }
    }
}

/// What to do about it, where a flag does it: the library knows none.
fn flag(error: &Error) -> Option<String> {
    let hint = match error {
        Error::Selection(SelectionError::Nothing) => {
            return Some(format!("{}, or name a placement: --subnet ID --security-group ID", add_workloads()));
        }
        Error::Selection(SelectionError::NothingInCluster) => {
            "leave out --cluster to diagnose every task of the snapshot"
        }
        Error::Trace(TraceError::NoRegion(_)) => "add --region REGION, or name the host",
        _ => return None,
    };
    Some(hint.to_owned())
}
