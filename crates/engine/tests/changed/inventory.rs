//! A network in which everything that a change may touch is there, some of it more than once or in part.

pub(crate) mod between;

use hopwise_model::resource::{
    Address, EndpointKind, FirewallAction, FirewallDomains, FirewallRule, FirewallRuleGroupAssociation, FirewallRules,
    HostedZoneSummary, NatAddress, NatGateway, NetworkInterface, Peer, PrivateAddress, ProfileAssociation,
    ResolverRule, ResolverRuleAssociation, ResourceRecordSets, RouteTarget, RuleType, SecurityGroup,
    SecurityGroupRuleRecord, VpcEndpoint, VpcHostedZones,
};
use hopwise_model::{Inventory, Traffic};
use hopwise_proptest::design::{AclStyle, Egress, GroupStyle, Plan, Zones};
use hopwise_proptest::fixture::{
    cidr, destination, dhcp_options, endpoint, evidence, id, interface, nat_address, nat_gateway, route, rules,
    security_group, vpc_attribute,
};

/// The network. Things named `soon` are referred to and are not there.
pub(crate) fn inventory() -> Inventory {
    let mut inventory = Plan {
        subnets: 4,
        egress: Egress::Nat,
        nat_addresses: 2,
        gateway_endpoint: true,
        endpoint_interfaces: 1,
        groups_on_interfaces: false,
        acls: AclStyle::OpenEach,
        groups: GroupStyle::References,
        zones: Zones::Both,
        automatic_zones: true,
        second_block: true,
        second_vpc: true,
        endpoint_default: true,
        edge_table: true,
    }
    .build();
    add_names_and_hubs(&mut inventory);
    rule_ids(&mut inventory);
    endpoints(&mut inventory);
    inventory.nat_gateways.push(NatGateway {
        subnet: Some(id("subnet-private")),
        addresses: vec![NatAddress { interface: Some(id("eni-nat-soon")), ..nat_address([10, 0, 0, 60].into(), None) }],
        ..nat_gateway("nat-lacking", "vpc-a")
    });
    for (public, interface, private) in
        [([54, 0, 0, 5], "eni-neighbour", [10, 0, 0, 5]), ([54, 0, 0, 8], "eni-elastic-soon", [10, 0, 0, 13])]
    {
        let (interface, private) = (Some(id(interface)), Some(private.into()));
        let evidence = evidence("addresses", 0);
        inventory.addresses.push(Address { public: public.into(), interface, private, evidence });
    }
    if let Some(host) = inventory.instances.first_mut() {
        host.interfaces.push(id("eni-host-soon"));
    }
    if let Some(table) = inventory.route_tables.find_mut(|table| table.id.as_str() == "rtb-private") {
        let soon = [
            ("192.168.1.0/24", RouteTarget::NatGateway(id("nat-soon"))),
            ("192.168.2.0/24", RouteTarget::VpcEndpoint(id("vpce-soon"))),
        ];
        table.routes.extend(soon.map(|(block, target)| route(destination(block), target)));
    }
    inventory
}

/// Adds what decides about names, and what joins the two VPCs.
pub(crate) fn add_names_and_hubs(inventory: &mut Inventory) {
    names(inventory);
    between::add(inventory);
}

fn names(inventory: &mut Inventory) {
    inventory.vpc_attributes.push(vpc_attribute("vpc-a"));
    inventory.vpc_hosted_zones.push(VpcHostedZones {
        vpc: id("vpc-a"),
        zones: vec![zone("Z1"), zone("Z2")],
        complete: true,
        evidence: evidence("zones", 0),
    });
    inventory.resource_record_sets.push(record_sets("Z1"));
    for vpc in &mut inventory.vpcs {
        vpc.dhcp_options = Some("dopt-1".to_owned());
    }
    inventory.dhcp_options.push(dhcp_options("dopt-1"));
    inventory.resolver_rules.push(resolver_rule("rslvr-rr-1"));
    inventory.resolver_rule_associations.push(resolver_rule_association("rslvr-rr-1", "vpc-a"));
    inventory.profile_associations.push(profile_association("rp-1", "vpc-b"));
    let (group, list) = (id("rslvr-frg-1"), id("rslvr-fdl-1"));
    let rules = vec![FirewallRule {
        name: None,
        priority: 1,
        action: FirewallAction::Alert,
        domains: Some(list),
        inspects_redirection: true,
        query_type: None,
        evidence: evidence("rule", 0),
    }];
    inventory.firewall_rules.push(FirewallRules { group, rules, complete: true, evidence: evidence("rules", 0) });
    let (list, domains) = (id("rslvr-fdl-1"), vec!["a.example.".to_owned()]);
    inventory.firewall_domains.push(FirewallDomains { list, domains, complete: true, evidence: evidence("list", 0) });
    inventory.firewall_rule_group_associations.push(rule_group_association("vpc-a", 200));
}

