//! What parties can reach of each other and of the internet, as exact sets of packets.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use hopwise_engine::{End, FOLLOWED, Flow, Network, Question};
use hopwise_model::design::{Ix, NetworkInterface, Source, Wanted};
use hopwise_model::{Component, Leg};
use hopwise_packet::{AddressSet, Packet, PacketBox, PacketSet, PortSet, Protocol, Space};

use super::party::Party;
use crate::confirm::{Disagreement, confirm};

/// Who sends, or takes: a party by its place, or somebody on the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    Party(usize),
    Internet,
}

/// The ports that clients open connections from.
const CLIENT_PORTS: std::ops::RangeInclusive<u16> = 1024..=u16::MAX;

/// The port of a witness, where it is one of those that are meant.
const USUAL_PORT: u16 = 443;

/// What is known of the packets of a pair. Addresses count only where they are the internet's.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    /// Those that arrive and are answered.
    pub(super) delivered: PacketSet,
    /// Those of which that is not known.
    pub(super) open: PacketSet,
    /// The gateways that those that arrive pass, there and back.
    pub(super) ways: BTreeSet<String>,
}

impl Reached {
    pub(super) fn nothing(space: &Space) -> Self {
        Self { delivered: PacketSet::empty(space), open: PacketSet::empty(space), ways: BTreeSet::new() }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.delivered = self.delivered.union(&other.delivered);
        self.open = self.open.union(&other.open);
        self.ways.extend(other.ways.iter().cloned());
    }
}

/// One network that is asked.
pub(super) struct Asked<'a> {
    pub(super) network: &'a Network,
    pub(super) parties: &'a [Party],
    /// The addresses of the internet: public ones that nobody has on either side.
    pub(super) outside: &'a AddressSet,
    pub(super) space: &'a Space,
    /// The protocols that are asked for: of all packets, those that tell of all, on either side.
    pub(super) protocols: &'a [Protocol],
}

