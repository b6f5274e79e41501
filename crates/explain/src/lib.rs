#![doc = include_str!("../README.md")]

pub mod cause;
mod change;
mod confirm;
mod diagnose;
mod diagnosis;
mod hint;
mod origin;
pub mod permission;
mod plan;
mod stopped_reason;

pub use cause::Cause;
pub use change::{Change, DnsAttribute};
pub use confirm::{Disagreement, confirm};
pub use diagnose::diagnose;
pub use diagnosis::{Diagnosis, PlacementDiagnosis, StepDiagnosis, Tried, Unknown};
pub use hint::Hint;
pub use origin::{Asker, asker};
pub use plan::{Plan, Proof};
pub use stopped_reason::{ComparedReason, DestinationKind, ReasonFinding};
