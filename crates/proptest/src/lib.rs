#![doc = include_str!("../README.md")]

pub mod alike;
pub mod design;
pub mod fixture;
pub mod mutation;
mod pick;
pub mod question;
