//! The engine against the oracle, on generated networks and questions.
//!
//! The two share no code but the model. A run fails where they disagree, and also where it did not reach every
//! verdict, every kind of hop, every cause and every kind of gap.

#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, also stop at what cannot be"
)]

mod accounts;
mod alike;
mod ambiguous;
mod coverage;
mod fate;
mod firewall;
mod flow;
mod gates;
mod laws;
mod many_packets;
mod one_packet;
mod partly_read;
mod peer_groups;
mod placement;
mod places;
mod proof;
mod public_access;
mod rare;
mod router;
mod transit;

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestError, TestRunner};

/// Runs a test on so many cases, or on as many as `PROPTEST_CASES` says; says how many. Cases that failed once are kept in
/// the file `regressions`, and run first.
fn cases<T: Debug>(
    usual: u32,
    regressions: &'static str,
    strategy: &BoxedStrategy<T>,
    test: impl Fn(T) -> Result<(), TestCaseError>,
) -> u32 {
    let chosen = std::env::var_os("PROPTEST_CASES").is_some();
    let default = Config {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        ..Config::default()
    };
    let config = if chosen { default } else { Config { cases: usual, ..default } };
    let count = config.cases;
    match TestRunner::new(config).run(strategy, test) {
        Ok(()) => {}
        Err(TestError::Abort(reason)) => panic!("gave up: {reason}"),
        Err(TestError::Fail(reason, case)) => panic!("{reason}\n{case:?}"),
    }
    count
}
