//! One small VPC: a private subnet on the main table, a public one on its own.
#![expect(clippy::unwrap_used, reason = "the texts are this file's own")]

use hopwise_model::resource::{
    AclEntry, Direction, NetworkAcl, NetworkInterface, Peer, PrivateAddress, Route, RouteDestination, RouteOrigin,
    RouteState, RouteTable, RouteTableAssociation, RouteTarget, Scope, SecurityGroup, SecurityGroupRule, Subnet, Vpc,
};
use hopwise_model::traffic::TCP;
use hopwise_model::{DocumentKind, Evidence, Inventory, Traffic, resource};

fn here() -> Evidence {
    Evidence::supposed("test")
}

pub(crate) fn route(destination: &str, target: RouteTarget) -> Route {
    Route {
        destination: RouteDestination::Cidr(destination.parse().unwrap()),
        target,
        origin: RouteOrigin::Static,
        state: RouteState::Active,
        evidence: here(),
    }
}

pub(crate) fn table(id: &str, main: bool, subnet: Option<&str>, routes: Vec<Route>) -> RouteTable {
    RouteTable {
        id: id.try_into().unwrap(),
        vpc: "vpc-1".try_into().unwrap(),
        associations: vec![RouteTableAssociation {
            main,
            subnet: subnet.map(|subnet| subnet.try_into().unwrap()),
            gateway: None,
            associated: true,
            evidence: here(),
        }],
        routes,
        owner: None,
        name: None,
        evidence: here(),
    }
}

pub(crate) fn subnet(id: &str, cidr: &str) -> Subnet {
    Subnet {
        id: id.try_into().unwrap(),
        vpc: "vpc-1".try_into().unwrap(),
        cidrs: vec![cidr.parse().unwrap()],
        availability_zone: None,
        availability_zone_id: None,
        available_addresses: None,
        dns64: false,
        owner: None,
        block_public_access: None,
        name: None,
        scope: Scope::default(),
        evidence: here(),
    }
}

pub(crate) fn acl_entry(number: u32, direction: Direction, allow: bool) -> AclEntry {
    let cidr = "0.0.0.0/0".parse().unwrap();
    AclEntry { number, direction, allow, traffic: Traffic::All, cidr, evidence: here() }
}

fn group(id: &str, name: &str, egress: Vec<Peer>) -> SecurityGroup {
    let traffic = Traffic::Ports { protocol: TCP, from: 443, to: 443 };
    SecurityGroup {
        id: id.try_into().unwrap(),
        name: Some(name.to_owned()),
        vpc: Some("vpc-1".try_into().unwrap()),
        ingress: vec![],
        egress: egress
            .into_iter()
            .map(|peer| SecurityGroupRule { traffic, peer, id: None, evidence: here() })
            .collect(),
        owner: None,
        evidence: here(),
    }
}

pub(crate) fn inventory() -> Inventory {
    Inventory {
        knowledge: DocumentKind::ALL.iter().copied().collect(),
        vpcs: [Vpc {
            id: "vpc-1".try_into().unwrap(),
            cidrs: vec!["10.0.0.0/16".parse().unwrap()],
            dhcp_options: Some("dopt-1".to_owned()),
            is_default: false,
            owner: None,
            block_public_access: None,
            encryption_enforced: false,
            name: None,
            scope: Scope::default(),
            evidence: here(),
        }]
        .into(),
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
            id: "acl-1".try_into().unwrap(),
            vpc: "vpc-1".try_into().unwrap(),
            is_default: true,
            subnets: vec!["subnet-private".try_into().unwrap(), "subnet-public".try_into().unwrap()],
            entries: vec![
                acl_entry(32767, Direction::Ingress, false),
                acl_entry(100, Direction::Ingress, true),
                acl_entry(100, Direction::Egress, true),
                acl_entry(90, Direction::Ingress, false),
            ],
            name: None,
            evidence: here(),
        }]
        .into(),
        network_interfaces: [NetworkInterface {
            id: "eni-1".try_into().unwrap(),
            kind: "interface".to_owned(),
            description: String::new(),
            vpc: None,
            subnet: "subnet-private".try_into().unwrap(),
            groups: vec!["sg-1".try_into().unwrap()],
            addresses: vec![PrivateAddress { private: "10.0.1.10".parse().unwrap(), public: None }],
            source_dest_check: true,
            owner: None,
            instance: None,
            status: None,
            name: None,
            scope: Scope::default(),
            evidence: here(),
        }]
        .into(),
        dhcp_options: [resource::DhcpOptions {
            id: "dopt-1".try_into().unwrap(),
            domain_name_servers: vec!["AmazonProvidedDNS".to_owned()],
            evidence: here(),
        }]
        .into(),
        ..Inventory::default()
    }
}
