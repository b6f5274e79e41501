//! Tests of the whole program: scenarios, snapshots of what it prints, exit statuses, bad input.
//!
//! The library has what the test targets share.

pub mod documents;
pub mod program;
