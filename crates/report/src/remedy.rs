//! Causes and remedies.

use serde::Serialize;

use hopwise_engine::Verdict;

use crate::flow::{BlockedAt, as_text, is_zero};

/// The root cause of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CauseReport {
    /// A code such as `NO_PUBLIC_ADDRESS`.
    pub code: &'static str,
    /// One or two sentences.
    pub message: String,
}

/// What to change: changes that, made together, were tried on the design.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlanReport {
    /// What to change, in the order to do it.
    pub changes: Vec<ChangeReport>,
    /// The verdict on the step with these changes.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// What rules, network ACL entries and routes newly let through; the first few.
    pub opens: Vec<String>,
    /// How much is left out of `opens`.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_opens: usize,
    /// What blocks the rest; null where nothing does.
    pub still: Option<BlockedAt>,
    /// Other places that tasks of the service get, of which it changes what stops them, and not that they are stopped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<ElsewhereReport>,
}

/// Another place that a task of the service gets, where it is stopped by something else once a plan is carried out.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ElsewhereReport {
    /// The subnet.
    pub subnet: String,
    /// What stops the step there then.
    pub blocked_at: BlockedAt,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangeReport {
    /// What to do, in one sentence.
    pub message: String,
    /// Commands of the AWS CLI that do it. Variables of the shell keep the ids that a command before prints; a word in
    /// capitals stands for what `conditions` say. None where the snapshot does not tell what a command would need.
    pub commands: Vec<String>,
    /// What has to be so for AWS to accept it, and what the snapshot does not show: one sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
}
