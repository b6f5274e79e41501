//! Flows between two parties, each pair of theirs, and whether what must hold of them does.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::{ControlFlow, RangeInclusive};

use hopwise_engine::{
    FOLLOWED, Flow, Inquiry, Question, Reach, USUAL_PROTOCOLS, Unread, Verdict, protocols, source_addresses,
};
use hopwise_explain::{Leak, confirm, service_endpoints};
use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_model::{NetworkInterfaceId, Traffic};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};
use hopwise_report::{Breach, RuleResult, Traced};
use hopwise_rules::{Family, Selector};
use ipnet::IpNet;

use super::alike::Alike;
use super::anybody::{ANY_HOST, anybody};
use super::goal::Goal;
use super::party::{Party, party};
use super::supposed::Supposed;
use super::takers::{leave_endpoints_out, outside, to_reach};
use super::violation::Violation;
use crate::check::broken;
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
    /// The packets that arrive and must not, where that is so.
    pub(crate) leaks: Vec<Leak>,
    /// Which of the packets that were asked break it; none where there is no answer about them.
    pub(crate) broken: Option<Breach>,
}

/// What a pair comes to of which a statement does not hold.
struct Broken {
    violation: Violation,
    leaks: Vec<Leak>,
    breach: Option<Breach>,
}

/// How much was asked.
#[derive(Default)]
pub(crate) struct Tally {
    /// Pairs of who sends and who takes, of each protocol.
    pub(crate) pairs: usize,
    /// How many pairs break it, for certain and not, that are not told: they are like others that are, and these are many.
    pub(crate) untold: [usize; 2],
    /// Whether somebody was asked about who is not there and could be.
    pub(crate) is_of_anybody: bool,
    /// What was not read and is taken to be absent.
    pub(crate) unread: BTreeSet<Unread>,
}

/// Of how many pairs that break a statement each is told, whether or not it is like another one.
const ENOUGH: usize = 1000;

/// Hands each pair of which a statement does not hold to `tell`, until it has heard enough.
pub(crate) fn each(
    network: &Network,
    statement: &Statement<'_>,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> Tally {
    let to = party(network, statement.to);
    let mut tally = Tally::default();
    // That enough was heard is no news to the caller.
    let _ = match to {
        Party::Placements(sources) => to_placements(network, statement, sources, &mut tally, tell),
        to => Asked::new(network, statement, &to, &mut tally).all(tell),
    };
    tally
}

/// The same of tasks of a service, those that run and those that are still to be started: each in a network that has it.
fn to_placements(
    network: &Network,
    statement: &Statement<'_>,
    sources: Vec<(Source, RangeInclusive<u16>)>,
    tally: &mut Tally,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut running = Vec::new();
    let mut is_told = false;
    for (source, _) in sources {
        match source {
            Source::Interface(own) => running.push(own),
            Source::Placement(placement) => match Supposed::of(network, &placement) {
                Some(own) => {
                    is_told = true;
                    let to = Party::Interfaces(vec![own.interface]);
                    Asked { supposed: Some(&own), ..Asked::new(&own.network, statement, &to, tally) }.all(tell)?;
                }
                None => {
                    let why = Violation::still_to_start(statement.property, &statement.to.to_string());
                    is_told = true;
                    tell(Finding::of_all(statement, why, (Protocol::TCP, PortSet::empty())))?;
                }
            },
            Source::Internet => {}
        }
    }
    if running.is_empty() && is_told {
        return ControlFlow::Continue(());
    }
    Asked::new(network, statement, &Party::Interfaces(running), tally).all(tell)
}

/// What is asked for each pair.
struct Asked<'n> {
    network: &'n Network,
    statement: &'n Statement<'n>,
    /// Who takes.
    to: &'n Party,
    /// Who takes and is not there yet, where it is such a one.
    supposed: Option<&'n Supposed>,
    /// Who cannot be told from others.
    alike: Alike,
    tally: &'n mut Tally,
}

