#![doc = include_str!("../README.md")]

mod arn;
mod compare;
mod condition;
mod context;
mod decide;
mod decision;
mod error;
mod evaluate;
mod json;
mod layers;
mod parse;
mod pattern;
mod policy;
mod principal;
mod request;
mod truth;

pub use context::{Context, Value};
pub use decide::decide;
pub use decision::{Decision, NearMiss, Part, StatementRef, Unsettled};
pub use error::{PolicyError, PolicyErrorKind};
pub use layers::{Documents, Layer, Layers, NamedPolicy};
pub use policy::Policy;
pub use request::{Owner, Principal, Request};
