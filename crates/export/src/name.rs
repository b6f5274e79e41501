//! What names stand for: DHCP options, hosted zones, Resolver rules, DNS Firewall.

use std::net::{IpAddr, SocketAddr};

use hopwise_model::resource::{
    AliasTarget, BlockResponse, DhcpOptions, FirewallAction, FirewallConfig, FirewallDomains, FirewallRule,
    FirewallRuleGroupAssociation, FirewallRules, HostedZoneSummary, ProfileAssociation, ResolverRule,
    ResolverRuleAssociation, ResourceRecordSet, ResourceRecordSets, Routing, RuleType, VpcAttribute, VpcHostedZones,
};
use serde_json::Value;

use crate::object::{list, maybe, object, set, some, text, texts};
use crate::record::{Printed, Whose, documents, elements, one};

elements! {
    DhcpOptions: dhcp_options, |_options| Whose::Anybody;
    ResolverRule: resolver_rule, |_rule| Whose::Anybody;
    ResolverRuleAssociation: resolver_rule_association, |association| Whose::Vpc(&association.vpc);
    ProfileAssociation: profile_association, |association| Whose::Vpc(&association.vpc);
    FirewallRuleGroupAssociation: firewall_association, |association| Whose::Vpc(&association.vpc);
    FirewallConfig: firewall_config, |_config| Whose::Anybody;
}

documents! {
    VpcAttribute: |own, _inventory, _place| {
        let document = |(member, value): (&'static str, bool)| Printed::Document {
            stem: format!("{}-{member}", own.vpc),
            members: object([("VpcId", text(&own.vpc)), (member, object([("Value", Value::Bool(value))]))]),
            complete: true,
        };
        vpc_attributes(own).map(document).collect()
    }, |own| Whose::Vpc(&own.vpc);
    VpcHostedZones: |own, _inventory, _place| {
        let (zones, complete) = vpc_hosted_zones(own);
        one(&own.vpc, "HostedZoneSummaries", zones, complete)
    }, |own| Whose::Vpc(&own.vpc);
    ResourceRecordSets: |own, _inventory, _place| {
        let (records, complete) = resource_record_sets(own);
        one(&own.zone, "ResourceRecordSets", records, complete)
    }, |_own| Whose::Anybody;
    FirewallRules: |own, _inventory, _place| {
        let (rules, complete) = firewall_rules(own);
        one(&own.group, "FirewallRules", rules, complete)
    }, |_own| Whose::Anybody;
    FirewallDomains: |own, _inventory, _place| {
        let (domains, complete) = firewall_domains(own);
        one(&own.list, "Domains", domains, complete)
    }, |_own| Whose::Anybody;
}

/// The two documents of a VPC's attributes; the member that each is about, and whether it is on.
pub(crate) fn vpc_attributes(attribute: &VpcAttribute) -> impl Iterator<Item = (&'static str, bool)> {
    let VpcAttribute { vpc: _, dns_support, dns_hostnames, evidence: _ } = attribute;
    let both = [("EnableDnsSupport", *dns_support), ("EnableDnsHostnames", *dns_hostnames)];
    both.into_iter().filter_map(|(member, value)| Some((member, value?)))
}

fn dhcp_options(options: &DhcpOptions) -> Value {
    let DhcpOptions { id, domain_name_servers, evidence: _ } = options;
    let servers = list(domain_name_servers.iter().map(|server| object([("Value", text(server))])));
    let servers = object([("Key", text("domain-name-servers")), ("Values", servers)]);
    let options = if domain_name_servers.is_empty() { list([]) } else { list([servers]) };
    object([("DhcpOptionsId", text(id)), ("DhcpConfigurations", options)])
}

fn zone(zone: &HostedZoneSummary) -> Value {
    let HostedZoneSummary { id, name, owner, owning_service, evidence: _ } = zone;
    let owner = object([("OwningAccount", maybe(owner.as_ref())), ("OwningService", maybe(owning_service.as_ref()))]);
    object([("HostedZoneId", text(id)), ("Name", text(format_args!("{name}."))), ("Owner", owner)])
}

pub(crate) fn vpc_hosted_zones(zones: &VpcHostedZones) -> (Value, bool) {
    let VpcHostedZones { vpc: _, zones, complete, evidence: _ } = zones;
    (list(zones.iter().map(zone)), *complete)
}

fn record(record: &ResourceRecordSet) -> Value {
    let ResourceRecordSet { name, kind, values, alias, routing, evidence: _ } = record;
    // Which health check, country or policy decides is not kept, only that one does.
    let unnamed = || text("00000000-0000-0000-0000-000000000000");
    let (mut set_id, mut weight, mut checked, mut many, mut place) = (None, Value::Null, false, false, Value::Null);
    match routing {
        Routing::Simple => {}
        Routing::MultiValue(set) => (set_id, many) = (Some(set), true),
        Routing::Weighted { set, weight: share, is_checked } => {
            (set_id, weight, checked) = (Some(set), (*share).into(), *is_checked);
        }
        Routing::Chosen(set) => set_id = Some(set),
        Routing::ByLocation(set) => (set_id, place) = (Some(set), object([])),
    }
    let of_policy = values.is_empty() && alias.is_none();
    let target = alias.as_ref().map_or(Value::Null, |AliasTarget { zone, dns_name }| {
        object([
            ("HostedZoneId", maybe(zone.as_ref())),
            ("DNSName", text(format_args!("{dns_name}."))),
            ("EvaluateTargetHealth", Value::Bool(checked)),
        ])
    });
    object([
        ("Name", text(format_args!("{name}."))),
        ("Type", text(kind)),
        ("SetIdentifier", maybe(set_id)),
        ("Weight", weight),
        ("HealthCheckId", if checked && alias.is_none() { unnamed() } else { Value::Null }),
        ("MultiValueAnswer", set(many)),
        ("GeoLocation", place),
        ("ResourceRecords", some(list(values.iter().map(|value| object([("Value", text(value))]))))),
        ("AliasTarget", target),
        ("TrafficPolicyInstanceId", if of_policy { unnamed() } else { Value::Null }),
    ])
}

