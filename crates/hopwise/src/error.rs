//! Why there is no answer: what and where, and what to do.

use hopwise_build::Refused;
use hopwise_ecs::SelectionError;
use hopwise_explain::Disagreement;
use hopwise_import::ImportError;
use hopwise_model::{DesignError, DocumentKind, FailureKind};
use thiserror::Error;

use crate::question::TraceError;

/// Why there is no answer. The message says what and where; [`Error::hint`] says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// Documents cannot be read.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Documents contradict each other.
    #[error(transparent)]
    Design(#[from] DesignError),
    /// AWS would not make what a program wrote.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// AWS's published list of addresses cannot be read.
    #[error(transparent)]
    IpRanges(ImportError),
    /// What a diagnosis is asked about is not there.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// What a trace is asked about is not there.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The oracle does not confirm what the engine found: an error of this library, for which no answer is given.
    #[error("internal error: {0}")]
    Disagreement(#[from] Disagreement),
}

impl Error {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Import(error) => return error.hint(),
            Self::Design(_) => {
                "the documents may be of different times: make the snapshot again, into an empty directory"
            }
            Self::IpRanges(ImportError::Unreadable { .. }) => {
                "AWS publishes the file at https://ip-ranges.amazonaws.com/ip-ranges.json"
            }
            // What helps with what the AWS CLI prints does not help here.
            Self::IpRanges(_) => {
                "the file should be AWS's published ip-ranges.json, as it is at https://ip-ranges.amazonaws.com/ip-ranges.json"
            }
            Self::Refused(_) => return None,
            Self::Selection(error) | Self::Trace(TraceError::Selection(error)) => {
                return selection(error);
            }
            Self::Trace(error) => return error.hint(),
            Self::Disagreement(_) => {
                "this is an error of hopwise, and no answer is given because of it: please report it, with the documents if you may share them"
            }
        };
        Some(hint.to_owned())
    }
}

/// What to add where a snapshot has no workloads.
#[must_use]
pub fn add_workloads() -> String {
    let [tasks, services] = [DocumentKind::Tasks, DocumentKind::Services].map(DocumentKind::bare_command);
    format!("add what `{tasks}` or `{services}` prints")
}

/// What to do about what is not there.
fn selection(error: &SelectionError) -> Option<String> {
    let hint = match error {
        SelectionError::Nothing => {
            return Some(format!("{}, or name a placement: a subnet and its security groups", add_workloads()));
        }
        SelectionError::OnlyInactive { .. } => {
            "add the services and tasks that are there now, or name a placement: a subnet and its security groups"
        }
        SelectionError::NothingInCluster => "leave out the cluster to diagnose every task of the snapshot",
        SelectionError::AmbiguousTask { .. } => "give more of the task's id, or its ARN",
        SelectionError::NoSuchTask { .. } => {
            "stopped tasks are listed for about an hour only: a service can be diagnosed without its tasks"
        }
        SelectionError::NotListed { call, .. } if call.kind == FailureKind::Denied => "allow it and capture again",
        SelectionError::NotListed { .. } => "capture again",
        SelectionError::NoSuchService { .. }
        | SelectionError::NoSuchCluster { .. }
        | SelectionError::NoSuchSubnet { .. }
        | SelectionError::NoSuchSecurityGroup { .. }
        | SelectionError::PlatformVersion(_) => return None,
        SelectionError::NoSubnet => "name a subnet",
        SelectionError::Image(_) => "an image is written as for `docker pull`, such as `nginx:1.27`",
        SelectionError::Secret { .. } => "a secret is named by its ARN, or by the bare name of an SSM parameter",
        SelectionError::OnlyFargate { what: "assignPublicIp" } => {
            "leave --assign-public-ip out: a task on EC2 gets no public address of its own; or use --launch-type FARGATE"
        }
        SelectionError::OnlyFargate { .. } => "leave --platform-version out, or use --launch-type FARGATE",
        SelectionError::OutsideAws => "launch types with a subnet are FARGATE and EC2",
    };
    Some(hint.to_owned())
}
