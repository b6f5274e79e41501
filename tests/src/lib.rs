#![doc = include_str!("../README.md")]

pub mod documents;
pub mod program;
