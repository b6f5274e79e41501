//! Cases that generated networks hardly ever hold, asked of both sides.

#![expect(clippy::unwrap_used, reason = "helpers of tests, not tests themselves, also stop at what cannot be")]

use hopwise_engine::{Network, Question as Asked};
use hopwise_model::design::{Design, Placement, PublicAddress, Source, Wanted};
use hopwise_model::resource::{
    Direction, EndpointKind, GatewayAttachment, NetworkInterface, Peer, RouteTarget, VpcEndpoint,
};
use hopwise_model::{Code, Component, DocumentKind, Gap, Inventory, Leg, NotEvaluated, Traffic};
use hopwise_oracle::{Choices, Outcome};
use hopwise_packet::{AddressSet, Packet, PacketBox, Protocol};
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};
use hopwise_proptest::fixture::{destination, id, interface, route, rule};
use hopwise_proptest::question::Question;

use crate::coverage::Coverage;
use crate::fate::oracle;
use crate::one_packet::agree;

pub(crate) fn network() -> Inventory {
    plan().build()
}

pub(crate) fn plan() -> Plan {
    Plan {
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
    }
}

/// HTTPS from somebody at 10.0.0.4.
pub(crate) fn https(source: Source, to: [u8; 4]) -> Question {
    let packet = Packet {
        protocol: Protocol::TCP,
        source: [10, 0, 0, 4].into(),
        source_port: 40_000,
        destination: to.into(),
        destination_port: 443,
    };
    Question { source, packet, wanted: Wanted::Anyone, choices: Choices::default() }
}

pub(crate) fn task(design: &Design) -> Source {
    Source::Interface(design.network_interfaces.find("eni-task").unwrap())
}

fn neighbour(design: &Design) -> Source {
    Source::Interface(design.network_interfaces.find("eni-neighbour").unwrap())
}

/// What becomes of the packet of a question, after making sure that both sides say so.
pub(crate) fn outcome(design: &Design, question: &Question) -> Outcome {
    agree(design, question, &Coverage::default()).unwrap();
    oracle(design, question, &question.packet, &question.choices).outcome
}

#[test]
fn an_attachment_whose_network_acl_was_not_read_stops_nothing() {
    let mut inventory = network();
    let attached = interface("eni-attachment", "vpc-a", "subnet-endpoint", [10, 0, 0, 46].into());
    inventory.network_interfaces.push(NetworkInterface { kind: "transit_gateway".into(), ..attached });
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    let default = table.routes.iter_mut().find(|route| matches!(route.target, RouteTarget::NatGateway(_))).unwrap();
    default.target = RouteTarget::TransitGateway("tgw-1".to_owned());
    for acl in inventory.network_acls.filter_mut(|acl| acl.id.as_str() == "acl-endpoint") {
        acl.subnets.clear();
    }
    let design = inventory.validate().unwrap();
    let found = outcome(&design, &https(task(&design), [8, 8, 8, 8]));
    let Outcome::Undetermined { gap, .. } = &found else { panic!("{found:?}") };
    let document = DocumentKind::TransitGatewayVpcAttachments;
    assert_eq!(*gap, Gap::MissingDocument { document, needed_for: "tgw-1".to_owned() });
}

