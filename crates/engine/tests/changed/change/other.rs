//! What a design is always made anew for, and what is no part of one.

use hopwise_model::DocumentKind::{
    Addresses, Clusters, FirewallConfigs, PrefixLists, Reservations, RolePolicyNames as Names, RouteTables,
    SecurityGroupRules, Vpcs,
};
use hopwise_model::resource::{Cluster, FirewallConfig, RolePolicyNames, Scope};
use hopwise_proptest::fixture::{cidr, evidence, id};

use super::{Change, Made, add, anew, made};

pub(super) const CHANGES: &[Change] = &[
    anew(Vpcs, "one has a block more", |inventory| {
        inventory.vpcs.first_mut()?.cidrs.push(cidr("10.3.0.0/24"));
        Some(())
    }),
    anew(Addresses, "an Elastic IP address is gone", |inventory| {
        let first = inventory.addresses.first()?.public;
        inventory.addresses.retain(|address| address.public != first);
        Some(())
    }),
    anew(PrefixLists, "one has no entries", |inventory| {
        inventory.prefix_lists.first_mut()?.entries = Some(Vec::new());
        Some(())
    }),
    anew(Reservations, "an instance has an interface less", |inventory| {
        inventory.instances.first_mut()?.interfaces.pop().map(|_| ())
    }),
    anew(SecurityGroupRules, "a rule has another id", |inventory| {
        inventory.security_group_rules.first_mut()?.id = id("sgr-other");
        Some(())
    }),
    anew(RouteTables, "not all are known", |inventory| {
        inventory.knowledge.forget(RouteTables);
        Some(())
    }),
    made(Made::DerivedSame, FirewallConfigs, "there is one more", |inventory| {
        let (resource, fail_open, evidence) = ("vpc-a".to_owned(), Some("ENABLED".to_owned()), evidence("vpc-a", 2));
        add(&mut inventory.firewall_configs, [FirewallConfig { resource, fail_open, evidence }])
    }),
    made(Made::DerivedSame, Clusters, "there is one more", |inventory| {
        add(
            &mut inventory.clusters,
            [Cluster {
                arn: "arn:aws:ecs:eu-west-1:111111111111:cluster/web".to_owned(),
                name: "web".to_owned(),
                default_capacity_providers: Vec::new(),
                evidence: evidence("cluster", 0),
            }],
        )
    }),
    made(Made::DerivedSame, Names, "there is one more", |inventory| {
        let (role, scope, evidence) = ("web".to_owned(), Scope::default(), evidence("role", 0));
        add(
            &mut inventory.role_policy_names,
            [RolePolicyNames { role, names: Vec::new(), complete: true, scope, evidence }],
        )
    }),
];
