//! Questions about many packets at once: flows must be true, disjoint and complete.

use std::net::IpAddr;

use hopwise_engine::{Network, Question as Asked, source_addresses};
use hopwise_model::design::{Design, Source};
use hopwise_packet::{AddressSet, Packet, PacketBox, PortSet, Protocol};
use hopwise_proptest::design::{broken, peered};
use hopwise_proptest::question::{Question, interesting_addresses, seed};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cases;
use crate::fate::{Fate, confirm, engine, oracle};

/// Which of the packets of a question to try.
#[derive(Clone, Debug)]
struct Probe {
    destination: Index,
    source: Index,
    source_port: u16,
    destination_port: Index,
}

fn probe() -> impl Strategy<Value = Probe> {
    let edges = proptest::sample::select(vec![0_u16, 443, 1023, 1024, 32_767, 32_768, 60_999, 61_000, 65_535]);
    let port = prop_oneof![2 => edges, 1 => any::<u16>()];
    (any::<Index>(), any::<Index>(), port, any::<Index>()).prop_map(
        |(destination, source, source_port, destination_port)| Probe {
            destination,
            source,
            source_port,
            destination_port,
        },
    )
}

#[test]
fn the_engine_agrees_with_the_oracle_on_many_packets() {
    let questions = (seed(), vec(any::<Index>(), 0..6), vec(probe(), 12)).boxed();
    for (count, regressions, networks) in [(1500, REGRESSIONS, broken().boxed()), (700, PEERED, peered().boxed())] {
        let strategy = (networks, questions.clone()).boxed();
        cases(count, regressions, &strategy, |(broken, (seed, also, probes))| {
            let design = broken.inventory.validate().unwrap();
            let Some(question) = seed.on(&design) else { return Ok(()) };
            agree(&design, &question, &also, &probes)
        });
    }
}

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/many_packets.regressions");

const PEERED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/many_packets_peered.regressions");

fn agree(design: &Design, question: &Question, also: &[Index], probes: &[Probe]) -> Result<(), TestCaseError> {
    let asked = Packets::around(design, question, also);
    let network = Network::new(design.clone());
    let trace = network.trace(&Asked {
        source: question.source.clone(),
        packets: asked.as_box(question),
        wanted: question.wanted,
    });
    let fates = engine(question, &trace)?;
    confirm(design, question, &trace)?;
    for probe in probes {
        let packet = asked.pick(question.packet, probe);
        let fate = oracle(design, question, &packet, &question.choices);
        let to_it = |place: &usize| trace.flows[*place].destinations.contains(packet.destination);
        let same: Vec<usize> = (0..fates.len()).filter(|place| fates[*place] == fate).collect();
        let Some(place) = same.iter().copied().find(to_it) else {
            return Err(TestCaseError::fail(format!(
                "{packet} with {:?}: the oracle says {fate:?}, the engine {fates:#?}",
                question.choices
            )));
        };
        let flow = &trace.flows[place];
        if matches!(question.source, Source::Internet) {
            continue;
        }
        let holds = |boxes: &[PacketBox], packet: &Packet| boxes.iter().any(|part| part.contains(packet));
        let comes_home = fate.outcome == hopwise_oracle::Outcome::Delivered;
        if comes_home {
            prop_assert!(holds(&flow.packets, &packet.reversed()), "the answer to {packet} is in no box of its flow");
        }
        if !fate.is_translated() {
            let here = |fate: &Fate| if fate.is_answered() { packet.reversed() } else { packet };
            let holding: Vec<usize> = (0..fates.len())
                .filter(|place| !fates[*place].is_translated())
                .filter(|place| holds(&trace.flows[*place].packets, &here(&fates[*place])))
                .collect();
            prop_assert_eq!(holding, vec![place], "flows that hold {}", packet);
        }
    }
    Ok(())
}

/// The packets of a question: every combination of these.
pub(crate) struct Packets {
    sources: Vec<IpAddr>,
    destinations: Vec<IpAddr>,
    destination_ports: Vec<u16>,
}

impl Packets {
    /// The packet of a question and some of its kind: to more addresses, to more ports, from every port.
    pub(crate) fn around(design: &Design, question: &Question, also: &[Index]) -> Self {
        let packet = question.packet;
        let interesting = interesting_addresses(design);
        let more = also.iter().map(|which| interesting[which.index(interesting.len())]);
        let mut destinations: Vec<IpAddr> = [packet.destination].into_iter().chain(more).collect();
        destinations.dedup();
        let destination_ports = match packet.protocol {
            Protocol::TCP | Protocol::UDP => vec![packet.destination_port, 443, 80],
            Protocol::ICMP => vec![packet.destination_port, 8 << 8, 3 << 8 | 4],
            _ => vec![0],
        };
        let unknown = matches!(&question.source, Source::Placement(placement) if placement.address.is_none());
        let sources = if unknown {
            let ranges = source_addresses(design, &question.source);
            let ranges: Vec<(IpAddr, IpAddr)> = ranges.ranges().collect();
            ranges.into_iter().flat_map(|(first, last)| [first, last]).chain([packet.source]).collect()
        } else {
            vec![packet.source]
        };
        Self { sources, destinations, destination_ports }
    }

    pub(crate) fn as_box(&self, question: &Question) -> PacketBox {
        let protocol = question.packet.protocol;
        let set = |addresses: &[IpAddr]| {
            addresses.iter().fold(AddressSet::empty(), |set, address| set.union(&AddressSet::single(*address)))
        };
        let ports =
            self.destination_ports.iter().fold(PortSet::empty(), |set, port| set.union(&PortSet::single(*port)));
        let from = if protocol.has_ports() { PortSet::all() } else { PortSet::single(0) };
        PacketBox::any()
            .protocol(protocol)
            .from(set(&self.sources))
            .to(set(&self.destinations))
            .to_ports(ports)
            .from_ports(from)
    }

    fn pick(&self, packet: Packet, probe: &Probe) -> Packet {
        let of = |addresses: &[IpAddr], which: Index| addresses[which.index(addresses.len())];
        Packet {
            source: of(&self.sources, probe.source),
            destination: of(&self.destinations, probe.destination),
            source_port: if packet.protocol.has_ports() { probe.source_port } else { 0 },
            destination_port: self.destination_ports[probe.destination_port.index(self.destination_ports.len())],
            ..packet
        }
    }
}
