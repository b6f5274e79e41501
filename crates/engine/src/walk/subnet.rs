//! Subnets: the border with its network ACL, and the wire inside.

use std::sync::Arc;

use hopwise_model::design::{Ix, Source, Subnet, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg};
use hopwise_packet::{AddressSet, Field, PacketSet};

use super::check::Stop;
use super::internet::INTERNET;
use super::state::{Site, State};
use super::{Walk, to};
use crate::graph::{Move, Place};
use crate::takers::Takers;

impl Walk<'_> {
    /// The addresses of a subnet.
    pub(super) fn subnet_addresses(&self, subnet: Ix<Subnet>) -> AddressSet {
        AddressSet::from_nets(self.design.subnets.get(subnet).record.cidrs.iter().copied())
    }

    /// Packets are at a subnet: at its border where they come from its VPC, else on its wire.
    ///
    /// Neighbours reach each other past network ACL and route table (VPC user guide, network ACLs).
    pub(super) fn subnet(&mut self, mut state: State, subnet: Ix<Subnet>) {
        match state.came_from() {
            Some(Place::Vpc(_)) => {
                state.enter(self.subnet_hop(subnet));
                if let Some(state) = self.pass_acl(state, subnet, Direction::Ingress) {
                    self.on_wire(&state, subnet);
                }
                return;
            }
            // What a NAT gateway translated begins anew in its subnet; what it restored is shown at the gateway.
            Some(Place::NatGateway(_)) if state.leg == Leg::Forward => state.enter(self.subnet_hop(subnet)),
            _ => {}
        }
        let inside = state.packets.intersect_box(&to(&self.subnet_addresses(subnet)));
        let outside = state.packets.difference(&inside);
        if !inside.is_empty() {
            let by_attachment = matches!(state.came_from(), Some(Place::Attachment(_)));
            let mut state = state.with(inside);
            // Whoever is beside a transit gateway's attachment meets no network ACL (Transit Gateways guide, network ACLs).
            if by_attachment {
                state.enter(self.subnet_hop(subnet));
            }
            self.on_wire(&state, subnet);
        }
        if !outside.is_empty() {
            self.leave(state.with(outside), subnet);
        }
    }

    /// Packets cross the border outwards: network ACL, then the route table in force.
    fn leave(&mut self, mut state: State, subnet: Ix<Subnet>) {
        if !matches!(state.came_from(), Some(Place::NatGateway(_))) {
            state.enter(self.subnet_hop(subnet));
        }
        let Some(mut state) = self.pass_acl(state, subnet, Direction::Egress) else { return };
        let found = self.design.subnets.get(subnet);
        match (&found.vpc, &found.route_table) {
            (Ok(vpc), Ok(table)) => {
                state.site = Some(Site { vpc: *vpc, subnet: Some(subnet) });
                self.go(state, Move::Leave, Place::RouteTable(*table));
            }
            (Err(gap), _) | (_, Err(gap)) => self.end_unknown(state, gap),
        }
    }

    /// Packets are on the wire of the subnet that has their destination address: whoever has the address takes them.
    fn on_wire(&mut self, state: &State, subnet: Ix<Subnet>) {
        let design = self.design;
        let found = design.subnets.get(subnet);
        let vpc = match &found.vpc {
            Ok(vpc) => *vpc,
            Err(gap) => {
                self.end_unknown(state.clone(), gap);
                return;
            }
        };
        let mut rest = state.packets.clone();
        if state.leg == Leg::Return {
            if state.is_inbound() {
                // A local route that covers the public address of who asked: the reply stays inside.
                let stop = Stop::at(Component::Internet, INTERNET, Code::NoPossibleDestination, None);
                self.end_blocked(state.clone(), stop);
                return;
            }
            if let Some(place) = self.reply_recipient(state, subnet) {
                self.go(state.clone(), Move::Wire, place);
                return;
            }
        } else if let Source::Placement(placement) = self.source
            && let (true, Some(own)) = (placement.subnet == subnet, placement.address)
        {
            // Its address is its own, also where the snapshot still shows an interface that had it before.
            let part = rest.intersect_box(&to(&AddressSet::single(own)));
            rest = rest.difference(&part);
            self.go(state.with(part), Move::Wire, Place::Placement(subnet));
        }
        let (parts, rest) = self.owners(state, &rest, vpc, subnet);
        for (place, part) in parts {
            self.go(state.with(part), Move::Wire, place);
        }
        if rest.is_empty() {
            return;
        }
        let id = found.record.id.as_str();
        if let Some(gap) = design.vpcs.get(vpc).unseen(id) {
            self.end_unknown(state.with(rest), gap);
        } else if design.knows(DocumentKind::NetworkInterfaces, vpc) {
            let evidence = Some(found.record.evidence.clone());
            let stop = Stop::at(Component::Subnet, id, Code::NoPossibleDestination, evidence);
            self.end_blocked(state.with(rest), stop);
        } else {
            let gap = Gap::MissingDocument { document: DocumentKind::NetworkInterfaces, needed_for: id.to_owned() };
            self.end_unknown(state.with(rest), gap);
        }
    }

    /// Who in a subnet waits for a reply: a NAT gateway that has to undo a translation, or the source itself.
    fn reply_recipient(&self, state: &State, subnet: Ix<Subnet>) -> Option<Place> {
        if let Some(rewrite) = state.pending() {
            let Place::NatGateway(nat) = rewrite.by else { return None };
            return self.graph.is_nat_in(nat, subnet).then_some(rewrite.by);
        }
        match self.source {
            Source::Interface(interface) => {
                self.graph.is_in(*interface, subnet).then_some(Place::Interface(*interface))
            }
            Source::Placement(placement) => (placement.subnet == subnet).then_some(Place::Placement(subnet)),
            Source::Internet => None,
        }
    }

    /// Packets by who in a subnet has their destination address, and those that nobody there is for.
    fn owners(
        &self,
        state: &State,
        packets: &PacketSet,
        vpc: Ix<Vpc>,
        subnet: Ix<Subnet>,
    ) -> (Vec<(Place, PacketSet)>, PacketSet) {
        let wanted = packets.addresses(Field::Destination);
        // Documents may put an interface into a subnet that does not have its address: kinds are of those whose it has.
        let is_within = || wanted.difference(&self.subnet_addresses(subnet)).is_empty();
        let takers = if self.is_like_for_like(state, subnet) && is_within() {
            self.network.takers(vpc, subnet)
        } else {
            Arc::new(Takers::among(self.design, vpc, subnet, wanted.ranges()))
        };
        let parts = takers.parts.iter().map(|(place, addresses)| (*place, packets.intersect_box(&to(addresses))));
        (parts.filter(|(_, part)| !part.is_empty()).collect(), packets.subtract_box(&to(&takers.all)))
    }
}