#[test]
fn rules_about_one_list_that_was_not_read_are_one_gap() {
    let mut inventory = network();
    let group = inventory.security_groups.find_mut(|group| group.id.as_str() == "sg-unknown").unwrap();
    let list = || Peer::PrefixList(id("pl-unknown"));
    let https = Traffic::Ports { protocol: 6, from: 443, to: 443 };
    group.egress = vec![rule("sg-unknown", 0, https, list()), rule("sg-unknown", 1, Traffic::Protocol(6), list())];
    inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap().groups =
        [id("sg-unknown")].into();
    let design = inventory.validate().unwrap();
    let packets = PacketBox::any().protocol(Protocol::TCP).from(AddressSet::single([10, 0, 0, 4].into()));
    let packets = packets.to(AddressSet::single([8, 8, 8, 8].into()));
    let question = Asked { source: task(&design), packets: packets.clone(), wanted: Wanted::Anyone };
    let trace = Network::new(design).trace(&question);
    assert_eq!(trace.flows.len(), 1, "{trace:#?}");
    assert_eq!(trace.flows[0].packets, [packets]);
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

/// What becomes of packets of the task to an interface of which something else is printed.
fn to_neighbour(change: impl FnOnce(&mut NetworkInterface), protocol: Protocol, port: u16) -> Outcome {
    let mut inventory = network();
    change(inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-neighbour").unwrap());
    let design = inventory.validate().unwrap();
    let question = https(task(&design), [10, 0, 0, 5]);
    let packet = Packet { protocol, destination_port: port, ..question.packet };
    outcome(&design, &Question { packet, ..question })
}

pub(crate) fn code(found: &Outcome) -> Option<Code> {
    if let Outcome::Blocked { code, .. } = found { Some(*code) } else { None }
}

pub(crate) fn not_evaluated(found: &Outcome) -> Option<NotEvaluated> {
    if let Outcome::Undetermined { gap: Gap::NotEvaluated { what, .. }, .. } = found { Some(*what) } else { None }
}

#[test]
fn a_mount_target_takes_nfs_alone() {
    let efs = |own: &mut NetworkInterface| own.kind = "efs".into();
    assert_eq!(to_neighbour(efs, Protocol::TCP, 2049), Outcome::Delivered);
    for (protocol, port) in [(Protocol::TCP, 443), (Protocol::UDP, 2049)] {
        assert_eq!(code(&to_neighbour(efs, protocol, port)), Some(Code::ProtocolRestriction), "{protocol} {port}");
    }
}

#[test]
fn an_interface_of_an_endpoint_that_is_gone_takes_what_any_endpoint_takes() {
    let gone = |own: &mut NetworkInterface| own.kind = "vpc_endpoint".into();
    assert_eq!(to_neighbour(gone, Protocol::TCP, 443), Outcome::Delivered);
    assert_eq!(not_evaluated(&to_neighbour(gone, Protocol::UDP, 443)), Some(NotEvaluated::EndpointServiceUdp));
    assert_eq!(code(&to_neighbour(gone, Protocol(47), 0)), Some(Code::ProtocolRestriction));
}

#[test]
fn who_is_behind_a_load_balancers_interface_is_told_by_kind_description_or_requester() {
    let listeners = Some(NotEvaluated::Listeners);
    for kind in ["load_balancer", "network_load_balancer", "gateway_load_balancer"] {
        let found = to_neighbour(|own| own.kind = kind.into(), Protocol::TCP, 443);
        assert_eq!(not_evaluated(&found), listeners, "{kind}");
    }
    let described = |own: &mut NetworkInterface| own.description = "ELB app/shop/0".into();
    assert_eq!(not_evaluated(&to_neighbour(described, Protocol::TCP, 443)), listeners);
    let requested = |own: &mut NetworkInterface| own.requester = Some("amazon-elb".into());
    assert_eq!(not_evaluated(&to_neighbour(requested, Protocol::TCP, 443)), listeners);
}

/// Application and Classic Load Balancers have listeners for TCP alone; others say of themselves that they are no such.
#[test]
fn some_load_balancers_take_nothing_but_tcp() {
    let listeners = Some(NotEvaluated::Listeners);
    for (kind, description, is_tcp_alone) in [
        ("interface", "ELB app/shop/50dc6c495c0c9188", true),
        ("interface", "ELB shop", true),
        ("interface", "ELB net/shop/50dc6c495c0c9188", false),
        ("network_load_balancer", "ELB net/shop/50dc6c495c0c9188", false),
        ("load_balancer", "", false),
    ] {
        let described = |own: &mut NetworkInterface| {
            (own.kind, own.description) = (kind.into(), description.into());
            own.requester_managed = Some(true);
        };
        let found = to_neighbour(described, Protocol::UDP, 443);
        assert_eq!(code(&found) == Some(Code::ProtocolRestriction), is_tcp_alone, "{description}: {found:?}");
        assert_eq!(not_evaluated(&found) == listeners, !is_tcp_alone, "{description}: {found:?}");
        for (protocol, port) in [(Protocol::TCP, 443), (Protocol::ICMP, 0)] {
            assert_eq!(not_evaluated(&to_neighbour(described, protocol, port)), listeners, "{description}");
        }
    }
}

#[test]
fn an_inbound_endpoint_of_the_resolver_answers_dns_and_an_outbound_one_asks() {
    let inbound = |own: &mut NetworkInterface| own.description = "Route 53 Resolver: rslvr-in-0a:rni-0a".into();
    for protocol in [Protocol::TCP, Protocol::UDP] {
        assert_eq!(to_neighbour(inbound, protocol, 53), Outcome::Delivered, "{protocol}");
    }
    assert_eq!(not_evaluated(&to_neighbour(inbound, Protocol::TCP, 443)), Some(NotEvaluated::DnsOverHttps));
    for (protocol, port) in [(Protocol::UDP, 443), (Protocol::TCP, 22), (Protocol::ICMP, 8 << 8)] {
        assert_eq!(code(&to_neighbour(inbound, protocol, port)), Some(Code::ProtocolRestriction), "{protocol} {port}");
    }
    let outbound = |own: &mut NetworkInterface| own.description = "Route 53 Resolver: rslvr-out-0a:rni-0a".into();
    for (protocol, port) in [(Protocol::UDP, 53), (Protocol::TCP, 443)] {
        let found = to_neighbour(outbound, protocol, port);
        assert_eq!(code(&found), Some(Code::EniTakesNoConnections), "{protocol} {port}");
    }
    let own = |own: &mut NetworkInterface| {
        inbound(own);
        own.requester_managed = Some(false);
    };
    assert_eq!(to_neighbour(own, Protocol::TCP, 22), Outcome::Delivered, "anybody may write what they like");
}

#[test]
fn a_service_of_aws_answers_on_ports_of_its_own() {
    let asked = |service: &str, port: u16| {
        let mut inventory = network();
        let endpoint = inventory.vpc_endpoints.find_mut(|own| own.id.as_str() == "vpce-api").unwrap();
        service.clone_into(&mut endpoint.service_name);
        let design = inventory.validate().unwrap();
        let question = https(task(&design), [10, 0, 0, 44]);
        let packet = Packet { destination_port: port, ..question.packet };
        outcome(&design, &Question { packet, ..question })
    };
    for (service, port) in [
        ("com.amazonaws.eu-west-1.logs", 443),
        ("cn.com.amazonaws.cn-north-1.ecr.api", 443),
        ("com.amazonaws.eu-west-1.email-smtp", 587),
        ("com.amazonaws.eu-west-1.cassandra", 9142),
        ("com.amazonaws.eu-west-1.dsql-fnh4", 5432),
        ("com.amazonaws.vpce.eu-west-1.vpce-svc-0a", 8443),
    ] {
        assert_eq!(asked(service, port), Outcome::Delivered, "{service} {port}");
    }
    for (service, port) in [
        ("com.amazonaws.eu-west-1.logs", 22),
        ("com.amazonaws.eu-west-1.logs", 80),
        ("com.amazonaws.eu-west-1.email-smtp", 443),
        ("com.amazonaws.eu-west-1.cassandra", 443),
    ] {
        let found = asked(service, port);
        assert_eq!(not_evaluated(&found), Some(NotEvaluated::EndpointServicePort), "{service} {port}");
    }
}

#[test]
fn services_of_others_may_take_udp() {
    let mut inventory = network();
    let endpoint = inventory.vpc_endpoints.find_mut(|own| own.id.as_str() == "vpce-api").unwrap();
    "com.amazonaws.vpce.eu-west-1.vpce-svc-0".clone_into(&mut endpoint.service_name);
    let design = inventory.validate().unwrap();
    let question = https(task(&design), [10, 0, 0, 44]);
    let packet = Packet { protocol: Protocol::UDP, ..question.packet };
    let found = outcome(&design, &Question { packet, ..question.clone() });
    assert_eq!(not_evaluated(&found), Some(NotEvaluated::EndpointServiceUdp));
    let packet = Packet { protocol: Protocol(47), destination_port: 0, source_port: 0, ..question.packet };
    assert_eq!(code(&outcome(&design, &Question { packet, ..question })), Some(Code::ProtocolRestriction));
}

#[test]
fn nobody_is_behind_an_interface_that_is_attached_to_nothing() {
    let free = |own: &mut NetworkInterface| own.status = Some("available".into());
    assert_eq!(code(&to_neighbour(free, Protocol::TCP, 443)), Some(Code::BadState));
    let used = |own: &mut NetworkInterface| own.status = Some("in-use".into());
    assert_eq!(to_neighbour(used, Protocol::TCP, 443), Outcome::Delivered);
    let without_status = |own: &mut NetworkInterface| own.status = None;
    assert!(matches!(to_neighbour(without_status, Protocol::TCP, 443), Outcome::Undetermined { .. }));
    let of_instance = |own: &mut NetworkInterface| (own.status, own.instance) = (None, Some(id("i-unread")));
    assert_eq!(to_neighbour(of_instance, Protocol::TCP, 443), Outcome::Delivered);
}

/// Of an instance that no whole listing has it is not known whether it runs: nothing is delivered to it, and what is blocked
/// before stays blocked.
#[test]
fn an_instance_that_was_left_out_may_be_stopped() {
    for (coverage, is_known) in [
        (hopwise_model::Coverage::NotAsked, false),
        (hopwise_model::Coverage::Complete, true),
        (hopwise_model::Coverage::Partial, false),
        (hopwise_model::Coverage::Failed, false),
    ] {
        let mut inventory = network();
        let neighbour = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-neighbour").unwrap();
        neighbour.instance = Some(id("i-unread"));
        let place = inventory.knowledge.place_of(None, &neighbour.scope);
        inventory.knowledge.forget(DocumentKind::Reservations);
        inventory.knowledge.record(DocumentKind::Reservations, &place, coverage);
        let design = inventory.clone().validate().unwrap();
        let found = outcome(&design, &https(task(&design), [10, 0, 0, 5]));
        let is_open =
            matches!(&found, Outcome::Undetermined { gap: Gap::MissingResource { id, .. }, .. } if id == "i-unread");
        assert_eq!(is_open, !is_known, "{coverage:?}: {found:?}");
        for group in inventory.security_groups.filter_mut(|_| true) {
            group.ingress.clear();
        }
        let shut = inventory.validate().unwrap();
        let found = outcome(&shut, &https(task(&shut), [10, 0, 0, 5]));
        assert!(matches!(found, Outcome::Blocked { .. }), "{coverage:?}: {found:?}");
    }
}

/// AWS does not say what passes the border of a subnet that is not available; what its network ACL denies does not.
#[test]
fn the_border_of_a_subnet_that_is_not_available_is_open() {
    let asked = |of_task: bool, closed: bool, state: &str| {
        let mut inventory = network();
        let nat = inventory.nat_gateways.iter().find_map(|nat| nat.subnet.clone()).unwrap();
        let task = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap().subnet.clone();
        let subnet = if of_task { task } else { nat };
        inventory.subnets.find_mut(|own| own.id == subnet).unwrap().unavailable = Some(state.to_owned());
        if closed {
            inventory.network_acls.iter_mut().for_each(|acl| acl.entries.clear());
        }
        let design = inventory.validate().unwrap();
        (subnet.to_string(), outcome(&design, &https(self::task(&design), [8, 8, 8, 8])))
    };
    for state in ["pending", "unavailable", "failed", "failed-insufficient-capacity"] {
        for of_task in [true, false] {
            let (subnet, found) = asked(of_task, false, state);
            let gap = Gap::UncertainState { component: Component::Subnet, id: subnet, state: state.to_owned() };
            assert!(matches!(&found, Outcome::Undetermined { gap: own, .. } if *own == gap), "{found:?}");
            let (_, found) = asked(of_task, true, state);
            assert_eq!(code(&found), Some(Code::SubnetAclRestriction), "{found:?}");
        }
    }
}

/// Two interfaces with one address: whichever of them comes first in the list, packets may come to either, and so may replies.
#[test]
fn an_address_that_two_interfaces_have_is_nobodys_for_certain() {
    let public = |own: &mut NetworkInterface| own.addresses[0].public = Some([203, 0, 113, 9].into());
    let private = |own: &mut NetworkInterface| own.addresses[0].private = [10, 0, 0, 5].into();
    let away = |own: &mut NetworkInterface| own.addresses[0].private = [10, 0, 0, 6].into();
    for (is_shared, change) in [(true, &private as &dyn Fn(&mut NetworkInterface)), (false, &away)] {
        for is_first in [true, false] {
            let mut inventory = network();
            let mut twin =
                inventory.network_interfaces.iter().find(|own| own.id.as_str() == "eni-neighbour").unwrap().clone();
            twin.id = id("eni-twin");
            change(&mut twin);
            let mut all: Vec<NetworkInterface> = inventory.network_interfaces.iter().cloned().collect();
            all.insert(if is_first { 0 } else { all.len() }, twin);
            inventory.network_interfaces = all.into_iter().collect();
            let design = inventory.validate().unwrap();
            let there = outcome(&design, &https(task(&design), [10, 0, 0, 5]));
            assert_eq!(matches!(there, Outcome::Undetermined { .. }), is_shared, "{is_first}: {there:?}");
            let packet = Packet { source: [10, 0, 0, 5].into(), ..https(task(&design), [10, 0, 0, 4]).packet };
            let question = Question { source: neighbour(&design), packet, ..https(task(&design), [10, 0, 0, 4]) };
            let back = outcome(&design, &question);
            assert_eq!(matches!(back, Outcome::Undetermined { .. }), is_shared, "{is_first}: {back:?}");
        }
    }
    let mut inventory = network();
    let twin = interface("eni-twin", "vpc-a", "subnet-endpoint", [10, 0, 0, 47].into());
    inventory.network_interfaces.push(twin);
    for name in ["eni-neighbour", "eni-twin"] {
        public(inventory.network_interfaces.find_mut(|own| own.id.as_str() == name).unwrap());
    }
    let design = inventory.validate().unwrap();
    let there = outcome(&design, &https(task(&design), [10, 0, 0, 5]));
    assert!(matches!(there, Outcome::Undetermined { .. }), "{there:?}");
}

#[test]
fn nobody_sends_from_an_interface_that_is_attached_to_nothing() {
    let sent = |status: Option<&str>| {
        let mut inventory = network();
        let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-task").unwrap();
        own.status = status.map(Into::into);
        let design = inventory.validate().unwrap();
        outcome(&design, &https(task(&design), [8, 8, 8, 8]))
    };
    assert_eq!(sent(Some("in-use")), Outcome::Delivered);
    assert_eq!(code(&sent(Some("available"))), Some(Code::BadState));
    for open in [Some("attaching"), Some("detaching"), None] {
        assert!(matches!(sent(open), Outcome::Undetermined { .. }), "{open:?}");
    }
}

#[test]
fn an_internet_gateway_serves_the_vpc_that_it_is_attached_to() {
    let reached = |vpc: &str, state: &str| {
        let mut inventory = network();
        let gateway = inventory.internet_gateways.find_mut(|own| own.id.as_str() == "igw-a").unwrap();
        gateway.attachments = vec![GatewayAttachment { vpc: id(vpc), state: state.to_owned() }];
        let design = inventory.validate().unwrap();
        outcome(&design, &https(task(&design), [8, 8, 8, 8]))
    };
    assert_eq!(reached("vpc-a", "available"), Outcome::Delivered);
    for (vpc, state) in [("vpc-a", "detaching"), ("vpc-gone", "available")] {
        assert_eq!(code(&reached(vpc, state)), Some(Code::BadStateAttachment), "{vpc} {state}");
    }
}

#[test]
fn a_service_answers_at_any_of_its_endpoints_and_an_endpoint_at_its_own() {
    let mut inventory = network();
    let other = inventory.vpc_endpoints.iter().find(|own| own.id.as_str() == "vpce-api").unwrap().clone();
    for (name, service) in [("vpce-same", other.service_name.as_str()), ("vpce-else", "com.amazonaws.eu-west-1.else")] {
        let (id, service_name) = (id(name), service.to_owned());
        inventory.vpc_endpoints.push(VpcEndpoint { id, service_name, interfaces: Vec::new(), ..other.clone() });
    }
    let design = inventory.validate().unwrap();
    let asked = |name: &str, by_id: bool| {
        let endpoint = design.vpc_endpoints.find(name).unwrap();
        let wanted = if by_id { Wanted::Endpoint(endpoint) } else { Wanted::Service(endpoint) };
        outcome(&design, &Question { wanted, ..https(task(&design), [10, 0, 0, 44]) })
    };
    for by_id in [false, true] {
        assert_eq!(asked("vpce-api", by_id), Outcome::Delivered);
        assert_eq!(code(&asked("vpce-else", by_id)), Some(Code::VpceServiceMismatch));
    }
    assert_eq!(asked("vpce-same", false), Outcome::Delivered);
    assert_ne!(asked("vpce-same", true), Outcome::Delivered);
}

/// HTTPS of the task by a router: `eni-neighbour` in its own subnet, or `eni-host` in another one, whose network ACL lets
/// nothing in, or was not read.
#[test]
fn a_network_acl_is_asked_by_who_comes_from_another_subnet() {
    let routed = |router: &str, is_read: bool| {
        let mut inventory = network();
        let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == router).unwrap();
        (own.source_dest_check, own.status) = (Some(false), Some("in-use".into()));
        let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
        let default = table.routes.iter_mut().find(|route| matches!(route.target, RouteTarget::NatGateway(_))).unwrap();
        default.target = RouteTarget::NetworkInterface { interface: Some(id(router)), instance: None };
        for acl in inventory.network_acls.filter_mut(|acl| matches!(acl.id.as_str(), "acl-task" | "acl-endpoint")) {
            acl.entries.retain(|entry| entry.direction == Direction::Egress);
            if !is_read && acl.id.as_str() == "acl-endpoint" {
                acl.subnets.clear();
            }
        }
        let design = inventory.validate().unwrap();
        outcome(&design, &https(task(&design), [8, 8, 8, 8]))
    };
    let unknown = |found: &Outcome| matches!(found, Outcome::Undetermined { gap: Gap::NotEvaluated { .. }, .. });
    let beside = routed("eni-neighbour", true);
    assert!(unknown(&beside), "{beside:?}");
    assert_eq!(code(&routed("eni-host", true)), Some(Code::SubnetAclRestriction));
    let unread = routed("eni-host", false);
    assert!(unknown(&unread), "{unread:?}");
}

#[test]
fn who_sends_to_an_address_of_its_own_does_not_reach_its_namesake_in_another_vpc() {
    let plan = Plan { second_vpc: true, ..plan() };
    let mut inventory = plan.build();
    inventory.vpcs.find_mut(|vpc| vpc.id.as_str() == "vpc-b").unwrap().cidrs = vec!["10.0.0.0/24".parse().unwrap()];
    let subnet = inventory.subnets.find_mut(|subnet| subnet.id.as_str() == "subnet-other").unwrap();
    subnet.cidrs = vec!["10.0.0.0/28".parse().unwrap()];
    let own = inventory.network_interfaces.find_mut(|own| own.id.as_str() == "eni-other").unwrap();
    own.addresses[0].private = [10, 0, 0, 13].into();
    let design = inventory.validate().unwrap();
    let source = Source::Placement(Placement {
        subnet: design.subnets.find("subnet-task").unwrap(),
        groups: vec![Ok(design.security_groups.find("sg-task").unwrap())],
        address: Some([10, 0, 0, 13].into()),
        public: PublicAddress::None,
        is_anybody: false,
    });
    let question = https(source, [10, 0, 0, 13]);
    let packet = Packet { source: [10, 0, 0, 13].into(), ..question.packet };
    let asked = |wanted| outcome(&design, &Question { wanted, packet, ..question.clone() });
    let other = design.network_interfaces.find("eni-other").unwrap();
    assert_eq!(code(&asked(Wanted::Interface(other))), Some(Code::DisconnectedVpcs));
    assert_eq!(asked(Wanted::Anyone), Outcome::Delivered);
}

/// A regional NAT gateway takes answers at an address that a subnet of its VPC holds, whichever that is.
#[test]
fn a_regional_nat_gateway_waits_in_every_subnet_of_its_vpc() {
    let mut inventory = network();
    let gateway = inventory.nat_gateways.find_mut(|own| own.id.as_str() == "nat-regional").unwrap();
    for (address, last) in gateway.addresses.iter_mut().zip(60..) {
        address.private = Some([10, 0, 0, last].into());
    }
    let table = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-main").unwrap();
    table.routes.push(route(destination("10.0.0.32/28"), RouteTarget::NatGateway(id("nat-regional"))));
    let design = inventory.validate().unwrap();
    assert_eq!(outcome(&design, &https(task(&design), [10, 0, 0, 44])), Outcome::Delivered);
}

/// A connection that a NAT gateway did not translate is none of its, whatever address its packets come from.
#[test]
fn a_nat_gateway_takes_no_answer_to_what_it_did_not_send() {
    let inventory = network();
    let gateway = inventory.nat_gateways.iter().find(|own| own.id.as_str() == "nat-public").unwrap();
    let address = gateway.addresses[0].private.unwrap();
    let design = inventory.validate().unwrap();
    let question = https(task(&design), [10, 0, 0, 5]);
    let packet = Packet { source: address, ..question.packet };
    let found = outcome(&design, &Question { packet, ..question });
    assert!(matches!(found, Outcome::Blocked { leg: Leg::Return, code: Code::NgwUnsolicited, .. }), "{found:?}");
}
