#![doc = include_str!("../README.md")]

pub mod documents;
pub mod junit;
pub mod program;
