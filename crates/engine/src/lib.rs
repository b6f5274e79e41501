#![doc = include_str!("../README.md")]

mod admit;
mod dual_stack;
mod family;
mod filter;
mod filter_across;
mod graph;
mod name;
mod network;
mod protocols;
mod published;
mod question;
mod reach;
mod resolve;
mod route;
mod service_endpoints;
mod takers;
mod trace;
mod transit_route;
mod verdict;
mod walk;
mod wrong_taker;
mod zone;

pub use family::FOLLOWED;
pub use filter::traffic_box;
pub use graph::{Cuts, Edge, Graph, Move, Node, Place};
pub use network::Network;
pub use protocols::{USUAL_PROTOCOLS, protocols};
pub use published::PublishedRanges;
pub use question::{Question, source_addresses};
pub use reach::{Inquiry, Reach};
pub use resolve::{
    Answer, AnswerKind, By, FirewallMatch, NoAnswer, PassedOver, PassedOverReason, Resolution, Resolver, Unread, Via,
    VoidZone, address_in_name,
};
pub use service_endpoints::ServiceEndpoints;
pub use trace::{Block, Check, CheckResult, Destination, End, Flow, Hop, NatChoice, Rule, Trace, Translation, Witness};
pub use verdict::Verdict;
pub use walk::{carried_addresses, internet_addresses};
