#![doc = include_str!("../README.md")]

mod account;
pub mod alike;
pub mod design;
pub mod fixture;
pub mod mutation;
mod pick;
pub mod question;

pub use account::{Asked, Designs, Nat, Seed, Shrinking, questions};
