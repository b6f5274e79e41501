//! Decisions against AWS's documents: the order of evaluation, each element of a statement, bad input, and laws.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

mod support;

mod agreement;
mod conditions;
mod evidence;
mod iam_rs;
mod malformed;
mod order;
mod principals;
mod properties;
mod resources;
mod trust;
mod variables;
