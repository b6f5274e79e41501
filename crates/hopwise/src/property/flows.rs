//! Flows between two parties, each pair of theirs, and what must hold of each.

use std::ops::RangeInclusive;

use hopwise_build::Ports;
use hopwise_engine::{End, Flow, Inquiry, Question, Verdict};
use hopwise_explain::{confirm, service_endpoints};
use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_model::resource::InterfaceKind;
use hopwise_model::{Leg, Traffic};
use hopwise_packet::{AddressSet, PortSet, Protocol};
use hopwise_report::Traced;
use ipnet::IpNet;

use super::party::{Party, party};
use super::violation::Violation;
use crate::error::Error;
use crate::network::Network;
use crate::question::{Candidates, Origin, Target, TraceError, TraceRequest, literal, origins, targets};

/// What must hold of each flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// It arrives, and its answer comes back.
    Reaches,
    /// It does not arrive.
    NeverReaches,
    /// It does not arrive but by the component with this id.
    OnlyVia(String),
}

impl Goal {
    fn words(&self, from: &str, to: &str, ports: &str) -> String {
        match self {
            Self::Reaches => format!("{from} reaches {to} on {ports}"),
            Self::NeverReaches => format!("{from} never reaches {to} on {ports}"),
            Self::OnlyVia(via) => format!("{from} reaches {to} on {ports} only via {via}"),
        }
    }

    /// Whether a flow is as it must be; `None` where that is not known.
    fn holds(&self, flow: &Flow) -> Option<bool> {
        let stopped = match &flow.end {
            End::Undetermined { .. } => return None,
            End::Delivered => false,
            End::Blocked(block) => block.leg == Leg::Forward,
        };
        match self {
            Self::Reaches => Some(flow.end == End::Delivered),
            Self::NeverReaches => Some(stopped),
            Self::OnlyVia(via) => Some(stopped || passes(flow, via)),
        }
    }

    /// The ports that packets leave from.
    fn source_ports(&self, own: &RangeInclusive<u16>) -> RangeInclusive<u16> {
        // Whoever means harm binds to any port.
        if *self == Self::Reaches { own.clone() } else { 0..=u16::MAX }
    }
}

/// Whether packets go through a component: not where they begin and end.
fn passes(flow: &Flow, via: &str) -> bool {
    flow.forward.iter().any(|hop| {
        let ids =
            [Some(hop.id.as_str()), hop.instance.as_ref().map(AsRef::as_ref), hop.endpoint.as_ref().map(AsRef::as_ref)];
        ids.contains(&Some(via))
    })
}

/// What is asked for each pair.
struct Asked<'n> {
    network: &'n Network,
    goal: Goal,
    names: (&'n str, &'n str),
    property: String,
}

pub(super) fn hold(network: &Network, goal: Goal, names: (&str, &str), ports: &Ports) -> Result<(), Violation> {
    let property = goal.words(names.0, names.1, &ports.to_string());
    let asked = Asked { network, goal, names, property };
    let origins = asked.origins()?;
    for (protocol, ports) in questions(ports.traffic()) {
        for origin in &origins {
            for target in asked.targets(origin, protocol, &ports)? {
                asked.pair(origin, target, protocol, &ports)?;
            }
        }
    }
    Ok(())
}

/// The questions that a kind of traffic stands for: of every protocol, those that hosts speak.
fn questions(traffic: Traffic) -> Vec<(Protocol, PortSet)> {
    match traffic {
        Traffic::All => [Protocol::TCP, Protocol::UDP, Protocol::ICMP].map(|own| (own, PortSet::all())).to_vec(),
        Traffic::Ports { protocol, from, to } => vec![(Protocol(protocol), PortSet::range(from..=to))],
        Traffic::Icmp { protocol, .. } | Traffic::Protocol(protocol) => vec![(Protocol(protocol), PortSet::all())],
    }
}

