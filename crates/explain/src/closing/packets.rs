//! Which packets must not pass a rule.

use std::collections::BTreeMap;

use hopwise_engine::{FOLLOWED, Flow};
use hopwise_model::design::{Design, Source};
use hopwise_model::resource::Direction;
use hopwise_model::traffic::{ICMP, TCP, UDP};
use hopwise_model::{Rule, Traffic};
use hopwise_packet::{AddressSet, PortSet, ProtocolSet};
use ipnet::IpNet;

use super::Leak;

/// In how many parts what is left of a rule, or what is denied, is written at the most.
pub(super) const PARTS: usize = 4;

/// The packets of leaks that pass a rule.
pub(super) struct Forbidden {
    /// Protocols with their destination ports, or ICMP types and codes.
    pub(super) ports: BTreeMap<u8, PortSet>,
    /// Their far ends: sources of what comes in, destinations of what goes out.
    pub(super) far: AddressSet,
    /// Whether anybody on the internet is among these.
    pub(super) is_public: bool,
    /// Which way they go.
    pub(super) direction: Option<Direction>,
}

impl Forbidden {
    pub(super) fn at(design: &Design, leaks: &[Leak], rule: &Rule, direction: Option<Direction>) -> Self {
        let (ports, far) = (BTreeMap::new(), AddressSet::empty());
        let mut found = Self { ports, far, is_public: false, direction };
        for (leak, place) in leaks.iter().filter_map(|leak| Some((leak, passes(&leak.flow, rule, direction)?))) {
            for protocol in leak.packets.protocols.intersection(&spoken()).iter() {
                let own = found.ports.entry(protocol.0).or_insert_with(PortSet::empty);
                *own = own.union(&leak.packets.destination_ports);
            }
            let (far, by_place) = match direction {
                Some(Direction::Egress) => (leak.flow.destinations.clone(), leak.destination_by_place),
                Some(Direction::Ingress) | None => (sources(leak, place), leak.source_by_place),
            };
            found.is_public |= match direction {
                Some(Direction::Egress) => far.overlaps(&AddressSet::public(FOLLOWED)),
                Some(Direction::Ingress) | None => matches!(leak.source, Source::Internet),
            };
            found.far = found.far.union(&if by_place { with_subnets(design, &far) } else { far });
        }
        found
    }

    /// Protocols and ports as rules have them; none where there are too many.
    pub(super) fn traffic(&self) -> Option<Vec<Traffic>> {
        let is_whole = |protocol: u8| self.ports.get(&protocol).is_some_and(PortSet::is_all);
        if is_whole(TCP) && is_whole(UDP) && is_whole(ICMP) {
            return Some(vec![Traffic::All]);
        }
        let all: Vec<Traffic> = self.ports.iter().flat_map(|(protocol, ports)| written(*protocol, ports)).collect();
        (!all.is_empty() && all.len() <= PARTS).then_some(all)
    }

    /// What a rule lets through besides; none where that is everything, nothing, or takes too many rules.
    pub(super) fn rest_of(&self, traffic: Traffic) -> Option<Vec<Traffic>> {
        let left = |protocol: u8, own: PortSet| match self.ports.get(&protocol) {
            Some(ports) => written(protocol, &own.difference(ports)),
            None => written(protocol, &own),
        };
        let rest = match traffic {
            Traffic::Ports { protocol, from, to } => left(protocol, PortSet::range(from..=to)),
            // Of the other protocols there are too many to name, and hosts speak these.
            Traffic::All => [TCP, UDP, ICMP].into_iter().flat_map(|own| left(own, PortSet::all())).collect(),
            Traffic::Protocol(_) | Traffic::Icmp { .. } => Vec::new(),
        };
        (!rest.is_empty() && rest.len() <= PARTS + 1 && rest != [traffic]).then_some(rest)
    }

    /// The far ends as blocks, where few do.
    pub(super) fn blocks(&self) -> Option<Vec<IpNet>> {
        if self.is_public {
            return Some(vec![FOLLOWED.everywhere()]);
        }
        Some(self.far.nets()).filter(|nets| !nets.is_empty() && nets.len() <= PARTS)
    }
}

fn spoken() -> ProtocolSet {
    [TCP, UDP, ICMP]
        .into_iter()
        .fold(ProtocolSet::empty(), |all, own| all.union(&ProtocolSet::single(hopwise_packet::Protocol(own))))
}

/// Ports of a protocol as rules have them. Rules tell ICMP by its type and code, and of it all or nothing is said here.
fn written(protocol: u8, ports: &PortSet) -> Vec<Traffic> {
    if protocol == ICMP {
        let whole = Traffic::Icmp { protocol, kind: None, code: None };
        return ports.is_all().then_some(whole).into_iter().collect();
    }
    ports.ranges().map(|own| Traffic::Ports { protocol, from: *own.start(), to: *own.end() }).collect()
}

/// At which hop a flow passes a rule on its way there.
fn passes(flow: &Flow, rule: &Rule, direction: Option<Direction>) -> Option<usize> {
    flow.forward.iter().position(|hop| {
        hop.checks.iter().any(|check| check.direction == direction && check.rule.as_deref() == Some(rule))
    })
}

/// The sources of a leak at a hop of its way.
fn sources(leak: &Leak, place: usize) -> AddressSet {
    let before = leak.flow.forward.iter().take(place);
    match before.filter_map(|hop| hop.translation.as_deref()).next_back() {
        Some(own) => AddressSet::from_addresses(own.private.iter().chain(&own.public).copied()),
        None => leak.packets.sources.clone(),
    }
}

/// Addresses with the subnets that they are in.
fn with_subnets(design: &Design, far: &AddressSet) -> AddressSet {
    let blocks = design.subnets.iter().flat_map(|(_, own)| own.record.cidrs.iter().copied());
    let blocks = blocks.filter(|own| FOLLOWED.has(own.addr()) && AddressSet::from_net(*own).overlaps(far));
    far.union(&AddressSet::from_nets(blocks))
}
