//! What a walk knows of packets that share their path so far.

use std::rc::Rc;
use std::sync::Arc;

use hopwise_model::design::{Ix, NatGateway, NetworkInterface, Subnet, Vpc, VpcPeeringConnection, Wanted};
use hopwise_model::resource::Direction;
use hopwise_model::{Component, Evidence, Gap, Leg};
use hopwise_packet::PacketSet;

use crate::graph::{Move, Place};
use crate::trace::{CheckResult, Destination, Hop, Rule};

/// Packets that share their path so far, and where they are.
#[derive(Clone)]
pub(super) struct State {
    /// The packets as they are now.
    pub(super) packets: PacketSet,
    /// Which way they go.
    pub(super) leg: Leg,
    /// How they came to where they are; none at their source.
    pub(super) by: Option<Move>,
    /// The last place and those before it: whatever has inspected them is among these.
    visit: Rc<Visit>,
    /// Who must take them.
    pub(super) wanted: Wanted,
    /// Where they were last told their next hop by a route table.
    pub(super) site: Option<Site>,
    /// What was rewritten on the way there, in order.
    pub(super) rewrites: Vec<Rewrite>,
    /// Replies as they were before each rewriting was undone, the last one first.
    pub(super) undone: Vec<PacketSet>,
    /// Whose address the packets carry as their source at the moment.
    pub(super) sender: Sender,
    /// The first thing on the way of which it is not known what it lets through, and on which way: they go on, for what stops them
    /// behind it stops them in any case, and nothing promises that they arrive.
    pub(super) open: Option<Box<(Leg, Gap)>>,
    /// Who answers.
    pub(super) destination: Option<Destination>,
    /// Hops on the way there.
    pub(super) forward: Vec<Draft>,
    /// Hops on the way back.
    pub(super) back: Vec<Draft>,
}

fn place_before(visit: &Visit) -> Option<Place> {
    visit.before.as_ref().map(|before| before.place)
}

/// Whether packets come into a VPC by a place.
fn is_gateway(place: Place) -> bool {
    matches!(
        place,
        Place::Attachment(_)
            | Place::Peering(_)
            | Place::NatGateway(_)
            | Place::InternetGateway(_)
            | Place::Endpoint(_)
    )
}

/// One place on a path.
struct Visit {
    place: Place,
    leg: Leg,
    /// How many rewritings the packets carried, and the packets, as they came.
    stage: usize,
    packets: PacketSet,
    before: Option<Rc<Visit>>,
}

/// Whose address packets carry as their source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// The source of the question.
    Source,
    /// A NAT gateway.
    Nat(Ix<NatGateway>),
    /// The interface that replies.
    Interface(Ix<NetworkInterface>),
}

/// A rewriting of addresses.
#[derive(Clone)]
pub(super) struct Rewrite {
    /// Who rewrote them, and undoes it on the way back.
    pub(super) by: Place,
    /// Which end.
    pub(super) end: Rewritten,
    /// The packets before it.
    pub(super) before: PacketSet,
}

/// Which end of packets was rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rewritten {
    /// The source address and, where there are ports, the source port: by a NAT gateway.
    Source,
    /// The destination address: by an internet gateway, from the public one.
    Destination,
}

/// Where packets are when a route table is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site {
    /// The VPC they are in.
    pub(super) vpc: Ix<Vpc>,
    /// The subnet they leave; none behind a regional NAT gateway.
    pub(super) subnet: Option<Ix<Subnet>>,
}

/// A hop while it is not known which rules concern its witness.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) hop: Hop,
    pub(super) checks: Vec<DraftCheck>,
}

/// Rules, and the packets that each decided about.
pub(super) type Decided = Vec<(Arc<Rule>, PacketSet)>;

/// A check with every rule that decided and the packets it decided about.
#[derive(Clone)]
pub(super) struct DraftCheck {
    pub(super) component: Component,
    pub(super) id: String,
    pub(super) ids: Vec<String>,
    pub(super) direction: Option<Direction>,
    pub(super) result: CheckResult,
    pub(super) rules: Decided,
    pub(super) evidence: Option<Evidence>,
    pub(super) leg: Leg,
    /// How many rewritings the packets carried when they were checked.
    pub(super) stage: usize,
}

impl State {
    /// Packets at their source.
    pub(super) fn new(place: Place, packets: PacketSet, wanted: Wanted) -> Self {
        let (leg, stage) = (Leg::Forward, 0);
        Self {
            visit: Rc::new(Visit { place, leg, stage, packets: packets.clone(), before: None }),
            packets,
            leg,
            by: None,
            wanted,
            site: None,
            rewrites: Vec::new(),
            undone: Vec::new(),
            sender: Sender::Source,
            open: None,
            destination: None,
            forward: Vec::new(),
            back: Vec::new(),
        }
    }

    /// The same path with other packets.
    pub(super) fn with(&self, packets: PacketSet) -> Self {
        Self { packets, ..self.clone() }
    }

    /// Where the packets are.
    pub(super) fn place(&self) -> Place {
        self.visit.place
    }

    /// Where they were before; nowhere at their source.
    pub(super) fn came_from(&self) -> Option<Place> {
        self.visit.before.as_ref().map(|before| before.place)
    }

