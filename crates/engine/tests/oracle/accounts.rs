//! Whole accounts as people build them: alone, with IPv6, behind a hub, with peers.

use std::net::IpAddr;

use hopwise_model::design::{Design, Ix, NetworkInterface, Source, Wanted};
use hopwise_packet::Protocol;
use hopwise_proptest::question::{Question, Seed, inside, seed};
use hopwise_proptest::{Designs, Nat};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::cases;
use crate::coverage::Coverage;
use crate::one_packet::agree;

#[test]
fn the_engine_agrees_with_the_oracle_on_accounts() {
    let designs = prop_oneof![
        Designs::new().services(1..=2),
        Designs::new().dual_stack().services(1..=2),
        Designs::new().hub().nat(Nat::Single).services(1),
        Designs::new().hub().nat(Nat::PerZone).vpcs(2..=3).zones(1..=2),
        Designs::new().hub().dual_stack().vpcs(2..=3),
        Designs::new().peered().dual_stack().services(1),
        Designs::new().everything().services(1..=2),
    ];
    let coverage = Coverage::default();
    let seeds = prop_oneof![seed().boxed(), inside().boxed()];
    let strategy = (designs, seeds, any::<Index>(), proptest::option::of(any::<Index>())).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |(account, seed, sender, to)| {
        let inventory = account.inventory().map_err(|refused| TestCaseError::fail(refused.to_string()))?;
        let design = inventory.validate().unwrap();
        let Some(question) = question(&design, &seed, sender, to) else { return Ok(()) };
        agree(&design, &question, &coverage)
    });
    coverage.report(count);
    if count >= CASES {
        coverage.assert_met(&MET);
    }
}

/// Spokes that ask each other, the hub, its endpoints and the internet, on the ports that somebody listens on.
#[test]
fn the_engine_agrees_with_the_oracle_behind_a_hub() {
    let plain = Designs::new().hub().services(1..=2);
    let designs = prop_oneof![
        plain.clone().nat(Nat::Single).instances(1..=2),
        plain.clone().nat(Nat::PerZone).vpcs(2..=3).zones(1..=2),
        plain.vpcs(2..=3).without_acls().instances(1..=2),
    ];
    let coverage = Coverage::default();
    let ports = select(vec![443, 443, 443, 5432, 6379, 8080]);
    let strategy = (designs, seed(), any::<Index>(), any::<Index>(), ports).boxed();
    let count = cases(HUB_CASES, HUB_REGRESSIONS, &strategy, |(account, seed, sender, to, port)| {
        let inventory = account.inventory().map_err(|refused| TestCaseError::fail(refused.to_string()))?;
        let design = inventory.validate().unwrap();
        let Some(mut question) = question(&design, &seed, sender, None) else { return Ok(()) };
        let Source::Interface(sender) = question.source else { return Ok(()) };
        let vpc = |interface: Ix<NetworkInterface>| design.network_interfaces.get(interface).record.vpc.clone();
        let others = design.network_interfaces.indices().filter(|other| vpc(*other) != vpc(sender));
        let own = |interface: Ix<NetworkInterface>| design.network_interfaces.get(interface).record.addresses.first();
        let others = others.filter_map(|other| own(other).map(|address| address.private));
        let internet = IpAddr::from([52, 95, 110, 1]);
        let all: Vec<IpAddr> = others.chain([internet]).collect();
        (question.packet.protocol, question.packet.destination_port) = (Protocol::TCP, port);
        (question.packet.source_port, question.packet.destination) = (40_000, all[to.index(all.len())]);
        question.wanted = Wanted::Anyone;
        agree(&design, &question, &coverage)
    });
    coverage.report(count);
    if count >= HUB_CASES {
        coverage.assert_met(&HUB_MET);
        coverage.assert_often(&["delivered through a transit gateway", "blocked through a transit gateway"], 50);
    }
}

/// A question whose sender opens connections; with `to` by IPv6, where the sender has such an address.
fn question(design: &Design, seed: &Seed, sender: Index, to: Option<Index>) -> Option<Question> {
    let mut question = seed.on(design)?;
    if !matches!(question.source, Source::Interface(_)) {
        return Some(question);
    }
    let opens = |own: &Ix<NetworkInterface>| design.interface_kind(*own).opens_connections();
    let senders: Vec<Ix<NetworkInterface>> = design.network_interfaces.indices().filter(opens).collect();
    if senders.is_empty() {
        return Some(question);
    }
    let sender = senders[sender.index(senders.len())];
    let of = |interface: Ix<NetworkInterface>, ipv6: bool| {
        let own = &design.network_interfaces.get(interface).record.addresses;
        own.iter().map(|address| address.private).find(|address| address.is_ipv6() == ipv6)
    };
    question.source = Source::Interface(sender);
    question.packet.source = of(sender, false).or_else(|| of(sender, true))?;
    if let (Some(to), Some(own)) = (to, of(sender, true)) {
        let others = design.network_interfaces.indices().filter_map(|other| of(other, true));
        let beyond = [IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]), IpAddr::from([0x64, 0xff9b, 0, 0, 0, 0, 0, 1])];
        let all: Vec<IpAddr> = beyond.into_iter().chain(others).collect();
        (question.packet.source, question.packet.destination) = (own, all[to.index(all.len())]);
    }
    Some(question)
}

const CASES: u32 = 1000;

/// What some packet of these accounts meets.
const MET: [&str; 8] = [
    "delivered",
    "blocked",
    "undetermined",
    "forward hop nat_gateway",
    "forward hop transit_gateway",
    "forward hop vpc_peering_connection",
    "forward network_acl SUBNET_ACL_RESTRICTION",
    "Ipv6",
];

/// Few of the questions between VPCs are of ports that are open to the other.
const HUB_CASES: u32 = 4000;

/// What some packet behind a hub meets.
const HUB_MET: [&str; 9] = [
    "forward transit_gateway_route_table TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
    "return transit_gateway_route_table TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
    "forward transit_gateway_route_table TGW_RTB_BAD_STATE_ROUTE",
    "forward transit_gateway_attachment TGW_ROUTE_AZ_RESTRICTION",
    "forward transit_gateway_attachment TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
    "forward hop nat_gateway",
    "return hop transit_gateway",
    "delivered",
    "blocked",
];

const HUB_REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/hub.regressions");

const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/accounts.regressions");
