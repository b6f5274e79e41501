//! Flows between two parties, each pair of theirs, and whether what must hold of them does.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, RangeInclusive};

use hopwise_engine::{Inquiry, Question, Unread, Verdict};
use hopwise_explain::{confirm, service_endpoints};
use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_model::resource::InterfaceKind;
use hopwise_model::{NetworkInterfaceId, Traffic};
use hopwise_packet::{AddressSet, PortSet, Protocol};
use hopwise_report::Traced;
use hopwise_rules::{Family, Selector};
use ipnet::IpNet;

use super::goal::Goal;
use super::party::{Party, party};
use super::violation::Violation;
use crate::error::Error;
use crate::network::Network;
use crate::question::{Candidates, Origin, Target, TraceError, TraceRequest, literal, origins, targets};

/// What must hold of packets from somebody to somebody.
pub(crate) struct Statement<'a> {
    /// What must hold.
    pub(crate) goal: &'a Goal,
    /// Who sends.
    pub(crate) from: &'a Selector,
    /// Who takes.
    pub(crate) to: &'a Selector,
    /// Which packets.
    pub(crate) traffic: Traffic,
    /// By which versions of IP, where that is said.
    pub(crate) families: &'a [Family],
    /// All of it in a sentence.
    pub(crate) property: &'a str,
}

/// A pair of which a statement does not hold, or is not known to.
pub(crate) struct Finding {
    /// Who takes: the id of an interface, or as it was named.
    pub(crate) to: String,
    /// The interface that sends.
    pub(crate) interface: Option<NetworkInterfaceId>,
    /// Protocol and ports that were asked.
    pub(crate) asked: (Protocol, PortSet),
    /// What is so.
    pub(crate) violation: Violation,
}

/// How much was asked.
#[derive(Default)]
pub(crate) struct Tally {
    /// Pairs of who sends and who takes, of each protocol.
    pub(crate) pairs: usize,
    /// What was not read that decides about names; none where no name was asked for.
    pub(crate) unread: Option<BTreeSet<Unread>>,
}

/// Hands each pair of which a statement does not hold to `tell`, until it has heard enough.
pub(crate) fn each(
    network: &Network,
    statement: &Statement<'_>,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> Tally {
    let mut asked = Asked { network, statement, tally: Tally::default() };
    // That enough was heard is no news to the caller.
    let _ = asked.all(tell);
    asked.tally
}

