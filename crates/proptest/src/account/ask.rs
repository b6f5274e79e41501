//! Questions about accounts that are not known yet.

use std::net::IpAddr;

use hopwise_build::{Account, Ports, Tier, Vpc};
use hopwise_ecs::Hypothetical;
use hopwise_packet::{Packet, Protocol};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::part::ports;
use crate::pick::{one, port};

/// A question as `Network::reaches` and `Network::never_reaches` of the library are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Who sends: a tier, a service, an instance or a VPC.
    pub from: String,
    /// Who is to take it: a tier, an instance, a VPC or the internet.
    pub to: String,
    /// What is sent.
    pub ports: Ports,
}

/// A question before it knows its account. It shrinks to the first names, independently of the account.
#[derive(Clone, Debug)]
pub struct Seed {
    from: Index,
    to: Index,
    ports: Ports,
}

/// Questions about who is in an account, on the ports that people open.
///
/// ```
/// use hopwise_proptest::{Designs, questions};
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(account in Designs::new(), seed in questions())| {
///     let asked = seed.on(&account).expect("a design has a VPC at least");
///     prop_assert!(asked.from != "internet");
/// });
/// ```
pub fn questions() -> impl Strategy<Value = Seed> {
    (any::<Index>(), any::<Index>(), ports()).prop_map(|(from, to, ports)| Seed { from, to, ports })
}

impl Seed {
    /// The question on an account; `None` where it has no VPC.
    #[must_use]
    pub fn on(&self, account: &Account) -> Option<Asked> {
        let inside: Vec<String> = account
            .vpcs
            .iter()
            .flat_map(|vpc| {
                let instances = vpc.instances.iter().map(|own| format!("i-{}-{}", vpc.name, own.name));
                let tiers = vpc.tiers.iter().map(|own| format!("tier:{}", own.name));
                instances.chain(tiers).chain([format!("vpc-{}", vpc.name)]).collect::<Vec<_>>()
            })
            .collect();
        let services = account.services.iter().map(|own| format!("service:{}", own.name));
        let senders: Vec<String> = services.chain(inside.iter().cloned()).collect();
        let takers: Vec<String> = inside.into_iter().chain(["internet".to_owned()]).collect();
        let (from, to) = (one(&senders, self.from)?.clone(), one(&takers, self.to)?.clone());
        Some(Asked { from, to, ports: self.ports.clone() })
    }
}

/// Where a task may be put that is not there yet, before it is known in which account. It shrinks to the first tier, without a
/// group of its own.
#[derive(Clone, Debug)]
pub struct PlacementSeed {
    vpc: Index,
    tier: Index,
    group: Option<Index>,
    platform: &'static str,
    assign_public_ip: bool,
}

/// Placements of tasks on Fargate: the subnets of a tier, a security group or the default one, a version of the platform; with a
/// public address where the tier is public, mostly.
///
/// ```
/// use hopwise::{Selection, load_account};
/// use hopwise_proptest::{Designs, Nat, placements};
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(account in Designs::new().nat(Nat::PerZone), seed in placements())| {
///     let hypothetical = seed.on(&account);
///     prop_assert!(hypothetical.is_some(), "a design has a tier at least");
///     let answer = load_account(&account)?.network()?.diagnose(&Selection { hypothetical, ..Selection::default() })?;
///     prop_assert!(!answer.found.placements.is_empty());
/// });
/// ```
pub fn placements() -> impl Strategy<Value = PlacementSeed> {
    let platform = prop::sample::select(vec!["1.4.0", "LATEST", "1.3.0"]);
    (any::<Index>(), any::<Index>(), prop::option::of(any::<Index>()), platform, prop::bool::weighted(0.9)).prop_map(
        |(vpc, tier, group, platform, assign_public_ip)| PlacementSeed { vpc, tier, group, platform, assign_public_ip },
    )
}

impl PlacementSeed {
    /// The placement in an account; `None` where it has no tier with IPv4.
    #[must_use]
    pub fn on(&self, account: &Account) -> Option<Hypothetical> {
        let has_ipv4 = |tier: &&Tier| tier.families != hopwise_build::Families::Ipv6;
        let vpcs: Vec<&Vpc> = account.vpcs.iter().filter(|vpc| vpc.tiers.iter().any(|own| has_ipv4(&own))).collect();
        let vpc = *one(&vpcs, self.vpc)?;
        let tiers: Vec<&Tier> = vpc.tiers.iter().filter(has_ipv4).collect();
        let tier = *one(&tiers, self.tier)?;
        let is_public = tier.routes.iter().any(|(_, to)| *to == hopwise_build::Target::InternetGateway);
        let group = self.group.and_then(|own| one(&vpc.groups, own));
        let subnets = ('a'..='f').take(vpc.zones).map(|zone| format!("subnet-{}-{}-{zone}", vpc.name, tier.name));
        Some(Hypothetical {
            subnets: subnets.map(|own| own.as_str().try_into().ok()).collect::<Option<_>>()?,
            groups: group
                .and_then(|own| format!("sg-{}-{}", vpc.name, own.name).as_str().try_into().ok())
                .into_iter()
                .collect(),
            assign_public_ip: is_public && self.assign_public_ip,
            images: Vec::new(),
            secrets: Vec::new(),
            log_driver: None,
            platform_version: Some(self.platform.to_owned()),
            launch_type: None,
            operating_system: None,
            region: None,
        })
    }
}

/// A packet before it knows its account. It shrinks to the first interface of the account, which sends to itself.
#[derive(Clone, Debug)]
pub struct PacketSeed {
    from: Index,
    to: Index,
    protocol: Protocol,
    source_port: u16,
    port: u16,
}

/// Packets that somebody in an account may send: from an address of an interface, to another one's, private or public, or to
/// whoever is outside; with ports around the edges that rules, NAT gateways and operating systems have.
///
/// ```
/// use hopwise_proptest::{Designs, packets};
/// use proptest::prelude::*;
///
/// proptest!(ProptestConfig::with_cases(8), |(account in Designs::new().instances(2), seed in packets())| {
///     let packet = seed.on(&account).expect("an instance sends it");
///     let is_its = |block: &String| block.parse::<ipnet::IpNet>().is_ok_and(|block| block.contains(&packet.source));
///     prop_assert!(account.vpcs[0].blocks.iter().any(is_its));
/// });
/// ```
pub fn packets() -> impl Strategy<Value = PacketSeed> {
    let protocol = prop_oneof![6 => Just(Protocol::TCP), 2 => Just(Protocol::UDP), 1 => Just(Protocol::ICMP)];
    (any::<Index>(), any::<Index>(), protocol, port(), port())
        .prop_map(|(from, to, protocol, source_port, port)| PacketSeed { from, to, protocol, source_port, port })
}

/// Somebody outside.
const OUTSIDE: [[u8; 4]; 2] = [[203, 0, 113, 9], [8, 8, 8, 8]];

impl PacketSeed {
    /// The packet in an account; `None` where nobody there has an address of IPv4, or AWS would refuse it.
    #[must_use]
    pub fn on(&self, account: &Account) -> Option<Packet> {
        let inventory = account.inventory().ok()?;
        let own = || inventory.network_interfaces.iter().flat_map(|own| &own.addresses);
        let senders: Vec<IpAddr> = own().map(|own| own.private).filter(IpAddr::is_ipv4).collect();
        let public = own().filter_map(|own| own.public);
        let takers = senders.iter().copied().chain(public).chain(OUTSIDE.map(IpAddr::from));
        let takers: Vec<IpAddr> = takers.filter(IpAddr::is_ipv4).collect();
        let has_ports = self.protocol.has_ports();
        Some(Packet {
            protocol: self.protocol,
            source: *one(&senders, self.from)?,
            source_port: if has_ports { self.source_port } else { 0 },
            destination: *one(&takers, self.to)?,
            // An echo request, of what has no ports.
            destination_port: if has_ports { self.port } else { 2048 },
        })
    }
}
