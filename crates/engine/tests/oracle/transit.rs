//! Transit gateways: what interfaces of two VPCs send to each other, and out to the internet by the other VPC.

use std::net::IpAddr;

use hopwise_engine::Network;
use hopwise_model::design::{Design, Source, Wanted};
use hopwise_model::resource::TransitGatewayRoute;
use hopwise_model::{Code, Gap};
use hopwise_oracle::{Choices, Outcome};
use hopwise_packet::{Packet, Protocol};
use hopwise_proptest::design::{Broken, attached};
use hopwise_proptest::question::Question;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::cases;
use crate::coverage::Coverage;
use crate::one_packet::agree;
use crate::rare::outcome;

/// Which way a packet goes.
#[derive(Clone, Copy, Debug)]
enum Way {
    There,
    Back,
    Out,
}

const CASES: u32 = 4000;
const REGRESSIONS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/transit.regressions");

/// What so many cases must meet, each several times over.
const MET: [&str; 22] = [
    "a packet comes back",
    "forward hop transit_gateway",
    "forward hop transit_gateway_attachment",
    "forward hop nat_gateway",
    "return hop transit_gateway",
    "return hop transit_gateway_attachment",
    "forward transit_gateway_attachment TGW_ROUTE_AZ_RESTRICTION",
    "forward transit_gateway_attachment TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
    "forward transit_gateway_attachment BAD_STATE_ATTACHMENT",
    "forward transit_gateway_route_table TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
    "forward transit_gateway_route_table TGW_RTB_BAD_STATE_ROUTE",
    "return transit_gateway_attachment TGW_ROUTE_AZ_RESTRICTION",
    "return transit_gateway_attachment TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
    "return transit_gateway_route_table TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
    "return route_table NO_ROUTE_TO_DESTINATION",
    "forward TransitGateway",
    "forward TransitGatewayAttachment",
    "return TransitGatewayZone",
    "forward UncertainState transit_gateway_attachment",
    "forward UncertainState transit_gateway_route_table",
    "MissingDocument",
    "MissingResource",
];

#[test]
fn the_engine_agrees_with_the_oracle_on_what_passes_transit_gateways() {
    let coverage = Coverage::default();
    let way = prop_oneof![4 => Just(Way::There), 4 => Just(Way::Back), 2 => Just(Way::Out)];
    let strategy = (attached(), way, any::<Index>(), prop_oneof![3 => Just(443_u16), 1 => any::<u16>()]).boxed();
    let count = cases(CASES, REGRESSIONS, &strategy, |(broken, way, which, port): (Broken, Way, Index, u16)| {
        let design = broken.inventory.validate().unwrap();
        let Some(question) = question(&design, way, which, port) else { return Ok(()) };
        agree(&design, &question, &coverage)
    });
    coverage.report(count);
    if count >= CASES {
        coverage.assert_met(&MET);
    }
}

/// Attachments that never came so far as to be available, or are gone, carry nothing; of those that change, or are in a state that
/// AWS does not name, it is not known (Transit Gateways guide, "VPC attachment lifecycle").
#[test]
fn only_an_available_attachment_is_known_to_carry_packets() {
    let mut runner = TestRunner::deterministic();
    let networks = (attached(), any::<Index>());
    let mut tried = std::iter::repeat_with(|| networks.new_tree(&mut runner).unwrap().current());
    let (carried, which) = tried
        .by_ref()
        .take(4000)
        .map(|(broken, which)| (broken.inventory, which))
        .find(|(inventory, which)| {
            let design = inventory.clone().validate().unwrap();
            let asked = question(&design, Way::There, *which, 443);
            asked.is_some_and(|asked| outcome(&design, &asked) == Outcome::Delivered)
        })
        .unwrap();
    let known = |state: &str| {
        let mut inventory = carried.clone();
        for own in &mut inventory.transit_gateway_attachments {
            own.state = state.to_owned();
        }
        for own in &mut inventory.transit_gateway_vpc_attachments {
            own.state = state.to_owned();
        }
        let design = inventory.validate().unwrap();
        match outcome(&design, &question(&design, Way::There, which, 443).unwrap()) {
            Outcome::Delivered => Some(true),
            Outcome::Blocked { code: Code::BadStateAttachment, .. } => Some(false),
            Outcome::Undetermined { gap: Gap::UncertainState { state: printed, .. }, .. } if printed == state => None,
            other => panic!("{state}: {other:?}"),
        }
    };
    let never = ["initiating", "initiatingRequest", "pendingAcceptance", "pending", "failing", "failed", "rejecting"];
    let gone = ["rejected", "deleted"];
    let changing = ["modifying", "rollingBack", "deleting", "of-tomorrow"];
    assert_eq!(known("available"), Some(true));
    for state in never.into_iter().chain(gone) {
        assert_eq!(known(state), Some(false), "{state}");
    }
    for state in changing {
        assert_eq!(known(state), None, "{state}");
    }
}

