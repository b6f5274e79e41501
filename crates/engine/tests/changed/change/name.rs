//! Name servers, hosted zones, and what else decides about names.

use hopwise_model::DocumentKind::{
    DhcpOptions, FirewallDomains, FirewallRuleGroupAssociations, FirewallRules, HostedZoneSummaries,
    ProfileAssociations, ResolverRuleAssociations, ResolverRules, ResourceRecordSets, VpcAttribute,
};
use hopwise_model::resource::VpcHostedZones;
use hopwise_proptest::fixture::{dhcp_options, evidence, id, vpc_attribute};

use super::{Change, Made, add, derived, lose_last, made};
use crate::inventory::{
    profile_association, record_sets, resolver_rule, resolver_rule_association, rule_group_association, zone,
};

pub(super) const CHANGES: &[Change] = &[
    derived(VpcAttribute, "a VPC gives its hosts no names", |inventory| {
        inventory.vpc_attributes.first_mut()?.dns_hostnames = Some(false);
        Some(())
    }),
    derived(VpcAttribute, "another VPC's are known", |inventory| {
        add(&mut inventory.vpc_attributes, [vpc_attribute("vpc-b")])
    }),
    derived(HostedZoneSummaries, "a VPC has one zone less", |inventory| {
        inventory.vpc_hosted_zones.first_mut()?.zones.pop().map(|_| ())
    }),
    derived(HostedZoneSummaries, "another VPC has a zone", |inventory| {
        let (zones, evidence) = (vec![zone("Z1"), zone("Z3")], evidence("zones", 1));
        add(&mut inventory.vpc_hosted_zones, [VpcHostedZones { vpc: id("vpc-b"), zones, complete: false, evidence }])
    }),
    derived(ResourceRecordSets, "not all records of a zone are known", |inventory| {
        inventory.resource_record_sets.first_mut()?.complete = false;
        Some(())
    }),
    derived(ResourceRecordSets, "those of a second zone are known", |inventory| {
        add(&mut inventory.resource_record_sets, [record_sets("Z2")])
    }),
    derived(DhcpOptions, "they name another server", |inventory| {
        inventory.dhcp_options.first_mut()?.domain_name_servers = vec!["10.0.0.53".to_owned()];
        Some(())
    }),
    derived(DhcpOptions, "they are gone", |inventory| lose_last(&mut inventory.dhcp_options)),
    made(Made::DerivedSame, DhcpOptions, "there are more, which no VPC has", |inventory| {
        add(&mut inventory.dhcp_options, [dhcp_options("dopt-2")])
    }),
    derived(ResolverRules, "one is for another domain", |inventory| {
        "b.example.".clone_into(&mut inventory.resolver_rules.first_mut()?.domain);
        Some(())
    }),
    derived(ResolverRules, "one is gone", |inventory| lose_last(&mut inventory.resolver_rules)),
    derived(ResolverRules, "there is one more", |inventory| {
        add(&mut inventory.resolver_rules, [resolver_rule("rslvr-rr-0")])
    }),
    derived(ResolverRuleAssociations, "another VPC has a rule", |inventory| {
        add(&mut inventory.resolver_rule_associations, [resolver_rule_association("rslvr-rr-1", "vpc-b")])
    }),
    derived(ResolverRuleAssociations, "a VPC has no rule", |inventory| {
        lose_last(&mut inventory.resolver_rule_associations)
    }),
    derived(ProfileAssociations, "a VPC has none", |inventory| {
        inventory.profile_associations.first_mut()?.status = Some("DELETED".to_owned());
        Some(())
    }),
    derived(ProfileAssociations, "another VPC has two", |inventory| {
        let two = ["rp-3", "rp-2"].map(|profile| profile_association(profile, "vpc-a"));
        add(&mut inventory.profile_associations, two)
    }),
    derived(FirewallRuleGroupAssociations, "another one comes first", |inventory| {
        add(&mut inventory.firewall_rule_group_associations, [rule_group_association("vpc-a", 100)])
    }),
    derived(FirewallRuleGroupAssociations, "a VPC has none", |inventory| {
        lose_last(&mut inventory.firewall_rule_group_associations)
    }),
    derived(FirewallRules, "not all of a group are known", |inventory| {
        inventory.firewall_rules.first_mut()?.complete = false;
        Some(())
    }),
    derived(FirewallDomains, "a list holds another domain", |inventory| {
        inventory.firewall_domains.first_mut()?.domains = vec!["b.example.".to_owned()];
        Some(())
    }),
];
