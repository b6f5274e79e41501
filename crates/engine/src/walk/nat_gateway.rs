//! NAT gateways: translating the source on the way there, undoing it on the way back.

use hopwise_model::design::{Ix, NatGateway};
use hopwise_model::resource::{Direction, NatAddress, NatState};
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg, NotEvaluated};
use hopwise_packet::{AddressSet, Field, PacketBox, PortSet, Protocol, ProtocolSet};

use super::Walk;
use super::check::Stop;
use super::state::{Rewrite, Rewritten, Sender, Site, State};
use crate::graph::{Move, Place};

/// The ports that a NAT gateway sends from (VPC user guide, NAT gateway basics).
const PORTS: std::ops::RangeInclusive<u16> = 1024..=65535;

fn with_ports() -> ProtocolSet {
    ProtocolSet::single(Protocol::TCP).union(&ProtocolSet::single(Protocol::UDP))
}

impl Walk<'_> {
    /// Packets are at a NAT gateway: told to go there by a route, as replies to what it translated, or unasked for.
    pub(super) fn nat_gateway(&mut self, mut state: State, nat: Ix<NatGateway>) {
        let is_pending = state.pending().is_some_and(|rewrite| rewrite.by == Place::NatGateway(nat));
        let record = &self.design.nat_gateways.get(nat).record;
        let stop = |code| Stop::at(Component::NatGateway, record.id.as_str(), code, Some(record.evidence.clone()));
        match (state.by, state.leg) {
            (Some(Move::Route(_)), Leg::Forward) => self.translate(state, nat),
            (Some(Move::Route(_)), Leg::Return) => {
                // A reply that a NAT gateway gives another source address belongs to no connection of the client's.
                state.enter(self.nat_hop(nat));
                self.end_blocked(state, stop(Code::NgwSourceAddressReassign));
            }
            (_, Leg::Return) if is_pending => self.restore(state, nat),
            (_, Leg::Forward | Leg::Return) => {
                state.enter(self.nat_hop(nat));
                self.end_blocked(state, stop(Code::NgwUnsolicited));
            }
        }
    }

    /// Packets reach a NAT gateway by a route.
    fn translate(&mut self, mut state: State, nat: Ix<NatGateway>) {
        state.enter(self.nat_hop(nat));
        let Some(site) = state.site else { return };
        let Some(state) = self.pass_nat_state(state, nat) else { return };
        let Some(state) = self.pass_nat_sources(&state, nat, site) else { return };
        let design = self.design;
        let gateway = design.nat_gateways.get(nat);
        let addresses = nat_addresses(gateway);
        if addresses.is_empty() {
            let gap = Gap::MissingResource {
                component: Component::NetworkInterface,
                id: String::new(),
                referenced_by: gateway.record.id.to_string(),
                document: DocumentKind::NatGateways,
            };
            self.end_unknown(state, gap);
            return;
        }
        let next = match (&gateway.vpc, self.graph.behind_nat(nat)) {
            (Ok(_), Ok(next)) => next,
            (Err(gap), _) => {
                self.end_unknown(state, gap);
                return;
            }
            (Ok(_), Err(gap)) => {
                self.end_unknown(state, gap);
                return;
            }
        };
        let state = match next {
            Place::Subnet(own) if site.subnet != Some(own) => self.pass_acl(state, own, Direction::Ingress),
            _ => Some(state),
        };
        let Some(mut state) = state else { return };
        let before = state.packets.clone();
        let ported = before.intersect_box(&PacketBox::any().protocols(with_ports()));
        let others = before.difference(&ported);
        state.packets = ported
            .with_sources(&addresses)
            .with_source_ports(&PortSet::range(PORTS))
            .union(&others.with_sources(&addresses));
        state.rewrites.push(Rewrite { by: Place::NatGateway(nat), end: Rewritten::Source, before });
        state.sender = Sender::Nat(nat);
        self.send_on(state, nat, next);
    }

    /// Packets go on into the gateway's own subnet, or to a regional gateway's route table.
    fn send_on(&mut self, mut state: State, nat: Ix<NatGateway>, next: Place) {
        match (next, &self.design.nat_gateways.get(nat).vpc) {
            (Place::Subnet(_), _) => self.go(state, Move::Wire, next),
            (_, Ok(vpc)) => {
                state.site = Some(Site { vpc: *vpc, subnet: None });
                self.go(state, Move::Leave, next);
            }
            (_, Err(gap)) => self.end_unknown(state, gap),
        }
    }

    /// `available` passes packets; `deleting` may (VPC user guide, NAT gateways).
    fn pass_nat_state(&mut self, state: State, nat: Ix<NatGateway>) -> Option<State> {
        let record = &self.design.nat_gateways.get(nat).record;
        let id = record.id.as_str();
        let stop = |code| Stop::at(Component::NatGateway, id, code, Some(record.evidence.clone()));
        let uncertain = |state: &str| Gap::UncertainState {
            component: Component::NatGateway,
            id: id.to_owned(),
            state: state.to_owned(),
        };
        match &record.state {
            NatState::Available => {}
            NatState::Pending | NatState::Failed | NatState::Deleted => {
                self.end_blocked(state, stop(Code::BadState));
                return None;
            }
            NatState::Deleting => {
                self.end_unknown(state, uncertain("deleting"));
                return None;
            }
            NatState::Other(other) => {
                self.end_unknown(state, uncertain(other));
                return None;
            }
        }
        if record.has_appliance {
            let what = NotEvaluated::NatAppliance;
            let gap = Gap::NotEvaluated { component: Component::NatGateway, id: id.to_owned(), what };
            self.end_unknown(state, gap);
            return None;
        }
        Some(state)
    }

    /// TCP, UDP and ICMP only; sources of the gateway's own VPC only; a regional gateway only where it has addresses
    /// (VPC user guide, NAT gateway basics and regional NAT gateways).
    fn pass_nat_sources(&mut self, state: &State, nat: Ix<NatGateway>, site: Site) -> Option<State> {
        let design = self.design;
        let gateway = design.nat_gateways.get(nat);
        let record = &gateway.record;
        let id = record.id.as_str();
        let stop = |code| Stop::at(Component::NatGateway, id, code, Some(record.evidence.clone()));
        let protocols = with_ports().union(&ProtocolSet::single(Protocol::ICMP));
        let good = state.packets.intersect_box(&PacketBox::any().protocols(protocols));
        let bad = state.packets.difference(&good);
        if !bad.is_empty() {
            self.end_blocked(state.with(bad), stop(Code::ProtocolRestriction));
        }
        if good.is_empty() {
            return None;
        }
        let cidrs = match &gateway.vpc {
            Ok(vpc) => design.vpcs.get(*vpc).record.cidrs.iter().copied(),
            Err(gap) => {
                self.end_unknown(state.with(good), gap);
                return None;
            }
        };
        // Packets that a transit gateway led into the VPC may be anybody's (VPC user guide, NAT gateway basics; fact base B.3).
        let own = if state.came_by_transit_gateway() {
            good.clone()
        } else {
            good.intersect_box(&PacketBox::any().from(AddressSet::from_nets(cidrs)))
        };
        let foreign = good.difference(&own);
        if !foreign.is_empty() {
            self.end_blocked(state.with(foreign), stop(Code::NgwRequiresSourceInVpc));
        }
        if own.is_empty() {
            return None;
        }
        let state = state.with(own);
        match covers_zone(gateway, site.subnet.map(|subnet| design.subnets.get(subnet).record.as_ref())) {
            Some(true) => Some(state),
            Some(false) => {
                self.end_blocked(state, stop(Code::RegionalNgwRouteAzRestriction));
                None
            }
            None => {
                let (component, id) = (Component::NatGateway, id.to_owned());
                let gap = Gap::UncertainState { component, id, state: "zones unknown".to_owned() };
                self.end_unknown(state, gap);
                None
            }
        }
    }

    /// Replies reach the NAT gateway that translated the request.
    fn restore(&mut self, mut state: State, nat: Ix<NatGateway>) {
        let Some(before) = state.pending().map(|rewrite| rewrite.before.clone()) else { return };
        state.enter(self.nat_hop(nat));
        let answered = state.packets.forget(Field::Destination);
        let ported = answered.intersect_box(&PacketBox::any().protocols(with_ports()));
        // The gateway's port says nothing about the client's; ICMP has its type and code in that field.
        let answered = answered.difference(&ported).union(&ported.forget(Field::DestinationPort));
        state.undone.push(state.packets.clone());
        state.packets = before.reversed().intersection(&answered);
        match self.graph.behind_nat(nat) {
            Ok(next) => self.send_on(state, nat, next),
            Err(gap) => self.end_unknown(state, gap),
        }
    }
}

