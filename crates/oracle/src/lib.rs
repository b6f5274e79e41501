#![doc = include_str!("../README.md")]

mod acl;
mod answer;
mod back;
mod deliver;
mod forward;
mod gateway;
mod group;
mod inbound;
mod known;
mod nat;
mod route;
mod state;
mod walk;
mod wanted;

pub use answer::{Answer, Check, Choices, Hop, NatChoice, Outcome};
pub use walk::walk;
