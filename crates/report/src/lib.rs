#![doc = include_str!("../README.md")]

mod breach;
mod build;
mod check;
#[cfg(feature = "ci")]
mod ci;
mod diff;
mod diff_change;
mod diff_group;
mod diff_rule;
mod diff_tier;
mod finding;
mod finding_of_tasks;
mod flow;
mod gap;
mod graph;
mod harden;
mod json;
mod locate;
mod permission;
mod reason;
mod remedy;
mod report;
mod resolution;
mod rule_fold;
#[cfg(any(feature = "ci", feature = "terminal"))]
mod rule_name;
mod rule_result;
mod step_notes;
#[cfg(feature = "terminal")]
mod terminal;
mod words;

pub use breach::{Breach, Extent};
pub use build::{Builder, Traced, assumptions, decode_texts};
pub use check::{ChecksReport, RuleFinding, RulePlanReport, RuleReport, WrittenAt};
#[cfg(feature = "ci")]
pub use ci::{
    write_checks_github, write_checks_junit, write_checks_sarif, write_diff_github, write_diff_junit, write_diff_sarif,
};
pub use diff::{ComparedReport, DiffReport, FlowDiffReport, StepOutcomeReport};
pub use diff_change::{ChangedByReport, DocumentChangeReport};
pub use diff_group::{FlowDiffGroup, TierDiffGroup};
pub use diff_rule::{RuleBecame, RuleDiffReport, RuleDifference};
pub use diff_tier::{PacketsReport, TierDiffReport, TierReport, TiersReport};
pub use finding::{FindingReport, OutcomeReport, RemedyReport};
pub use flow::{
    BlockedAt, CheckReport, DestinationReport, EvidenceReport, FlowReport, HopReport, NatReport, TranslationReport,
    WitnessReport,
};
pub use gap::{FailedCallReport, GapReport, Lack};
pub use graph::{Area, GraphEdge, GraphNode, GraphReport, write_graph_dot, write_graph_mermaid, write_graph_text};
pub use harden::{EffectReport, HardenReport, HardenedReport, SurvivedReport, WeaknessReport, fault_words};
pub use hopwise_model::{is_unsafe, sanitize};
pub use json::{
    write_checks_json, write_decoded_json, write_diff_json, write_graph_json, write_harden_json, write_json,
};
pub use locate::{Excerpt, Locator, NoLocator, Position};
pub use permission::PermissionReport;
pub use reason::{DecodeReport, DecodedReport, DecodedTextReport, StoppedReasonReport};
pub use remedy::{CauseReport, ChangeReport, ElsewhereReport, PlanReport};
pub use report::{
    Body, DiagnosisReport, HostReport, NeedReport, PlacementReport, Report, SCHEMA_VERSION, StepReport, TaskReport,
    TraceReport, Warning,
};
pub use resolution::{AnswerReport, PassedOverReport, ResolutionReport, ViaReport, VoidZoneReport};
pub use rule_fold::{FoldedFindings, folded};
pub use rule_result::RuleResult;
#[cfg(feature = "terminal")]
pub use terminal::{
    TerminalOptions, write_checks_terminal, write_decoded_terminal, write_diff_terminal, write_harden_terminal,
    write_terminal,
};
pub use words::{ANYBODY, HTTPS, NOBODY_ELSE_TAKES, no_services, scope as scope_words};
