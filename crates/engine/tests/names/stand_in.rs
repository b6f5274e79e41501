//! A private hosted zone that has its own mind about a service's name: its endpoint is proof that the service answers, and
//! nobody else is.

use std::net::IpAddr;

use hopwise_engine::{Inquiry, Network, PublishedRanges, Reach, ServiceEndpoints, Verdict};
use hopwise_model::design::Source;
use hopwise_model::resource::{
    AliasTarget, EndpointKind, HostedZoneSummary, NetworkInterface, ResourceRecordSet, ResourceRecordSets, Routing,
    VpcEndpoint, VpcHostedZones,
};
use hopwise_model::{Code, Component, DocumentKind, Gap, Inventory, NotEvaluated};
use hopwise_packet::Protocol;
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};
use hopwise_proptest::fixture;

use crate::world::{at, id};

const HOST: &str = "api.amazonaws.com";

/// A network in which every packet passes, with one endpoint.
fn open() -> Inventory {
    let plan = Plan {
        subnets: 2,
        egress: Egress::InternetGateway,
        nat_addresses: 1,
        gateway_endpoint: false,
        endpoint_interfaces: 1,
        groups_on_interfaces: false,
        acls: AclStyle::Open,
        groups: GroupStyle::Open,
        zones: Zones::Both,
        automatic_zones: false,
        second_block: false,
        second_vpc: false,
        endpoint_default: true,
        edge_table: false,
    };
    plan.build()
}

/// The network with a zone for the service's name, whose record has these addresses.
pub(crate) fn with_record(values: &[&str]) -> Inventory {
    let mut inventory = open();
    for vpc in &mut inventory.vpcs {
        vpc.dhcp_options = Some("dopt-a".to_owned());
    }
    for endpoint in &mut inventory.vpc_endpoints {
        endpoint.private_dns_enabled = false;
    }
    inventory.dhcp_options.push(fixture::dhcp_options("dopt-a"));
    inventory.vpc_attributes.push(fixture::vpc_attribute("vpc-a"));
    inventory.knowledge.complete([DocumentKind::DhcpOptions, DocumentKind::VpcAttribute]);
    let set = |kind: &str, values: &[&str]| ResourceRecordSet {
        name: HOST.to_owned(),
        kind: kind.to_owned(),
        values: values.iter().map(|&value| value.to_owned()).collect(),
        alias: None,
        routing: Routing::Simple,
        evidence: at("set"),
    };
    let (owner, evidence) = (None, at("Z0"));
    let zones = vec![HostedZoneSummary { id: id("Z0"), name: HOST.to_owned(), owner, owning_service: None, evidence }];
    let records = vec![set("SOA", &[""]), set("A", values)];
    let evidence = at("Z0");
    inventory.resource_record_sets.push(ResourceRecordSets { zone: id("Z0"), records, complete: true, evidence });
    let evidence = at("zones");
    inventory.vpc_hosted_zones.push(VpcHostedZones { vpc: id("vpc-a"), zones, complete: true, evidence });
    inventory
}

/// The verdict on the name, and the gap of its only answer.
fn reach(values: &[&str], of_service: bool) -> (Verdict, Option<Gap>) {
    reach_in(with_record(values), of_service)
}

fn reach_in(inventory: Inventory, of_service: bool) -> (Verdict, Option<Gap>) {
    let own: &[&str] = if of_service { &["vpce-api"] } else { &[] };
    let found = ask(inventory, of_service, own, &[]);
    let [(answer, _)] = found.traces.as_slice() else { panic!("{:?}", found.resolution) };
    (found.verdict, answer.gap.clone())
}

/// What the task reaches by the name, where these endpoints lead to the service and those to others.
pub(crate) fn ask(inventory: Inventory, of_service: bool, own: &[&str], others: &[&str]) -> Reach {
    let design = inventory.validate().unwrap();
    let source = Source::Interface(design.network_interfaces.find("eni-task").unwrap());
    let endpoints = |ids: &[&str]| ids.iter().map(|id| design.vpc_endpoints.find(id).unwrap()).collect();
    let endpoints = ServiceEndpoints {
        of_service,
        of_others: false,
        own: endpoints(own),
        others: endpoints(others),
        other_services: endpoints(others),
    };
    let inquiry = Inquiry {
        source,
        address: None,
        host: HOST.to_owned(),
        protocol: Protocol::TCP,
        port: 443,
        source_ports: 32768..=60999,
        endpoints,
    };
    Network::new(design).reach(&inquiry, &PublishedRanges::new())
}

#[test]
fn only_an_endpoint_of_the_service_is_proof() {
    let inventory = open();
    let address = |id: &str| {
        let found = inventory.network_interfaces.iter().find(|own| own.id.as_str() == id).unwrap();
        found.primary_address().unwrap().to_string()
    };
    let endpoint = inventory.network_interfaces.iter().find(|own| own.kind == "vpc_endpoint").unwrap();
    let (endpoint, neighbour) = (address(endpoint.id.as_str()), address("eni-neighbour"));
    let stand_in =
        || Some(Gap::NotEvaluated { component: Component::Dns, id: "Z0".to_owned(), what: NotEvaluated::StandIn });
    for (values, of_service, expected) in [
        (vec![endpoint.as_str()], true, (Verdict::Delivered, None)),
        (vec![neighbour.as_str()], true, (Verdict::Undetermined, stand_in())),
        (vec![endpoint.as_str(), neighbour.as_str()], true, (Verdict::Undetermined, stand_in())),
        (vec!["8.8.8.8"], true, (Verdict::Undetermined, stand_in())),
        // Nobody has it: what is stopped is stopped, whoever is meant.
        (vec!["10.0.0.14"], true, (Verdict::Blocked, None)),
        // A name of one's own is whose one says.
        (vec![neighbour.as_str()], false, (Verdict::Delivered, None)),
    ] {
        assert_eq!(reach(&values, of_service), expected, "{values:?} {of_service}");
    }
}

