#![doc = include_str!("../README.md")]

mod check;
mod diff;
mod error;
mod graph;
mod harden;
mod ip_ranges;
mod locate;
mod network;
pub mod property;
mod question;
mod script;
mod snapshot;
mod tags;
mod texts;
mod warning;

/// Networks written in Rust, with AWS's defaults and refusals.
pub use hopwise_build as build;
/// What a task's start needs: workloads, steps, placements, and what AWS said when one stopped.
pub use hopwise_ecs as ecs;
/// The walk: traces, flows, hops, checks, and what a name means.
pub use hopwise_engine as engine;
/// Causes, remedies, permissions, and the second opinion on every packet.
pub use hopwise_explain as explain;
/// An inventory as the documents that say it.
pub use hopwise_export as export;
/// Readers of what the AWS CLI prints.
pub use hopwise_import as import;
/// Resources, evidence, gaps.
pub use hopwise_model as model;
/// Exact sets of packets.
pub use hopwise_packet as packet;
/// Policies, statement by statement.
pub use hopwise_permission as permission;
/// Answers in words, with every part of the JSON.
pub use hopwise_report as report;
/// What must stay true, as files say it.
pub use hopwise_rules as rules;

pub use hopwise_ecs::{Hypothetical, Selection, SelectionError};
pub use hopwise_engine::{PublishedRanges, Verdict};
pub use hopwise_explain::diff::{Comparison, DiffResult};
pub use hopwise_explain::{Diagnosis, Disagreement, Fault, FaultKind, Hardening};
pub use hopwise_import::{ImportError, Options, Source};
pub use hopwise_model::{DesignError, Inventory, Region};
pub use hopwise_packet::Protocol;
pub use hopwise_report::{
    ChecksReport, DecodeReport, DiffReport, GraphReport, HardenReport, Locator, NoLocator, Report, RuleBecame,
    RuleDifference, RuleResult, Traced, decode_texts, write_checks_json, write_decoded_json, write_diff_json,
    write_graph_dot, write_graph_json, write_graph_mermaid, write_graph_text, write_harden_json, write_json,
};
#[cfg(feature = "terminal")]
pub use hopwise_report::{
    TerminalOptions, write_checks_terminal, write_decoded_terminal, write_diff_terminal, write_harden_terminal,
    write_terminal,
};
#[cfg(feature = "ci")]
pub use hopwise_report::{
    write_checks_github, write_checks_junit, write_checks_sarif, write_diff_github, write_diff_junit, write_diff_sarif,
};
pub use hopwise_rules::{Rules, RulesError, read_rules};

pub use diff::{Differences, RuleDifferences};
pub use error::{Error, add_workloads};
pub use ip_ranges::{published_ranges, read_ip_ranges};
pub use locate::FileLocator;
pub use network::{Answer, Network};
pub use question::{TraceError, TraceRequest};
pub use script::SnapshotScript;
pub use snapshot::{Snapshot, load, load_account, load_documents};
pub use texts::texts_in;
pub use warning::Warning;
