//! Transit gateways: what interfaces of two VPCs send to each other, and out to the internet by the other VPC.

use hopwise_model::design::{Design, Source, Wanted};
use hopwise_oracle::Choices;
use hopwise_packet::{Packet, Protocol};
use hopwise_proptest::design::{Broken, attached};
use hopwise_proptest::question::Question;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::cases;
use crate::coverage::Coverage;
use crate::one_packet::agree;

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
