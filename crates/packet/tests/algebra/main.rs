//! Packet sets against plain references: every packet of a small world, and the BDD library `OxiDD` on real-sized fields.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

mod bdd;
mod world;

mod fields;
mod handles;
mod real;
mod small;
mod wide;
