//! Internet gateways: out of the VPC, and the replies back in.

use hopwise_model::design::{InternetGateway, Ix, PublicAddress, Source, Target, Vpc};
use hopwise_model::resource::{BlockPublicAccess, FirewallConnectivity};
use hopwise_model::{Code, Component, DocumentKind, Evidence, Gap, Leg, NotEvaluated};
use hopwise_packet::{AddressSet, Field, PacketBox, PacketSet};

use super::check::Stop;
use super::doubt::doubt;
use super::state::{Sender, Site, State};
use super::{Walk, to};
use crate::graph::{Move, Place};
use crate::route::Choice;

/// A firewall that inspects what passes an internet gateway.
pub(super) struct InternetFirewall {
    /// Whether it may give a public address to who has none.
    pub(super) may_translate: bool,
    /// What is not known of it.
    pub(super) gap: Gap,
}

impl Walk<'_> {
    /// Packets are at an internet gateway: on the way out by a route, or in from the internet.
    pub(super) fn internet_gateway(&mut self, state: State, gateway: Ix<InternetGateway>) {
        match (state.came_from(), state.leg) {
            (Some(Place::Internet), Leg::Forward) => self.enter_from_internet(state, gateway),
            (Some(Place::Internet), Leg::Return) => {
                let mut state = state;
                state.enter(self.gateway_hop(gateway));
                if let Some(state) = self.pass_edge_table(state, gateway) {
                    self.enter_vpc(state);
                }
            }
            _ => self.leave_vpc(state, gateway),
        }
    }

    /// Packets leave a VPC.
    fn leave_vpc(&mut self, mut state: State, gateway: Ix<InternetGateway>) {
        state.enter(self.gateway_hop(gateway));
        let Some(site) = state.site else { return };
        let Some(state) = self.pass_attachment(state, gateway, site) else { return };
        if state.leg == Leg::Return && state.is_inbound() {
            // The gateway remembers nothing: the reply leaves by the mapping that the request came in by, which another
            // interface that has the same address has not.
            if let Some(state) = self.pass_mapping(&state, gateway) {
                self.go(state, Move::Outside, Place::Internet);
            }
            return;
        }
        let firewall = self.internet_firewall(&state, site);
        let Some(state) = self.pass_public_access(state, site) else { return };
        let state = match &firewall {
            Some(InternetFirewall { may_translate: true, .. }) => Some(state),
            _ => self.pass_mapping(&state, gateway),
        };
        let Some(state) = state.and_then(|state| self.pass_destination(&state, gateway, firewall.is_some())) else {
            return;
        };
        match firewall {
            Some(firewall) => self.end_unknown(state, firewall.gap),
            None => self.go(state, Move::Outside, Place::Internet),
        }
    }

    /// The firewall that inspects what passes the internet gateway of a site, if one does: as its subnet is connected with one, or
    /// its VPC or a route of the table in force there names one. It is no hop, and no route leads to it (Network Firewall developer
    /// guide, firewalls of internet gateways). What it lets through is not evaluated, whatever its state and mode.
    pub(super) fn internet_firewall(&self, state: &State, site: Site) -> Option<InternetFirewall> {
        let subnet = site.subnet.map(|subnet| self.design.subnets.get(subnet));
        let connectivity = subnet.and_then(|subnet| subnet.record.firewall_connectivity.as_ref());
        if let Some(FirewallConnectivity::Exclude | FirewallConnectivity::AzUnsupported) = connectivity {
            return None;
        }
        let vpc = &self.design.vpcs.get(site.vpc).record;
        let table = match (subnet, state.came_from()) {
            (Some(subnet), _) => subnet.route_table.as_ref().ok().copied(),
            (None, Some(Place::RouteTable(table))) => Some(table),
            (None, _) => None,
        };
        let routes = table.into_iter().flat_map(|table| &self.design.route_tables.get(table).record.routes);
        let named = vpc.internet_firewalls.iter().chain(routes.filter_map(|route| route.firewall.as_ref())).next();
        if named.is_none() && connectivity.is_none() {
            return None;
        }
        let id = named.filter(|arn| !arn.is_empty()).cloned().unwrap_or_else(|| vpc.id.to_string());
        let (component, what) = (Component::Firewall, NotEvaluated::InternetFirewall);
        // Without a public address an interface gets out all the same where the firewall translates.
        let may_translate = connectivity != Some(&FirewallConnectivity::Bidirectional);
        Some(InternetFirewall { may_translate, gap: Gap::NotEvaluated { component, id, what } })
    }

    /// Packets come from a gateway into the VPC: straight to the subnet that the packets they answer left, or to a
    /// regional NAT gateway.
    pub(super) fn enter_vpc(&mut self, state: State) {
        let Some(site) = state.site else { return };
        let state = self.step(state, Move::Inside, Place::Vpc(site.vpc));
        match (site.subnet, state.pending().map(|rewrite| rewrite.by)) {
            (Some(subnet), _) => self.go(state, Move::Enter, Place::Subnet(subnet)),
            (None, Some(nat)) => self.go(state, Move::Enter, nat),
            (None, None) => {}
        }
    }

    fn gateway_stop(&self, gateway: Ix<InternetGateway>, code: Code) -> Stop {
        let record = &self.design.internet_gateways.get(gateway).record;
        Stop::at(Component::InternetGateway, record.id.as_str(), code, Some(record.evidence.clone()))
    }

    fn pass_attachment(&mut self, state: State, gateway: Ix<InternetGateway>, site: Site) -> Option<State> {
        // An attachment names its VPC, whether or not the snapshot holds that VPC.
        if self.graph.inside(gateway) == Some(site.vpc) {
            return Some(state);
        }
        let stop = self.gateway_stop(gateway, Code::BadStateAttachment);
        self.end_blocked(state, stop);
        None
    }

    /// VPC Block Public Access, as computed for the subnet where packets meet the gateway, and encryption control.
    fn pass_public_access(&mut self, state: State, site: Site) -> Option<State> {
        let vpc = &self.design.vpcs.get(site.vpc).record;
        let translated = matches!(state.sender, Sender::Nat(_));
        let state = self.pass_mode(state, site, |mode| mode.lets_out(translated))?;
        if vpc.encryption_enforced {
            let what = NotEvaluated::EncryptionControl;
            self.end_unknown(state, Gap::NotEvaluated { component: Component::Vpc, id: vpc.id.to_string(), what });
            return None;
        }
        Some(state)
    }

    /// Packets that pass in the mode of VPC Block Public Access that is in force at a site. What would pass only with an exclusion, of
    /// which nobody knows, goes on in doubt.
    pub(super) fn pass_mode(
        &mut self,
        state: State,
        site: Site,
        passes: impl FnOnce(BlockPublicAccess) -> bool,
    ) -> Option<State> {
        let access = self.design.public_access(site.vpc, site.subnet);
        if passes(access.mode) {
            return Some(state);
        }
        let id = self.design.vpcs.get(site.vpc).record.id.as_str();
        let (code, evidence) = (Code::VpcBlockPublicAccessEnabled, access.evidence.clone());
        if let Some(gap) = access.unless {
            return Some(doubt(state, gap));
        }
        self.end_blocked(state, Stop::at(Component::BlockPublicAccess, id, code, Some(evidence)));
        None
    }

    /// Packets whose source has no public address are dropped silently. The mapping belongs to the private address.
    fn pass_mapping(&mut self, state: &State, gateway: Ix<InternetGateway>) -> Option<State> {
        // Another VPC's gateway knows nobody's public address, by whatever way packets came.
        let home = self.sender_vpc(state.sender);
        let is_home = home.is_none() || home == self.graph.inside(gateway);
        let mapped = if is_home { self.mapped_addresses(state.sender) } else { AddressSet::empty() };
        let mapped = PacketBox::any().from(mapped);
        let good = state.packets.intersect_box(&mapped);
        let bad = state.packets.difference(&good);
        if !bad.is_empty() {
            let mut stop = self.gateway_stop(gateway, Code::IgwPublicIpAssociationForEgress);
            stop.evidence = self.sender_evidence(state).or(stop.evidence);
            self.end_blocked(state.with(bad), stop);
        }
        (!good.is_empty()).then(|| state.with(good))
    }

    /// Where the public address would be, were there one. Whoever replies from outside was read nowhere.
    fn sender_evidence(&self, state: &State) -> Option<Evidence> {
        let of_interface = |interface| Some(self.design.network_interfaces.get(interface).record.evidence.clone());
        match (state.sender, state.leg, self.source) {
            (Sender::Interface(interface), _, _) => of_interface(interface),
            (Sender::Nat(nat), Leg::Forward, _) => Some(self.design.nat_gateways.get(nat).record.evidence.clone()),
            (Sender::Source, Leg::Forward, Source::Interface(interface)) => of_interface(*interface),
            (Sender::Source | Sender::Nat(_), _, _) => None,
        }
    }

    /// The VPC of a sender, where it is known.
    fn sender_vpc(&self, sender: Sender) -> Option<Ix<Vpc>> {
        let of_interface = |interface| self.design.network_interfaces.get(interface).vpc.clone().ok();
        match (sender, self.source) {
            (Sender::Nat(nat), _) => self.design.nat_gateways.get(nat).vpc.clone().ok(),
            (Sender::Interface(interface), _) => of_interface(interface),
            (Sender::Source, Source::Interface(interface)) => of_interface(*interface),
            (Sender::Source, Source::Placement(placement)) => {
                self.design.subnets.get(placement.subnet).vpc.clone().ok()
            }
            (Sender::Source, Source::Internet) => None,
        }
    }

    /// The private addresses of a sender that the internet gateway maps to public ones.
    pub(super) fn mapped_addresses(&self, sender: Sender) -> AddressSet {
        let of_interface = |interface| {
            let record = &self.design.network_interfaces.get(interface).record;
            AddressSet::from_addresses(record.addresses.iter().filter(|a| a.public.is_some()).map(|a| a.private))
        };
        match (sender, self.source) {
            (Sender::Nat(nat), _) => {
                let senders = self.design.nat_gateways.get(nat).record.senders();
                AddressSet::from_addresses(senders.filter(|(_, public)| *public).map(|(address, _)| address))
            }
            (Sender::Interface(interface), _) => of_interface(interface),
            (Sender::Source, Source::Interface(interface)) => of_interface(*interface),
            (Sender::Source, Source::Placement(placement)) => match placement.public {
                PublicAddress::None => AddressSet::empty(),
                PublicAddress::Assigned | PublicAddress::Known(_) => self.placed.clone(),
            },
            (Sender::Source, Source::Internet) => AddressSet::empty(),
        }
    }

    /// Private and shared addresses are refused; a public address of the same network would turn round here. Where a firewall ends the
    /// others' way, too, and something was open before, all end for that.
    fn pass_destination(&mut self, state: &State, gateway: Ix<InternetGateway>, firewall: bool) -> Option<State> {
        let mut rest = state.packets.clone();
        let private = rest.intersect_box(&to(&AddressSet::private_v4()));
        if !private.is_empty() {
            rest = rest.difference(&private);
            let stop = self.gateway_stop(gateway, Code::IgwDestinationInRfc1918);
            self.end_blocked(state.with(private), stop);
        }
        let shared = rest.intersect_box(&to(&AddressSet::shared_v4()));
        if !shared.is_empty() {
            rest = rest.difference(&shared);
            let stop = self.gateway_stop(gateway, Code::IgwDestinationInRfc6598);
            self.end_blocked(state.with(shared), stop);
        }
        // A reply to an address inside never belongs out here, whatever block the VPC uses.
        let reflected: PacketSet = match state.leg {
            _ if firewall && state.open.is_some() => PacketSet::empty(rest.space()),
            Leg::Forward => {
                let wanted = rest.addresses(Field::Destination);
                let own = self.design.public_between(wanted.ranges()).map(|(public, ..)| public);
                rest.intersect_box(&to(&AddressSet::from_addresses(own)))
            }
            Leg::Return => rest.clone(),
        };
        if !reflected.is_empty() {
            rest = rest.difference(&reflected);
            let gap = Gap::NotEvaluated {
                component: Component::InternetGateway,
                id: self.design.internet_gateways.get(gateway).record.id.to_string(),
                what: NotEvaluated::InternetGatewayReflection,
            };
            self.end_unknown(state.with(reflected), gap);
        }
        (!rest.is_empty()).then(|| state.with(rest))
    }

    /// A route table that is associated with the gateway routes what comes in. Only `local` is evaluated. That there is
    /// no such table takes all tables to know.
    pub(super) fn pass_edge_table(&mut self, state: State, gateway: Ix<InternetGateway>) -> Option<State> {
        let found = self.design.internet_gateways.get(gateway);
        if let Some(gap) = &found.edge_gap {
            self.end_unknown(state, gap);
            return None;
        }
        let Some(index) = found.edge_route_table else {
            let vpc = self.graph.inside(gateway);
            if vpc.is_some_and(|vpc| self.design.knows(DocumentKind::RouteTables, vpc)) {
                return Some(state);
            }
            let (document, needed_for) = (DocumentKind::RouteTables, found.record.id.to_string());
            self.end_unknown(state, Gap::MissingDocument { document, needed_for });
            return None;
        };
        let network = self.network;
        let table = self.design.route_tables.get(index);
        let Some(compiled) = network.table(index) else { return Some(state) };
        let mut good = state.packets.clone();
        for (choice, destinations) in &compiled.parts {
            let local = match choice {
                Choice::None => true,
                Choice::Route(number) => table.routes.get(*number).is_some_and(|route| route.target == Target::Local),
                Choice::Unknown(_) => false,
            };
            if !local {
                good = good.subtract_box(&to(destinations));
            }
        }
        let diverted = state.packets.difference(&good);
        if !diverted.is_empty() {
            let gap = Gap::NotEvaluated {
                component: Component::RouteTable,
                id: table.record.id.to_string(),
                what: NotEvaluated::EdgeRouteTable,
            };
            self.end_unknown(state.with(diverted), gap);
        }
        (!good.is_empty()).then(|| state.with(good))
    }
}
