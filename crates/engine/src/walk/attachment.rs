//! Attachments of transit gateways: from a VPC to the gateway, and from the gateway into a VPC.

use hopwise_model::design::{Ix, Subnet, TransitGatewayAttachment, Vpc};
use hopwise_model::resource::Direction;
use hopwise_model::{Code, Component, DocumentKind, Gap, NotEvaluated};
use hopwise_packet::{AddressSet, PacketSet};

use super::check::Stop;
use super::doubt::doubt;
use super::state::State;
use super::{Walk, to};
use crate::graph::{Move, Place};
use crate::zone;

impl Walk<'_> {
    /// Packets are at an attachment: told to go there by a route of a VPC, or by one of the gateway.
    pub(super) fn attachment(&mut self, mut state: State, index: Ix<TransitGatewayAttachment>) {
        state.enter(self.hop_of(Place::Attachment(index)).0);
        match state.by {
            Some(Move::Across) => self.enter_by_attachment(state, index),
            _ => self.leave_by_attachment(state, index),
        }
    }

    /// Packets leave a VPC: by the attachment's subnet in their zone, whose network ACL lets them in, also where they come from that
    /// subnet (Transit Gateways guide, network ACLs; fact base M.2, M.3).
    fn leave_by_attachment(&mut self, state: State, index: Ix<TransitGatewayAttachment>) {
        let found = self.design.transit_gateway_attachments.get(index);
        let state = self.doubt_transit_here(state, Component::TransitGatewayAttachment, &found.id);
        let Some((state, own)) = self.pass_zone(state, index) else { return };
        let Some(state) = self.pass_acl(state, own, Direction::Ingress) else { return };
        let Some(state) = self.pass_attachment_state(state, index) else { return };
        self.go(state, Move::Across, Place::TransitGateway(found.gateway));
    }

    /// Packets that came by a transit gateway leave again without anybody in between: no page says whether they do.
    #[expect(clippy::unused_self, reason = "asked like the other checks of a walk")]
    pub(super) fn doubt_transit_here(&self, state: State, component: Component, id: &str) -> State {
        if !state.came_by_transit_gateway() {
            return state;
        }
        doubt(state, Gap::NotEvaluated { component, id: id.to_owned(), what: NotEvaluated::TransitGateway })
    }

    /// The attachment's subnet in the zone that packets come from; any subnet of that zone may send.
    fn pass_zone(&mut self, state: State, index: Ix<TransitGatewayAttachment>) -> Option<(State, Ix<Subnet>)> {
        let design = self.design;
        let found = design.transit_gateway_attachments.get(index);
        let (component, id) = (Component::TransitGatewayAttachment, found.id.clone());
        if found.details.is_none() {
            let document = DocumentKind::TransitGatewayVpcAttachments;
            self.end_unknown(state, Gap::MissingDocument { document, needed_for: id });
            return None;
        }
        let from = state.site.and_then(|site| site.subnet).map(|subnet| design.subnets.get(subnet));
        let compared = found.subnets.iter().map(|own| {
            let own = *own.as_ref().ok()?;
            Some((own, zone::is_same(design, from?, design.subnets.get(own))?))
        });
        let compared: Vec<Option<(Ix<Subnet>, bool)>> = compared.collect();
        if let Some((own, _)) = compared.iter().flatten().find(|(_, is_same)| *is_same) {
            return Some((state, *own));
        }
        let is_ordinary = from.and_then(|from| zone::is_ordinary(&from.record));
        if compared.iter().all(Option::is_some) && is_ordinary == Some(true) {
            let evidence = found.details.as_ref().map(|own| own.evidence.clone());
            self.end_blocked(state, Stop::at(component, &id, Code::TgwRouteAzRestriction, evidence));
            return None;
        }
        let unread = found.subnets.iter().find_map(|own| own.as_ref().err());
        let gap = match unread {
            Some(gap) => gap.into(),
            None => Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGatewayZone },
        };
        self.end_unknown(state, gap);
        None
    }

    /// An attachment carries packets while it is available; what it translates is not evaluated.
    fn pass_attachment_state(&mut self, state: State, index: Ix<TransitGatewayAttachment>) -> Option<State> {
        let found = self.design.transit_gateway_attachments.get(index);
        let (component, id) = (Component::TransitGatewayAttachment, found.id.clone());
        match found.passes() {
            Some(true) => {}
            Some(false) => {
                let evidence = found.evidence().cloned();
                self.end_blocked(state, Stop::at(component, &id, Code::BadStateAttachment, evidence));
                return None;
            }
            None => {
                let mut printed: Vec<&str> = found.states().collect();
                printed.dedup();
                self.end_unknown(state, Gap::UncertainState { component, id, state: printed.join(", ") });
                return None;
            }
        }
        let translation = found.record.as_ref().and_then(|record| record.translation.as_deref());
        if translation.is_some_and(|support| support != "disabled") {
            self.end_unknown(state, Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGateway });
            return None;
        }
        Some(state)
    }

    /// Packets enter a VPC by one of the attachment's subnets. What is behind other kinds of attachment is not evaluated.
    fn enter_by_attachment(&mut self, state: State, index: Ix<TransitGatewayAttachment>) {
        let design = self.design;
        let found = design.transit_gateway_attachments.get(index);
        let Some(state) = self.pass_attachment_state(state, index) else { return };
        let (component, id) = (Component::TransitGatewayAttachment, found.id.clone());
        let is_vpc = found.record.as_ref().is_none_or(|record| record.kind == "vpc");
        let Some(vpc) = found.vpc.as_ref().filter(|_| is_vpc) else {
            self.end_unknown(state, Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGatewayAttachment });
            return;
        };
        let vpc = match vpc {
            Ok(vpc) => *vpc,
            Err(gap) => {
                self.end_unknown(state, gap);
                return;
            }
        };
        if found.details.is_none() {
            let document = DocumentKind::TransitGatewayVpcAttachments;
            self.end_unknown(state, Gap::MissingDocument { document, needed_for: id });
            return;
        }
        if let Some(gap) = found.subnets.iter().find_map(|own| own.as_ref().err()) {
            self.end_unknown(state, gap);
            return;
        }
        let subnets: Vec<Ix<Subnet>> = found.subnets.iter().flatten().copied().collect();
        let appliance = found.details.as_ref().and_then(|own| own.appliance_mode);
        if let Some(own) = self.entry(&state, &subnets, appliance) {
            self.go(state, Move::Inside, Place::Subnet(own));
            return;
        }
        let (alike, rest) = self.alike(&state, &subnets, vpc);
        if let Some(first) = subnets.first() {
            self.go(state.with(alike), Move::Inside, Place::Subnet(*first));
        }
        if !rest.is_empty() {
            let gap = Gap::NotEvaluated { component, id, what: NotEvaluated::TransitGatewayZone };
            self.end_unknown(state.with(rest), gap);
        }
    }

    /// The subnet that packets enter by: the only one, or that in the zone which they come from, unless the attachment keeps both ways
    /// of a connection in one zone, which may be another one (Transit Gateways guide, appliance mode; fact base M.2).
    fn entry(&self, state: &State, subnets: &[Ix<Subnet>], appliance: Option<bool>) -> Option<Ix<Subnet>> {
        if let [only] = subnets {
            return Some(*only);
        }
        let design = self.design;
        let from = design.subnets.get(state.site?.subnet?);
        let is_same = |own: &&Ix<Subnet>| zone::is_same(design, from, design.subnets.get(**own)) == Some(true);
        subnets.iter().find(is_same).copied().filter(|_| appliance == Some(false))
    }

    /// The packets for which it does not matter by which of some subnets they enter, and the others: those for other subnets of the
    /// VPC, where the same table and the same network ACL decide.
    fn alike(&self, state: &State, subnets: &[Ix<Subnet>], vpc: Ix<Vpc>) -> (PacketSet, PacketSet) {
        let design = self.design;
        let mut own = subnets.iter().map(|own| design.subnets.get(*own));
        let decides = |own: &hopwise_model::design::Subnet| {
            (own.route_table.clone(), own.network_acl.clone(), own.record.unavailable.clone())
        };
        let first = own.next().map(decides);
        let is_alike = own.all(|other| Some(decides(other)) == first);
        let inside = AddressSet::from_nets(design.vpcs.get(vpc).record.cidrs.iter().copied());
        let taken =
            AddressSet::union_all(subnets.iter().map(|own| self.subnet_addresses(*own)).collect::<Vec<_>>().iter());
        let elsewhere = if is_alike { inside.difference(&taken) } else { AddressSet::empty() };
        let alike = state.packets.intersect_box(&to(&elsewhere));
        let rest = state.packets.difference(&alike);
        (alike, rest)
    }
}
