//! VPC peering connections: from one VPC into the other, and nowhere else.

use hopwise_model::design::{Ix, RouteTable, Target, VpcPeeringConnection};
use hopwise_model::{Code, Component, Gap, NotEvaluated};
use hopwise_packet::{AddressSet, PacketSet};

use super::check::Stop;
use super::state::State;
use super::{Walk, to};
use crate::graph::{Move, Place};
use crate::route::Choice;

impl Walk<'_> {
    /// Packets leave a VPC by a peering connection. It leads to the other VPC's own addresses: neither VPC's gateways, NAT
    /// gateways and gateway endpoints serve the other one (VPC peering guide, "VPC peering limitations"; fact base B.5, M.12).
    pub(super) fn peering(&mut self, mut state: State, index: Ix<VpcPeeringConnection>) {
        let design = self.design;
        let found = design.vpc_peering_connections.get(index);
        let record = &found.record;
        let (entered, evidence) = self.hop_of(Place::Peering(index));
        state.enter(entered);
        let stop = |code| Stop::at(Component::VpcPeeringConnection, &record.id, code, evidence.clone());
        match record.passes() {
            Some(true) => {}
            Some(false) => {
                self.end_blocked(state, stop(Code::BadState));
                return;
            }
            None => {
                let (component, id) = (Component::VpcPeeringConnection, record.id.clone());
                self.end_unknown(state, Gap::UncertainState { component, id, state: record.state.clone() });
                return;
            }
        }
        let state = self.doubt_transit_here(state, Component::VpcPeeringConnection, &record.id);
        let Some((peer, vpc)) = state.site.and_then(|site| found.other_side(site.vpc)) else {
            // A table of a VPC that is on neither side: the documents contradict each other.
            let (component, id) = (Component::VpcPeeringConnection, record.id.clone());
            let sides = format!("between {} and {}", record.requester.vpc, record.accepter.vpc);
            self.end_unknown(state, Gap::UncertainState { component, id, state: sides });
            return;
        };
        let blocks = match vpc {
            Ok(vpc) => &design.vpcs.get(*vpc).record.cidrs,
            Err(_) => &peer.cidrs,
        };
        // Blocks are not printed of a connection that was not active yet: of such a list nothing is said.
        let there = if blocks.is_empty() { AddressSet::all() } else { AddressSet::from_nets(blocks.iter().copied()) };
        let inside = state.packets.intersect_box(&to(&there));
        let outside = state.packets.difference(&inside);
        if !outside.is_empty() {
            self.end_blocked(state.with(outside), stop(Code::PcxRequiresAddressInVpcCidr));
        }
        if inside.is_empty() {
            return;
        }
        if let Ok(vpc) = vpc {
            self.go(state.with(inside), Move::Inside, Place::Vpc(*vpc));
            return;
        }
        let gap = Gap::PeerVpc {
            connection: record.id.clone(),
            vpc: peer.vpc.clone(),
            owner: peer.owner.clone(),
            region: peer.region.clone(),
        };
        let (entered, _) = self.hop_of(Place::Peering(index));
        if let Some(state) = self.pass_reply_acl(state.with(inside), &entered) {
            self.end_unknown(state, gap);
        }
    }

    /// The peering connection by which a NAT gateway of another VPC sent what is answered here. Such replies find the gateway
    /// without any route ("return to sender": VPC user guide, NAT gateway basics; fact base Q.3); no page says so of other
    /// ways between VPCs.
    pub(super) fn way_back_to_nat(&self, state: &State) -> Option<Ix<VpcPeeringConnection>> {
        let Place::NatGateway(nat) = state.pending()?.by else { return None };
        let (here, peering) = (state.site?.vpc, state.peering_there()?);
        let (_, vpc) = self.design.vpc_peering_connections.get(peering).other_side(here)?;
        (vpc.is_ok() && *vpc == self.design.nat_gateways.get(nat).vpc).then_some(peering)
    }

    /// Sends back what the routes of a table say nothing about, and ends what they lead elsewhere: whether it goes there or back,
    /// no page says. The rest is left to the routes.
    pub(super) fn send_back_to_nat(&mut self, state: &State, table: Ix<RouteTable>) -> PacketSet {
        let Some(peering) = self.way_back_to_nat(state) else { return state.packets.clone() };
        let network = self.network;
        let Some(compiled) = network.table(table) else { return state.packets.clone() };
        let routes = &self.design.route_tables.get(table).routes;
        let own = Target::VpcPeeringConnection(peering);
        let mut rest = state.packets.clone();
        let mut back = PacketSet::empty(rest.space());
        let mut elsewhere = PacketSet::empty(rest.space());
        for (choice, addresses) in &compiled.parts {
            let part = rest.intersect_box(&to(addresses));
            match choice {
                Choice::Route(number) if routes.get(*number).is_some_and(|route| route.target == own) => continue,
                Choice::None => back = back.union(&part),
                Choice::Route(_) | Choice::Unknown(_) => elsewhere = elsewhere.union(&part),
            }
            rest = rest.difference(&part);
        }
        if !elsewhere.is_empty() {
            let (component, id) = (Component::VpcPeeringConnection, self.peering_id(peering));
            let gap = Gap::NotEvaluated { component, id, what: NotEvaluated::ReplyToNatGateway };
            self.end_unknown(state.with(elsewhere), gap);
        }
        self.go(state.with(back), Move::Back, Place::Peering(peering));
        rest
    }

    fn peering_id(&self, peering: Ix<VpcPeeringConnection>) -> String {
        self.design.vpc_peering_connections.get(peering).record.id.clone()
    }
}