    /// Moves them on.
    pub(super) fn at(mut self, by: Move, place: Place) -> Self {
        let (leg, stage, packets) = (self.leg, self.stage(), self.packets.clone());
        self.visit = Rc::new(Visit { place, leg, stage, packets, before: Some(self.visit) });
        self.by = Some(by);
        self
    }

    /// Every place on the path, in order.
    pub(super) fn path(&self) -> Vec<Place> {
        let mut path: Vec<Place> = self.visits().map(|visit| visit.place).collect();
        path.reverse();
        path
    }

    fn visits(&self) -> impl Iterator<Item = &Visit> {
        std::iter::successors(Some(self.visit.as_ref()), |visit| visit.before.as_deref())
    }

    /// Whether the packets come back to where they were, on the same way and none of them new, so that they would go
    /// round forever: as they were there before, or by a route to somebody who rewrote them already.
    pub(super) fn is_looping(&self) -> bool {
        let now = self.visit.as_ref();
        let rewrote = |rewrite: &Rewrite| rewrite.by == now.place && rewrite.end == Rewritten::Source;
        // Who sends to itself is met as the sender first, where the packets did not come to.
        let met = |visit: &Visit| {
            visit.before.is_some()
                // A transit gateway is passed again by who came by another attachment, and attachments both ways.
                && (!matches!(now.place, Place::Attachment(_) | Place::TransitGateway(_))
                    || place_before(visit) == place_before(now))
                && (visit.place, visit.leg, visit.stage) == (now.place, now.leg, now.stage)
                && now.packets.is_subset(&visit.packets)
        };
        let routed = self.leg == Leg::Forward && matches!(self.by, Some(Move::Route(_)));
        (routed && self.rewrites.iter().any(rewrote)) || self.visits().skip(1).any(met)
    }

    /// The peering connection by which the request came last.
    pub(super) fn peering_there(&self) -> Option<Ix<VpcPeeringConnection>> {
        self.visits().filter(|visit| visit.leg == Leg::Forward).find_map(|visit| match visit.place {
            Place::Peering(peering) => Some(peering),
            _ => None,
        })
    }

    /// Whether the packets came into the VPC where they are by a transit gateway, with the source that they have now.
    pub(super) fn came_by_transit_gateway(&self) -> bool {
        let own = self.visits().skip(1).take_while(|visit| visit.leg == self.leg && visit.stage == self.stage());
        let came = own.map(|visit| visit.place).find(|place| is_gateway(*place));
        matches!(came, Some(Place::Attachment(_)))
    }

    /// How many rewritings the packets carry.
    pub(super) fn stage(&self) -> usize {
        self.rewrites.len().saturating_sub(self.undone.len())
    }

    /// The rewriting of a source that a reply is still to meet, the last one first.
    pub(super) fn pending(&self) -> Option<&Rewrite> {
        self.rewrites.get(self.stage().checked_sub(1)?).filter(|rewrite| rewrite.end == Rewritten::Source)
    }

    /// Whether the packets came in from the internet, to a public address.
    pub(super) fn is_inbound(&self) -> bool {
        self.rewrites.first().is_some_and(|first| first.end == Rewritten::Destination)
    }

    pub(super) fn hops(&mut self) -> &mut Vec<Draft> {
        match self.leg {
            Leg::Forward => &mut self.forward,
            Leg::Return => &mut self.back,
        }
    }

    /// Enters a hop.
    pub(super) fn enter(&mut self, hop: Hop) {
        self.hops().push(Draft { hop, checks: Vec::new() });
    }

    /// Records a check at the current hop. Before the first hop there is nothing to record it at.
    pub(super) fn record(&mut self, check: DraftCheck) {
        if let Some(hop) = self.hops().last_mut() {
            hop.checks.push(check);
        }
    }

    /// Turns round: the packets become their replies.
    pub(super) fn turn(&mut self, destination: Destination) {
        self.destination = Some(destination);
        self.leg = Leg::Return;
        self.packets = self.packets.reversed();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hopwise_model::Inventory;
    use hopwise_packet::{PacketBox, PortSet, Space};

    #[test]
    fn packets_that_come_again_go_round_forever() {
        let design = Inventory::default().validate().unwrap();
        let place = crate::graph::Graph::new(&design).places().next().unwrap();
        let space = Space::new();
        let ports = |first| PacketSet::from_box(&space, &PacketBox::any().to_ports(PortSet::range(first..=443)));
        let source = State::new(place, ports(440), Wanted::Anyone);
        assert!(!source.is_looping(), "a source is where packets begin");
        let state = source.at(Move::Outside, place);
        assert!(!state.is_looping(), "who sends to itself");
        assert!(state.clone().at(Move::Outside, place).is_looping());
        assert!(state.with(ports(443)).at(Move::Outside, place).is_looping(), "some of them");
        assert!(!state.with(ports(80)).at(Move::Outside, place).is_looping(), "others as well");
        let mut reply = state.clone();
        reply.leg = Leg::Return;
        assert!(!reply.at(Move::Outside, place).is_looping(), "the other way");
        let mut rewritten = state;
        rewritten.rewrites.push(Rewrite { by: place, end: Rewritten::Source, before: ports(440) });
        assert!(rewritten.with(ports(80)).at(Move::Route(0), place).is_looping(), "to who rewrote them");
        assert!(!rewritten.with(ports(80)).at(Move::Wire, place).is_looping(), "to the address of who rewrote them");
    }
}
