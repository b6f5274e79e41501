#![doc = include_str!("../README.md")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a benchmark stops at what cannot be"
)]

pub mod account;
pub mod stage;
