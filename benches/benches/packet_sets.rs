//! The exact packet set of one path, beside the BDD library `OxiDD` in the same run.
//!
//! A path is the egress rules of one security group, the ingress rules of another, two network ACLs on the way there
//! and two on the way back: five fields, IPv4, tcp and udp. Every run starts cold: a new space for our sets, its creation and
//! its end included (kept until the measurement ends, thousands of spaces would measure how the kernel hands out fresh pages),
//! and a new manager for `OxiDD`, neither included. Rules come from a fixed seed. Before anything is measured, both must
//! give the same number of packets.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at what cannot be")]

#[path = "../../crates/packet/tests/algebra/bdd.rs"]
mod bdd;

use std::hint::black_box;
use std::net::IpAddr;

use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};
use hopwise_packet::{AddressSet, PacketBox, PacketSet, PortSet, Protocol, ProtocolSet, Space};
use ipnet::IpNet;
use oxidd::BooleanFunction;
use oxidd::bdd::BDDFunction;

/// Rules of a security group, and numbered entries of a network ACL, for each of the filters of a path.
const SIZES: [(usize, usize); 4] = [(20, 5), (60, 20), (200, 40), (1000, 200)];

/// Nodes that a manager of `OxiDD` has room for: enough for the largest path, so that it never has to reclaim.
const CAPACITY: usize = 1 << 22;

/// Numbers from a fixed seed (the generator is `SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(limit)).unwrap()
    }

    fn one_of<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        let place = self.below(u32::try_from(N).unwrap());
        *choices.get(usize::try_from(place).unwrap()).unwrap()
    }

    fn port(&mut self) -> u16 {
        u16::try_from(self.below(1 << 16)).unwrap()
    }

    /// A prefix inside `10.0.0.0/8`, the lengths those that rules usually have.
    fn net(&mut self) -> AddressSet {
        let length = self.one_of([32, 32, 28, 24, 24, 20, 16]);
        let address = 0x0a00_0000 | self.below(1 << 24);
        AddressSet::from_net(IpNet::new_assert(IpAddr::from(address.to_be_bytes()), length))
    }

    fn ports(&mut self) -> PortSet {
        match self.below(4) {
            0 => PortSet::range(1024..=65535),
            1 => {
                let (one, other) = (self.port(), self.port());
                PortSet::range(one.min(other)..=one.max(other))
            }
            _ => PortSet::single(self.one_of([22, 53, 80, 443, 2049, 5432, 6379, 8080])),
        }
    }

    fn protocol(&mut self) -> Protocol {
        if self.below(5) == 0 { Protocol::UDP } else { Protocol::TCP }
    }
}

/// The packets that the benchmark is about.
fn universe() -> PacketBox {
    let protocols: ProtocolSet = [Protocol::TCP, Protocol::UDP].into_iter().collect();
    PacketBox::any().protocols(protocols).to(AddressSet::all_v4()).from(AddressSet::all_v4())
}

/// Which end of the asking packet a rule's addresses and ports stand for.
#[derive(Clone, Copy)]
enum Side {
    /// Addresses of the destination, ports of the destination.
    Destination,
    /// Addresses of the source, ports of the destination.
    Source,
    /// On the way back: addresses of the source, and its ports.
    Asker,
    /// On the way back: addresses of the destination, ports of the source.
    Answerer,
}

fn rule(numbers: &mut Numbers, side: Side) -> PacketBox {
    let rule = universe().protocol(numbers.protocol());
    let (net, ports) = (numbers.net(), numbers.ports());
    match side {
        Side::Destination => rule.to(net).to_ports(ports),
        Side::Source => rule.from(net).to_ports(ports),
        Side::Asker => rule.from(net).from_ports(ports),
        Side::Answerer => rule.to(net).from_ports(ports),
    }
}

/// Two security groups, and four lists of network ACL entries in the order of their numbers; `true` allows.
struct Path {
    groups: [Vec<PacketBox>; 2],
    acls: [Vec<(bool, PacketBox)>; 4],
}

impl Path {
    fn new(rules: usize, entries: usize) -> Self {
        let mut numbers = Numbers(7);
        let groups =
            [Side::Destination, Side::Source].map(|side| (0..rules).map(|_| rule(&mut numbers, side)).collect());
        let acls = [Side::Destination, Side::Source, Side::Asker, Side::Answerer].map(|side| {
            let mut acl: Vec<(bool, PacketBox)> =
                (1..entries).map(|_| (numbers.below(3) > 0, rule(&mut numbers, side))).collect();
            // As most network ACLs end: whatever was not denied above is allowed.
            acl.push((true, universe()));
            acl
        });
        Self { groups, acls }
    }

    /// Our answer.
    fn packets(&self, space: &Space) -> PacketSet {
        let groups = self.groups.iter().map(|rules| PacketSet::from_boxes(space, rules));
        let acls = self.acls.iter().map(|entries| {
            let matched = PacketSet::all(space).first_match(entries.iter().map(|(_, entry)| entry));
            matched.parts(|place| entries.get(place).is_some_and(|(allow, _)| *allow))
        });
        PacketSet::intersection_all(space, groups.chain(acls))
    }

    /// The answer of `OxiDD`.
    fn bdd(&self, bdds: &bdd::Bdds) -> BDDFunction {
        let groups = self.groups.iter().map(|rules| bdds.union(rules));
        let acls = self.acls.iter().map(|entries| {
            entries.iter().rev().fold(bdds.union(&[]), |allowed, (allow, entry)| {
                let entry = bdds.product(entry);
                if *allow { allowed.or(&entry).unwrap() } else { entry.imp_strict(&allowed).unwrap() }
            })
        });
        groups.chain(acls).reduce(|path, filter| path.and(&filter).unwrap()).unwrap()
    }
}

fn group(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("security_group");
    for (rules, _) in SIZES {
        let path = Path::new(rules, 1);
        let [boxes, _] = &path.groups;
        group.bench_function(BenchmarkId::new("packet_set", rules), |bencher| {
            bencher.iter(|| PacketSet::from_boxes(&Space::new(), boxes));
        });
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("oxidd", rules), |bencher| {
            bencher.iter_batched_ref(
                || bdd::Bdds::new(CAPACITY),
                |bdds| black_box(bdds.union(boxes)),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn path(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("path");
    for (rules, entries) in SIZES {
        let path = Path::new(rules, entries);
        let (ours, theirs) = (path.packets(&Space::new()), path.bdd(&bdd::Bdds::new(CAPACITY)));
        assert_eq!(ours.count().to_string(), bdd::count(&theirs).to_string(), "{rules}/{entries}");
        let name = format!("{rules}/{entries}");
        group.bench_function(BenchmarkId::new("packet_set", &name), |bencher| {
            bencher.iter(|| path.packets(&Space::new()));
        });
        group.sample_size(10);
        group.bench_function(BenchmarkId::new("oxidd", &name), |bencher| {
            bencher.iter_batched_ref(
                || bdd::Bdds::new(CAPACITY),
                |bdds| black_box(path.bdd(bdds)),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, group, path);
criterion_main!(benches);
