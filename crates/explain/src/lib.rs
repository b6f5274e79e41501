#![doc = include_str!("../README.md")]

mod confirm;
mod diagnose;
mod diagnosis;
mod origin;

pub use confirm::{Disagreement, confirm};
pub use diagnose::diagnose;
pub use diagnosis::{Diagnosis, PlacementDiagnosis, StepDiagnosis, Unknown};