/// A Resolver rule that forwards a domain.
pub(crate) fn resolver_rule(name: &str) -> ResolverRule {
    ResolverRule {
        id: id(name),
        domain: "a.example.".to_owned(),
        kind: RuleType::Forward,
        status: Some("COMPLETE".to_owned()),
        targets: vec!["10.9.0.2".to_owned()],
        name: None,
        evidence: evidence(name, 0),
    }
}

/// That a VPC has a Resolver rule.
pub(crate) fn resolver_rule_association(rule: &str, vpc: &str) -> ResolverRuleAssociation {
    ResolverRuleAssociation {
        id: format!("{rule} of {vpc}"),
        rule: id(rule),
        vpc: id(vpc),
        status: Some("COMPLETE".to_owned()),
        evidence: evidence(vpc, 3),
    }
}

/// That a VPC has a Route 53 Profile.
pub(crate) fn profile_association(profile: &str, vpc: &str) -> ProfileAssociation {
    ProfileAssociation {
        id: format!("{profile} of {vpc}"),
        profile: profile.to_owned(),
        vpc: id(vpc),
        status: Some("COMPLETE".to_owned()),
        evidence: evidence(vpc, 4),
    }
}

/// That a VPC has the rules of DNS Firewall, with a priority.
pub(crate) fn rule_group_association(vpc: &str, priority: i64) -> FirewallRuleGroupAssociation {
    FirewallRuleGroupAssociation {
        id: format!("rslvr-frgassoc of {vpc} at {priority}"),
        group: id("rslvr-frg-1"),
        vpc: id(vpc),
        priority,
        status: Some("COMPLETE".to_owned()),
        evidence: evidence(vpc, 5),
    }
}

/// A hosted zone.
pub(crate) fn zone(name: &str) -> HostedZoneSummary {
    HostedZoneSummary {
        id: id(name),
        name: format!("{}.example", name.to_ascii_lowercase()),
        owner: None,
        owning_service: None,
        evidence: evidence(name, 0),
    }
}

/// The records of a hosted zone: none.
pub(crate) fn record_sets(zone: &str) -> ResourceRecordSets {
    ResourceRecordSets { zone: id(zone), records: Vec::new(), complete: true, evidence: evidence(zone, 1) }
}

/// The ids of the rules of two groups, which one of them prints as well.
fn rule_ids(inventory: &mut Inventory) {
    for group in inventory.security_groups.filter_mut(|group| matches!(group.id.as_str(), "sg-task" | "sg-endpoint")) {
        for (egress, rules) in [(false, &mut group.ingress), (true, &mut group.egress)] {
            for (place, rule) in rules.iter_mut().enumerate() {
                let name = format!("sgr-{}-{egress}-{place}", group.id);
                if group.id.as_str() == "sg-endpoint" {
                    rule.id = Some(id(&name));
                }
                inventory.security_group_rules.push(SecurityGroupRuleRecord {
                    id: id(&name),
                    group: group.id.clone(),
                    egress,
                    traffic: rule.traffic,
                    peer: rule.peer.clone(),
                    evidence: evidence(&name, 0),
                });
            }
        }
    }
}

fn endpoints(inventory: &mut Inventory) {
    inventory.security_groups.push(security_group("sg-own", "vpc-a"));
    // Whoever carries this one alone sends to anybody, and is in nobody's rules.
    let everything = rules("sg-open", &[(Traffic::All, Peer::Cidr(cidr("0.0.0.0/0")))]);
    inventory.security_groups.push(SecurityGroup { egress: everything, ..security_group("sg-open", "vpc-a") });
    for (name, last, groups) in [
        ("eni-groupless", 40, &[][..]),
        ("eni-grouped", 41, &["sg-closed", "sg-own"]),
        ("eni-only", 42, &[]),
        ("eni-claimed", 44, &[]),
        ("eni-bare", 43, &[]),
    ] {
        inventory.network_interfaces.push(NetworkInterface {
            groups: groups.iter().map(|group| id(group)).collect(),
            addresses: vec![PrivateAddress { private: [10, 0, 0, last].into(), public: None }],
            ..interface(name, "vpc-a", "subnet-endpoint", [10, 0, 0, last].into())
        });
    }
    for (name, groups, interfaces) in [
        ("vpce-groups", &["sg-endpoint"][..], &["eni-groupless", "eni-grouped"][..]),
        ("vpce-only", &["sg-only"], &["eni-only"]),
        ("vpce-first", &["sg-endpoint"], &["eni-claimed", "eni-endpoint-soon"]),
        ("vpce-second", &["sg-unknown"], &["eni-claimed"]),
    ] {
        inventory.vpc_endpoints.push(interface_endpoint(name, groups, interfaces));
    }
}

/// An interface endpoint of the first VPC.
pub(crate) fn interface_endpoint(name: &str, groups: &[&str], interfaces: &[&str]) -> VpcEndpoint {
    VpcEndpoint {
        groups: groups.iter().map(|group| id(group)).collect(),
        interfaces: interfaces.iter().map(|interface| id(interface)).collect(),
        ..endpoint(name, "vpc-a", EndpointKind::Interface, &format!("com.amazonaws.eu-west-1.{name}"))
    }
}
