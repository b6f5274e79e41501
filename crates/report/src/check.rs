//! The report of rules: what must stay true, and whether it is.

use serde::Serialize;

use crate::breach::Breach;
use crate::flow::{EvidenceReport, as_text, is_zero};
use crate::gap::GapReport;
use crate::remedy::ChangeReport;
use crate::report::{Report, Warning};
use crate::rule_result::RuleResult;

/// The answer to `hopwise check`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChecksReport {
    /// [`SCHEMA_VERSION`](crate::SCHEMA_VERSION).
    pub schema_version: u32,
    /// `check`.
    pub command: &'static str,
    /// The result on all rules: the worst.
    #[serde(serialize_with = "as_text")]
    pub result: RuleResult,
    /// The rules, in the order of the files; without a file, one for each service and for each task without one.
    pub rules: Vec<RuleReport>,
    /// What the results take for granted, in words.
    pub assumptions: Vec<String>,
    /// What is not known, each once.
    pub gaps: Vec<GapReport>,
    /// What looks odd in the input.
    pub warnings: Vec<Warning>,
}

/// One rule, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleReport {
    /// What it is called; the sentence where it has no name.
    pub name: String,
    /// Why it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `can_pull`, `reaches`, `never_reaches`, `only_via` or `access_scope`.
    pub rule: &'static str,
    /// What must stay true, in a sentence.
    pub property: String,
    /// Where it is written; absent of what is asked without a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written_at: Option<WrittenAt>,
    /// What became of it.
    #[serde(serialize_with = "as_text")]
    pub result: RuleResult,
    /// How many pairs of who sends and who takes, of each protocol, or how many placements of tasks were asked.
    pub asked: usize,
    /// Why it does not hold, or is not known to: violations first.
    pub findings: Vec<RuleFinding>,
    /// What to change so that the rule holds, where packets arrive that must not: one of these, each tried on the snapshot. The
    /// first takes the least away. What to change so that packets arrive is in `answer`s of findings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<RulePlanReport>,
    /// How many findings are left out of `findings`.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_findings: usize,
}

/// What to change so that a rule holds: changes that, made together, were tried on the snapshot.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RulePlanReport {
    /// What to change, in the order to do it.
    pub changes: Vec<ChangeReport>,
    /// What becomes of the rule then: `holds`, or `undetermined` where it would not be known anyway.
    #[serde(serialize_with = "as_text")]
    pub result: RuleResult,
    /// What rules of groups, network ACLs and routes let through no more; the first few.
    pub closes: Vec<String>,
    /// How much is left out of `closes`.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_closes: usize,
    /// What else it stops, or may stop: other rules of the files, and steps of tasks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_stops: Vec<String>,
}

/// Where a rule is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WrittenAt {
    /// The file, as the user named it.
    pub file: String,
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// One reason why a rule does not hold, or is not known to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleFinding {
    /// `violated` or `undetermined`.
    #[serde(serialize_with = "as_text")]
    pub result: RuleResult,
    /// Who sends: a task, the id of an interface or of a subnet, or as the rule names it.
    pub from: Option<String>,
    /// Who takes: the id of an interface, the host of a step, or as the rule names it.
    pub to: Option<String>,
    /// Who else sends of whom the same is so, as in `from`: the first few tasks and placements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_from: Vec<String>,
    /// How many are left out of `also_from`.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_also_from: usize,
    /// What was lost when it is so, as a clause; absent where it is so as things are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What is so, in one or two sentences.
    pub message: String,
    /// The ids of the components that packets enter, in order, where there is a path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// Where to look: what stops packets, or lets them through.
    pub evidence: Option<EvidenceReport>,
    /// Where to look besides, each with what is there: what a change broke, and what else did.
    #[serde(skip)]
    pub related: Vec<(String, EvidenceReport)>,
    /// Of whom it is so, of each pair: what comparing two networks needs.
    #[serde(skip)]
    pub breaches: Vec<Breach>,
    /// The whole answer, as `hopwise trace` or `hopwise diagnose` gives it, without what it shares with the report around
    /// it; absent where there is none, and of findings after the first few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Box<Report>>,
}
