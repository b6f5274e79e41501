#![doc = include_str!("../README.md")]

mod acl;
mod answer;
mod answered;
mod back;
mod beyond;
mod deliver;
mod flow;
mod forward;
mod gateway;
mod group;
mod inbound;
mod interface;
mod known;
mod legs;
mod nat;
mod peer_group;
mod peering;
mod public_access;
mod route;
mod sender;
mod status;
mod stop;
mod transit;
mod visited;
mod walk;
mod wanted;

pub use answer::{Answer, Check, Choices, Hop, NatChoice, Outcome};
pub use legs::walk;