impl Asked<'_> {
    fn find(&self, id: &str) -> Option<Ix<NetworkInterface>> {
        self.network.design().network_interfaces.find(id)
    }

    fn source(&self, from: Who) -> Option<Source> {
        match from {
            Who::Internet => Some(Source::Internet),
            Who::Party(place) => self.find(self.parties.get(place)?.last.as_str()).map(Source::Interface),
        }
    }

    /// The address by which a party is asked for: from the internet its public one.
    fn address(&self, from: Who, interface: Ix<NetworkInterface>) -> Option<IpAddr> {
        let record = &self.network.design().network_interfaces.get(interface).record;
        match from {
            Who::Internet => record.addresses.iter().find_map(|own| own.public),
            Who::Party(_) => record.primary_address(),
        }
    }

    /// What becomes of packets from somebody to some others: one walk for each protocol, whoever they are sent to.
    pub(super) fn reached(&self, from: Who, to: &[Who]) -> BTreeMap<Who, Reached> {
        let mut found: BTreeMap<Who, Reached> = BTreeMap::new();
        let Some(source) = self.source(from) else { return found };
        let mut takers: HashMap<Ix<NetworkInterface>, Who> = HashMap::new();
        let mut addresses: Vec<(IpAddr, Who)> = Vec::new();
        let mut sent_to = if to.contains(&Who::Internet) { self.outside.clone() } else { AddressSet::empty() };
        for who in to {
            let Who::Party(place) = who else { continue };
            let first = self.parties.get(*place).and_then(|own| self.find(own.first.as_str()));
            let is_own = |own: &Ix<NetworkInterface>| matches!(source, Source::Interface(it) if it == *own);
            let Some(first) = first.filter(|own| !is_own(own)) else { continue };
            let Some(address) = self.address(from, first) else { continue };
            takers.insert(first, *who);
            addresses.push((address, *who));
        }
        sent_to = sent_to.union(&AddressSet::from_addresses(addresses.iter().map(|(own, _)| *own)));
        for protocol in self.protocols {
            let question = Question::new(
                self.network.design(),
                source.clone(),
                sent_to.clone(),
                *protocol,
                PortSet::all(),
                CLIENT_PORTS,
            );
            for flow in self.network.trace(&question).flows {
                let whom: Vec<Who> = match &flow.end {
                    End::Blocked(_) => continue,
                    End::Delivered => self.taker(&flow, &takers).into_iter().collect(),
                    End::Undetermined { .. } => {
                        let meant =
                            addresses.iter().filter(|(own, _)| flow.destinations.contains(*own)).map(|(_, who)| *who);
                        let out = flow.destinations.overlaps(self.outside).then_some(Who::Internet);
                        meant.chain(out.filter(|own| to.contains(own))).collect()
                    }
                };
                for who in whom {
                    let reached = found.entry(who).or_insert_with(|| Reached::nothing(self.space));
                    self.add(reached, (from, who), &flow);
                }
            }
        }
        found
    }

    /// Who took packets that arrived.
    fn taker(&self, flow: &Flow, takers: &HashMap<Ix<NetworkInterface>, Who>) -> Option<Who> {
        match flow.destination.component {
            Component::NetworkInterface => {
                let own = self.find(flow.destination.id.as_deref()?)?;
                takers.get(&own).copied()
            }
            _ => Some(Who::Internet),
        }
    }

    fn add(&self, reached: &mut Reached, (from, to): (Who, Who), flow: &Flow) {
        let packets = PacketSet::from_boxes(self.space, &flow.packets);
        let bare = |own: PacketBox| PacketBox {
            sources: if from == Who::Internet { own.sources } else { AddressSet::all() },
            destinations: if to == Who::Internet { own.destinations } else { AddressSet::all() },
            ..own
        };
        match &flow.end {
            // What ends at who asked is the answers.
            End::Delivered => {
                let sent = packets.reversed().boxes().into_iter().map(bare);
                reached.delivered = reached.delivered.union(&PacketSet::from_boxes(self.space, sent));
                let hops = flow.forward.iter().chain(&flow.back);
                let passes =
                    hops.filter(|hop| !matches!(hop.component, Component::NetworkInterface | Component::Subnet));
                reached.ways.extend(passes.filter(|hop| !hop.id.is_empty()).map(|hop| hop.id.clone()));
            }
            // Sources may have been translated on the way: any that was asked for may be meant.
            End::Undetermined { leg, .. } => {
                let packets = if *leg == Leg::Return { packets.reversed() } else { packets };
                let meant = packets.boxes().into_iter().map(|own| PacketBox {
                    sources: AddressSet::all(),
                    destinations: if to == Who::Internet { flow.destinations.clone() } else { AddressSet::all() },
                    source_ports: PortSet::all(),
                    ..own
                });
                reached.open = reached.open.union(&PacketSet::from_boxes(self.space, meant));
            }
            End::Blocked(_) => {}
        }
    }

    /// One packet of some as a pair sends it in this network.
    pub(super) fn packet(&self, from: Who, to: Who, of: &PacketSet) -> Option<Packet> {
        let mut packets = of.clone();
        if let Who::Party(place) = from {
            let own = self.find(self.parties.get(place)?.last.as_str())?;
            packets = packets.with_sources(&AddressSet::single(self.address(from, own)?));
        }
        if let Who::Party(place) = to {
            let own = self.find(self.parties.get(place)?.first.as_str())?;
            packets = packets.with_destinations(&AddressSet::single(self.address(from, own)?));
        }
        let usual = packets.intersect_box(&PacketBox::any().to_ports(PortSet::single(USUAL_PORT)));
        usual.witness().or_else(|| packets.witness())
    }

    /// Whether one packet arrives and is answered, as the engine and the oracle see it; none where that is not known.
    pub(super) fn arrives(&self, from: Who, packet: &Packet) -> Result<Option<bool>, Disagreement> {
        let Some(source) = self.source(from) else { return Ok(Some(false)) };
        let question = Question { source: source.clone(), packets: PacketBox::single(packet), wanted: Wanted::Anyone };
        let trace = self.network.trace(&question);
        let mut arrives = Some(true);
        for flow in &trace.flows {
            confirm(self.network.design(), &source, flow)?;
            arrives = match (&flow.end, arrives) {
                (End::Blocked(_), _) | (_, Some(false)) => Some(false),
                (End::Undetermined { .. }, _) | (_, None) => None,
                (End::Delivered, Some(true)) => Some(true),
            };
        }
        Ok(if trace.flows.is_empty() { Some(false) } else { arrives })
    }
}

/// The public addresses that nobody has in any of some networks.
pub(super) fn outside(networks: [&Network; 2]) -> AddressSet {
    let own = networks.into_iter().flat_map(|own| own.design().public_addresses());
    AddressSet::public(FOLLOWED).difference(&AddressSet::from_addresses(own))
}
