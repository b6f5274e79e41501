//! The report of what differs between two networks.

use hopwise_engine::Verdict;
use hopwise_explain::diff::{DiffResult, Transition};
use serde::Serialize;

use crate::diff_change::{ChangedByReport, DocumentChangeReport, result};
use crate::diff_rule::RuleDiffReport;
use crate::diff_tier::TiersReport;
use crate::flow::{BlockedAt, as_text};
use crate::gap::GapReport;
use crate::remedy::CauseReport;
use crate::report::Warning;

/// The answer of `diff`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DiffReport {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION).
    pub schema_version: u32,
    /// `diff`.
    pub command: &'static str,
    /// `same`, `changed`, `undetermined` or `worse`: the worst of all.
    #[serde(serialize_with = "result")]
    pub result: DiffResult,
    /// Who takes steps: each service, and each task of none.
    pub workloads: Vec<ComparedReport>,
    /// The steps that differ.
    pub flows: Vec<FlowDiffReport>,
    /// The rules, where rules of files are compared and not the steps of tasks and services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleDiffReport>,
    /// What tiers can reach of each other and of the internet; null where rules or selected steps are compared.
    pub tiers: Option<TiersReport>,
    /// How many steps are known on neither side.
    pub not_known: usize,
    /// What is not known afterwards and would have told of more.
    pub gaps: Vec<GapReport>,
    /// What looks odd in the input before.
    pub warnings_before: Vec<Warning>,
    /// What looks odd in the input after.
    pub warnings: Vec<Warning>,
}

/// A service, or tasks of none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ComparedReport {
    /// The name of the service, or the family of the tasks' definition; the ARN of a task of which that is not known.
    pub name: String,
    /// `service` or `task`.
    pub kind: &'static str,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The group that tasks of no service were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The task definitions that ran before, as `family:revision`.
    pub task_definitions_before: Vec<String>,
    /// The task definitions that run after.
    pub task_definitions: Vec<String>,
    /// What of the service itself differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<DocumentChangeReport>,
    /// How many steps were compared, in each subnet.
    pub compared: usize,
    /// How many of these are stopped as they were before.
    pub still_stopped: usize,
    /// What it comes to.
    #[serde(serialize_with = "result")]
    pub result: DiffResult,
}

/// A step that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowDiffReport {
    /// The name of the service, or the family of the tasks' definition; the ARN of a task of which that is not known.
    pub workload: String,
    /// The cluster's name.
    pub cluster: Option<String>,
    /// The group that tasks of no service were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The subnet; null where all are meant.
    pub subnet: Option<String>,
    /// The step; null where it is about the start as a whole.
    pub step: Option<&'static str>,
    /// The host.
    pub host: Option<String>,
    /// The TCP port.
    pub port: Option<u16>,
    /// `stopped`, `not_known`, `stopped_elsewhere`, `still_stopped`, `another_way`, `possible`, `known`, `new` or `gone`.
    #[serde(serialize_with = "became")]
    pub became: Transition,
    /// What it comes to.
    #[serde(serialize_with = "result")]
    pub result: DiffResult,
    /// What differs, in a sentence.
    pub message: String,
    /// What it was; null where nothing is known of it.
    pub before: Option<StepOutcomeReport>,
    /// What it is; null where nothing is known of it.
    pub after: Option<StepOutcomeReport>,
    /// The change of the documents that did it; null where that was not found.
    pub changed_by: Option<ChangedByReport>,
    /// Of what stopped: other changes, each of which alone stops it, too. All have to be undone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_stopped_by: Vec<ChangedByReport>,
    /// What is not known afterwards.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapReport>,
}

/// What became of a step on one side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepOutcomeReport {
    /// The verdict; of several tasks the worst.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// What blocks it; null where nothing does.
    pub blocked_at: Option<BlockedAt>,
    /// Why; null where nothing blocks, or more is not known.
    pub cause: Option<CauseReport>,
    /// The ids on each way of what arrives, there and back, without the task's own interface; an interface of an endpoint is
    /// told by its endpoint.
    pub ways: Vec<Vec<String>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn became<S: serde::Serializer>(own: &Transition, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(own.as_str())
}