impl Asked<'_> {
    fn nobody(&self, name: &str) -> Violation {
        Violation::nobody(&self.property, name)
    }

    fn failed(&self, error: impl Into<Error>) -> Violation {
        Violation::unasked(&self.property, &error.into())
    }

    /// Everybody whom a name of one means: not some of them.
    fn all<T>(&self, name: &str, found: Result<Candidates<T>, TraceError>) -> Result<Vec<T>, Violation> {
        let Candidates { known, lacking } = found.map_err(|error| self.failed(error))?;
        if lacking.is_some() { Err(Violation::unknown(&self.property, name)) } else { Ok(known) }
    }

    /// Whether packets could go by IPv6, which is not evaluated: what never arrives by IPv4 may arrive so.
    fn may_use_ipv6(&self, origin: &Origin, interfaces: &[Ix<NetworkInterface>]) -> bool {
        let design = self.network.design();
        let has = |own: &Ix<NetworkInterface>| {
            let record = &design.network_interfaces.get(*own).record;
            record.blocks().any(|block| matches!(block, IpNet::V6(_)))
        };
        let may_send = match &origin.source {
            Source::Internet => true,
            Source::Interface(own) => has(own),
            Source::Placement(placement) => {
                design.subnets.get(placement.subnet).record.cidrs.iter().any(|block| matches!(block, IpNet::V6(_)))
            }
        };
        self.goal != Goal::Reaches && may_send && (interfaces.is_empty() || interfaces.iter().any(has))
    }

    fn origins(&self) -> Result<Vec<Origin>, Violation> {
        let (inventory, design, name) = (self.network.inventory(), self.network.design(), self.names.0);
        let found = match party(inventory, design, name) {
            Party::Interfaces(interfaces) => {
                let open = |own: &Ix<NetworkInterface>| design.interface_kind(*own).opens_connections();
                let senders = interfaces.into_iter().filter(open);
                senders.map(|own| Origin::interface(inventory, design, own)).collect()
            }
            Party::Placements(sources) => sources.into_iter().map(Origin::placed).collect(),
            Party::Internet => vec![Origin::internet()],
            Party::Unknown => return Err(Violation::unknown(&self.property, name)),
            Party::One => self.all(name, origins(inventory, design, name))?,
        };
        if found.is_empty() { Err(self.nobody(name)) } else { Ok(found) }
    }

    fn targets(&self, origin: &Origin, protocol: Protocol, ports: &PortSet) -> Result<Vec<Target>, Violation> {
        let (inventory, design, name) = (self.network.inventory(), self.network.design(), self.names.1);
        if let Ok(block) = name.parse::<IpNet>() {
            return Ok(vec![Target::Addresses(AddressSet::from_nets([block]), Wanted::Anyone)]);
        }
        let found = match party(inventory, design, name) {
            Party::Interfaces(interfaces) if !interfaces.is_empty() && self.may_use_ipv6(origin, &interfaces) => {
                return Err(Violation::by_ipv6(&self.property));
            }
            Party::Interfaces(interfaces) => {
                let is_own = |own: &Ix<NetworkInterface>| !matches!(origin.source, Source::Interface(it) if it == *own);
                // What no host is behind need not be reached.
                let counts = |own: &Ix<NetworkInterface>| {
                    self.goal != Goal::Reaches || design.interface_kind(*own) == InterfaceKind::Host
                };
                let others = interfaces.into_iter().filter(|own| is_own(own) && counts(own));
                others.filter_map(|own| at(design, origin, own)).collect()
            }
            Party::Placements(_) | Party::Unknown => return Err(Violation::unknown(&self.property, name)),
            Party::Internet if self.may_use_ipv6(origin, &[]) => return Err(Violation::by_ipv6(&self.property)),
            Party::Internet => vec![Target::Addresses(outside(design), Wanted::Anyone)],
            Party::One => {
                let request = TraceRequest { protocol, port: ports.first(), ..TraceRequest::new(self.names.0, name) };
                let found = self.all(name, targets(inventory, design, origin, &request))?;
                let by_ipv6 = |target: &Target| matches!(target, Target::Addresses(_, Wanted::Interface(own)) if self.may_use_ipv6(origin, &[*own]));
                if found.iter().any(by_ipv6) {
                    return Err(Violation::by_ipv6(&self.property));
                }
                found
            }
        };
        // From outside only public addresses are asked for: that there are none means that nobody is reached.
        let none_is_well = self.goal != Goal::Reaches && matches!(origin.source, Source::Internet);
        if found.is_empty() && !none_is_well { Err(self.nobody(name)) } else { Ok(found) }
    }

    fn pair(&self, origin: &Origin, target: Target, protocol: Protocol, ports: &PortSet) -> Result<(), Violation> {
        let network = self.network.engine();
        let source_ports = self.goal.source_ports(&origin.source_ports);
        let (reach, service, named) = match target {
            Target::Host { .. } if ports.len() > 1 => return Err(Violation::several_ports(&self.property)),
            Target::Host { host, service } => {
                let inquiry = Inquiry {
                    source: origin.source.clone(),
                    address: origin.only,
                    host,
                    protocol,
                    port: ports.first().unwrap_or_default(),
                    source_ports: source_ports.clone(),
                    endpoints: service_endpoints(network.design(), service, None),
                };
                (network.reach(&inquiry, self.network.published()), service, true)
            }
            Target::Addresses(addresses, wanted) => {
                let (source, to) = (origin.source.clone(), addresses.clone());
                let own = Question::new(network.design(), source, to, protocol, ports.clone(), source_ports.clone());
                let question = Question { wanted, ..own.sent_from(origin.only) };
                (literal(network, &question, self.names.1, addresses), None, false)
            }
        };
        let flows = || reach.traces.iter().flat_map(|(_, trace)| &trace.flows);
        for flow in flows() {
            confirm(network.design(), &origin.source, flow).map_err(|error| self.failed(error))?;
        }
        let holds: Vec<Option<bool>> = flows().map(|flow| self.goal.holds(flow)).collect();
        let verdict = match (holds.contains(&Some(false)), holds.contains(&None)) {
            (true, _) => reach.verdict,
            (false, true) => Verdict::Undetermined,
            // A name that means nothing: nothing arrives.
            (false, false) if self.goal == Goal::Reaches && reach.verdict != Verdict::Delivered => reach.verdict,
            (false, false) => return Ok(()),
        };
        let traced = Traced {
            from: self.names.0.to_owned(),
            to: self.names.1.to_owned(),
            service,
            named,
            source_ports: PortSet::range(source_ports).to_string(),
            reach,
            plans: Vec::new(),
        };
        Err(Violation::new(&self.property, verdict, self.network.report_of_trace(traced)))
    }
}

/// The public addresses that nobody of the snapshot has.
fn outside(design: &Design) -> AddressSet {
    let own = design.network_interfaces.iter().flat_map(|(_, own)| &own.record.addresses);
    AddressSet::public_v4().difference(&AddressSet::from_addresses(own.filter_map(|own| own.public)))
}

/// An interface as a destination: its private addresses, or from the internet its public ones.
fn at(design: &Design, origin: &Origin, interface: Ix<NetworkInterface>) -> Option<Target> {
    let addresses = &design.network_interfaces.get(interface).record.addresses;
    let is_outside = matches!(origin.source, Source::Internet);
    let own = addresses.iter().filter_map(|own| if is_outside { own.public } else { Some(own.private) });
    let own = AddressSet::from_addresses(own.filter(std::net::IpAddr::is_ipv4));
    (!own.is_empty()).then_some(Target::Addresses(own, Wanted::Interface(interface)))
}
