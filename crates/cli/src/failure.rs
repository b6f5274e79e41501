//! Errors for people: what and where, and on a line of its own what to do.

use hopwise::TraceError;
use hopwise_ecs::SelectionError;
use hopwise_explain::Disagreement;
use hopwise_import::ImportError;
use hopwise_model::{DesignError, FailureKind};

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

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self { message: error.to_string(), hint: error.hint() }
    }
}

impl From<DesignError> for Failure {
    fn from(error: DesignError) -> Self {
        let hint = "the documents may be of different times: make the snapshot again, into an empty directory";
        Self::new(error.to_string(), Some(hint))
    }
}

impl From<TraceError> for Failure {
    fn from(error: TraceError) -> Self {
        let hint = error.hint();
        match error {
            TraceError::Disagreement(disagreement) => disagreement.into(),
            TraceError::Selection(selection) => selection.into(),
            _ => Self { message: error.to_string(), hint },
        }
    }
}

impl From<Disagreement> for Failure {
    fn from(error: Disagreement) -> Self {
        let hint = "this is an error of hopwise, and no answer is given because of it: please report it, with the documents if you may share them";
        Self::new(format!("internal error: {error}"), Some(hint))
    }
}

impl From<SelectionError> for Failure {
    fn from(error: SelectionError) -> Self {
        let hint = match &error {
            SelectionError::Nothing => Some(
                "add what `aws ecs describe-tasks` or `aws ecs describe-services` prints, or name a placement: --subnet ID --security-group ID",
            ),
            SelectionError::NothingInCluster => Some("leave out --cluster to diagnose every task of the snapshot"),
            SelectionError::AmbiguousTask { .. } => Some("give more of the task's id, or its ARN"),
            SelectionError::NoSuchTask { .. } => {
                Some("stopped tasks are listed for about an hour only: a service can be diagnosed without its tasks")
            }
            SelectionError::NotListed { call, .. } if call.kind == FailureKind::Denied => {
                Some("allow it and capture again")
            }
            SelectionError::NotListed { .. } => Some("capture again"),
            SelectionError::NoSuchService { .. }
            | SelectionError::NoSuchCluster { .. }
            | SelectionError::NoSuchSubnet { .. }
            | SelectionError::NoSuchSecurityGroup { .. }
            | SelectionError::PlatformVersion(_) => None,
            SelectionError::NoSubnet => Some("name one with --subnet ID"),
            SelectionError::Image(_) => Some("an image is written as for `docker pull`, such as `nginx:1.27`"),
            SelectionError::Secret { .. } => {
                Some("a secret is named by its ARN, or by the bare name of an SSM parameter")
            }
            SelectionError::OutsideAws => Some("launch types with a subnet are FARGATE and EC2"),
        };
        Self::new(error.to_string(), hint)
    }
}