/// The interface of an endpoint that was not read may be the one at the record's address.
#[test]
fn whose_address_a_record_has_is_known_where_every_interface_is() {
    let inventory = open();
    let address = |is_it: &dyn Fn(&NetworkInterface) -> bool| {
        inventory.network_interfaces.iter().find(|own| is_it(own)).and_then(NetworkInterface::primary_address).unwrap()
    };
    let endpoint = address(&|own| own.kind == "vpc_endpoint");
    let neighbour = address(&|own| own.id.as_str() == "eni-neighbour");
    for (value, is_unseen, verdict) in [
        (neighbour.to_string(), true, Verdict::Undetermined),
        (endpoint.to_string(), false, Verdict::Delivered),
        ("10.0.0.14".to_owned(), false, Verdict::Blocked),
    ] {
        let mut inventory = with_record(&[&value]);
        inventory
            .vpc_endpoints
            .find_mut(|own| own.id.as_str() == "vpce-api")
            .unwrap()
            .interfaces
            .push(id("eni-unread"));
        let (found, gap) = reach_in(inventory, true);
        let unseen = matches!(gap, Some(Gap::MissingResource { component: Component::NetworkInterface, .. }));
        assert_eq!((found, unseen), (verdict, is_unseen), "{value}: {gap:?}");
    }
}

/// The network with an endpoint of another service, at an address of another VPC that has the blocks of the first.
fn with_namesake(values: &[&str], address: IpAddr) -> Inventory {
    let mut inventory = with_record(values);
    inventory.vpcs.push(fixture::vpc("vpc-b", "10.0.0.0/24"));
    inventory.subnets.push(fixture::subnet("subnet-b", "vpc-b", "10.0.0.0/24"));
    inventory.network_interfaces.push(NetworkInterface {
        kind: "vpc_endpoint".into(),
        ..fixture::interface("eni-b", "vpc-b", "subnet-b", address)
    });
    inventory.vpc_endpoints.push(VpcEndpoint {
        interfaces: vec![id("eni-b")],
        subnets: vec![id("subnet-b")],
        ..fixture::endpoint("vpce-b", "vpc-b", EndpointKind::Interface, "com.amazonaws.eu-west-1.else")
    });
    inventory
}

/// VPCs may use the same addresses: an endpoint of another service stops a name where it is the one that takes the packets.
#[test]
fn of_endpoints_at_one_address_the_one_in_the_askers_vpc_counts() {
    let inventory = open();
    let address = |is_it: &dyn Fn(&NetworkInterface) -> bool| {
        inventory.network_interfaces.iter().find(|own| is_it(own)).and_then(NetworkInterface::primary_address).unwrap()
    };
    let endpoint = address(&|own| own.kind == "vpc_endpoint");
    let neighbour = address(&|own| own.id.as_str() == "eni-neighbour");
    for (at, others, code) in [
        (endpoint, ["vpce-b", "vpce-api"].as_slice(), Some(Code::VpceServiceMismatch)),
        (endpoint, &["vpce-api", "vpce-b"], Some(Code::VpceServiceMismatch)),
        // Whoever else has the address here may well pass them on to the service.
        (neighbour, &["vpce-b", "vpce-api"], None),
    ] {
        let found = ask(with_namesake(&[&at.to_string()], at), true, &[], others);
        assert_eq!(found.block.as_ref().map(|block| block.code), code, "{at} {others:?}: {:?}", found.verdict);
        let expected = if code.is_some() { Verdict::Blocked } else { Verdict::Undetermined };
        assert_eq!(found.verdict, expected, "{at} {others:?}");
    }
}

/// The zone's record is an alias of an endpoint, which is the service's, another one's, or another one's elsewhere.
#[test]
fn an_alias_of_an_endpoint_means_its_service() {
    for (alias, own, others, verdict, code) in [
        ("vpce-api", ["vpce-api"].as_slice(), ["vpce-b"].as_slice(), Verdict::Delivered, None),
        ("vpce-api", &[], &["vpce-b", "vpce-api"], Verdict::Blocked, Some(Code::VpceServiceMismatch)),
        ("vpce-b", &["vpce-api"], &["vpce-b"], Verdict::Blocked, Some(Code::DisconnectedVpcs)),
    ] {
        let mut inventory = with_namesake(&[], [10, 0, 0, 5].into());
        let records = inventory.resource_record_sets.find_mut(|sets| sets.zone.as_str() == "Z0").unwrap();
        let record = records.records.iter_mut().find(|record| record.kind == "A").unwrap();
        let dns_name = format!("{alias}-hash.api.eu-west-1.vpce.amazonaws.com");
        record.alias = Some(AliasTarget { zone: Some(id("Z38GZ743OKFT7T")), dns_name });
        let found = ask(inventory, true, own, others);
        let found = (found.verdict, found.block.map(|block| block.code));
        assert_eq!(found, (verdict, code), "{alias} of {own:?} or {others:?}");
    }
}