/// The private addresses that a NAT gateway sends from.
fn nat_addresses(gateway: &NatGateway) -> AddressSet {
    AddressSet::from_addresses(gateway.record.senders().map(|(address, _)| address))
}

/// Whether a NAT gateway serves the zone of a subnet; `None` where the snapshot does not say. Only a regional gateway
/// whose zones somebody chose serves some zones and not others.
fn covers_zone(gateway: &NatGateway, subnet: Option<&hopwise_model::resource::Subnet>) -> Option<bool> {
    let record = &gateway.record;
    if !record.regional || record.automatic_zones {
        return Some(true);
    }
    // A zone has a name and an id. Some documents print one, some the other; what cannot be compared is not known.
    let compare = |address: &NatAddress| {
        let name = subnet?.availability_zone.as_ref().zip(address.availability_zone.as_ref());
        let id = subnet?.availability_zone_id.as_ref().zip(address.availability_zone_id.as_ref());
        match (name.map(|(a, b)| a == b), id.map(|(a, b)| a == b)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => None,
            _ => Some(false),
        }
    };
    let serves: Vec<Option<bool>> = record.addresses.iter().filter(|address| address.usable).map(compare).collect();
    if serves.contains(&Some(true)) {
        Some(true)
    } else if serves.is_empty() || serves.contains(&None) {
        None
    } else {
        Some(false)
    }
}
