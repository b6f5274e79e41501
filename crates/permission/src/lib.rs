#![doc = include_str!("../README.md")]

mod arn;
mod compare;
mod condition;
mod context;
mod decide;
mod decision;
mod error;
mod json;
mod judge;
mod layers;
mod parse;
mod pattern;
mod policy;
mod request;
mod truth;
mod who;

pub use context::{Context, Value};
pub use decide::decide;
pub use decision::{Decision, NearMiss, Part, StatementRef, Unsettled};
pub use error::{PolicyError, PolicyErrorKind};
pub use layers::{Documents, Layer, Layers, Named};
pub use policy::Policy;
pub use request::{Owner, Principal, Request};
