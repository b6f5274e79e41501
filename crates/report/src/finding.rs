//! What is told once: tasks with the same outcome, steps that stop at the same place.

use hopwise_engine::Verdict;
use serde::Serialize;

use crate::flow::as_text;
use crate::gap::GapReport;

/// Tasks and placements with the same outcome: alike in what becomes of each step and, in different subnets, in what helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutcomeReport {
    /// The verdict of each of them.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// Their positions in `tasks`, from 0; the first stands for all.
    pub tasks: Vec<usize>,
}

/// Steps of one task that stop at the same place, or of which the same is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingReport {
    /// The verdict of each of them.
    #[serde(serialize_with = "as_text")]
    pub verdict: Verdict,
    /// Their positions in the task's `steps`, from 0; the first stands for all.
    pub steps: Vec<usize>,
    /// The causes in words: one for all where they differ in what they are about alone. Empty where nothing blocks.
    pub causes: Vec<String>,
    /// What is not known about them, each thing once for all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapReport>,
    /// What to look at before anything new is made, each thing once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<String>,
    /// What to know besides before acting on them, each thing once.
    pub hints: Vec<String>,
    /// What to change: alternatives, of which each is one or several remedies, made together.
    pub remedies: Vec<Vec<RemedyReport>>,
}

/// A plan, and the steps that it helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemedyReport {
    /// The positions of the steps in the task's `steps`.
    pub steps: Vec<usize>,
    /// The plan's position among the `plans` of the first of these steps.
    pub plan: usize,
}
