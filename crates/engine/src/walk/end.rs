//! Ends: from a state whose packets go no further to a flow with one witness.

use std::net::IpAddr;
use std::sync::Arc;

use hopwise_model::design::{Ix, Vpc};
use hopwise_model::{Component, Gap, Leg};
use hopwise_packet::{AddressSet, Field, Packet, PacketBox, PortSet};

use super::check::Stop;
use super::doubt::{doubt, record};
use super::state::{Draft, DraftCheck, Rewrite, Rewritten, State};
use super::{Outcome, Walk, far_end};
use crate::trace::{Block, Check, CheckResult, Destination, End, Flow, Hop, NatChoice, Witness};
use crate::verdict::Verdict;

impl Walk<'_> {
    /// Packets arrived and were answered, if both ends run.
    pub(super) fn end_delivered(&mut self, mut state: State) {
        if let Some(open) = state.open.take() {
            self.end_open(state, *open);
            return;
        }
        match self.unlisted_end(&state) {
            Some(gap) => self.end_unknown(state, gap),
            None if self.is_noted(&state, Verdict::Delivered) => {}
            None => self.end(state, |_, _| End::Delivered),
        }
    }

    pub(super) fn end_unknown(&mut self, state: State, gap: impl Into<Gap>) {
        let mut state = doubt(state, gap);
        if let Some(open) = state.open.take() {
            self.end_open(state, *open);
        }
    }

    fn end_open(&mut self, state: State, (leg, gap): (Leg, Gap)) {
        if !self.is_noted(&state, Verdict::Undetermined) {
            self.end(state, |_, _| End::Undetermined { leg, gap });
        }
    }

    pub(super) fn end_blocked(&mut self, mut state: State, stop: Stop) {
        if self.is_noted(&state, Verdict::Blocked) {
            return;
        }
        let leg = state.leg;
        let hop = state.hops().last().map(|draft| draft.hop.id.clone()).filter(|id| !id.is_empty());
        let rewritten = state.stage();
        record(
            &mut state,
            stop.component,
            stop.ids.clone(),
            stop.direction,
            CheckResult::Block,
            stop.rules.clone(),
            stop.evidence.clone(),
        );
        self.end(state, |packets, stages| {
            let rule = stages.at(leg, rewritten).and_then(|packet| {
                stop.rules.iter().find(|(_, part)| part.contains(&packet)).map(|(rule, _)| Arc::clone(rule))
            });
            End::Blocked(Block {
                leg,
                component: stop.component,
                id: stop.id,
                ids: stop.ids,
                hop,
                code: stop.code,
                direction: stop.direction,
                evidence: rule.as_ref().map(|rule| rule.evidence().clone()).or(stop.evidence),
                rule,
                packets: packets.to_vec(),
            })
        });
    }

    /// Who would answer packets that did not arrive: the interface that has the address, the VPC that has the block, or
    /// somebody on the internet.
    fn intended_destination(&self, destinations: &AddressSet) -> Destination {
        let internet = Destination { component: Component::Internet, id: None };
        let Some(address) = destinations.first() else { return internet };
        let by_public = self.design.interface_at_public(address).map(|(interface, _)| interface);
        let vpc = match self.source.subnet(self.design) {
            Some(Ok(subnet)) => self.design.subnets.get(subnet).vpc.clone().ok(),
            Some(Err(_)) | None => None,
        };
        // Its own VPC's, or a peer's: AWS lets neither have the other's addresses.
        let vpc = vpc.and_then(|vpc| self.vpc_of(vpc, address));
        let by_private = vpc.and_then(|vpc| self.design.interface_at(vpc, address));
        if let Some(interface) = by_private.or(by_public).filter(|_| destinations.len() == 1) {
            let record = &self.design.network_interfaces.get(interface).record;
            return Destination { component: Component::NetworkInterface, id: Some(record.id.to_string()) };
        }
        match vpc.map(|vpc| self.design.vpcs.get(vpc)) {
            Some(vpc) => Destination { component: Component::Vpc, id: Some(vpc.record.id.to_string()) },
            None => internet,
        }
    }

    /// The VPC that an address is of, for who is in a VPC: that one, else the first of its peers that has the address.
    fn vpc_of(&self, here: Ix<Vpc>, address: IpAddr) -> Option<Ix<Vpc>> {
        let design = self.design;
        let peerings = design.vpcs.get(here).peerings.iter().map(|index| design.vpc_peering_connections.get(*index));
        let peers = peerings.filter_map(|peering| peering.other_side(here)?.1.clone().ok());
        std::iter::once(here).chain(peers).find(|vpc| design.vpcs.get(*vpc).contains(address))
    }

    fn end(&mut self, mut state: State, end: impl FnOnce(&[PacketBox], &Stages<'_>) -> End) {
        let rewrites = state.rewrites.clone();
        let Some(stages) = Stages::of(&state, &rewrites) else { return };
        let Some(witness) = stages.witness() else { return };
        let packets = state.packets.boxes();
        let end = end(&packets, &stages);
        // What was not known on the way there is told of packets as they go there.
        let turned = state.leg == Leg::Return && matches!(end, End::Undetermined { leg: Leg::Forward, .. });
        let packets = if turned { state.packets.reversed().boxes() } else { packets };
        let destinations = match state.rewrites.first() {
            Some(first) if state.is_inbound() => first.before.addresses(Field::Destination),
            Some(_) | None => state.packets.addresses(far_end(state.leg)),
        };
        let intended = self.intended_destination(&destinations);
        let open = state.open.take().filter(|open| open.0 == Leg::Forward && matches!(end, End::Blocked(_)));
        self.outcomes.push(Outcome::Ends(Box::new(Flow {
            end,
            open: open.map(|open| open.1),
            path: state.path(),
            wanted: state.wanted,
            destination: state.destination.unwrap_or(intended),
            destinations,
            packets,
            witness,
            forward: finish(state.forward, &stages),
            back: finish(state.back, &stages),
        })));
    }
}

