//! Network interfaces: departing from the source, arriving at the destination, replying, and back at the source.

use hopwise_model::design::{Ix, NetworkInterface, Source, Subnet, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Component, Gap, Leg, NotEvaluated};
use hopwise_packet::AddressSet;

use super::hop::hop;
use super::state::{Sender, State};
use super::{Walk, to};
use crate::family::{FOLLOWED, followed};
use crate::graph::{Move, Place};
use crate::trace::Destination;

impl Walk<'_> {
    /// Packets are at an interface: at their source, at who takes them, or, as replies, back at their source.
    pub(super) fn interface(&mut self, state: State, interface: Ix<NetworkInterface>) {
        match (state.came_from(), state.leg) {
            (None, _) => self.depart(state),
            (Some(_), Leg::Forward) => self.arrive(state, interface),
            (Some(_), Leg::Return) if matches!(self.source, Source::Interface(own) if *own == interface) => {
                self.arrive_back(state);
            }
            (Some(_), Leg::Return) => self.end_reply_at_wrong_interface(state, interface),
        }
    }

    /// Packets are at the interface that the source would have.
    pub(super) fn placement(&mut self, mut state: State, subnet: Ix<Subnet>) {
        match (state.came_from(), state.leg) {
            (None, _) => self.depart(state),
            (Some(_), Leg::Return) => self.arrive_back(state),
            (Some(_), Leg::Forward) => {
                // Packets that a placement sends to its own address.
                state.enter(hop(Component::NetworkInterface, ""));
                let Some(state) = self.pass_wanted_placement(state) else { return };
                let vpc = match &self.design.subnets.get(subnet).vpc {
                    Ok(vpc) => *vpc,
                    Err(gap) => {
                        self.end_unknown(state, gap);
                        return;
                    }
                };
                let groups = self.source.groups(self.design);
                let Some(mut state) = self.pass_groups(state, groups, vpc, Direction::Ingress) else { return };
                state.turn(Destination { component: Component::NetworkInterface, id: Some(String::new()) });
                state.enter(hop(Component::NetworkInterface, ""));
                self.go(state, Move::Wire, Place::Subnet(subnet));
            }
        }
    }

    /// Replies are back. Security groups remember connections and are not asked again.
    fn arrive_back(&mut self, mut state: State) {
        state.enter(self.source_hop());
        let shared = match self.source {
            Source::Interface(own) => self.shared_address(*own),
            Source::Placement(_) | Source::Internet => None,
        };
        match shared {
            Some(gap) => self.end_unknown(state, gap),
            None => self.end_delivered(state),
        }
    }

    /// Packets leave their source.
    fn depart(&mut self, mut state: State) {
        let groups = self.source.groups(self.design);
        let Some(subnet) = self.source.subnet(self.design) else { return };
        state.enter(self.source_hop());
        let (subnet, vpc) = match subnet.and_then(|subnet| Ok((subnet, self.design.subnets.get(subnet).vpc.clone()?))) {
            Ok(place) => place,
            Err(gap) => {
                self.end_unknown(state, gap);
                return;
            }
        };
        let other = state.packets.difference(&state.packets.intersect_box(&followed()));
        if !other.is_empty() {
            let gap = self.vpc_gap(vpc, NotEvaluated::Ipv6);
            self.end_unknown(state.with(other.clone()), gap);
            state.packets = state.packets.difference(&other);
        }
        let state = match self.source {
            Source::Interface(interface) => {
                let state = self.pass_instance(state, *interface);
                let state = state.and_then(|state| self.pass_opens(state, *interface));
                state.and_then(|state| self.pass_attached(state, *interface))
            }
            Source::Placement(_) | Source::Internet => Some(state),
        };
        let Some(mut state) = state else { return };
        let local_services = state.packets.intersect_box(&to(&self.local_services(vpc)));
        if !local_services.is_empty() {
            let gap = self.vpc_gap(vpc, NotEvaluated::LinkLocal);
            self.end_unknown(state.with(local_services.clone()), gap);
            state.packets = state.packets.difference(&local_services);
        }
        if state.packets.is_empty() {
            return;
        }
        let state = match self.source {
            Source::Interface(interface) => self.pass_known_groups(state, *interface),
            Source::Placement(_) | Source::Internet => Some(state),
        };
        let Some(state) = state else { return };
        let state = self.pass_groups(state, groups, vpc, Direction::Egress);
        let state = match self.source {
            Source::Interface(interface) => state.and_then(|state| self.pass_known_attachment(state, *interface)),
            Source::Placement(_) | Source::Internet => state,
        };
        if let Some(state) = state {
            self.go(state, Move::Wire, Place::Subnet(subnet));
        }
    }

    fn vpc_gap(&self, vpc: Ix<Vpc>, what: NotEvaluated) -> Gap {
        let id = self.design.vpcs.get(vpc).record.id.to_string();
        Gap::NotEvaluated { component: Component::Vpc, id, what }
    }

    /// Link-local services and the Amazon resolver at the primary block's base plus two, which no security group,
    /// network ACL or route concerns (VPC user guide, Amazon DNS server).
    fn local_services(&self, vpc: Ix<Vpc>) -> AddressSet {
        let resolver = self.design.vpcs.get(vpc).record.resolver_address();
        let of_hosts = AddressSet::of_hosts(FOLLOWED);
        resolver.map_or_else(|| of_hosts.clone(), |address| of_hosts.union(&AddressSet::single(address)))
    }

    /// Packets reach an interface on the way there.
    fn arrive(&mut self, mut state: State, interface: Ix<NetworkInterface>) {
        let found = self.design.network_interfaces.get(interface);
        state.enter(self.interface_hop(interface));
        if let Some(gap) = self.design.owner_gap(interface) {
            self.end_unknown(state, gap);
            return;
        }
        let Some(state) = self.pass_wanted(state, interface) else { return };
        if let Some(gap) = self.shared_address(interface) {
            self.end_unknown(state, gap);
            return;
        }
        let Some(state) = self.pass_kind(state, interface) else { return };
        let Some(state) = self.pass_attached(state, interface) else { return };
        let Some(state) = self.pass_instance(state, interface) else { return };
        let (vpc, subnet) = match (&found.vpc, &found.subnet) {
            (Ok(vpc), Ok(subnet)) => (*vpc, *subnet),
            (Err(gap), _) | (_, Err(gap)) => {
                self.end_unknown(state, gap);
                return;
            }
        };
        let Some(state) = self.pass_known_groups(state, interface) else { return };
        let Some(state) = self.pass_groups(state, &found.groups, vpc, Direction::Ingress) else { return };
        let Some(state) = self.pass_known_attachment(state, interface) else { return };
        let Some(mut state) = self.pass_known_kind(&state, interface) else { return };
        let id = Some(found.record.id.to_string());
        state.turn(Destination { component: Component::NetworkInterface, id });
        state.sender = Sender::Interface(interface);
        state.enter(self.interface_hop(interface));
        self.go(state, Move::Wire, Place::Subnet(subnet));
    }
}
