#![doc = include_str!("../README.md")]

mod context;
mod decide;
mod decision;
mod error;
mod layers;
mod policy;
mod request;

pub use context::{Context, Value};
pub use decide::decide;
pub use decision::{Decision, NearMiss, Part, StatementRef, Unsettled};
pub use error::{PolicyError, PolicyErrorKind};
pub use layers::{Documents, Layer, Layers, Named};
pub use policy::Policy;
pub use request::{Owner, Principal, Request};
