//! The internet as the source of packets.

use hopwise_model::design::{InternetGateway, Ix, NetworkInterface};
use hopwise_model::resource::BlockPublicAccess;
use hopwise_model::{Code, Component, DocumentKind, Gap, Leg, NotEvaluated};
use hopwise_packet::{AddressSet, Field};

use super::check::Stop;
use super::state::{Rewrite, Rewritten, Site, State};
use super::{Walk, to};
use crate::family::{FOLLOWED, followed};
use crate::graph::{Move, Place};
use crate::trace::Destination;

/// The id that stands for the internet where an id is wanted.
pub(super) const INTERNET: &str = "internet";

impl Walk<'_> {
    /// Packets are on the internet: at their source, at whoever answers there, or, as replies, back at their source.
    pub(super) fn internet(&mut self, state: State) {
        match (state.came_from(), state.leg) {
            (None, _) => self.depart_internet(&state),
            (Some(_), Leg::Return) => self.end_delivered(state),
            (Some(came_from), Leg::Forward) => {
                let Some(mut state) = self.pass_wanted_outside(state) else { return };
                state.turn(Destination { component: Component::Internet, id: None });
                self.go(state, Move::Outside, came_from);
            }
        }
    }

    /// Packets come from the internet: to a public address of the snapshot through the internet gateway of its VPC,
    /// or nowhere.
    fn depart_internet(&mut self, state: &State) {
        let mut rest = state.packets.intersect_box(&followed());
        let other = state.packets.difference(&rest);
        if !other.is_empty() {
            let (component, id) = (Component::Internet, INTERNET.to_owned());
            self.end_unknown(state.with(other), Gap::NotEvaluated { component, id, what: NotEvaluated::Ipv6 });
        }
        let wanted = rest.addresses(Field::Destination);
        let private = rest.intersect_box(&to(&AddressSet::internal(FOLLOWED)));
        if !private.is_empty() {
            rest = rest.difference(&private);
            let stop = Stop::at(Component::Internet, INTERNET, Code::NoPossibleDestination, None);
            self.end_blocked(state.with(private), stop);
        }
        let design = self.design;
        for (public, interface, private) in design.public_between(wanted.ranges()) {
            let part = rest.intersect_box(&to(&AddressSet::single(public)));
            if part.is_empty() {
                continue;
            }
            rest = rest.difference(&part);
            let mut inbound = state.with(part.with_destinations(&AddressSet::single(private)));
            let gateway = self.public_gateway(interface);
            let by = gateway.map_or(Place::Internet, Place::InternetGateway);
            inbound.rewrites.push(Rewrite { by, end: Rewritten::Destination, before: part });
            self.leave_internet(inbound, interface, gateway);
        }
        if rest.is_empty() {
            return;
        }
        // Somebody may have the address: one who was not read, or whom the snapshot of a shared VPC does not show. Which
        // VPCs are shared takes all VPCs to know.
        let unread = [DocumentKind::NetworkInterfaces, DocumentKind::Vpcs];
        let unread = unread.into_iter().find(|kind| !design.knowledge.knows_everywhere(*kind));
        let missing = |document| Gap::MissingDocument { document, needed_for: INTERNET.to_owned() };
        let hidden = design.hidden_vpcs().find_map(|vpc| vpc.unseen(INTERNET));
        if let Some(gap) = hidden.or_else(|| unread.map(missing)) {
            self.end_unknown(state.with(rest), gap);
        } else {
            let stop = Stop::at(Component::Internet, INTERNET, Code::IgwPrivateIpAssociationForIngress, None);
            self.end_blocked(state.with(rest), stop);
        }
    }

    /// The internet gateway of an interface's VPC.
    fn public_gateway(&self, interface: Ix<NetworkInterface>) -> Option<Ix<InternetGateway>> {
        let vpc = self.design.network_interfaces.get(interface).vpc.as_ref().ok()?;
        self.design.vpcs.get(*vpc).internet_gateway
    }

    /// Packets go to the internet gateway of an interface's VPC.
    fn leave_internet(
        &mut self,
        mut state: State,
        interface: Ix<NetworkInterface>,
        gateway: Option<Ix<InternetGateway>>,
    ) {
        let found = self.design.network_interfaces.get(interface);
        let (vpc, subnet) = match (&found.vpc, &found.subnet) {
            (Ok(vpc), Ok(subnet)) => (*vpc, *subnet),
            (Err(gap), _) | (_, Err(gap)) => {
                self.end_unknown(state, gap);
                return;
            }
        };
        let of_vpc = self.design.vpcs.get(vpc);
        let record = &of_vpc.record;
        let Some(gateway) = gateway else {
            if let Some(gap) = of_vpc.unseen(record.id.as_str()) {
                self.end_unknown(state, gap);
                return;
            }
            if !self.design.knows(DocumentKind::InternetGateways, vpc) {
                let (document, needed_for) = (DocumentKind::InternetGateways, record.id.to_string());
                self.end_unknown(state, Gap::MissingDocument { document, needed_for });
                return;
            }
            let evidence = Some(record.evidence.clone());
            let stop = Stop::at(Component::Vpc, record.id.as_str(), Code::BadStateAttachment, evidence);
            self.end_blocked(state, stop);
            return;
        };
        state.site = Some(Site { vpc, subnet: Some(subnet) });
        self.go(state, Move::Outside, Place::InternetGateway(gateway));
    }

    /// Packets come in through the internet gateway of the site, to the private address already.
    pub(super) fn enter_from_internet(&mut self, mut state: State, gateway: Ix<InternetGateway>) {
        let Some(site) = state.site else { return };
        let record = &self.design.vpcs.get(site.vpc).record;
        state.enter(self.gateway_hop(gateway));
        let Some(state) = self.pass_mode(state, site, |mode| mode == BlockPublicAccess::Off) else { return };
        if record.encryption_enforced {
            let what = NotEvaluated::EncryptionControl;
            let gap = Gap::NotEvaluated { component: Component::Vpc, id: record.id.to_string(), what };
            self.end_unknown(state, gap);
            return;
        }
        if let Some(firewall) = self.internet_firewall(&state, site) {
            self.end_unknown(state, firewall.gap);
            return;
        }
        if let Some(state) = self.pass_edge_table(state, gateway) {
            self.enter_vpc(state);
        }
    }
}
