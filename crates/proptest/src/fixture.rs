//! AWS records with what names and places them, and every other field as AWS has it where nobody set anything.
//!
//! A test says what it is about by struct update: `Subnet { dns64: true, ..subnet("subnet-a", "vpc-a", "10.0.0.0/24") }`.
//! A field that a record gains is filled in here, once.

use std::net::IpAddr;
use std::sync::Arc;

use hopwise_model::resource::{
    AclEntry, AssociationState, Connectivity, DhcpOptions, Direction, EndpointKind, EndpointState, GatewayAttachment,
    Instance, InternetGateway, NatAddress, NatGateway, NatState, NetworkAcl, NetworkInterface, Peer, PrefixList,
    PrivateAddress, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
    Scope, SecurityGroup, SecurityGroupRule, Subnet, Vpc, VpcAttribute, VpcEndpoint,
};
use hopwise_model::{EcoVec, Evidence, InvalidId, Traffic};
use ipnet::IpNet;

/// An id of the right form.
///
/// # Panics
///
/// If it has not.
#[expect(clippy::expect_used, reason = "what a fixture is made of is written in a test, which fails at once")]
#[must_use]
pub fn id<'a, T: TryFrom<&'a str, Error = InvalidId>>(text: &'a str) -> T {
    T::try_from(text).expect("an id")
}

/// A block of addresses, such as `10.0.0.0/16`.
///
/// # Panics
///
/// If it is none.
#[expect(clippy::expect_used, reason = "what a fixture is made of is written in a test, which fails at once")]
#[must_use]
pub fn cidr(text: &str) -> IpNet {
    text.parse().expect("a block")
}

/// A place in a document about one record.
#[must_use]
pub fn evidence(record: &str, place: usize) -> Evidence {
    Evidence::new(&Arc::from(format!("{record}.json")), format!("/{place}"))
}

/// A VPC of one block.
#[must_use]
pub fn vpc(name: &str, block: &str) -> Vpc {
    Vpc {
        id: id(name),
        cidrs: vec![cidr(block)],
        dhcp_options: None,
        is_default: false,
        owner: None,
        block_public_access: None,
        encryption_enforced: false,
        internet_firewalls: Vec::new(),
        name: None,
        scope: Scope::default(),
        evidence: evidence(name, 0),
    }
}

/// Both DNS attributes of a VPC, on.
#[must_use]
pub fn vpc_attribute(vpc: &str) -> VpcAttribute {
    VpcAttribute { vpc: id(vpc), dns_support: Some(true), dns_hostnames: Some(true), evidence: evidence(vpc, 1) }
}

/// DHCP options that name Amazon's resolver.
#[must_use]
pub fn dhcp_options(name: &str) -> DhcpOptions {
    let domain_name_servers = vec!["AmazonProvidedDNS".to_owned()];
    DhcpOptions { id: id(name), domain_name_servers, evidence: evidence(name, 0) }
}

/// A subnet of one block, in no zone that is known.
#[must_use]
pub fn subnet(name: &str, vpc: &str, block: &str) -> Subnet {
    Subnet {
        id: id(name),
        vpc: id(vpc),
        cidrs: vec![cidr(block)],
        availability_zone: None,
        availability_zone_id: None,
        available_addresses: None,
        unavailable: None,
        dns64: false,
        owner: None,
        block_public_access: None,
        firewall_connectivity: None,
        name: None,
        scope: Scope::default(),
        evidence: evidence(name, 0),
    }
}

/// An interface with one private address and no security group.
#[must_use]
pub fn interface(name: &str, vpc: &str, subnet: &str, private: IpAddr) -> NetworkInterface {
    NetworkInterface {
        id: id(name),
        kind: "interface".into(),
        description: "".into(),
        vpc: Some(id(vpc)),
        subnet: id(subnet),
        groups: EcoVec::new(),
        addresses: vec![PrivateAddress { private, public: None }],
        prefixes: [].into(),
        source_dest_check: Some(true),
        owner: None,
        requester: None,
        requester_managed: None,
        instance: None,
        status: Some("in-use".into()),
        name: None,
        scope: Scope::default(),
        evidence: evidence(name, 0),
    }
}

/// A running instance without interfaces.
#[must_use]
pub fn instance(name: &str) -> Instance {
    Instance {
        id: id(name),
        state: Some("running".to_owned()),
        subnet: None,
        interfaces: Vec::new(),
        platform: None,
        private_dns_name: None,
        resource_name_record: None,
        name: None,
        scope: Scope::default(),
        evidence: evidence(name, 0),
    }
}

/// A destination: a block, or a prefix list where it begins with `pl-`.
#[must_use]
pub fn destination(text: &str) -> RouteDestination {
    if text.starts_with("pl-") { RouteDestination::PrefixList(id(text)) } else { RouteDestination::Cidr(cidr(text)) }
}

/// A route that works, as somebody would have written it; the local one, as AWS has it.
#[must_use]
pub fn route(destination: RouteDestination, target: RouteTarget) -> Route {
    let origin = if target == RouteTarget::Local { RouteOrigin::Local } else { RouteOrigin::Static };
    Route { destination, target, origin, state: RouteState::Active, firewall: None, evidence: evidence("route", 0) }
}

