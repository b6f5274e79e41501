//! The walk: sets of packets from hop to hop, there and back. One file for each kind of hop.
//!
//! Every hop cuts the packets that enter it into disjoint, complete parts: some go on, some are blocked, of some it
//! is not known. A part that ends becomes a [`Flow`](crate::trace::Flow). The walk is depth first and its depth is
//! bounded by the number of NAT gateways, since no packet passes one twice.

mod branch;
mod check;
mod finish;
mod gateway_endpoint;
mod interface;
mod internet;
mod internet_gateway;
mod nat_gateway;
mod route_table;
mod subnet;

use hopwise_model::Leg;
use hopwise_model::design::{Design, Source};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};

use crate::filter::Members;
use crate::network::Network;
use crate::question::{Question, source_addresses};
use crate::trace::{Flow, Trace};

/// One question being answered.
pub(crate) struct Walk<'n> {
    network: &'n Network<'n>,
    design: &'n Design,
    source: &'n Source,
    /// The addresses that a placement may have; empty for other sources.
    placed: AddressSet,
    members: Members,
    flows: Vec<Flow>,
}

impl<'n> Walk<'n> {
    pub(crate) fn run(network: &'n Network<'n>, question: &'n Question) -> Trace {
        let design = network.design();
        let space = Space::new();
        let packets = PacketSet::from_box(&space, &question.packets);
        let placed = match &question.source {
            Source::Placement(_) => source_addresses(design, &question.source),
            Source::Interface(_) | Source::Internet => AddressSet::empty(),
        };
        let source = &question.source;
        let mut walk = Self { network, design, source, placed, members: Members::default(), flows: Vec::new() };
        if !packets.is_empty() {
            walk.depart(packets);
        }
        // Worst first, so that the first flow is the one to read; the order is otherwise that of the walk.
        walk.flows.sort_by_key(|flow| std::cmp::Reverse(flow.verdict()));
        Trace { flows: walk.flows }
    }
}

/// All packets to some addresses.
fn to(addresses: &AddressSet) -> PacketBox {
    PacketBox::any().to(addresses.clone())
}

/// All packets between IPv4 addresses.
fn ipv4() -> PacketBox {
    PacketBox::any().from(AddressSet::all_v4()).to(AddressSet::all_v4())
}

/// The far end of a packet on each way, seen from the source of the question.
fn far_end(leg: Leg) -> hopwise_packet::Field {
    match leg {
        Leg::Forward => hopwise_packet::Field::Destination,
        Leg::Return => hopwise_packet::Field::Source,
    }
}
