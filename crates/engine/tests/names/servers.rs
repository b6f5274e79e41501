//! Name servers of one's own, and whoever has no address to ask them from.

use hopwise_engine::{AnswerKind, Network, NoAnswer, Reach, Verdict};
use hopwise_model::design::{Design, Placement, PublicAddress, Source};
use hopwise_model::resource::{DhcpOptions, NetworkInterface, RouteTarget};
use hopwise_model::{Gap, Inventory, NotEvaluated};
use hopwise_proptest::fixture::{cidr, destination, dhcp_options, interface, route};

use crate::by_ipv6;
use crate::world::id;

fn reach(inventory: &Inventory, source: impl Fn(&Design) -> Source) -> Reach {
    let network = Network::new(inventory.clone().validate().unwrap());
    let source = source(network.design());
    by_ipv6::reach(&network, source, "logs.eu-west-1.amazonaws.com")
}

fn task(design: &Design) -> Source {
    Source::Interface(design.network_interfaces.find("eni-task").unwrap())
}

/// That none of them is reached proves that no name means anything; that nobody is seen at their addresses does not.
#[test]
fn servers_that_are_not_reached_answer_nothing() {
    for (servers, is_blocked) in [
        (&["10.0.0.5"][..], true),
        (&["10.0.0.5", "10.0.0.5"], true),
        (&["10.0.0.14"], false),
        (&["10.0.0.5", "10.0.0.14"], false),
        (&["10.0.0.5", "10.0.0.6"], false),
    ] {
        let mut inventory = by_ipv6::inventory();
        let servers = servers.iter().map(|&server| server.to_owned()).collect();
        inventory.dhcp_options = [DhcpOptions { domain_name_servers: servers, ..dhcp_options("dopt-a") }].into();
        // The neighbour at 10.0.0.5 lets nothing in, whoever is at 10.0.0.6 everything.
        inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-neighbour").unwrap().groups =
            [id("sg-closed")].into();
        let open = NetworkInterface {
            groups: [id("sg-task")].into(),
            status: Some("in-use".into()),
            ..interface("eni-server", "vpc-a", "subnet-task", [10, 0, 0, 6].into())
        };
        inventory.network_interfaces.push(open);
        let found = reach(&inventory, task);
        let kinds: Vec<_> = found.resolution.answers.iter().map(|answer| &answer.kind).collect();
        if is_blocked {
            assert_eq!((found.verdict, found.gaps()), (Verdict::Blocked, Vec::new()), "{:?}", inventory.dhcp_options);
            assert_eq!(kinds, [&AnswerKind::Nothing(NoAnswer::ServersOutOfReach)]);
            assert_eq!(found.block.unwrap().id, "sg-closed");
        } else {
            assert!(matches!(found.resolution.gap, Some(Gap::CustomDns { .. })), "{:?}", inventory.dhcp_options);
            assert!(kinds.contains(&&AnswerKind::Anything), "{kinds:?}");
        }
    }
}

/// Who has no IPv4 address sends nothing by IPv4: why, tells the subnet.
#[test]
fn whoever_has_no_address_is_told_why() {
    let mut inventory = by_ipv6::inventory();
    let subnet = inventory.subnets.find_mut(|own| own.id.as_str() == "subnet-task").unwrap();
    subnet.cidrs.retain(|block| block.addr().is_ipv4());
    // A /28 has eleven addresses that anybody can have, two of which are taken.
    for last in 6..15 {
        let own = interface(&format!("eni-full-{last}"), "vpc-a", "subnet-task", [10, 0, 0, last].into());
        inventory.network_interfaces.push(own);
    }
    let placed = |design: &Design| {
        let subnet = design.subnets.find("subnet-task").unwrap();
        Source::Placement(Placement {
            subnet,
            groups: Vec::new(),
            address: None,
            public: PublicAddress::None,
            is_anybody: false,
        })
    };
    let gaps = reach(&inventory, placed).gaps();
    assert!(matches!(gaps.as_slice(), [Gap::UncertainState { state, .. }] if state == "no free address"), "{gaps:?}");
    let ipv6 = |gaps: &[Gap]| matches!(gaps, [Gap::NotEvaluated { what: NotEvaluated::Ipv6, .. }]);
    let mut inventory = by_ipv6::inventory();
    let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
    own.addresses.remove(0);
    let gaps = reach(&inventory, task).gaps();
    assert!(ipv6(&gaps), "{gaps:?}");
    let mut inventory = by_ipv6::inventory();
    inventory.network_interfaces.clear();
    inventory.subnets.find_mut(|own| own.id.as_str() == "subnet-task").unwrap().cidrs = vec![cidr("2001:db8::/64")];
    let gaps = reach(&inventory, placed).gaps();
    assert!(ipv6(&gaps), "{gaps:?}");
}

/// What is not known of a name, and what is not of the way to what it may mean; but not of the way to anything at all.
#[test]
fn what_is_not_known_of_names_and_ways_is_told() {
    let mut inventory = by_ipv6::inventory();
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    let everything = destination("0.0.0.0/0");
    table.routes.push(route(everything, RouteTarget::TransitGateway("tgw-1".to_owned())));
    table.routes.push(route(destination("172.16.0.0/12"), RouteTarget::VpcPeeringConnection("pcx-1".to_owned())));
    inventory.vpc_attributes[0].dns_support = None;
    let is_way = |gap: &Gap| matches!(gap, Gap::MissingResource { id, .. } | Gap::MissingDocument { needed_for: id, .. } if id == "tgw-1");
    let gaps = reach(&inventory, task).gaps();
    let [Gap::DnsAttribute { .. }, way] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert!(is_way(way), "{gaps:?}");
    // A server may name what lies behind the peering connection; asking it would tell.
    inventory.vpc_attributes[0].dns_support = Some(true);
    inventory.dhcp_options =
        [DhcpOptions { domain_name_servers: vec!["10.0.0.14".to_owned()], ..dhcp_options("dopt-a") }].into();
    let gaps = reach(&inventory, task).gaps();
    let [Gap::CustomDns { .. }, way] = gaps.as_slice() else { panic!("{gaps:?}") };
    assert!(is_way(way), "{gaps:?}");
}