fn finish(drafts: Vec<Draft>, stages: &Stages<'_>) -> Vec<Hop> {
    drafts
        .into_iter()
        .map(|draft| Hop { checks: draft.checks.into_iter().map(|check| settle(check, stages)).collect(), ..draft.hop })
        .collect()
}

/// Picks the rule that decided about the witness.
fn settle(check: DraftCheck, stages: &Stages<'_>) -> Check {
    let packet = stages.at(check.leg, check.stage);
    let deciding = packet.and_then(|packet| check.rules.iter().position(|(_, part)| part.contains(&packet)));
    let rule = deciding.and_then(|index| check.rules.get(index)).map(|(rule, _)| Arc::clone(rule));
    Check {
        component: check.component,
        id: check.id,
        ids: check.ids,
        direction: check.direction,
        result: check.result,
        other_rules: check.rules.len().saturating_sub(usize::from(rule.is_some())),
        evidence: rule.as_ref().map(|rule| rule.evidence().clone()).or(check.evidence),
        rule,
    }
}

/// One packet as it is after each number of rewritings; its reply at a stage is its reverse.
struct Stages<'s> {
    /// After 0, 1, … rewritings: first as the source sends it.
    packets: Vec<Packet>,
    rewrites: &'s [Rewrite],
}

impl<'s> Stages<'s> {
    /// Picks a packet of a state's and follows it back to the source.
    ///
    /// A rewritten source is forgotten and, where there are ports, the source port with it; everything else identifies
    /// the packets on both sides of a rewriting, so that some packet is always found.
    fn of(state: &State, rewrites: &'s [Rewrite]) -> Option<Self> {
        let last = state.packets.witness()?;
        let here = match state.leg {
            Leg::Forward => last,
            Leg::Return => last.reversed(),
        };
        let mut packets = vec![here];
        // Towards the source: before each rewriting that the packet still carries.
        for rewrite in rewrites.iter().take(state.stage()).rev() {
            let after = *packets.last()?;
            let same = match rewrite.end {
                Rewritten::Source => PacketBox::any()
                    .protocol(after.protocol)
                    .to(AddressSet::single(after.destination))
                    .to_ports(PortSet::single(after.destination_port)),
                Rewritten::Destination => PacketBox { destinations: AddressSet::all(), ..PacketBox::single(&after) },
            };
            packets.push(rewrite.before.intersect_box(&same).witness()?);
        }
        packets.reverse();
        // Away from it: replies as they were before each rewriting was undone, the innermost last.
        for reply in state.undone.iter().rev() {
            let inner = packets.last()?.reversed();
            let mut same = PacketBox::any()
                .protocol(inner.protocol)
                .from(AddressSet::single(inner.source))
                .from_ports(PortSet::single(inner.source_port));
            if !inner.protocol.has_ports() {
                same = same.to_ports(PortSet::single(inner.destination_port));
            }
            packets.push(reply.intersect_box(&same).witness()?.reversed());
        }
        Some(Self { packets, rewrites })
    }

    fn at(&self, leg: Leg, stage: usize) -> Option<Packet> {
        let packet = self.packets.get(stage)?;
        Some(match leg {
            Leg::Forward => *packet,
            Leg::Return => packet.reversed(),
        })
    }

    fn witness(&self) -> Option<Witness> {
        let chosen = self.packets.iter().skip(1).zip(self.rewrites);
        let chosen = chosen.filter(|(_, rewrite)| rewrite.end == Rewritten::Source);
        let nat = chosen.map(|(packet, _)| NatChoice { address: packet.source, port: packet.source_port }).collect();
        Some(Witness { packet: *self.packets.first()?, nat })
    }
}