/// Where a table leads: by the longest prefix, which may be a blackhole; nowhere where its routes are not known.
#[test]
fn a_table_leads_where_its_most_specific_route_is_active() {
    let mut runner = TestRunner::deterministic();
    let networks = attached();
    let (mut leads, mut ends, mut unread) = (0, 0, 0);
    for _ in 0..2000 {
        let network = Network::new(networks.new_tree(&mut runner).unwrap().current().inventory.validate().unwrap());
        for (index, table) in network.design().transit_gateway_tables.iter() {
            let found = network.transit_destinations(index);
            let Ok(routes) = &table.routes else {
                assert!(found.is_empty(), "{table:?}");
                unread += 1;
                continue;
            };
            if routes.iter().any(|route| route.block.is_none()) {
                continue;
            }
            for address in [[10, 0, 0, 9], [10, 2, 0, 9], [10, 9, 0, 1], [8, 8, 8, 8]].map(IpAddr::from) {
                let holds = |route: &&TransitGatewayRoute| route.block.is_some_and(|block| block.contains(&address));
                let length = |route: &TransitGatewayRoute| route.block.map(|block| block.prefix_len());
                let longest = routes.iter().filter(holds).map(length).max().flatten();
                let deciding = || routes.iter().filter(holds).filter(|route| length(route) == longest);
                if longest.is_none() || deciding().all(|route| route.state == "blackhole") {
                    assert!(!found.contains(address), "{address}: {table:?}");
                    ends += 1;
                } else if deciding().count() == 1 && deciding().all(|route| route.state == "active") {
                    assert!(found.contains(address), "{address}: {table:?}");
                    leads += 1;
                }
            }
        }
    }
    assert!(leads > 500 && ends > 500 && unread > 20, "{leads} lead, {ends} do not, {unread} are not known");
}

/// What an interface of the first VPC sends to the one of the second, or that one to it, or out.
fn question(design: &Design, way: Way, which: Index, port: u16) -> Option<Question> {
    let other = design.network_interfaces.find("eni-other")?;
    let first = design.vpcs.find("vpc-a")?;
    let own = design.network_interfaces.iter().filter(|(_, own)| own.vpc == Ok(first) && own.nat_gateway.is_none());
    let own: Vec<_> = own.map(|(index, _)| index).collect();
    let own = *which.get(own.get(..own.len()).filter(|own| !own.is_empty())?);
    let address = |index| design.network_interfaces.get(index).primary_address();
    let (from, source, destination) = match way {
        Way::There => (own, address(own)?, address(other)?),
        Way::Back => (other, address(other)?, address(own)?),
        Way::Out => (other, address(other)?, [8, 8, 8, 8].into()),
    };
    let packet = Packet { protocol: Protocol::TCP, source, source_port: 40_000, destination, destination_port: port };
    Some(Question { source: Source::Interface(from), packet, wanted: Wanted::Anyone, choices: Choices::default() })
}