/// The questions that a kind of traffic stands for: of every protocol, those of which one arrives where any does. What has to be
/// reached is reached by what hosts speak: a rule about ESP somewhere else asks nobody to be reached by it.
fn questions(traffic: Traffic, goal: &Goal, design: &Design) -> Vec<(Protocol, PortSet)> {
    let all = |own: Protocol| (own, PortSet::all());
    match traffic {
        Traffic::All if *goal == Goal::Reaches => USUAL_PROTOCOLS.map(all).to_vec(),
        Traffic::All => protocols([design]).into_iter().map(all).collect(),
        Traffic::Ports { protocol, from, to } => vec![(Protocol(protocol), PortSet::range(from..=to))],
        Traffic::Icmp { protocol, .. } | Traffic::Protocol(protocol) => vec![(Protocol(protocol), PortSet::all())],
    }
}

impl Finding {
    /// What is so of everybody who is meant.
    fn of_all(statement: &Statement<'_>, violation: Violation, asked: (Protocol, PortSet)) -> Self {
        let (to, leaks) = (statement.to.to_string(), Vec::new());
        Self { to, interface: None, asked, violation, leaks, broken: None }
    }
}

impl<'n> Asked<'n> {
    fn new(network: &'n Network, statement: &'n Statement<'n>, to: &'n Party, tally: &'n mut Tally) -> Self {
        let alike = Alike::of(network.inventory(), network.design());
        Self { network, statement, to, supposed: None, alike, tally }
    }

    fn all(&mut self, tell: &mut dyn FnMut(Finding) -> ControlFlow<()>) -> ControlFlow<()> {
        let statement = self.statement;
        let whole = |violation, asked| Finding::of_all(statement, violation, asked);
        let questions = questions(self.statement.traffic, self.statement.goal, self.network.design());
        let nothing = || (Protocol::TCP, PortSet::empty());
        let families = self.statement.families;
        if !families.is_empty() && !families.contains(&Family::Ipv4) {
            // Only packets of IPv6 are meant, of which those of IPv4 say nothing.
            return tell(whole(self.by_ipv6(), nothing()));
        }
        let (origins, others) = match self.origins() {
            Ok(origins) => origins,
            Err(violation) => return tell(whole(violation, nothing())),
        };
        let (mut is_alone, mut told) = (false, 0_usize);
        for (protocol, ports) in questions {
            for origin in &origins {
                let targets = match self.targets(origin, protocol, &ports) {
                    Ok(Some(targets)) => targets,
                    Ok(None) => {
                        is_alone = true;
                        continue;
                    }
                    Err(violation) => {
                        tell(whole(violation, (protocol, ports.clone())))?;
                        continue;
                    }
                };
                // That nobody can be reached was asked, too.
                self.tally.pairs += usize::from(targets.is_empty());
                for target in targets {
                    self.tally.pairs += 1;
                    self.tally.is_of_anybody |= is_anybody(&origin.source);
                    let pair = self.alike.pair(origin, &target, protocol);
                    if pair.as_ref().is_some_and(|pair| self.alike.is_held(pair)) {
                        continue;
                    }
                    let broken = pair.as_ref().and_then(|pair| self.alike.is_broken(pair));
                    if let Some(is_certain) = broken.filter(|_| told >= ENOUGH && self.network.is_sampled()) {
                        let [certain, open] = &mut self.tally.untold;
                        *(if is_certain { certain } else { open }) += 1;
                        continue;
                    }
                    let to = self.target_name(&target);
                    if let Some(Broken { violation, leaks, breach }) = self.pair(origin, target, protocol, &ports) {
                        let (interface, asked) = (self.origin_name(origin).1, (protocol, ports.clone()));
                        told += 1;
                        if let Some(pair) = pair {
                            self.alike.break_by(pair, violation.is_certain);
                        }
                        tell(Finding { to, interface, asked, violation, leaks, broken: breach })?;
                    } else if let Some(pair) = pair {
                        self.alike.hold(pair);
                    }
                }
            }
        }
        if is_alone && self.tally.pairs == 0 {
            // Whoever sends is the only one who takes.
            tell(whole(self.nobody(self.statement.to), nothing()))?;
        }
        // What breaks it is told first.
        others.map_or(ControlFlow::Continue(()), |violation| tell(whole(violation, nothing())))
    }

