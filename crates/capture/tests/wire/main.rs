//! Captures against an AWS that answers on the wire and is not there: the SDK's requests end in memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests, like tests, may fail at once")]
#![expect(clippy::panic, reason = "helpers of tests, like tests, may fail at once")]
#![expect(clippy::indexing_slicing, reason = "helpers of tests, like tests, may fail at once")]

mod credentials;
mod denied;
mod every_call;
mod fake;
mod fewest;
mod injected;
mod large;
mod none;
mod places;
mod saving;
mod secrets;
mod support;
mod trouble;
mod vpcs;
mod world;

pub(crate) use support::{SECRET_OF_ROLE, TOKEN_OF_ROLE};
