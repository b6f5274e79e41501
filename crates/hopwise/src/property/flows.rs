//! Flows between two parties, each pair of theirs, and whether what must hold of them does.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::{ControlFlow, RangeInclusive};

use hopwise_engine::{FOLLOWED, Flow, Inquiry, Question, Reach, Unread, Verdict, source_addresses};
use hopwise_explain::{Leak, confirm, service_endpoints};
use hopwise_model::NetworkInterfaceId;
use hopwise_model::design::{Ix, NetworkInterface, Placement, Source, Wanted};
use hopwise_packet::{AddressSet, PacketBox, PortSet, Protocol};
use hopwise_report::{Breach, RuleResult, Traced};
use hopwise_rules::{Family, Selector};

use super::alike::Alike;
use super::anybody::ANY_HOST;
use super::goal::Goal;
use super::party::{Party, party};
use super::statement::{Statement, may_be_inside, questions};
use super::supposed::Supposed;
use super::takers::{hosts, leave_endpoints_out};
use super::tally::{Taken, Tally};
use super::to_start::{ToStart, is_place, knows_services};
use super::violation::Violation;
use crate::check::broken;
use crate::network::Network;
use crate::question::{HTTPS, Origin, SourcePorts, Target, literal, region_of_host};

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

/// Of how many pairs that break a statement each is told, whether or not it is like another one.
const ENOUGH: usize = 1000;

/// Hands each pair of which a statement does not hold to `tell`, until it has heard enough.
pub(crate) fn each(
    network: &Network,
    statement: &Statement<'_>,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> Tally {
    let mut tally = Tally::default();
    let (from, to) = (statement.by_addresses(statement.from), statement.by_addresses(statement.to));
    let statement = &Statement { from: &from, to: &to, ..*statement };
    let is_block = |own: &Selector| matches!(own, Selector::Block(_));
    let takes_by_place = is_place(statement.to) && !is_block(statement.to);
    tally.take(Taken::NobodyElseTakes, takes_by_place && *statement.goal != Goal::Reaches);
    let may_start = |own: &Selector| match own {
        Selector::Block(block) => may_be_inside(*block),
        own => is_place(own),
    };
    let may_start = may_start(statement.from) || may_start(statement.to);
    tally.take(Taken::NoServices, may_start && !knows_services(network));
    // That enough was heard is no news to the caller.
    let _ = match party(network, statement.to) {
        Party::Placements(sources) => to_placements(network, statement, sources, &mut tally, tell),
        Party::Unknown => Asked::new(network, statement, &Party::Unknown, &mut tally).all(tell),
        to => to_those(network, statement, to, &mut tally, tell),
    };
    tally
}

/// Those who are there, and those who are still to be started there.
fn to_those(
    network: &Network,
    statement: &Statement<'_>,
    to: Party,
    tally: &mut Tally,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let ToStart { placements, may_be_others } = ToStart::of(network, statement.to);
    // Where tasks will be, they are the hosts that have to be reached.
    let to = match to {
        Party::Interfaces(all) if *statement.goal == Goal::Reaches && !placements.is_empty() => {
            Party::Interfaces(hosts(network.design(), all))
        }
        to => to,
    };
    if placements.is_empty() || !matches!(&to, Party::Interfaces(all) if all.is_empty()) {
        Asked::new(network, statement, &to, tally).all(tell)?;
    }
    for (placement, _) in placements {
        to_placement(network, statement, &placement, tally, tell)?;
    }
    if may_be_others {
        let why = Violation::others_to_start(statement.property, &statement.to.to_string());
        tell(Finding::of_all(statement, why, (Protocol::TCP, PortSet::empty())))?;
    }
    ControlFlow::Continue(())
}

/// A task that is still to be started, in a network that has it.
fn to_placement(
    network: &Network,
    statement: &Statement<'_>,
    placement: &Placement,
    tally: &mut Tally,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let Some(own) = Supposed::of(network, placement) else {
        let why = Violation::still_to_start(statement.property, &statement.to.to_string());
        return tell(Finding::of_all(statement, why, (Protocol::TCP, PortSet::empty())));
    };
    let own = match statement.to {
        Selector::Block(block) => own.within(*block),
        _ => own,
    };
    let to = Party::Interfaces(vec![own.interface]);
    Asked { supposed: Some(&own), ..Asked::new(&own.network, statement, &to, tally) }.all(tell)
}

/// The same of tasks of a service, those that run and those that are still to be started.
fn to_placements(
    network: &Network,
    statement: &Statement<'_>,
    sources: Vec<(Source, SourcePorts)>,
    tally: &mut Tally,
    tell: &mut dyn FnMut(Finding) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut running = Vec::new();
    let mut is_told = false;
    for (source, _) in sources {
        match source {
            Source::Interface(own) => running.push(own),
            Source::Placement(placement) => {
                is_told = true;
                to_placement(network, statement, &placement, tally, tell)?;
            }
            Source::Internet => {}
        }
    }
    if running.is_empty() && is_told {
        return ControlFlow::Continue(());
    }
    Asked::new(network, statement, &Party::Interfaces(running), tally).all(tell)
}

