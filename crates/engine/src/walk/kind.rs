//! What an interface does with packets because of who is behind it, whatever its security groups allow.

use hopwise_model::design::{Ix, NetworkInterface};
use hopwise_model::resource::{EndpointKind, InterfaceKind, Takes, VpcEndpoint};
use hopwise_model::{Code, Component, Gap, NotEvaluated};
use hopwise_packet::{PacketBox, PortSet, Protocol};

use super::Walk;
use super::check::Stop;
use super::state::State;

/// Packets that an interface takes as far as its kind goes, and those of which that is not known: of what is among the
/// known ones it is. It refuses all others.
#[derive(Default)]
struct Taken {
    known: Vec<PacketBox>,
    doubtful: Vec<(PacketBox, NotEvaluated)>,
}

impl Taken {
    fn known(packets: PacketBox) -> Self {
        Self { known: vec![packets], doubtful: Vec::new() }
    }

    fn doubtful(what: NotEvaluated) -> Self {
        Self::default().perhaps(PacketBox::any(), what)
    }

    fn perhaps(mut self, packets: PacketBox, what: NotEvaluated) -> Self {
        self.doubtful.push((packets, what));
        self
    }
}

fn tcp() -> PacketBox {
    PacketBox::any().protocol(Protocol::TCP)
}

fn udp() -> PacketBox {
    PacketBox::any().protocol(Protocol::UDP)
}

fn icmp() -> PacketBox {
    PacketBox::any().protocol(Protocol::ICMP)
}

/// The port of DNS, and that of HTTPS, by which it is asked as well (RFC 8484).
const DNS: u16 = 53;
const HTTPS: u16 = 443;

/// What an interface endpoint takes. Those of AWS's services carry TCP only (VPC user guide, interface endpoints), and
/// their services answer on ports of their own: of others it is not known. Those
/// for resources and service networks as well (PrivateLink guide); services of others may take UDP since 2024.
fn taken_by_endpoint(endpoint: Option<&VpcEndpoint>) -> Taken {
    match endpoint.map(|endpoint| (&endpoint.kind, endpoint.is_aws_service())) {
        Some((EndpointKind::Interface, true)) => of_aws_service(endpoint.map_or(&[HTTPS], VpcEndpoint::known_ports)),
        Some((EndpointKind::Other(kind), _)) if ["Resource", "ServiceNetwork"].contains(&kind.as_str()) => {
            Taken::known(tcp())
        }
        Some((EndpointKind::Other(_), _)) => Taken::doubtful(NotEvaluated::EndpointKind),
        Some(_) => Taken::known(tcp()).perhaps(udp(), NotEvaluated::EndpointServiceUdp),
        None => of_aws_service(&[HTTPS]).perhaps(udp(), NotEvaluated::EndpointServiceUdp),
    }
}

fn of_aws_service(ports: &[u16]) -> Taken {
    let known = ports.iter().fold(PortSet::empty(), |all, port| all.union(&PortSet::single(*port)));
    Taken::known(tcp().to_ports(known)).perhaps(tcp(), NotEvaluated::EndpointServicePort)
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
            // By HTTPS, too, where that is among the endpoint's protocols (Route 53 developer guide, inbound endpoints).
            Takes::Dns => Taken {
                known: vec![tcp().to_ports(PortSet::single(DNS)), udp().to_ports(PortSet::single(DNS))],
                ..Taken::default()
            }
            .perhaps(tcp().to_ports(PortSet::single(HTTPS)), NotEvaluated::DnsOverHttps),
            Takes::Nothing => Taken::default(),
            // Whether a node answers an echo request is not documented.
            Takes::Listeners if InterfaceKind::listens_by_tcp_alone(&found.record) => {
                Taken::default().perhaps(tcp(), NotEvaluated::Listeners).perhaps(icmp(), NotEvaluated::Listeners)
            }
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
        if known.is_empty() && doubtful.is_empty() {
            let stop = self.stop_at_interface(interface, Code::EniTakesNoConnections);
            self.end_blocked(state, stop);
            return None;
        }
        let endpoint = self.design.network_interfaces.get(interface).endpoint;
        let state = match endpoint {
            Some(endpoint) => self.pass_endpoint_state(state, endpoint)?,
            None => state,
        };
        let possible = known.into_iter().chain(doubtful.into_iter().map(|(packets, _)| packets));
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
    pub(super) fn pass_known_kind(&mut self, state: &State, interface: Ix<NetworkInterface>) -> Option<State> {
        let Taken { known, doubtful } = self.taken(interface);
        let mut open = state.packets.clone();
        for packets in known {
            open = open.subtract_box(&packets);
        }
        let passed = state.packets.difference(&open);
        for (packets, what) in doubtful {
            let part = open.intersect_box(&packets);
            if !part.is_empty() {
                open = open.difference(&part);
                let id = self.design.network_interfaces.get(interface).record.id.to_string();
                let gap = Gap::NotEvaluated { component: Component::NetworkInterface, id, what };
                self.end_unknown(state.with(part), gap);
            }
        }
        (!passed.is_empty()).then(|| state.with(passed))
    }

    /// A stop at an interface, told by its own document.
    pub(super) fn stop_at_interface(&self, interface: Ix<NetworkInterface>, code: Code) -> Stop {
        let record = &self.design.network_interfaces.get(interface).record;
        Stop::at(Component::NetworkInterface, record.id.as_str(), code, Some(record.evidence.clone()))
    }
}
