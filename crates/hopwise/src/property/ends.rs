//! Who sends and who takes, of a statement: everybody who is meant.

use hopwise_engine::{FOLLOWED, Question, source_addresses};
use hopwise_model::design::{Ix, NetworkInterface, Source, Wanted};
use hopwise_model::resource::PrivateAddress;
use hopwise_packet::{AddressSet, PortSet, Protocol};
use hopwise_rules::{Family, Selector};
use ipnet::IpNet;

use super::anybody::anybody;
use super::flows::Asked;
use super::goal::Goal;
use super::party::{Party, party};
use super::statement::may_be_inside;
use super::takers::{outside, to_reach};
use super::to_start::ToStart;
use super::violation::Violation;
use crate::error::Error;
use crate::question::{Candidates, Origin, Target, TraceError, TraceRequest, origins, targets};

/// Who takes packets.
pub(super) struct Targets {
    /// By IPv4.
    pub(super) known: Vec<Target>,
    /// Whether packets may go by IPv6, too, of which nothing is known: it takes nothing away from what IPv4 proves.
    pub(super) may_be_by_ipv6: bool,
}

impl Asked<'_> {
    pub(super) fn nobody(&self, name: &Selector) -> Violation {
        Violation::nobody(self.statement.property, &name.to_string())
    }

    pub(super) fn unknown(&self, name: &Selector) -> Violation {
        Violation::unknown(self.statement.property, &name.to_string())
    }

    fn others_to_start(&self, name: &Selector) -> Violation {
        Violation::others_to_start(self.statement.property, &name.to_string())
    }

    pub(super) fn by_ipv6(&self) -> Violation {
        Violation::by_ipv6(self.statement.property)
    }

    pub(super) fn failed(&self, error: impl Into<Error>) -> Violation {
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
    pub(super) fn origins(&self) -> Result<(Vec<Origin>, Option<Violation>), Violation> {
        let (inventory, design, from) = (self.network.inventory(), self.network.design(), self.statement.from);
        if let Selector::Block(block) = from {
            return self.in_block(*block);
        }
        let mut others = None;
        let found: Vec<Origin> = match party(self.network, from) {
            Party::Interfaces(interfaces) => {
                let open = |own: &Ix<NetworkInterface>| design.interface_kind(*own).opens_connections();
                let is_there = |own: &Ix<NetworkInterface>| self.supposed.is_none_or(|it| it.interface != *own);
                let senders = interfaces.into_iter().filter(open).filter(is_there);
                let mut found: Vec<Origin> = senders.map(|own| Origin::interface(inventory, design, own)).collect();
                if *self.statement.goal != Goal::Reaches {
                    found.extend(anybody(self.network, from).ok_or_else(|| self.unknown(from))?);
                }
                let next = ToStart::of(self.network, from);
                others = next.may_be_others.then(|| self.others_to_start(from));
                found.extend(next.origins(design, from));
                found
            }
            Party::Placements(sources) => sources.into_iter().map(Origin::placed).collect(),
            Party::Internet => vec![Origin::internet()],
            Party::Unknown => return Err(self.unknown(from)),
            Party::One => self.everyone(from, origins(inventory, design, &from.to_string()))?,
        };
        match (found.is_empty(), others) {
            (true, None) => Err(self.nobody(from)),
            (true, Some(others)) => Err(others),
            (false, others) => Ok((found, others)),
        }
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
            // By the public one, too: inside of its VPC it sends from the private one all the same.
            let is_meant = |own: &&PrivateAddress| {
                block.contains(&own.private) || own.public.is_some_and(|public| block.contains(&public))
            };
            let addresses = record.addresses.iter().filter(is_meant).map(|own| own.private);
            found.extend(addresses.map(|address| Origin { only: Some(address), ..origin.clone() }));
            let meets = |prefix: &IpNet| prefix.contains(&block) || block.contains(prefix);
            found.extend(record.prefixes.iter().any(meets).then_some(origin));
        }
        let next = ToStart::of(self.network, from);
        let to_start = next.may_be_others.then(|| self.others_to_start(from));
        found.extend(next.origins(design, from));
        let here = AddressSet::from_nets(design.vpcs.iter().flat_map(|(_, own)| own.record.cidrs.iter().copied()));
        let rest = AddressSet::from_net(block).difference(&here);
        // Public addresses come in from the internet, whoever has them.
        let public = rest.intersection(&AddressSet::public(FOLLOWED));
        let is_whole = rest.is_subset(&public);
        found.extend((!public.is_empty()).then(|| Origin::internet_within(public)));
        let others = (!is_whole).then(|| Violation::elsewhere(self.statement.property, &from.to_string())).or(to_start);
        match (found.is_empty(), others) {
            (true, None) => Err(self.nobody(from)),
            (true, Some(others)) => Err(others),
            (false, others) => Ok((found, others)),
        }
    }

    /// Who takes packets of an origin by IPv4, and whether others may be taken by IPv6; none where that is the origin alone.
    pub(super) fn targets(
        &self,
        origin: &Origin,
        protocol: Protocol,
        ports: &PortSet,
    ) -> Result<Option<Targets>, Violation> {
        let (inventory, design, to) = (self.network.inventory(), self.network.design(), self.statement.to);
        let goal = self.statement.goal;
        if let (Selector::Block(block), None) = (to, self.supposed) {
            let known = self.to_block(origin, *block, (protocol, ports))?;
            return Ok(Some(Targets { known, may_be_by_ipv6: false }));
        }
        let may_be_by_ipv6;
        let found: Vec<Target> = match self.to {
            Party::Interfaces(interfaces) if interfaces.is_empty() => return Err(self.nobody(to)),
            Party::Interfaces(interfaces) => {
                may_be_by_ipv6 = self.may_use_ipv6(origin, interfaces);
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
                others.into_iter().filter_map(|own| self.at(origin, own, (protocol, ports))).collect()
            }
            Party::Placements(_) => return Err(Violation::still_to_start(self.statement.property, &to.to_string())),
            Party::Unknown => return Err(self.unknown(to)),
            Party::Internet => {
                may_be_by_ipv6 = self.may_use_ipv6(origin, &[]);
                vec![Target::Addresses(outside(design), Wanted::Anyone)]
            }
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
                may_be_by_ipv6 = found.iter().any(by_ipv6);
                // What somebody sends to itself is no way to it.
                let is_own = |target: &Target| matches!((target, &origin.source), (Target::Addresses(_, Wanted::Interface(own)), Source::Interface(it)) if own == it);
                let others: Vec<Target> = found.iter().filter(|target| !is_own(target)).cloned().collect();
                if others.is_empty() && !found.is_empty() {
                    return Ok(None);
                }
                let takes_all = *goal != Goal::Reaches;
                let at = |target: Target| match target {
                    Target::Addresses(_, Wanted::Interface(own)) if takes_all => {
                        self.at(origin, own, (protocol, ports))
                    }
                    other => Some(other),
                };
                others.into_iter().filter_map(at).collect()
            }
        };
        // Who has no address of IPv4 sends nothing by it.
        let sends = !may_be_by_ipv6 || !source_addresses(design, &origin.source).of(FOLLOWED).is_empty();
        let known = if sends { found } else { Vec::new() };
        // From outside only public addresses are asked for: that there are none means that nobody is reached.
        let none_is_well = *goal != Goal::Reaches && matches!(origin.source, Source::Internet) || may_be_by_ipv6;
        if known.is_empty() && !none_is_well {
            Err(self.nobody(to))
        } else {
            Ok(Some(Targets { known, may_be_by_ipv6 }))
        }
    }

    /// A block as a destination: whoever has its addresses, from outside by their public ones. Where nothing may arrive, by these
    /// from inside, too.
    fn to_block(&self, origin: &Origin, block: IpNet, traffic: (Protocol, &PortSet)) -> Result<Vec<Target>, Violation> {
        let design = self.network.design();
        if !FOLLOWED.has(block.addr()) {
            return Err(self.by_ipv6());
        }
        let mut found = vec![Target::Addresses(AddressSet::from_net(block), Wanted::Anyone)];
        let meets = |own: &IpNet| own.contains(&block) || block.contains(own);
        // Who has an address of a block is in it, whether or not the VPC was read.
        let is_here = || may_be_inside(block) || design.vpcs.iter().any(|(_, own)| own.record.cidrs.iter().any(meets));
        let is_outside = matches!(origin.source, Source::Internet);
        if *self.statement.goal != Goal::Reaches && is_here() {
            let all = match party(self.network, &Selector::Everybody) {
                Party::Interfaces(all) => all,
                _ if is_outside => return Err(self.unknown(self.statement.to)),
                // Who may have the private addresses is not known, and the walk says so.
                _ => Vec::new(),
            };
            for own in all {
                let addresses = &design.network_interfaces.get(own).record.addresses;
                let public = addresses.iter().filter(|own| block.contains(&own.private)).filter_map(|own| own.public);
                let public = AddressSet::from_addresses(public).of(FOLLOWED);
                let is_asked =
                    if is_outside { !public.is_empty() } else { self.is_open_to_outside(own, &public, traffic) };
                found.extend(is_asked.then_some(Target::Addresses(public, Wanted::Interface(own))));
            }
        }
        Ok(found)
    }

    /// Whether packets may come to public addresses of an interface from outside of its VPC. Those of its own VPC come as the others do:
    /// by the internet gateway, with a public address of the sender's (rules that name groups do not admit them: VPC user guide,
    /// security group rules).
    fn is_open_to_outside(
        &self,
        interface: Ix<NetworkInterface>,
        public: &AddressSet,
        (protocol, ports): (Protocol, &PortSet),
    ) -> bool {
        if public.is_empty() {
            return false;
        }
        let key = (interface, protocol, ports.to_string());
        if let Some(known) = self.open.borrow().get(&key) {
            return *known;
        }
        let network = self.network.engine();
        let (source, to) = (Source::Internet, public.clone());
        let question = Question::new(network.design(), source, to, protocol, ports.clone(), 0..=u16::MAX);
        let flows = network.trace(&question).flows;
        let is_open = !flows.iter().all(|flow| Goal::NeverReaches.holds_of(flow) == Some(true));
        self.open.borrow_mut().insert(key, is_open);
        is_open
    }

    /// An interface as a destination: its private addresses, or from the internet its public ones. Where nothing may arrive, these
    /// are among them from inside, too, as are those of its delegated prefixes; of a task that is still to be started, any that it
    /// may get.
    fn at(&self, origin: &Origin, interface: Ix<NetworkInterface>, traffic: (Protocol, &PortSet)) -> Option<Target> {
        let record = &self.network.design().network_interfaces.get(interface).record;
        let addresses = &record.addresses;
        let is_outside = matches!(origin.source, Source::Internet);
        let takes_all = *self.statement.goal != Goal::Reaches;
        let private = addresses.iter().map(|own| own.private).filter(|_| !is_outside);
        let blocks = record.blocks().filter(|_| !is_outside && takes_all);
        let private = AddressSet::from_addresses(private).union(&AddressSet::from_nets(blocks));
        let private = match self.supposed.filter(|_| !is_outside) {
            Some(supposed) => supposed.addresses.clone(),
            None => private,
        };
        let public = AddressSet::from_addresses(addresses.iter().filter_map(|own| own.public)).of(FOLLOWED);
        let takes_public = is_outside || takes_all && self.is_open_to_outside(interface, &public, traffic);
        let own = if takes_public { private.union(&public) } else { private }.of(FOLLOWED);
        (!own.is_empty()).then_some(Target::Addresses(own, Wanted::Interface(interface)))
    }
}
