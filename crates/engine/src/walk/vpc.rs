//! VPCs: the local route, which joins the subnets.

use std::sync::Arc;

use hopwise_model::design::{Ix, Vpc};
use hopwise_model::{Code, Component, DocumentKind, Gap};
use hopwise_packet::{AddressSet, Field, PacketSet};

use super::check::Stop;
use super::state::State;
use super::{Walk, to};
use crate::graph::Place;

impl Walk<'_> {
    /// The local route: the VPC hands packets to the subnet that has the address.
    pub(super) fn vpc(&mut self, state: &State, vpc: Ix<Vpc>) {
        let mut rest = state.packets.clone();
        for (by, place) in self.graph.moves(Place::Vpc(vpc)) {
            let Place::Subnet(subnet) = place else { continue };
            if rest.is_empty() {
                return;
            }
            let part = rest.intersect_box(&to(&self.subnet_addresses(subnet)));
            if !part.is_empty() {
                rest = rest.difference(&part);
                self.go(state.with(part), by, place);
            }
        }
        let rest = self.end_in_unread_subnets(state, rest, vpc);
        if rest.is_empty() {
            return;
        }
        let found = self.design.vpcs.get(vpc);
        let record = &found.record;
        if let Some(gap) = found.unseen(record.id.as_str()) {
            // Subnets of a shared VPC are shown where they are shared.
            self.end_unknown(state.with(rest), gap);
            return;
        }
        if !self.design.knows(DocumentKind::Subnets, vpc) {
            // Somebody may have the address, in a subnet that was not read.
            let (document, needed_for) = (DocumentKind::Subnets, record.id.to_string());
            self.end_unknown(state.with(rest), Gap::MissingDocument { document, needed_for });
            return;
        }
        let evidence = Some(record.evidence.clone());
        let stop = Stop::at(Component::Vpc, record.id.as_str(), Code::NoPossibleDestination, evidence);
        self.end_blocked(state.with(rest), stop);
    }

    /// Packets for interfaces whose subnet the snapshot lacks end here as unknown; the others are left.
    fn end_in_unread_subnets(&mut self, state: &State, packets: PacketSet, vpc: Ix<Vpc>) -> PacketSet {
        let design = self.design;
        let mut rest = packets;
        let mut unread: Vec<(&Arc<Gap>, PacketSet)> = Vec::new();
        let wanted = rest.addresses(Field::Destination);
        for (block, interface) in design.interfaces_between(vpc, wanted.ranges()) {
            let Err(gap) = &design.network_interfaces.get(interface).subnet else { continue };
            let part = rest.intersect_box(&to(&AddressSet::from_nets([block])));
            if part.is_empty() {
                continue;
            }
            rest = rest.difference(&part);
            match unread.iter_mut().find(|(other, _)| *other == gap) {
                Some((_, others)) => *others = others.union(&part),
                None => unread.push((gap, part)),
            }
        }
        for (gap, part) in unread {
            self.end_unknown(state.with(part), gap);
        }
        rest
    }
}
