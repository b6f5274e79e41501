#![doc = include_str!("../README.md")]

pub mod cause;
mod change;
mod closing;
mod confirm;
mod diagnose;
mod diagnosis;
pub mod diff;
mod fault;
mod harden;
mod hint;
mod near_miss;
mod next_task;
pub mod permission;
mod placement;
mod plan;
mod source;
mod step;
mod stopped_reason;

pub use cause::Cause;
pub use change::{Change, Condition, DnsAttribute, conditions};
pub use closing::{Closing, ClosingKind, Leak, closed, closed_inventory, closings};
pub use confirm::{Disagreement, confirm};
pub use diagnose::{diagnose, judge};
pub use diagnosis::{Diagnosis, PlacementDiagnosis, StepDiagnosis, Unknown};
pub use diff::{Comparison, DiffResult, diff};
pub use fault::{Fault, FaultKind, FaultyPolicy, lost_zone};
pub use harden::{Effect, Hardened, Hardening, OtherWay, Severity, Weakness, harden};
pub use hint::Hint;
pub use plan::{Among, Elsewhere, FlowQuestion, Plan, Proof, flow_remedies};
pub use source::{StepSource, step_source};
pub use step::service_endpoints;
pub use stopped_reason::{ComparedReason, DestinationKind, ReasonFinding};
