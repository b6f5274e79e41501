//! What goes in beside the packet, and what comes out.

use std::net::Ipv4Addr;

use hopwise_model::{Code, Component, Gap, Leg};

/// What AWS chooses and no document says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// What each NAT gateway on the way out picks, in the order in which the packet meets them. For a gateway without
    /// an entry it is its first usable address and port 1024.
    pub nat: Vec<NatChoice>,
}

/// What a NAT gateway translates the source to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NatChoice {
    /// One of the gateway's usable private addresses; its first where this is none of them.
    pub address: Ipv4Addr,
    /// The source port, 1024 to 65535; 1024 where this is below it. Meaningless for ICMP.
    pub port: u16,
}

/// Where the packet went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How it ended.
    pub outcome: Outcome,
    /// What the packet entered, in order.
    pub forward: Vec<Hop>,
    /// What its answer entered, in order; empty unless the packet arrived.
    pub back: Vec<Hop>,
}

/// A thing that a packet enters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hop {
    /// What it is.
    pub component: Component,
    /// Its AWS id; empty for the interface of a placement.
    pub id: String,
}

/// How a packet ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It arrives, and its answer comes back.
    Delivered,
    /// Something stops it, or its answer.
    Blocked {
        /// Which of the two.
        leg: Leg,
        /// What stops it.
        component: Component,
        /// The id of that.
        id: String,
        /// Why.
        code: Code,
    },
    /// It depends on something that the snapshot lacks or hopwise does not evaluate.
    Undetermined {
        /// Where this was met.
        leg: Leg,
        /// What is not known.
        gap: Gap,
    },
}
