//! Whether who takes the packets is who was asked for.
//!
//! VPCs may use the same addresses. What a question names is a thing, and its packets carry an address only.

use std::sync::Arc;

use hopwise_model::design::{Ix, NetworkInterface, Reference, Source, Vpc, VpcEndpoint, Wanted};
use hopwise_model::{Code, Component, Evidence, Gap};

use super::Walk;
use super::check::Stop;
use super::internet::INTERNET;
use super::state::State;

impl Walk<'_> {
    /// Passes packets at an interface where it, or the endpoint it belongs to, is wanted.
    pub(super) fn pass_wanted(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let found = self.design.network_interfaces.get(interface);
        let is_wanted = match state.wanted {
            Wanted::Anyone => true,
            Wanted::Interface(wanted) => wanted == interface,
            Wanted::Endpoint(wanted) => found.endpoint == Some(wanted),
            Wanted::Service(wanted) => found.endpoint.is_some_and(|endpoint| self.is_same_service(endpoint, wanted)),
            Wanted::OtherService(not) => found.endpoint.is_none_or(|endpoint| !self.is_same_service(endpoint, not)),
        };
        if is_wanted {
            return Some(state);
        }
        let other = found.endpoint.filter(|endpoint| match state.wanted {
            Wanted::Endpoint(wanted) | Wanted::Service(wanted) => !self.is_same_service(*endpoint, wanted),
            Wanted::OtherService(_) => true,
            Wanted::Anyone | Wanted::Interface(_) => false,
        });
        if let Some(endpoint) = other {
            self.end_at_wrong_service(state, endpoint);
            return None;
        }
        let vpc = state.wanted.vpc(self.design);
        self.end_at_wrong_interface(state, interface, vpc);
        None
    }

    /// Passes packets at a placement, which no question asks for by name.
    pub(super) fn pass_wanted_placement(&mut self, state: State) -> Option<State> {
        let id = match state.wanted {
            Wanted::Anyone | Wanted::OtherService(_) => return Some(state),
            Wanted::Interface(wanted) => self.design.network_interfaces.get(wanted).record.id.to_string(),
            Wanted::Endpoint(wanted) | Wanted::Service(wanted) => {
                self.design.vpc_endpoints.get(wanted).record.id.to_string()
            }
        };
        let vpc = self
            .source
            .subnet(self.design)
            .map(|subnet| subnet.and_then(|own| self.design.subnets.get(own).vpc.clone()));
        match are_apart(vpc, state.wanted.vpc(self.design)) {
            Ok(true) => {
                self.end_blocked(state, Stop::at(Component::NetworkInterface, "", Code::DisconnectedVpcs, None));
            }
            Ok(false) => self.end_unknown(state, used_twice(id)),
            Err(gap) => self.end_unknown(state, gap),
        }
        None
    }

    /// Passes packets at a gateway endpoint where its service is wanted.
    pub(super) fn pass_wanted_service(&mut self, state: State, endpoint: Ix<VpcEndpoint>) -> Option<State> {
        let is_wanted = match state.wanted {
            Wanted::Anyone => true,
            Wanted::Interface(_) => false,
            Wanted::Endpoint(wanted) => wanted == endpoint,
            Wanted::Service(wanted) => self.is_same_service(endpoint, wanted),
            Wanted::OtherService(not) => !self.is_same_service(endpoint, not),
        };
        if is_wanted {
            return Some(state);
        }
        self.end_at_wrong_service(state, endpoint);
        None
    }

    /// Passes packets that leave for the internet, where nobody is whom the snapshot holds.
    pub(super) fn pass_wanted_outside(&mut self, state: State) -> Option<State> {
        let Some(vpc) = state.wanted.vpc(self.design) else { return Some(state) };
        let here = state.site.map(|site| Ok(site.vpc));
        let is_apart = are_apart(here, Some(vpc)).unwrap_or(false);
        let code = if is_apart { Code::DisconnectedVpcs } else { Code::NoPossibleDestination };
        self.end_blocked(state, Stop::at(Component::Internet, INTERNET, code, None));
        None
    }

    /// Replies reach an interface that has the address of who waits for them.
    pub(super) fn end_reply_at_wrong_interface(&mut self, mut state: State, interface: Ix<NetworkInterface>) {
        state.enter(self.interface_hop(interface));
        let vpc = self.recipient_vpc(&state);
        self.end_at_wrong_interface(state, interface, vpc);
    }

    /// The VPC of who waits for replies; none on the internet.
    pub(super) fn recipient_vpc(&self, state: &State) -> Option<Reference<Vpc>> {
        if let Some(crate::graph::Place::NatGateway(nat)) = state.pending().map(|rewrite| rewrite.by) {
            return Some(self.design.nat_gateways.get(nat).vpc.clone());
        }
        match self.source {
            Source::Interface(own) => Some(self.design.network_interfaces.get(*own).vpc.clone()),
            Source::Placement(placement) => Some(self.design.subnets.get(placement.subnet).vpc.clone()),
            Source::Internet => None,
        }
    }

    /// Packets for somebody of a VPC are taken by an interface of another one.
    fn end_at_wrong_interface(&mut self, state: State, interface: Ix<NetworkInterface>, vpc: Option<Reference<Vpc>>) {
        let found = self.design.network_interfaces.get(interface);
        let id = found.record.id.as_str();
        match are_apart(Some(found.vpc.clone()), vpc) {
            Ok(true) => {
                let evidence: Option<Evidence> = Some(found.record.evidence.clone());
                self.end_blocked(state, Stop::at(Component::NetworkInterface, id, Code::DisconnectedVpcs, evidence));
            }
            Ok(false) => self.end_unknown(state, used_twice(id.to_owned())),
            Err(gap) => self.end_unknown(state, gap),
        }
    }

    /// Whether an address of an interface is another one's, too, so that packets to it may come to either.
    pub(super) fn shared_address(&self, interface: Ix<NetworkInterface>) -> Option<Gap> {
        let found = self.design.network_interfaces.get(interface);
        found.shares_address.then(|| used_twice(found.record.id.to_string()))
    }

    fn end_at_wrong_service(&mut self, state: State, endpoint: Ix<VpcEndpoint>) {
        let record = &self.design.vpc_endpoints.get(endpoint).record;
        let evidence = Some(record.evidence.clone());
        let stop = Stop::at(Component::VpcEndpoint, record.id.as_str(), Code::VpceServiceMismatch, evidence);
        self.end_blocked(state, stop);
    }

    fn is_same_service(&self, one: Ix<VpcEndpoint>, other: Ix<VpcEndpoint>) -> bool {
        let service = |endpoint| &self.design.vpc_endpoints.get(endpoint).record.service_name;
        service(one) == service(other)
    }
}

/// Whether two VPCs are not the same.
///
/// # Errors
///
/// Why one of them is not known, which may be either then.
fn are_apart(one: Option<Reference<Vpc>>, other: Option<Reference<Vpc>>) -> Result<bool, Arc<Gap>> {
    let (Some(one), Some(other)) = (one, other) else { return Ok(false) };
    Ok(one? != other?)
}

/// Two interfaces of one VPC have one address, which cannot be.
fn used_twice(id: String) -> Gap {
    Gap::UncertainState { component: Component::NetworkInterface, id, state: "address used twice".to_owned() }
}