/// Packets that come to an interface: by a protocol, at ports.
type Arrival = (Ix<NetworkInterface>, Protocol, String);

/// What is asked for each pair.
pub(super) struct Asked<'n> {
    pub(super) network: &'n Network,
    pub(super) statement: &'n Statement<'n>,
    /// Who takes.
    pub(super) to: &'n Party,
    /// Who takes and is not there yet, where it is such a one.
    pub(super) supposed: Option<&'n Supposed>,
    /// Whether public addresses of interfaces are open to who is outside, by protocol and ports.
    pub(super) open: RefCell<HashMap<Arrival, bool>>,
    /// Who cannot be told from others.
    alike: Alike,
    tally: &'n mut Tally,
}

impl Finding {
    /// What is so of everybody who is meant.
    fn of_all(statement: &Statement<'_>, violation: Violation, asked: (Protocol, PortSet)) -> Self {
        let (to, leaks) = (statement.to.to_string(), Vec::new());
        Self { to, interface: None, asked, violation, leaks, broken: None }
    }
}

/// A family that a rule names.
const fn family(own: Family) -> hopwise_packet::Family {
    match own {
        Family::Ipv4 => hopwise_packet::Family::Ipv4,
        Family::Ipv6 => hopwise_packet::Family::Ipv6,
    }
}

impl<'n> Asked<'n> {
    fn new(network: &'n Network, statement: &'n Statement<'n>, to: &'n Party, tally: &'n mut Tally) -> Self {
        let alike = Alike::of(network.inventory(), network.design());
        Self { network, statement, to, supposed: None, open: RefCell::default(), alike, tally }
    }

    fn all(&mut self, tell: &mut dyn FnMut(Finding) -> ControlFlow<()>) -> ControlFlow<()> {
        let statement = self.statement;
        let whole = |violation, asked| Finding::of_all(statement, violation, asked);
        let questions = questions(self.statement.traffic, self.statement.goal, self.network.design());
        let nothing = || (Protocol::TCP, PortSet::empty());
        let families = self.statement.families;
        if !families.is_empty() && families.iter().all(|own| family(*own) != FOLLOWED) {
            // Only packets of another family are meant, of which those that are followed say nothing.
            return tell(whole(self.by_ipv6(), nothing()));
        }
        let (origins, others) = match self.origins() {
            Ok(origins) => origins,
            Err(violation) => return tell(whole(violation, nothing())),
        };
        let (mut is_alone, mut by_ipv6, mut told) = (false, false, 0_usize);
        for (protocol, ports) in questions {
            for origin in &origins {
                let targets = match self.targets(origin, protocol, &ports) {
                    Ok(Some(targets)) => {
                        by_ipv6 |= targets.may_be_by_ipv6;
                        targets.known
                    }
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
                    let at_https = !self.statement.says_ports && matches!(target, Target::Host { .. });
                    if at_https && protocol != Protocol::TCP {
                        continue;
                    }
                    self.tally.take(Taken::Https, at_https);
                    let ports = if at_https { PortSet::single(HTTPS) } else { ports.clone() };
                    self.tally.pairs += 1;
                    self.tally.take(Taken::AnyHost, is_anybody(&origin.source));
                    let pair = self.alike.pair(origin, &target, protocol);
                    if pair.as_ref().is_some_and(|pair| self.alike.is_held(pair)) {
                        continue;
                    }
                    let broken = pair.as_ref().and_then(|pair| self.alike.is_broken(pair));
                    if let Some(is_certain) = broken.filter(|_| told >= ENOUGH && self.network.is_sampled()) {
                        let [certain, open] = &mut self.tally.unlisted;
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
        if by_ipv6 {
            tell(whole(self.by_ipv6(), nothing()))?;
        }
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

    fn pair(&mut self, origin: &Origin, target: Target, protocol: Protocol, ports: &PortSet) -> Option<Broken> {
        let without_leaks = |violation| Some(Broken { violation, leaks: Vec::new(), breach: None });
        let (network, Statement { goal, property, .. }) = (self.network.engine(), self.statement);
        let source_ports: RangeInclusive<u16> = goal.source_ports(&origin.source_ports);
        let to = self.target_name(&target);
        let (mut reach, service, named) = match target {
            Target::Host { .. } if ports.len() > 1 => return without_leaks(Violation::several_ports(property)),
            Target::Host { host, service } => {
                let region = region_of_host(&host);
                let inquiry = |address: Option<IpAddr>| Inquiry {
                    source: origin.source.clone(),
                    address,
                    host: host.clone(),
                    protocol,
                    port: ports.first().unwrap_or_default(),
                    source_ports: source_ports.clone(),
                    endpoints: service_endpoints(network.design(), &origin.source, service, region.as_ref()),
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
            by_interface: None,
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
