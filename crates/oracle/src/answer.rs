//! What goes in beside the packet, and what comes out.

use std::net::IpAddr;

use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, Evidence, Gap, Leg, Rule};

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
    pub address: IpAddr,
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
    /// What its answer entered, in order; empty unless the packet arrived, for certain or past what is not known.
    pub back: Vec<Hop>,
    /// The check that stopped it or its answer, where one did. It is the last one of its hop, too, where there is a hop.
    pub stopped_by: Option<Check>,
}

/// A thing that a packet enters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What it is.
    pub component: Component,
    /// Its AWS id; empty for the interface of a placement.
    pub id: String,
    /// What was asked about the packet there, in order.
    pub checks: Vec<Check>,
}

/// Something that decides about a packet at a hop. What ends as unknown decided nothing and is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What decides.
    pub component: Component,
    /// Its id; for security groups, the ids of all that count together, in the order of the interface.
    pub ids: Vec<String>,
    /// Which way the packet goes, for security groups and network ACLs.
    pub direction: Option<Direction>,
    /// Whether the packet goes on.
    pub passes: bool,
    /// The rules each of which is reason enough, as AWS printed them: of security groups every one that allows the packet;
    /// of a network ACL the one entry; of a route table the one route, or all of its block that lead to the same target.
    /// Empty where no rule decides, or the lack of one.
    pub rules: Vec<Rule>,
    /// Where to look if no rule decides: the thing that stops the packet, or that lacks the rule. None for what no
    /// document holds, such as the internet.
    pub evidence: Option<Evidence>,
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
