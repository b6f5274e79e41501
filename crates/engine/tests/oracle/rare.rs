//! Cases that generated networks hardly ever hold, asked of both sides.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use hopwise_engine::{Network, Question as Asked};
use hopwise_model::design::{Design, Placement, PublicAddress, Source, Wanted};
use hopwise_model::resource::{EndpointKind, NetworkInterface, Peer, RouteTarget, SecurityGroup};
use hopwise_model::{Code, Component, DocumentKind, Gap, Inventory, NotEvaluated, Traffic};
use hopwise_oracle::{Choices, Outcome};
use hopwise_packet::{AddressSet, Packet, PacketBox, Protocol};
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};
use hopwise_proptest::fixture::{id, interface, rule};
use hopwise_proptest::question::Question;

use crate::coverage::Coverage;
use crate::fate::oracle;
use crate::one_packet::agree;

fn network() -> Inventory {
    let plan = Plan {
        subnets: 4,
        egress: Egress::Nat,
        nat_addresses: 1,
        gateway_endpoint: false,
        endpoint_interfaces: 1,
        groups_on_interfaces: true,
        acls: AclStyle::OpenEach,
        groups: GroupStyle::Open,
        zones: Zones::Both,
        automatic_zones: true,
        second_block: false,
        second_vpc: false,
        endpoint_default: true,
        edge_table: false,
    };
    plan.build()
}

/// HTTPS from somebody at 10.0.0.4.
fn https(source: Source, to: [u8; 4]) -> Question {
    let packet = Packet {
        protocol: Protocol::TCP,
        source: [10, 0, 0, 4].into(),
        source_port: 40_000,
        destination: to.into(),
        destination_port: 443,
    };
    Question { source, packet, wanted: Wanted::Anyone, choices: Choices::default() }
}

fn task(design: &Design) -> Source {
    Source::Interface(design.network_interfaces.find("eni-task").unwrap())
}

fn neighbour(design: &Design) -> Source {
    Source::Interface(design.network_interfaces.find("eni-neighbour").unwrap())
}

/// What becomes of the packet of a question, after making sure that both sides say so.
fn outcome(design: &Design, question: &Question) -> Outcome {
    agree(design, question, &Coverage::default()).unwrap();
    oracle(design, question, &question.packet, &question.choices).outcome
}

#[test]
fn an_attachment_whose_network_acl_was_not_read_stops_nothing() {
    let mut inventory = network();
    let attached = interface("eni-attachment", "vpc-a", "subnet-endpoint", [10, 0, 0, 46].into());
    inventory.network_interfaces.push(NetworkInterface { kind: "transit_gateway".to_owned(), ..attached });
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    let default = table.routes.iter_mut().find(|route| matches!(route.target, RouteTarget::NatGateway(_))).unwrap();
    default.target = RouteTarget::TransitGateway("tgw-1".to_owned());
    for acl in inventory.network_acls.filter_mut(|acl| acl.id.as_str() == "acl-endpoint") {
        acl.subnets.clear();
    }
    let design = inventory.validate().unwrap();
    let found = outcome(&design, &https(task(&design), [8, 8, 8, 8]));
    let Outcome::Undetermined { gap: Gap::NotEvaluated { what, .. }, .. } = &found else { panic!("{found:?}") };
    assert_eq!(*what, NotEvaluated::TransitGateway);
}

#[test]
fn rules_about_one_list_that_was_not_read_are_one_gap() {
    let mut inventory = network();
    let group = inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-unknown").unwrap();
    let list = || Peer::PrefixList(id("pl-unknown"));
    let https = Traffic::Ports { protocol: 6, from: 443, to: 443 };
    group.egress = vec![rule("sg-unknown", 0, https, list()), rule("sg-unknown", 1, Traffic::Protocol(6), list())];
    inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap().groups = vec![id("sg-unknown")];
    let design = inventory.validate().unwrap();
    let packets = PacketBox::any().protocol(Protocol::TCP).from(AddressSet::single([10, 0, 0, 4].into()));
    let packets = packets.to(AddressSet::single([8, 8, 8, 8].into()));
    let question = Asked { source: task(&design), packets: packets.clone(), wanted: Wanted::Anyone };
    let trace = Network::new(design).trace(&question);
    assert_eq!(trace.flows.len(), 1, "{trace:#?}");
    assert_eq!(trace.flows[0].packets, [packets]);
}

#[test]
fn a_placement_carries_a_group_that_the_snapshot_lacks() {
    let mut inventory = network();
    let group: &mut SecurityGroup =
        inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-endpoint").unwrap();
    group.ingress = vec![rule("sg-endpoint", 0, Traffic::All, Peer::Group(id("sg-gone")))];
    let design = inventory.validate().unwrap();
    let placed = |group: &str| {
        let missing = Gap::MissingResource {
            component: Component::SecurityGroup,
            id: group.to_owned(),
            referenced_by: "task".to_owned(),
            document: DocumentKind::SecurityGroups,
        };
        let open = design.security_groups.find("sg-task").unwrap();
        Source::Placement(Placement {
            subnet: design.subnets.find("subnet-task").unwrap(),
            groups: vec![Ok(open), Err(missing)],
            address: Some([10, 0, 0, 4].into()),
            public: PublicAddress::None,
        })
    };
    assert_eq!(outcome(&design, &https(placed("sg-gone"), [10, 0, 0, 44])), Outcome::Delivered);
    let other = outcome(&design, &https(placed("sg-other"), [10, 0, 0, 44]));
    assert!(matches!(other, Outcome::Blocked { component: Component::SecurityGroup, .. }), "{other:?}");
}

#[test]
fn an_interface_that_must_have_groups_and_prints_none_is_not_known() {
    let mut inventory = network();
    inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap().groups.clear();
    let design = inventory.validate().unwrap();
    let there = https(task(&design), [8, 8, 8, 8]);
    let here = https(neighbour(&design), [10, 0, 0, 4]);
    let here = Question { packet: Packet { source: [10, 0, 0, 5].into(), ..here.packet }, ..here };
    for question in [there, here] {
        let found = outcome(&design, &question);
        let Outcome::Undetermined { gap: Gap::UncertainState { id, .. }, .. } = &found else { panic!("{found:?}") };
        assert_eq!(id, "eni-task");
    }
}

#[test]
fn endpoints_for_resources_and_service_networks_take_tcp_alone() {
    for kind in ["Resource", "ServiceNetwork", "SomethingNew"] {
        let mut inventory = network();
        let endpoint = inventory.vpc_endpoints.find_mut(|own| own.id.as_str() == "vpce-api").unwrap();
        endpoint.kind = EndpointKind::Other(kind.to_owned());
        let design = inventory.validate().unwrap();
        let tcp = https(task(&design), [10, 0, 0, 44]);
        let udp = Question { packet: Packet { protocol: Protocol::UDP, ..tcp.packet }, ..tcp.clone() };
        let [tcp, udp] = [tcp, udp].map(|question| outcome(&design, &question));
        if kind == "SomethingNew" {
            let unknown = |found: &Outcome| matches!(found, Outcome::Undetermined { .. });
            assert!(unknown(&tcp) && unknown(&udp), "{tcp:?}, {udp:?}");
        } else {
            assert_eq!(tcp, Outcome::Delivered, "{kind}");
            assert!(matches!(udp, Outcome::Blocked { code: Code::ProtocolRestriction, .. }), "{kind}: {udp:?}");
        }
    }
}