/// What is asked for each pair.
struct Asked<'n> {
    network: &'n Network,
    statement: &'n Statement<'n>,
    tally: Tally,
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
    fn all(&mut self, tell: &mut dyn FnMut(Finding) -> ControlFlow<()>) -> ControlFlow<()> {
        let whole = |violation, asked| Finding { to: self.statement.to.to_string(), interface: None, asked, violation };
        let questions = questions(self.statement.traffic);
        let nothing = || (Protocol::TCP, PortSet::empty());
        let origins = match self.origins() {
            Ok(origins) => origins,
            Err(violation) => return tell(whole(violation, nothing())),
        };
        for (protocol, ports) in questions {
            for origin in &origins {
                let targets = match self.targets(origin, protocol, &ports) {
                    Ok(targets) => targets,
                    Err(violation) => {
                        tell(whole(violation, (protocol, ports.clone())))?;
                        continue;
                    }
                };
                // That nobody can be reached was asked, too.
                self.tally.pairs += usize::from(targets.is_empty());
                for target in targets {
                    self.tally.pairs += 1;
                    let to = self.target_name(&target);
                    if let Some(violation) = self.pair(origin, target, protocol, &ports) {
                        let (_, interface) = self.origin_name(origin);
                        tell(Finding { to, interface, asked: (protocol, ports.clone()), violation })?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// What an origin is called: as it was named, or by its id where several were.
    fn origin_name(&self, origin: &Origin) -> (String, Option<NetworkInterfaceId>) {
        let design = self.network.design();
        let (id, interface) = match &origin.source {
            Source::Interface(own) => {
                let id = design.network_interfaces.get(*own).record.id.clone();
                (id.to_string(), Some(id))
            }
            Source::Placement(placement) => (design.subnets.get(placement.subnet).record.id.to_string(), None),
            Source::Internet => (self.statement.from.to_string(), None),
        };
        match self.statement.from {
            Selector::One(name) => (name.clone(), interface),
            _ => (id, interface),
        }
    }

    fn target_name(&self, target: &Target) -> String {
        match (self.statement.to, target) {
            (Selector::One(_), _) => self.statement.to.to_string(),
            (_, Target::Addresses(_, Wanted::Interface(own))) => {
                self.network.design().network_interfaces.get(*own).record.id.to_string()
            }
            _ => self.statement.to.to_string(),
        }
    }

    fn nobody(&self, name: &Selector) -> Violation {
        Violation::nobody(self.statement.property, &name.to_string())
    }

    fn unknown(&self, name: &Selector) -> Violation {
        Violation::unknown(self.statement.property, &name.to_string())
    }

    fn by_ipv6(&self) -> Violation {
        Violation::by_ipv6(self.statement.property)
    }

    fn failed(&self, error: impl Into<Error>) -> Violation {
        Violation::unasked(self.statement.property, &error.into())
    }

    /// Everybody whom a name of one means: not some of them.
    fn everyone<T>(&self, name: &Selector, found: Result<Candidates<T>, TraceError>) -> Result<Vec<T>, Violation> {
        let Candidates { known, lacking } = found.map_err(|error| self.failed(error))?;
        if lacking.is_some() { Err(self.unknown(name)) } else { Ok(known) }
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
        let is_meant = match self.statement.families {
            // By which version somebody is reached does not matter where nobody says so.
            [] => *self.statement.goal != Goal::Reaches,
            families => families.contains(&Family::Ipv6),
        };
        is_meant && may_send && (interfaces.is_empty() || interfaces.iter().any(has))
    }

    fn origins(&self) -> Result<Vec<Origin>, Violation> {
        let (inventory, design, from) = (self.network.inventory(), self.network.design(), self.statement.from);
        let found = match party(self.network, from) {
            Party::Interfaces(interfaces) => {
                let open = |own: &Ix<NetworkInterface>| design.interface_kind(*own).opens_connections();
                let senders = interfaces.into_iter().filter(open);
                senders.map(|own| Origin::interface(inventory, design, own)).collect()
            }
            Party::Placements(sources) => sources.into_iter().map(Origin::placed).collect(),
            Party::Internet => vec![Origin::internet()],
            Party::Unknown => return Err(self.unknown(from)),
            Party::One => self.everyone(from, origins(inventory, design, &from.to_string()))?,
        };
        if found.is_empty() { Err(self.nobody(from)) } else { Ok(found) }
    }

    fn targets(&self, origin: &Origin, protocol: Protocol, ports: &PortSet) -> Result<Vec<Target>, Violation> {
        let (inventory, design, to) = (self.network.inventory(), self.network.design(), self.statement.to);
        let goal = self.statement.goal;
        if let Selector::Block(block) = to {
            return match block {
                IpNet::V4(_) => Ok(vec![Target::Addresses(AddressSet::from_nets([*block]), Wanted::Anyone)]),
                IpNet::V6(_) => Err(self.by_ipv6()),
            };
        }
        let found = match party(self.network, to) {
            Party::Interfaces(interfaces) if !interfaces.is_empty() && self.may_use_ipv6(origin, &interfaces) => {
                return Err(self.by_ipv6());
            }
            Party::Interfaces(interfaces) => {
                let is_own = |own: &Ix<NetworkInterface>| !matches!(origin.source, Source::Interface(it) if it == *own);
                // What no host is behind need not be reached.
                let counts = |own: &Ix<NetworkInterface>| {
                    *goal != Goal::Reaches || design.interface_kind(*own) == InterfaceKind::Host
                };
                let others = interfaces.into_iter().filter(|own| is_own(own) && counts(own));
                others.filter_map(|own| at(design, origin, own)).collect()
            }
            Party::Placements(_) | Party::Unknown => return Err(self.unknown(to)),
            Party::Internet if self.may_use_ipv6(origin, &[]) => return Err(self.by_ipv6()),
            Party::Internet => vec![Target::Addresses(outside(design), Wanted::Anyone)],
            Party::One => {
                let (from, name) = (self.statement.from.to_string(), to.to_string());
                let request = TraceRequest { protocol, port: ports.first(), ..TraceRequest::new(from, name) };
                let found = self.everyone(to, targets(inventory, design, origin, &request))?;
                let by_ipv6 = |target: &Target| match target {
                    Target::Addresses(_, Wanted::Interface(own)) => self.may_use_ipv6(origin, &[*own]),
                    // A name may have addresses of either kind.
                    Target::Host { .. } => self.may_use_ipv6(origin, &[]),
                    Target::Addresses(..) => false,
                };
                if found.iter().any(by_ipv6) {
                    return Err(self.by_ipv6());
                }
                found
            }
        };
        // From outside only public addresses are asked for: that there are none means that nobody is reached.
        let none_is_well = *goal != Goal::Reaches && matches!(origin.source, Source::Internet);
        if found.is_empty() && !none_is_well { Err(self.nobody(to)) } else { Ok(found) }
    }

    fn pair(&mut self, origin: &Origin, target: Target, protocol: Protocol, ports: &PortSet) -> Option<Violation> {
        let (network, Statement { goal, property, .. }) = (self.network.engine(), self.statement);
        let source_ports: RangeInclusive<u16> = goal.source_ports(&origin.source_ports);
        let to = self.target_name(&target);
        let (reach, service, named) = match target {
            Target::Host { .. } if ports.len() > 1 => return Some(Violation::several_ports(property)),
            Target::Host { host, service } => {
                let inquiry = Inquiry {
                    source: origin.source.clone(),
                    address: origin.only,
                    host,
                    protocol,
                    port: ports.first().unwrap_or_default(),
                    source_ports: source_ports.clone(),
                    endpoints: service_endpoints(network.design(), &origin.source, service, None),
                };
                let reach = network.reach(&inquiry, self.network.published());
                self.tally.unread.get_or_insert_default().extend(reach.resolution.unread.iter().copied());
                (reach, service, true)
            }
            Target::Addresses(addresses, wanted) => {
                let (source, sent) = (origin.source.clone(), addresses.clone());
                let own = Question::new(network.design(), source, sent, protocol, ports.clone(), source_ports.clone());
                let question = Question { wanted, ..own.sent_from(origin.only) };
                (literal(network, &question, &to, addresses), None, false)
            }
        };
        for flow in reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
            if let Err(error) = confirm(network.design(), &origin.source, flow) {
                return Some(self.failed(error));
            }
        }
        // Where some ports arrive and others do not, it matters which ones the source has.
        let unsure = **goal == Goal::Reaches && origin.source_ports.or.is_some() && reach.verdict == Verdict::Partial;
        let holds = goal.holds(&reach, named).filter(|_| !unsure);
        let verdict = match holds {
            Some(true) => return None,
            Some(false) => reach.verdict,
            None => Verdict::Undetermined,
        };
        let traced = Traced {
            from: self.origin_name(origin).0,
            to,
            service,
            named,
            source_ports: PortSet::range(source_ports).to_string(),
            reach,
            plans: Vec::new(),
        };
        Some(Violation::new(property, holds.is_some(), verdict, self.network.report_of_trace(traced)))
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
