//! A VPC with things that decide about names, all within `amazonaws.com`.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use hopwise_model::resource::{
    BlockResponse, EndpointKind, FirewallAction, FirewallDomains, FirewallRule, FirewallRuleGroupAssociation,
    FirewallRules, HostedZoneSummary, NetworkInterface, ResolverRule, ResolverRuleAssociation, ResourceRecordSet,
    ResourceRecordSets, Routing, RuleType, Subnet, Vpc, VpcEndpoint, VpcHostedZones,
};
use hopwise_model::{DocumentKind, Evidence, Inventory};
use hopwise_proptest::fixture;
pub(crate) use hopwise_proptest::fixture::id;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) zones: Vec<Zone>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Domains, or wildcards, in the order of their priority.
    pub(crate) firewall: Vec<(String, Action)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) domain: String,
    /// Names, or wildcards, and the last number of an address.
    pub(crate) records: Vec<(String, u8)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) domain: String,
    pub(crate) kind: RuleKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleKind {
    Forward,
    System,
}

#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    pub(crate) domain: String,
    pub(crate) wildcard: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Allow,
    Block,
}

/// Few labels, so that domains hold each other often.
pub(crate) fn labels() -> impl Strategy<Value = Vec<&'static str>> {
    vec(select(vec!["a", "b", "aa"]), 0..=3)
}

/// The name of labels.
pub(crate) fn name(labels: &[&str]) -> String {
    labels.iter().copied().chain(["amazonaws", "com"]).collect::<Vec<_>>().join(".")
}

/// A host that is asked for.
pub(crate) fn host() -> impl Strategy<Value = String> {
    vec(select(vec!["a", "b", "aa"]), 1..=4).prop_map(|labels| name(&labels))
}

fn domain() -> impl Strategy<Value = String> {
    labels().prop_map(|labels| name(&labels))
}

/// A domain, or now and then the root.
fn rule_domain() -> impl Strategy<Value = String> {
    prop_oneof![9 => domain(), 1 => Just(String::new())]
}

fn pattern() -> impl Strategy<Value = String> {
    (domain(), any::<bool>()).prop_map(|(domain, wildcard)| if wildcard { format!("*.{domain}") } else { domain })
}

fn zone() -> impl Strategy<Value = Zone> {
    let record = (labels(), any::<bool>(), 20_u8..200);
    (domain(), vec(record, 0..4)).prop_map(|(domain, drawn)| {
        let mut records: Vec<(String, u8)> = Vec::new();
        for (labels, wildcard, number) in drawn {
            let mut labels: Vec<&str> = labels.into_iter().take(2).collect();
            if wildcard {
                labels.insert(0, "*");
            }
            let name = labels.into_iter().chain([domain.as_str()]).collect::<Vec<_>>().join(".");
            if !records.iter().any(|(own, _)| *own == name) {
                records.push((name, number));
            }
        }
        Zone { domain, records }
    })
}

/// Leaves one of each domain: AWS refuses a second.
fn unique<T>(items: Vec<T>, domain: impl Fn(&T) -> String) -> Vec<T> {
    let mut seen = Vec::new();
    items
        .into_iter()
        .filter(|item| {
            !seen.contains(&domain(item)) && {
                seen.push(domain(item));
                true
            }
        })
        .collect()
}

pub(crate) fn world() -> impl Strategy<Value = World> {
    let rule = (rule_domain(), select(vec![RuleKind::Forward, RuleKind::System]));
    let rule = rule.prop_map(|(domain, kind)| Rule { domain, kind });
    let endpoint = (domain(), any::<bool>()).prop_map(|(domain, wildcard)| Endpoint { domain, wildcard });
    let action = select(vec![Action::Allow, Action::Block]);
    (vec(zone(), 0..3), vec(rule, 0..3), vec(endpoint, 0..3), vec((pattern(), action), 0..2)).prop_map(
        |(zones, rules, endpoints, firewall)| World {
            zones: unique(zones, |zone| zone.domain.clone()),
            rules: unique(rules, |rule| rule.domain.clone()),
            endpoints: unique(endpoints, |endpoint| endpoint.domain.clone()),
            firewall,
        },
    )
}

pub(crate) fn at(place: &str) -> Evidence {
    Evidence::new(&Arc::from("names.json"), place)
}

impl World {
    /// The documents that would tell of it.
    pub(crate) fn inventory(&self) -> Inventory {
        let mut inventory = network();
        self.add_zones(&mut inventory);
        self.add_rules(&mut inventory);
        self.add_endpoints(&mut inventory);
        self.add_firewall(&mut inventory);
        inventory
    }