/// A route that works, at a place of a table.
pub(crate) fn route_of(table: &str, place: usize, destination: RouteDestination, target: RouteTarget) -> Route {
    Route { evidence: evidence(table, place), ..route(destination, target) }
}

/// A table without routes and associations.
#[must_use]
pub fn route_table(name: &str, vpc: &str) -> RouteTable {
    RouteTable {
        id: id(name),
        vpc: id(vpc),
        associations: Vec::new(),
        routes: Vec::new(),
        owner: None,
        name: None,
        evidence: evidence(name, 0),
    }
}

/// The association of a table with nothing yet: neither a subnet nor a gateway, and not as the main one.
#[must_use]
pub fn association(table: &str) -> RouteTableAssociation {
    RouteTableAssociation {
        main: false,
        subnet: None,
        gateway: None,
        state: AssociationState::Associated,
        evidence: evidence(table, 0),
    }
}

/// A security group without rules, which lets nothing in and nothing out.
#[must_use]
pub fn security_group(name: &str, vpc: &str) -> SecurityGroup {
    SecurityGroup {
        id: id(name),
        name: None,
        vpc: Some(id(vpc)),
        ingress: Vec::new(),
        egress: Vec::new(),
        owner: None,
        evidence: evidence(name, 0),
    }
}

/// The rules of a security group for one direction.
#[must_use]
pub fn rules(group: &str, rules: &[(Traffic, Peer)]) -> Vec<SecurityGroupRule> {
    let numbered = rules.iter().enumerate();
    numbered.map(|(place, (traffic, peer))| rule(group, place, *traffic, peer.clone())).collect()
}

/// A rule of a security group.
#[must_use]
pub fn rule(group: &str, place: usize, traffic: Traffic, peer: Peer) -> SecurityGroupRule {
    SecurityGroupRule { traffic, peer, across: None, id: None, evidence: evidence(group, place) }
}

/// A network ACL without entries, not the default one, of these subnets.
#[must_use]
pub fn network_acl(name: &str, vpc: &str, subnets: &[&str]) -> NetworkAcl {
    NetworkAcl {
        id: id(name),
        vpc: id(vpc),
        is_default: false,
        subnets: subnets.iter().map(|subnet| id(subnet)).collect(),
        entries: Vec::new(),
        name: None,
        evidence: evidence(name, 0),
    }
}

/// An entry of a network ACL for every protocol and address.
#[must_use]
pub fn acl_entry(acl: &str, number: u32, direction: Direction, allow: bool) -> AclEntry {
    let cidr = cidr("0.0.0.0/0");
    AclEntry { number, direction, allow, traffic: Traffic::All, cidr, evidence: evidence(acl, number as usize) }
}

/// A prefix list with these entries.
#[must_use]
pub fn prefix_list(name: &str, entries: &[&str]) -> PrefixList {
    let entries = Some(entries.iter().map(|entry| cidr(entry)).collect());
    PrefixList { id: id(name), name: None, entries, evidence: evidence(name, 0) }
}

/// An internet gateway, attached to a VPC.
#[must_use]
pub fn internet_gateway(name: &str, vpc: &str) -> InternetGateway {
    let attachments = vec![GatewayAttachment { vpc: id(vpc), state: "available".to_owned() }];
    InternetGateway { id: id(name), attachments, name: None, evidence: evidence(name, 0) }
}

/// A public NAT gateway without subnet and addresses.
#[must_use]
pub fn nat_gateway(name: &str, vpc: &str) -> NatGateway {
    NatGateway {
        id: id(name),
        vpc: id(vpc),
        subnet: None,
        state: NatState::Available,
        connectivity: Connectivity::Public,
        regional: false,
        automatic_zones: false,
        route_table: None,
        addresses: Vec::new(),
        has_appliance: false,
        failure: None,
        name: None,
        evidence: evidence(name, 0),
    }
}

/// An address of a NAT gateway that is in use.
#[must_use]
pub const fn nat_address(private: IpAddr, public: Option<IpAddr>) -> NatAddress {
    NatAddress {
        interface: None,
        private: Some(private),
        public,
        usable: true,
        availability_zone: None,
        availability_zone_id: None,
    }
}

/// An endpoint that is available, with private DNS on where it is an interface endpoint, and without subnets, tables,
/// groups and interfaces.
#[must_use]
pub fn endpoint(name: &str, vpc: &str, kind: EndpointKind, service_name: &str) -> VpcEndpoint {
    VpcEndpoint {
        id: id(name),
        vpc: id(vpc),
        private_dns_enabled: kind == EndpointKind::Interface,
        kind,
        service_name: service_name.to_owned(),
        service_region: None,
        state: EndpointState::Available,
        private_dns_only_for_inbound_resolver: None,
        answers_ipv6_only: false,
        route_tables: Vec::new(),
        subnets: Vec::new(),
        in_no_subnet: false,
        groups: Vec::new(),
        interfaces: Vec::new(),
        dns_names: Vec::new(),
        policy: Some(VpcEndpoint::DEFAULT_POLICY.to_owned()),
        owner: None,
        name: None,
        evidence: evidence(name, 0),
    }
}