pub(crate) fn resource_record_sets(records: &ResourceRecordSets) -> (Value, bool) {
    let ResourceRecordSets { zone: _, records, complete, evidence: _ } = records;
    // That an empty list was cut is read of it without a mark: every zone has records.
    (list(records.iter().map(record)), *complete || records.is_empty())
}

fn target_ip(target: &String) -> Value {
    let parsed = target.parse::<SocketAddr>().map(|own| (own.ip(), own.port()));
    let parsed = parsed.or_else(|_| target.parse::<IpAddr>().map(|address| (address, 53)));
    let Ok((address, port)) = parsed else { return object([("Ip", text(target))]) };
    object([(if address.is_ipv4() { "Ip" } else { "Ipv6" }, text(address)), ("Port", port.into())])
}

fn resolver_rule(rule: &ResolverRule) -> Value {
    let ResolverRule { id, domain, kind, status, targets, name, evidence: _ } = rule;
    let kind = match kind {
        RuleType::Forward => "FORWARD",
        RuleType::System => "SYSTEM",
        RuleType::Recursive => "RECURSIVE",
        RuleType::Delegate => "DELEGATE",
        RuleType::Other(other) => other,
    };
    object([
        ("Id", text(id)),
        ("DomainName", text(format_args!("{domain}."))),
        ("RuleType", text(kind)),
        ("Status", maybe(status.as_ref())),
        ("TargetIps", some(list(targets.iter().map(target_ip)))),
        ("Name", maybe(name.as_ref())),
    ])
}

fn resolver_rule_association(association: &ResolverRuleAssociation) -> Value {
    let ResolverRuleAssociation { id, rule, vpc, status, evidence: _ } = association;
    object([("Id", text(id)), ("ResolverRuleId", text(rule)), ("VPCId", text(vpc)), ("Status", maybe(status.as_ref()))])
}

fn profile_association(association: &ProfileAssociation) -> Value {
    let ProfileAssociation { id, profile, vpc, status, evidence: _ } = association;
    object([
        ("Id", text(id)),
        ("ProfileId", text(profile)),
        ("ResourceId", text(vpc)),
        ("Status", maybe(status.as_ref())),
    ])
}

fn firewall_association(association: &FirewallRuleGroupAssociation) -> Value {
    let FirewallRuleGroupAssociation { id, group, vpc, priority, status, evidence: _ } = association;
    object([
        ("Id", text(id)),
        ("FirewallRuleGroupId", text(group)),
        ("VpcId", text(vpc)),
        ("Priority", (*priority).into()),
        ("Status", maybe(status.as_ref())),
    ])
}

pub(crate) fn firewall_rules(rules: &FirewallRules) -> (Value, bool) {
    let FirewallRules { group, rules, complete, evidence: _ } = rules;
    let rule = |rule: &FirewallRule| {
        let FirewallRule { name, priority, action, domains, inspects_redirection, query_type, evidence: _ } = rule;
        let (action, response, instead) = match action {
            FirewallAction::Allow => ("ALLOW", Value::Null, Value::Null),
            FirewallAction::Alert => ("ALERT", Value::Null, Value::Null),
            FirewallAction::Block(BlockResponse::NoData) => ("BLOCK", text("NODATA"), Value::Null),
            FirewallAction::Block(BlockResponse::NxDomain) => ("BLOCK", text("NXDOMAIN"), Value::Null),
            FirewallAction::Block(BlockResponse::Override(name)) => ("BLOCK", text("OVERRIDE"), text(name)),
            FirewallAction::Other(other) => (other.as_str(), Value::Null, Value::Null),
        };
        let redirection = if *inspects_redirection { "INSPECT_REDIRECTION_DOMAIN" } else { "TRUST_REDIRECTION_DOMAIN" };
        object([
            ("FirewallRuleGroupId", text(group)),
            ("FirewallDomainListId", maybe(domains.as_ref())),
            ("Name", maybe(name.as_ref())),
            ("Priority", (*priority).into()),
            ("Action", text(action)),
            ("BlockResponse", response),
            ("BlockOverrideDomain", instead),
            ("FirewallDomainRedirectionAction", text(redirection)),
            ("Qtype", maybe(query_type.as_ref())),
        ])
    };
    (list(rules.iter().map(rule)), *complete)
}

pub(crate) fn firewall_domains(domains: &FirewallDomains) -> (Value, bool) {
    let FirewallDomains { list: _, domains, complete, evidence: _ } = domains;
    (texts(domains.iter().map(|domain| format!("{domain}."))), *complete)
}

fn firewall_config(config: &FirewallConfig) -> Value {
    let FirewallConfig { resource, fail_open, evidence: _ } = config;
    object([("ResourceId", text(resource)), ("FirewallFailOpen", maybe(fail_open.as_ref()))])
}