    fn add_zones(&self, inventory: &mut Inventory) {
        let mut summaries = Vec::new();
        for (index, zone) in self.zones.iter().enumerate() {
            let zone_id = format!("Z{index}");
            summaries.push(HostedZoneSummary {
                id: id(&zone_id),
                name: zone.domain.clone(),
                owner: None,
                owning_service: None,
                evidence: at(&zone_id),
            });
            let record = |(name, number): &(String, u8)| ResourceRecordSet {
                name: name.clone(),
                kind: "A".to_owned(),
                values: vec![Ipv4Addr::new(10, 0, 0, *number).to_string()],
                alias: None,
                routing: Routing::Simple,
                evidence: at(name),
            };
            let soa = ResourceRecordSet {
                name: zone.domain.clone(),
                kind: "SOA".to_owned(),
                values: vec![String::new()],
                alias: None,
                routing: Routing::Simple,
                evidence: at("soa"),
            };
            let records = std::iter::once(soa).chain(zone.records.iter().map(record)).collect();
            let evidence = at(&zone_id);
            inventory.resource_record_sets.push(ResourceRecordSets {
                zone: id(&zone_id),
                records,
                complete: true,
                evidence,
            });
        }
        let (zones, evidence) = (summaries, at("zones"));
        inventory.vpc_hosted_zones.push(VpcHostedZones { vpc: id("vpc-a"), zones, complete: true, evidence });
    }

    fn add_rules(&self, inventory: &mut Inventory) {
        for (index, rule) in self.rules.iter().enumerate() {
            let rule_id = format!("rslvr-rr-{index}");
            inventory.resolver_rules.push(ResolverRule {
                id: id(&rule_id),
                domain: rule.domain.clone(),
                kind: match rule.kind {
                    RuleKind::Forward => RuleType::Forward,
                    RuleKind::System => RuleType::System,
                },
                status: Some("COMPLETE".to_owned()),
                targets: Vec::new(),
                name: None,
                evidence: at(&rule_id),
            });
            inventory.resolver_rule_associations.push(ResolverRuleAssociation {
                id: format!("rslvr-rrassoc-{index}"),
                rule: id(&rule_id),
                vpc: id("vpc-a"),
                status: Some("COMPLETE".to_owned()),
                evidence: at(&rule_id),
            });
        }
    }

    fn add_endpoints(&self, inventory: &mut Inventory) {
        for (index, endpoint) in self.endpoints.iter().enumerate() {
            let (endpoint_id, interface) = (format!("vpce-{index}"), format!("eni-{index}"));
            let number = u8::try_from(index).unwrap() + 201;
            let address = IpAddr::from([10, 0, 0, number]);
            inventory.network_interfaces.push(NetworkInterface {
                kind: "vpc_endpoint".into(),
                ..fixture::interface(&interface, "vpc-a", "subnet-a", address)
            });
            let mut dns_names = vec![endpoint.domain.clone()];
            if endpoint.wildcard {
                dns_names.push(format!("*.{}", endpoint.domain));
            }
            let service = "com.amazonaws.vpce.eu-west-1.vpce-svc-0";
            inventory.vpc_endpoints.push(VpcEndpoint {
                subnets: vec![id("subnet-a")],
                interfaces: vec![id(&interface)],
                dns_names,
                ..fixture::endpoint(&endpoint_id, "vpc-a", EndpointKind::Interface, service)
            });
        }
    }

    fn add_firewall(&self, inventory: &mut Inventory) {
        let mut rules = Vec::new();
        for (index, (pattern, action)) in self.firewall.iter().enumerate() {
            let list = format!("rslvr-fdl-{index}");
            inventory.firewall_domains.push(FirewallDomains {
                list: id(&list),
                domains: vec![pattern.clone()],
                complete: true,
                evidence: at(&list),
            });
            rules.push(FirewallRule {
                name: None,
                priority: i64::try_from(index).unwrap(),
                action: match action {
                    Action::Allow => FirewallAction::Allow,
                    Action::Block => FirewallAction::Block(BlockResponse::NxDomain),
                },
                domains: Some(id(&list)),
                inspects_redirection: true,
                query_type: None,
                evidence: at(&list),
            });
        }
        if rules.is_empty() {
            return;
        }
        // The document's order does not count.
        rules.reverse();
        let group = id("rslvr-frg-a");
        inventory.firewall_rules.push(FirewallRules { group, rules, complete: true, evidence: at("rules") });
        inventory.firewall_rule_group_associations.push(FirewallRuleGroupAssociation {
            id: "rslvr-frgassoc-a".to_owned(),
            group: id("rslvr-frg-a"),
            vpc: id("vpc-a"),
            priority: 101,
            status: Some("COMPLETE".to_owned()),
            evidence: at("association"),
        });
    }
}

/// A VPC with Amazon's resolver and one subnet.
fn network() -> Inventory {
    let mut inventory = Inventory::default();
    inventory.knowledge.complete(DocumentKind::ALL.iter().copied());
    inventory.vpcs.push(Vpc { dhcp_options: Some("dopt-a".to_owned()), ..fixture::vpc("vpc-a", "10.0.0.0/16") });
    inventory.dhcp_options.push(fixture::dhcp_options("dopt-a"));
    inventory.vpc_attributes.push(fixture::vpc_attribute("vpc-a"));
    let subnet = fixture::subnet("subnet-a", "vpc-a", "10.0.0.0/24");
    inventory.subnets.push(Subnet { availability_zone: Some("eu-west-1a".to_owned()), ..subnet });
    inventory
}
