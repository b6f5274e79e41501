//! The answer of a walk: every fate that packets of the question meet, with the hops and the rules that decided.

pub use hopwise_model::Rule;
use hopwise_model::design::{Design, Wanted};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, Evidence, Gap, InstanceId, Leg, VpcEndpointId};
use hopwise_packet::{AddressSet, Packet, PacketBox, PortSet};
use std::net::IpAddr;
use std::sync::Arc;

use crate::graph::{Graph, Place};
use crate::verdict::Verdict;

/// Everything that becomes of the packets of one question.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The flows: disjoint, complete, in a fixed order; one for each distinct fate.
    pub flows: Vec<Flow>,
}

impl Trace {
    /// The verdict on the whole question.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        Verdict::of_parts(self.flows.iter().map(Flow::verdict))
    }
}

/// Packets that take the same path to the same end.
#[derive(Clone, Debug)]
pub struct Flow {
    /// What becomes of them.
    pub end: End,
    /// What may have stopped them on their way there, for all that is known, where something behind it stops them or their replies
    /// in any case: that they arrive is not known then.
    pub open: Option<Gap>,
    /// The resources that they enter, in order.
    pub forward: Vec<Hop>,
    /// The resources that the replies enter, in order; empty where none is sent.
    pub back: Vec<Hop>,
    /// Where the packets and then their replies were, in order: each step is a move on the [`Graph`](crate::Graph).
    pub path: Vec<Place>,
    /// Who answers, or would, had the packets arrived.
    pub destination: Destination,
    /// Who had to take the packets.
    pub wanted: Wanted,
    /// The addresses that these packets are sent to.
    pub destinations: AddressSet,
    /// The packets, or the replies, as they are where they end: few disjoint boxes.
    pub packets: Vec<PacketBox>,
    /// One concrete packet that shows this fate.
    pub witness: Witness,
}

impl Flow {
    /// The verdict on these packets.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.end {
            End::Delivered => Verdict::Delivered,
            End::Blocked(_) => Verdict::Blocked,
            End::Undetermined { .. } => Verdict::Undetermined,
        }
    }

    /// Whether they pass an internet gateway of which nothing tells that VPC Block Public Access leaves it open.
    #[must_use]
    pub fn takes_gateway_for_open(&self, design: &Design) -> bool {
        let graph = Graph::new(design);
        let subnet = |place: &Place| if let Place::Subnet(subnet) = place { Some(*subnet) } else { None };
        self.path.iter().enumerate().any(|(number, place)| {
            let Place::InternetGateway(gateway) = place else { return false };
            let Some(vpc) = graph.inside(*gateway) else { return false };
            let (before, after) = self.path.split_at(number);
            let met = before.iter().rev().find_map(subnet).or_else(|| after.iter().find_map(subnet));
            !design.tells_public_access(vpc, met)
        })
    }

    /// What blocks them, if anything does.
    #[must_use]
    pub fn block(&self) -> Option<&Block> {
        match &self.end {
            End::Blocked(block) => Some(block),
            End::Delivered | End::Undetermined { .. } => None,
        }
    }

    /// The ports of the client that these packets concern, where the flow ended on the way back to it.
    #[must_use]
    pub fn reply_ports(&self) -> PortSet {
        self.packets.iter().fold(PortSet::empty(), |ports, packets| ports.union(&packets.destination_ports))
    }
}

/// How packets end.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// They arrive and their replies come back.
    Delivered,
    /// They, or their replies, are stopped.
    Blocked(Block),
    /// It is not known.
    Undetermined {
        /// On which way they meet the gap.
        leg: Leg,
        /// What is not known.
        gap: Gap,
    },
}

/// What stopped packets.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// On the way there or on the way back.
    pub leg: Leg,
    /// The kind of thing that stops them.
    pub component: Component,
    /// Its id.
    pub id: String,
    /// The ids of everything that decides together, such as all security groups of an interface.
    pub ids: Vec<String>,
    /// The id of the last hop entered.
    pub hop: Option<String>,
    /// The explanation code.
    pub code: Code,
    /// For security groups and network ACLs: which way the packets were going.
    pub direction: Option<Direction>,
    /// The rule that decided about the witness; none where it is the lack of a rule.
    pub rule: Option<Arc<Rule>>,
    /// Where to look: the rule, else the thing that has none.
    pub evidence: Option<Evidence>,
    /// The packets as they were when they stopped: few disjoint boxes.
    pub packets: Vec<PacketBox>,
}

/// A resource that packets enter.
#[derive(Clone, Debug, PartialEq)]
pub struct Hop {
    /// What it is.
    pub component: Component,
    /// Its id; empty for an interface that does not exist.
    pub id: String,
    /// Its `Name` tag, which may hold anything.
    pub name: Option<String>,
    /// The instance that an interface is attached to.
    pub instance: Option<InstanceId>,
    /// The endpoint that an interface belongs to.
    pub endpoint: Option<VpcEndpointId>,
    /// What was checked there, in order.
    pub checks: Vec<Check>,
    /// The addresses that a NAT gateway sends the packets on with.
    pub translation: Option<Box<Translation>>,
}

/// The addresses that packets leave a NAT gateway with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Translation {
    /// The gateway's private addresses.
    pub private: Vec<IpAddr>,
    /// The public addresses that the internet sees.
    pub public: Vec<IpAddr>,
}

/// One thing that was checked at a hop.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What decides.
    pub component: Component,
    /// Its id.
    pub id: String,
    /// All ids that decide together.
    pub ids: Vec<String>,
    /// Which way the packets go, for security groups and network ACLs.
    pub direction: Option<Direction>,
    /// The outcome for the packets of this flow.
    pub result: CheckResult,
    /// The rule that decided about the witness.
    pub rule: Option<Arc<Rule>>,
    /// How many further rules decided about other packets of this flow.
    pub other_rules: usize,
    /// Where to look.
    pub evidence: Option<Evidence>,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckResult {
    /// The packets go on.
    Pass,
    /// They stop here.
    Block,
    /// It is not known.
    Unknown,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// What it is: an interface, a VPC in which nobody is known to have the address, the internet, or a service of AWS.
    pub component: Component,
    /// Its id; none for the internet.
    pub id: Option<String>,
}

/// One packet, and what the NAT gateways on its way choose for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The packet as the source sends it.
    pub packet: Packet,
    /// The choices of the NAT gateways on the way there, in order.
    pub nat: Vec<NatChoice>,
}

/// The source that a NAT gateway gives a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NatChoice {
    /// One of the gateway's private addresses.
    pub address: IpAddr,
    /// The source port; 0 for ICMP.
    pub port: u16,
}
