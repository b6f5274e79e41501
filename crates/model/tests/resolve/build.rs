//! One small VPC: a private subnet on the main table, a public one on its own.
#![expect(clippy::unwrap_used, reason = "the texts are this file's own")]

use hopwise_model::resource::{
    AclEntry, Direction, NetworkAcl, NetworkInterface, Peer, Route, RouteTable, RouteTableAssociation, RouteTarget,
    SecurityGroup, Subnet, Vpc,
};
use hopwise_model::traffic::TCP;
use hopwise_model::{DocumentKind, Inventory, Traffic};
use hopwise_proptest::fixture::{self, destination, id};

pub(crate) fn route(to: &str, target: RouteTarget) -> Route {
    fixture::route(destination(to), target)
}

pub(crate) fn table(name: &str, main: bool, subnet: Option<&str>, routes: Vec<Route>) -> RouteTable {
    let association = RouteTableAssociation { main, subnet: subnet.map(id), ..fixture::association(name) };
    RouteTable { associations: vec![association], routes, ..fixture::route_table(name, "vpc-1") }
}

pub(crate) fn subnet(name: &str, cidr: &str) -> Subnet {
    fixture::subnet(name, "vpc-1", cidr)
}

pub(crate) fn acl_entry(number: u32, direction: Direction, allow: bool) -> AclEntry {
    fixture::acl_entry("acl-1", number, direction, allow)
}

fn group(name: &str, title: &str, egress: Vec<Peer>) -> SecurityGroup {
    let traffic = Traffic::Ports { protocol: TCP, from: 443, to: 443 };
    let egress: Vec<_> = egress.into_iter().map(|peer| (traffic, peer)).collect();
    SecurityGroup {
        name: Some(title.to_owned()),
        egress: fixture::rules(name, &egress),
        ..fixture::security_group(name, "vpc-1")
    }
}

pub(crate) fn inventory() -> Inventory {
    Inventory {
        knowledge: DocumentKind::ALL.iter().copied().collect(),
        vpcs: [Vpc { dhcp_options: Some("dopt-1".to_owned()), ..fixture::vpc("vpc-1", "10.0.0.0/16") }].into(),
        subnets: [subnet("subnet-private", "10.0.1.0/24"), subnet("subnet-public", "10.0.2.0/24")].into(),
        route_tables: [
            table("rtb-main", true, None, vec![route("10.0.0.0/16", RouteTarget::Local)]),
            table("rtb-public", false, Some("subnet-public"), vec![]),
        ]
        .into(),
        security_groups: [
            group(
                "sg-1",
                "web",
                vec![Peer::Cidr("10.0.0.0/16".parse().unwrap()), Peer::PrefixList("pl-1".try_into().unwrap())],
            ),
            group("sg-default", "default", vec![]),
        ]
        .into(),
        network_acls: [NetworkAcl {
            is_default: true,
            entries: vec![
                acl_entry(32767, Direction::Ingress, false),
                acl_entry(100, Direction::Ingress, true),
                acl_entry(100, Direction::Egress, true),
                acl_entry(90, Direction::Ingress, false),
            ],
            ..fixture::network_acl("acl-1", "vpc-1", &["subnet-private", "subnet-public"])
        }]
        .into(),
        network_interfaces: [NetworkInterface {
            vpc: None,
            groups: [id("sg-1")].into(),
            ..fixture::interface("eni-1", "vpc-1", "subnet-private", "10.0.1.10".parse().unwrap())
        }]
        .into(),
        dhcp_options: [fixture::dhcp_options("dopt-1")].into(),
        ..Inventory::default()
    }
}
