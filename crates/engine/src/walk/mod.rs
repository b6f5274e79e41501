//! The walk: sets of packets from place to place, there and back. One file for each kind of hop.
//!
//! A worklist of states. Each kind of place turns a state into outcomes: every part of the packets goes on to a place
//! next to it on the [`Graph`], or ends as a [`Flow`]. The parts are disjoint and complete. A state that comes again
//! ends, so that the walk ends, whatever the routes say.

mod attachment;
mod beyond;
mod check;
mod destination;
mod doubt;
mod end;
mod endpoint;
mod hop;
mod interface;
mod internet;
mod internet_gateway;
mod kind;
mod nat_gateway;
mod peering;
mod proof;
mod reply;
mod route_table;
mod state;
mod status;
mod subnet;
mod transit_gateway;
mod vpc;

use hopwise_model::design::{Design, Source};
use hopwise_model::{Code, Leg};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, Space};

use crate::family::FOLLOWED;
use crate::graph::{Graph, Move, Place};
use crate::network::Network;
use crate::question::{Question, source_addresses};
use crate::trace::{Flow, Trace};
use proof::Proof;
use state::State;

impl Network {
    /// Follows the packets of a question there and back.
    ///
    /// Takes time linear in the number of hops and rules on the way, times the size of the packet sets, which stay
    /// small for prefixes and port ranges. The answer's flows are disjoint and cover the question.
    #[must_use]
    pub fn trace(&self, question: &Question) -> Trace {
        Walk::run(self, question)
    }
}

/// One question being answered.
struct Walk<'n> {
    network: &'n Network,
    design: &'n Design,
    graph: Graph<'n>,
    source: &'n Source,
    /// The addresses that a placement may have; empty for other sources.
    placed: AddressSet,
    /// What is to be proven, where no flows are asked for.
    proof: Option<Proof>,
    /// What became of the packets of the state at hand, in order.
    outcomes: Vec<Outcome>,
}

/// What becomes of some packets of a state.
enum Outcome {
    /// They go on.
    Goes(Box<State>),
    /// They end.
    Ends(Box<Flow>),
}

impl<'n> Walk<'n> {
    /// A walk, and the packets of the question at their source; none where there are no packets.
    fn new(network: &'n Network, question: &'n Question) -> Option<(Self, State)> {
        let design = network.design();
        let packets = PacketSet::from_box(&Space::new(), &question.packets);
        if packets.is_empty() {
            return None;
        }
        let source = &question.source;
        let placed = match source {
            Source::Placement(_) => source_addresses(design, source),
            Source::Interface(_) | Source::Internet => AddressSet::empty(),
        };
        let graph = network.graph();
        let start = match source {
            Source::Interface(interface) => Place::Interface(*interface),
            Source::Placement(placement) => Place::Placement(placement.subnet),
            Source::Internet => Place::Internet,
        };
        let walk = Self { network, design, graph, source, placed, proof: None, outcomes: Vec::new() };
        Some((walk, State::new(start, packets, question.wanted)))
    }

    fn run(network: &'n Network, question: &'n Question) -> Trace {
        let Some((mut walk, start)) = Self::new(network, question) else { return Trace::default() };
        let mut flows: Vec<Flow> = walk.flows(start).collect();
        // Worst first, so that the first flow is the one to read; the order is otherwise that of the walk.
        flows.sort_by_key(|flow| std::cmp::Reverse(flow.verdict()));
        flows.shrink_to_fit();
        Trace { flows }
    }

    /// The flows that the packets of a state come to, depth first, in the order in which each place tells its outcomes.
    fn flows(&mut self, start: State) -> impl Iterator<Item = Flow> {
        let mut work = vec![Outcome::Goes(Box::new(start))];
        std::iter::from_fn(move || {
            loop {
                match work.pop()? {
                    Outcome::Goes(state) => work.extend(self.outcomes(*state).into_iter().rev()),
                    Outcome::Ends(flow) => return Some(*flow),
                }
            }
        })
    }

    /// Everything that becomes of the packets of a state: one kind of place, one file.
    fn outcomes(&mut self, state: State) -> Vec<Outcome> {
        match state.place() {
            _ if state.is_looping() => self.end_loop(state),
            Place::Interface(interface) => self.interface(state, interface),
            Place::Placement(subnet) => self.placement(state, subnet),
            Place::Subnet(subnet) => self.subnet(state, subnet),
            Place::RouteTable(table) => self.route_table(&state, table),
            Place::Vpc(vpc) => self.vpc(&state, vpc),
            Place::InternetGateway(gateway) => self.internet_gateway(state, gateway),
            Place::NatGateway(nat) => self.nat_gateway(state, nat),
            Place::Endpoint(endpoint) => self.gateway_endpoint(state, endpoint),
            Place::Internet => self.internet(state),
            Place::Peering(peering) => self.peering(state, peering),
            Place::Attachment(attachment) => self.attachment(state, attachment),
            Place::TransitGateway(gateway) => self.transit_gateway(state, gateway),
            Place::Beyond(_) => self.beyond(state),
        }
        std::mem::take(&mut self.outcomes)
    }

    /// Packets go on to a place. Where there are none, nothing does.
    fn go(&mut self, state: State, by: Move, place: Place) {
        if !state.packets.is_empty() {
            let state = self.step(state, by, place);
            self.outcomes.push(Outcome::Goes(Box::new(state)));
        }
    }

    /// One step on the map.
    fn step(&self, state: State, by: Move, place: Place) -> State {
        let from = state.place();
        debug_assert!(self.graph.moves(from).any(|next| next == (by, place)), "no {by:?} from {from:?} to {place:?}");
        state.at(by, place)
    }

    /// Packets come again to where they were: they would go round until their time to live is over.
    fn end_loop(&mut self, mut state: State) {
        let code = match state.place() {
            Place::NatGateway(_) => Code::NgwRouteLoop,
            _ => Code::RouteLoop,
        };
        let (hop, evidence) = self.hop_of(state.place());
        let stop = check::Stop::at(hop.component, &hop.id, code, evidence);
        state.enter(hop);
        self.end_blocked(state, stop);
    }
}

/// All packets to some addresses.
fn to(addresses: &AddressSet) -> PacketBox {
    PacketBox::any().to(addresses.clone())
}

/// The addresses that packets on the internet come from and go to, as far as gateways care: all but private and shared
/// ones, and those that no gateway carries.
#[must_use]
pub fn internet_addresses() -> AddressSet {
    let inside = AddressSet::internal(FOLLOWED);
    carried_addresses().difference(&inside)
}

/// The addresses that route tables are asked about: all but link-local, loopback, multicast and reserved ones.
#[must_use]
pub fn carried_addresses() -> AddressSet {
    AddressSet::all_of(FOLLOWED).difference(&AddressSet::of_hosts(FOLLOWED))
}

/// The far end of a packet on each way, seen from the source of the question.
fn far_end(leg: Leg) -> hopwise_packet::Field {
    match leg {
        Leg::Forward => hopwise_packet::Field::Destination,
        Leg::Return => hopwise_packet::Field::Source,
    }
}