    /// What an origin is called: as it was named, or by its id where several were.
    fn origin_name(&self, origin: &Origin) -> (String, Option<NetworkInterfaceId>) {
        let design = self.network.design();
        let (id, interface) = match &origin.source {
            Source::Interface(own) => {
                let id = design.network_interfaces.get(*own).record.id.clone();
                (id.to_string(), Some(id))
            }
            Source::Placement(placement) => {
                let subnet = &design.subnets.get(placement.subnet).record.id;
                (if placement.is_anybody { format!("{ANY_HOST}{subnet}") } else { subnet.to_string() }, None)
            }
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
            (_, Target::Addresses(_, Wanted::Interface(_))) if self.supposed.is_some() => {
                self.supposed.map(|own| own.name.clone()).unwrap_or_default()
            }
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

    /// Who sends, and why others may who are meant, too: of a place where something must not be, whoever could be there.
    fn origins(&self) -> Result<(Vec<Origin>, Option<Violation>), Violation> {
        let (inventory, design, from) = (self.network.inventory(), self.network.design(), self.statement.from);
        if let Selector::Block(block) = from {
            return self.in_block(*block);
        }
        let found: Vec<Origin> = match party(self.network, from) {
            Party::Interfaces(interfaces) => {
                let open = |own: &Ix<NetworkInterface>| design.interface_kind(*own).opens_connections();
                let is_there = |own: &Ix<NetworkInterface>| self.supposed.is_none_or(|it| it.interface != *own);
                let senders = interfaces.into_iter().filter(open).filter(is_there);
                let mut found: Vec<Origin> = senders.map(|own| Origin::interface(inventory, design, own)).collect();
                if *self.statement.goal != Goal::Reaches {
                    found.extend(anybody(self.network, from).ok_or_else(|| self.unknown(from))?);
                }
                found
            }
            Party::Placements(sources) => sources.into_iter().map(Origin::placed).collect(),
            Party::Internet => vec![Origin::internet()],
            Party::Unknown => return Err(self.unknown(from)),
            Party::One => self.everyone(from, origins(inventory, design, &from.to_string()))?,
        };
        if found.is_empty() { Err(self.nobody(from)) } else { Ok((found, None)) }
    }

    /// Whoever of the snapshot has an address of a block, and whether there may be others.
    fn in_block(&self, block: IpNet) -> Result<(Vec<Origin>, Option<Violation>), Violation> {
        let (inventory, design, from) = (self.network.inventory(), self.network.design(), self.statement.from);
        if matches!(block, IpNet::V6(_)) {
            return Err(self.by_ipv6());
        }
        let Party::Interfaces(all) = party(self.network, &Selector::Everybody) else {
            return Err(self.unknown(from));
        };
        let mut found = Vec::new();
        for own in all.into_iter().filter(|own| design.interface_kind(*own).opens_connections()) {
            let record = &design.network_interfaces.get(own).record;
            let origin = Origin::interface(inventory, design, own);
            let addresses = record.addresses.iter().map(|own| own.private).filter(|own| block.contains(own));
            found.extend(addresses.map(|address| Origin { only: Some(address), ..origin.clone() }));
            let meets = |prefix: &IpNet| prefix.contains(&block) || block.contains(prefix);
            found.extend(record.prefixes.iter().any(meets).then_some(origin));
        }
        let here = AddressSet::from_nets(design.vpcs.iter().flat_map(|(_, own)| own.record.cidrs.iter().copied()));
        let rest = AddressSet::from_net(block).difference(&here);
        // Public addresses come in from the internet, whoever has them.
        let public = rest.intersection(&AddressSet::public(FOLLOWED));
        let is_whole = rest.is_subset(&public);
        found.extend((!public.is_empty()).then(|| Origin::internet_within(public)));
        let others = (!is_whole).then(|| Violation::elsewhere(self.statement.property, &from.to_string()));
        match (found.is_empty(), others) {
            (true, None) => Err(self.nobody(from)),
            (true, Some(others)) => Err(others),
            (false, others) => Ok((found, others)),
        }
    }

    /// Who takes packets of an origin; none where that is the origin alone.
    fn targets(&self, origin: &Origin, protocol: Protocol, ports: &PortSet) -> Result<Option<Vec<Target>>, Violation> {
        let (inventory, design, to) = (self.network.inventory(), self.network.design(), self.statement.to);
        let goal = self.statement.goal;
        if let Selector::Block(block) = to {
            return match block {
                IpNet::V4(_) => Ok(Some(vec![Target::Addresses(AddressSet::from_nets([*block]), Wanted::Anyone)])),
                IpNet::V6(_) => Err(self.by_ipv6()),
            };
        }
        let found = match self.to {
            Party::Interfaces(interfaces) if interfaces.is_empty() => return Err(self.nobody(to)),
            Party::Interfaces(interfaces) if self.may_use_ipv6(origin, interfaces) => return Err(self.by_ipv6()),
            Party::Interfaces(interfaces) => {
                let is_other =
                    |own: &Ix<NetworkInterface>| !matches!(origin.source, Source::Interface(it) if it == *own);
                if !interfaces.iter().any(is_other) {
                    return Ok(None);
                }
                let others: Vec<Ix<NetworkInterface>> = interfaces.iter().copied().filter(is_other).collect();
                let others = if *goal == Goal::Reaches { to_reach(design, others) } else { others };
                if others.is_empty() {
                    return Err(Violation::takes_nothing(self.statement.property, &to.to_string()));
                }
                others.into_iter().filter_map(|own| self.at(origin, own)).collect()
            }
            Party::Placements(_) => return Err(Violation::still_to_start(self.statement.property, &to.to_string())),
            Party::Unknown => return Err(self.unknown(to)),
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
        if found.is_empty() && !none_is_well { Err(self.nobody(to)) } else { Ok(Some(found)) }
    }

    /// An interface as a destination: its private addresses, or from the internet its public ones. Where nothing may arrive, those
    /// of its delegated prefixes are among them; of a task that is still to be started, any that it may get.
    fn at(&self, origin: &Origin, interface: Ix<NetworkInterface>) -> Option<Target> {
        let record = &self.network.design().network_interfaces.get(interface).record;
        let addresses = &record.addresses;
        let is_outside = matches!(origin.source, Source::Internet);
        let own = addresses.iter().filter_map(|own| if is_outside { own.public } else { Some(own.private) });
        let own = AddressSet::from_addresses(own).of(FOLLOWED);
        let takes_all = !is_outside && *self.statement.goal != Goal::Reaches;
        let prefixes = record.blocks().filter(|block| FOLLOWED.has(block.addr()) && takes_all);
        let own = own.union(&AddressSet::from_nets(prefixes));
        let own = match self.supposed.filter(|_| !is_outside) {
            Some(supposed) => supposed.addresses.clone(),
            None => own,
        };
        (!own.is_empty()).then_some(Target::Addresses(own, Wanted::Interface(interface)))
    }

    fn pair(&mut self, origin: &Origin, target: Target, protocol: Protocol, ports: &PortSet) -> Option<Broken> {
        let without_leaks = |violation| Some(Broken { violation, leaks: Vec::new(), breach: None });
        let (network, Statement { goal, property, .. }) = (self.network.engine(), self.statement);
        let source_ports: RangeInclusive<u16> = goal.source_ports(&origin.source_ports);
        let to = self.target_name(&target);
        let (mut reach, service, named) = match target {
            Target::Host { .. } if ports.len() > 1 => return without_leaks(Violation::several_ports(property)),
            Target::Host { host, service } => {
                let inquiry = |address: Option<IpAddr>| Inquiry {
                    source: origin.source.clone(),
                    address,
                    host: host.clone(),
                    protocol,
                    port: ports.first().unwrap_or_default(),
                    source_ports: source_ports.clone(),
                    endpoints: service_endpoints(network.design(), &origin.source, service, None),
                };
                let reach = |address| network.reach(&inquiry(address), self.network.published());
                // The worst of what becomes of packets from each address: one that breaks it, else one that is not known.
                let all = self.addresses(origin).into_iter().map(reach);
                let badness = |own: &Reach| match goal.holds(own, true) {
                    Some(true) => 0,
                    None => 1,
                    Some(false) => 2,
                };
                let worst = all.reduce(|worst, own| if badness(&own) > badness(&worst) { own } else { worst });
                let reach = worst.unwrap_or_else(|| reach(origin.only));
                (reach, service, true)
            }
            Target::Addresses(addresses, wanted) => {
                let (source, sent) = (origin.source.clone(), addresses.clone());
                let own = Question::new(network.design(), source, sent, protocol, ports.clone(), source_ports.clone());
                let mut question = Question { wanted, ..own.sent_from(origin.only) };
                if let Some(sources) = self.any_source(origin) {
                    question.packets.sources = sources;
                }
                (literal(network, &question, &to, addresses), None, false)
            }
        };
        if *self.statement.to == Selector::Internet {
            leave_endpoints_out(&mut reach);
        }
        for flow in reach.traces.iter().flat_map(|(_, trace)| &trace.flows) {
            if let Err(error) = confirm(network.design(), &origin.source, flow) {
                return without_leaks(self.failed(error));
            }
        }
        let unread = reach.unread(network.design()).into_iter();
        let unread = unread.filter(|own| named || *own == Unread::BlockPublicAccess);
        self.tally.unread.extend(unread);
        // Where some ports arrive and others do not, it matters which ones the source has.
        let unsure = **goal == Goal::Reaches && origin.source_ports.or.is_some() && reach.verdict == Verdict::Partial;
        let holds = goal.holds(&reach, named).filter(|_| !unsure);
        let verdict = match holds {
            Some(true) => return None,
            Some(false) => match goal.doubt() {
                Some(why) => return without_leaks(Violation::not_known(property, why)),
                None => reach.verdict,
            },
            None => Verdict::Undetermined,
        };
        let leaks = if holds == Some(false) && **goal != Goal::Reaches {
            self.leaks(origin, &reach, protocol, ports)
        } else {
            Vec::new()
        };
        let from = self.origin_name(origin).0;
        let breach = (!self.network.is_sampled()).then(|| {
            let result = if holds.is_some() { RuleResult::Violated } else { RuleResult::Undetermined };
            let flows = reach.traces.iter().flat_map(|(_, trace)| &trace.flows);
            broken::of_pair(result, (&from, &to), flows, |flow| goal.holds_of(flow))
        });
        let traced = Traced {
            from,
            to,
            service,
            named,
            source_ports: PortSet::range(source_ports).to_string(),
            reach,
            plans: Vec::new(),
        };
        let violation = Violation::new(property, holds.is_some(), verdict, self.network.report_of_trace(traced));
        Some(Broken { violation, leaks, breach })
    }

    /// Every address that an interface may send from, where what never arrives must not from any of them: by itself it sends from
    /// its first one.
    fn any_source(&self, origin: &Origin) -> Option<AddressSet> {
        if origin.within.is_some() {
            return origin.within.clone();
        }
        let Source::Interface(own) = &origin.source else { return None };
        if *self.statement.goal == Goal::Reaches || origin.only.is_some() {
            return None;
        }
        let blocks = self.network.design().network_interfaces.get(*own).record.blocks();
        Some(AddressSet::from_nets(blocks).of(FOLLOWED))
    }

    /// The addresses of which one at a time asks for a name; none stands for what the origin sends from by itself. Those of a
    /// delegated prefix are like the first one: none of them has a public address.
    fn addresses(&self, origin: &Origin) -> Vec<Option<IpAddr>> {
        match (&origin.source, self.any_source(origin)) {
            (Source::Interface(own), Some(_)) => {
                let addresses = &self.network.design().network_interfaces.get(*own).record.addresses;
                let own = addresses.iter().map(|own| own.private).filter(|own| FOLLOWED.has(*own));
                own.map(Some).collect()
            }
            _ => vec![origin.only],
        }
    }

    /// The flows of an answer that arrive and must not.
    fn leaks(&self, origin: &Origin, reach: &Reach, protocol: Protocol, ports: &PortSet) -> Vec<Leak> {
        let Statement { goal, from, to, .. } = self.statement;
        let by_place = |own: &Selector| {
            !matches!(own, Selector::One(_) | Selector::Name(_) | Selector::Instance(_) | Selector::Interface(_))
        };
        let own = || source_addresses(self.network.design(), &origin.source);
        let sources = self.any_source(origin).unwrap_or_else(own);
        let packets = PacketBox::any().protocol(protocol).to_ports(ports.clone()).from(sources);
        let flows = reach.traces.iter().flat_map(|(_, trace)| &trace.flows);
        let arriving = flows.filter(|flow| goal.holds_of(flow) == Some(false));
        let leak = |flow: &Flow| Leak {
            source: origin.source.clone(),
            packets: packets.clone().to(flow.destinations.clone()),
            flow: flow.clone(),
            source_by_place: by_place(from),
            destination_by_place: by_place(to),
        };
        arriving.map(leak).collect()
    }
}

/// Whether somebody stands for whoever could be in a place.
const fn is_anybody(source: &Source) -> bool {
    matches!(source, Source::Placement(placement) if placement.is_anybody)
}
