//! What an interface does with packets because of who is behind it, whatever its security groups allow.

use hopwise_model::design::{Ix, NetworkInterface};
use hopwise_model::resource::{EndpointKind, InterfaceKind, Takes, VpcEndpoint};
use hopwise_model::{Code, Component, Gap, NotEvaluated};
use hopwise_packet::{PacketBox, PortSet, Protocol};

use super::Walk;
use super::check::Stop;
use super::state::State;

/// Packets that an interface takes as far as its kind goes, and those of which that is not known. It refuses all others.
struct Taken {
    known: Option<PacketBox>,
    doubtful: Option<(PacketBox, NotEvaluated)>,
}

impl Taken {
    const fn known(packets: PacketBox) -> Self {
        Self { known: Some(packets), doubtful: None }
    }

    fn doubtful(what: NotEvaluated) -> Self {
        Self { known: None, doubtful: Some((PacketBox::any(), what)) }
    }
}

fn tcp() -> PacketBox {
    PacketBox::any().protocol(Protocol::TCP)
}

/// What an interface endpoint takes. Those of AWS's services carry TCP only (VPC user guide, interface endpoints), those
/// for resources and service networks as well (PrivateLink guide); services of others may take UDP since 2024.
fn taken_by_endpoint(endpoint: Option<&VpcEndpoint>) -> Taken {
    match endpoint.map(|endpoint| (&endpoint.kind, endpoint.is_aws_service())) {
        Some((EndpointKind::Interface, true)) => Taken::known(tcp()),
        Some((EndpointKind::Other(kind), _)) if ["Resource", "ServiceNetwork"].contains(&kind.as_str()) => {
            Taken::known(tcp())
        }
        Some((EndpointKind::Other(_), _)) => Taken::doubtful(NotEvaluated::EndpointKind),
        Some(_) | None => {
            let udp = PacketBox::any().protocol(Protocol::UDP);
            Taken { doubtful: Some((udp, NotEvaluated::EndpointServiceUdp)), ..Taken::known(tcp()) }
        }
    }
}

impl Walk<'_> {
    fn taken(&self, interface: Ix<NetworkInterface>) -> Taken {
        let found = self.design.network_interfaces.get(interface);
        let kind = self.design.interface_kind(interface);
        match kind.takes() {
            Takes::Any if kind == InterfaceKind::InterfaceEndpoint => {
                let endpoint = found.endpoint.map(|endpoint| self.design.vpc_endpoints.get(endpoint).record.as_ref());
                taken_by_endpoint(endpoint)
            }
            Takes::Any => Taken::known(PacketBox::any()),
            Takes::Tcp(port) => Taken::known(tcp().to_ports(PortSet::single(port))),
            Takes::Nothing => Taken { known: None, doubtful: None },
            Takes::Listeners => Taken::doubtful(NotEvaluated::Listeners),
            Takes::Unknown => Taken::doubtful(NotEvaluated::InterfaceKind),
        }
    }

    /// Packets leave an interface that opens connections.
    pub(super) fn pass_opens(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let kind = self.design.interface_kind(interface);
        if kind.opens_connections() {
            return Some(state);
        }
        let code = match kind {
            InterfaceKind::InterfaceEndpoint | InterfaceKind::GatewayLoadBalancerEndpoint => Code::VpceIntraVpcTraffic,
            _ => Code::EniOpensNoConnections,
        };
        self.end_blocked(state, self.stop_at_interface(interface, code));
        None
    }

    /// Packets reach an interface that takes them as far as its kind goes, or may: what it certainly refuses ends here. An
    /// interface endpoint carries traffic in state `available` only (AWS PrivateLink guide).
    pub(super) fn pass_kind(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let Taken { known, doubtful } = self.taken(interface);
        if known.is_none() && doubtful.is_none() {
            let stop = self.stop_at_interface(interface, Code::EniTakesNoConnections);
            self.end_blocked(state, stop);
            return None;
        }
        let endpoint = self.design.network_interfaces.get(interface).endpoint;
        let state = match endpoint {
            Some(endpoint) => self.pass_endpoint_state(state, endpoint)?,
            None => state,
        };
        let possible = known.into_iter().chain(doubtful.map(|(packets, _)| packets));
        let mut refused = state.packets.clone();
        for packets in possible {
            refused = refused.subtract_box(&packets);
        }
        let rest = state.packets.difference(&refused);
        if !refused.is_empty() {
            let stop = match endpoint.map(|endpoint| &self.design.vpc_endpoints.get(endpoint).record) {
                Some(record) => {
                    let evidence = Some(record.evidence.clone());
                    Stop::at(Component::VpcEndpoint, record.id.as_str(), Code::ProtocolRestriction, evidence)
                }
                None => self.stop_at_interface(interface, Code::ProtocolRestriction),
            };
            self.end_blocked(state.with(refused), stop);
        }
        (!rest.is_empty()).then(|| state.with(rest))
    }

    /// Packets that nothing in front of an interface stops: those of which it is not known whether it takes them end here.
    pub(super) fn pass_known_kind(&mut self, state: State, interface: Ix<NetworkInterface>) -> Option<State> {
        let Some((packets, what)) = self.taken(interface).doubtful else { return Some(state) };
        let doubtful = state.packets.intersect_box(&packets);
        let rest = state.packets.difference(&doubtful);
        if !doubtful.is_empty() {
            let id = self.design.network_interfaces.get(interface).record.id.to_string();
            let gap = Gap::NotEvaluated { component: Component::NetworkInterface, id, what };
            self.end_unknown(state.with(doubtful), gap);
        }
        (!rest.is_empty()).then(|| state.with(rest))
    }

    /// A stop at an interface, told by its own document.
    pub(super) fn stop_at_interface(&self, interface: Ix<NetworkInterface>, code: Code) -> Stop {
        let record = &self.design.network_interfaces.get(interface).record;
        Stop::at(Component::NetworkInterface, record.id.as_str(), code, Some(record.evidence.clone()))
    }
}
