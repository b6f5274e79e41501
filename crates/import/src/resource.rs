//! When two descriptions of a resource are the same.

use hopwise_model::resource::{
    Address, AttachedPolicies, Cluster, ContainerDefinition, ContainerInstance, DhcpOptions, FirewallConfig,
    FirewallDomains, FirewallRuleGroupAssociation, FirewallRules, Instance, InternetGateway, ManagedPolicy, NatGateway,
    NetworkAcl, NetworkInterface, PolicyDocument, PolicyVersion, PrefixList, PrefixListEntries, RepositoryPolicy,
    ResolverRule, ResolverRuleAssociation, ResourceRecordSets, Role, RolePolicy, RolePolicyNames, RouteTable, Scope,
    SecretDescription, SecretPolicy, SecurityGroup, SecurityGroupRuleRecord, Service, Subnet, Task, TaskDefinition,
    Vpc, VpcAttribute, VpcEndpoint, VpcHostedZones,
};
use hopwise_model::{DocumentKind, Evidence, Inventory, Records, Region, VpcId};

use crate::provenance::Sign;
use crate::scope;

/// A resource of an inventory.
pub(crate) trait Resource: Clone + Sized {
    /// The kind of document it is read from.
    const KIND: DocumentKind;
    /// What makes it the same resource.
    fn key(&self) -> String;
    /// What in it tells which Region its document is of.
    fn sign(&self) -> Option<Sign>;
    /// Where it was read.
    fn evidence(&self) -> &Evidence;
    /// Its list in an inventory.
    fn list(inventory: &mut Inventory) -> &mut Records<Self>;
    /// The name of a field in which two descriptions differ. Places, names and scopes that only one of them knows do
    /// not count.
    fn difference(&self, other: &Self) -> Option<&'static str>;
    /// Makes two descriptions know what one of them does. Says whether `self` gained something that is the point of
    /// the other document.
    fn complete(&mut self, other: &mut Self) -> bool;
    /// Makes every place in it the same, for comparing what is said rather than where.
    fn forget_places(&mut self);
}

/// Entries in an order of their own: documents have none.
pub(crate) fn sorted(entries: &[ipnet::IpNet]) -> Vec<ipnet::IpNet> {
    let mut entries = entries.to_vec();
    entries.sort_unstable();
    entries
}

fn nowhere() -> Evidence {
    Evidence::supposed("")
}

/// Shares a value that only one side knows. A tag is hidden from accounts that a resource is shared with.
fn share<T: Clone>(a: &mut Option<T>, b: &mut Option<T>) {
    *a = a.take().or_else(|| b.clone());
    *b = b.take().or_else(|| a.clone());
}

/// Scopes that differ in their account are no contradiction: several accounts see what one of them shares.
fn share_scope(a: &mut Scope, b: &mut Scope) {
    *a = scope::or(a.clone(), b);
    *b = scope::or(b.clone(), a);
    b.account.clone_from(&a.account);
}

macro_rules! resources {
    ($($type:ident in $list:ident of $kind:ident {
        key: $key:expr,
        sign: $sign:expr,
        share: [$($shared:ident),*],
        scope: [$($scope:ident)?],
        compare: [$($field:ident),*],
        gain: $gain:expr,
        nested: $nested:expr,
    })*) => {$(
        impl Resource for $type {
            const KIND: DocumentKind = DocumentKind::$kind;

            fn key(&self) -> String {
                let key: fn(&Self) -> String = $key;
                key(self)
            }

            fn sign(&self) -> Option<Sign> {
                let sign: fn(&Self) -> Option<Sign> = $sign;
                sign(self)
            }

            fn evidence(&self) -> &Evidence {
                &self.evidence
            }

            fn list(inventory: &mut Inventory) -> &mut Records<Self> {
                &mut inventory.$list
            }

            fn difference(&self, other: &Self) -> Option<&'static str> {
                let (mut one, mut two) = (self.clone(), other.clone());
                one.forget_places();
                two.forget_places();
                // Without a rest pattern, a new field of the model cannot be forgotten here.
                let Self { evidence: _, $($shared,)* $($scope,)? $($field,)* } = one;
                $(if $shared != two.$shared { return Some(stringify!($shared)); })*
                $(if $scope.region != two.$scope.region { return Some("region"); })?
                $(if $field != two.$field { return Some(stringify!($field)); })*
                None
            }

            fn complete(&mut self, other: &mut Self) -> bool {
                let gain: fn(&mut Self, &mut Self) -> bool = $gain;
                let gains = gain(self, other);
                $(share(&mut self.$shared, &mut other.$shared);)*
                $(share_scope(&mut self.$scope, &mut other.$scope);)?
                gains
            }

            fn forget_places(&mut self) {
                self.evidence = nowhere();
                let nested: fn(&mut Self) = $nested;
                nested(self);
            }
        }
    )*};
}

resources! {
    Vpc in vpcs of Vpcs {
        key: |vpc| vpc.id.to_string(),
        sign: |vpc| place(&vpc.scope, Some(&vpc.id)),
        share: [name],
        scope: [scope],
        compare: [id, cidrs, dhcp_options, is_default, owner, block_public_access, encryption_enforced],
        gain: |_, _| false,
        nested: |_| {},
    }
    VpcAttribute in vpc_attributes of VpcAttribute {
        key: attribute_key,
        sign: |attribute| Some(Sign::Vpc(attribute.vpc.clone())),
        share: [],
        scope: [],
        compare: [vpc, dns_support, dns_hostnames],
        gain: |_, _| false,
        nested: |_| {},
    }
    Subnet in subnets of Subnets {
        key: |subnet| subnet.id.to_string(),
        sign: |subnet| place(&subnet.scope, Some(&subnet.vpc)),
        share: [name],
        scope: [scope],
        compare: [id, vpc, cidrs, availability_zone, availability_zone_id, available_addresses, dns64, owner, block_public_access],
        gain: |_, _| false,
        nested: |_| {},
    }
    RouteTable in route_tables of RouteTables {
        key: |table| table.id.to_string(),
        sign: |table| Some(Sign::Vpc(table.vpc.clone())),
        share: [name],
        scope: [],
        compare: [id, vpc, associations, routes, owner],
        gain: |_, _| false,
        nested: |table| {
            table.associations.iter_mut().for_each(|association| association.evidence = nowhere());
            table.routes.iter_mut().for_each(|route| route.evidence = nowhere());
        },
    }
    InternetGateway in internet_gateways of InternetGateways {
        key: |gateway| gateway.id.to_string(),
        sign: |gateway| gateway.attachments.first().map(|attachment| Sign::Vpc(attachment.vpc.clone())),
        share: [name],
        scope: [],
        compare: [id, attachments],
        gain: |_, _| false,
        nested: |_| {},
    }
    NatGateway in nat_gateways of NatGateways {
        key: |gateway| gateway.id.to_string(),
        sign: |gateway| Some(Sign::Vpc(gateway.vpc.clone())),
        share: [name],
        scope: [],
        compare: [id, vpc, subnet, state, connectivity, regional, automatic_zones, route_table, addresses, has_appliance, failure],
        gain: |_, _| false,
        nested: |_| {},
    }
    VpcEndpoint in vpc_endpoints of VpcEndpoints {
        key: |endpoint| endpoint.id.to_string(),
        sign: |endpoint| Some(Sign::Vpc(endpoint.vpc.clone())),
        share: [name],
        scope: [],
        compare: [id, vpc, kind, service_name, service_region, state, private_dns_enabled, private_dns_only_for_inbound_resolver, route_tables, subnets, groups, interfaces, dns_names, policy, owner],
        gain: |_, _| false,
        nested: |_| {},
    }
    PrefixList in prefix_lists of PrefixLists {
        key: |list| list.id.to_string(),
        sign: |list| list.name.as_deref().and_then(region_in_name).map(Sign::Region),
        share: [name],
        scope: [],
        compare: [id, entries],
        gain: gain_entries,
        nested: |_| {},
    }
    PrefixListEntries in prefix_list_entries of PrefixListEntries {
        key: |entries| entries.list.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [list, entries],
        gain: |_, _| false,
        nested: |_| {},
    }
    SecurityGroup in security_groups of SecurityGroups {
        key: |group| group.id.to_string(),
        sign: |group| group.vpc.clone().map(Sign::Vpc),
        share: [name],
        scope: [],
        compare: [id, vpc, ingress, egress, owner],
        gain: |_, _| false,
        nested: |group| {
            group.ingress.iter_mut().chain(&mut group.egress).for_each(|rule| rule.evidence = nowhere());
        },
    }
    SecurityGroupRuleRecord in security_group_rules of SecurityGroupRules {
        key: |rule| rule.id.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [id, group, egress, traffic, peer],
        gain: |_, _| false,
        nested: |_| {},
    }
    NetworkAcl in network_acls of NetworkAcls {
        key: |acl| acl.id.to_string(),
        sign: |acl| Some(Sign::Vpc(acl.vpc.clone())),
        share: [name],
        scope: [],
        compare: [id, vpc, is_default, subnets, entries],
        gain: |_, _| false,
        nested: |acl| acl.entries.iter_mut().for_each(|entry| entry.evidence = nowhere()),
    }
    NetworkInterface in network_interfaces of NetworkInterfaces {
        key: |interface| interface.id.to_string(),
        sign: |interface| place(&interface.scope, interface.vpc.as_ref()),
        share: [name],
        scope: [scope],
        compare: [id, kind, description, vpc, subnet, groups, addresses, source_dest_check, owner, instance, status],
        gain: |_, _| false,
        nested: |_| {},
    }
    Address in addresses of Addresses {
        key: |address| address.public.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [public, interface, private],
        gain: |_, _| false,
        nested: |_| {},
    }
    DhcpOptions in dhcp_options of DhcpOptions {
        key: |options| options.id.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [id, domain_name_servers],
        gain: |_, _| false,
        nested: |_| {},
    }
    VpcHostedZones in vpc_hosted_zones of HostedZoneSummaries {
        key: |zones| zones.vpc.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [vpc, zones, complete],
        gain: |_, _| false,
        nested: |zones| zones.zones.iter_mut().for_each(|zone| zone.evidence = nowhere()),
    }
    ResourceRecordSets in resource_record_sets of ResourceRecordSets {
        key: |records| records.zone.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [zone, records, complete],
        gain: |_, _| false,
        nested: |records| records.records.iter_mut().for_each(|record| record.evidence = nowhere()),
    }
    ResolverRule in resolver_rules of ResolverRules {
        key: |rule| rule.id.to_string(),
        sign: |_| None,
        share: [name],
        scope: [],
        compare: [id, domain, kind, status, targets],
        gain: |_, _| false,
        nested: |_| {},
    }
    ResolverRuleAssociation in resolver_rule_associations of ResolverRuleAssociations {
        key: |association| association.id.clone(),
        sign: |association| Some(Sign::Vpc(association.vpc.clone())),
        share: [],
        scope: [],
        compare: [id, rule, vpc, status],
        gain: |_, _| false,
        nested: |_| {},
    }
    FirewallRuleGroupAssociation in firewall_rule_group_associations of FirewallRuleGroupAssociations {
        key: |association| association.id.clone(),
        sign: |association| Some(Sign::Vpc(association.vpc.clone())),
        share: [],
        scope: [],
        compare: [id, group, vpc, priority, status],
        gain: |_, _| false,
        nested: |_| {},
    }
    FirewallRules in firewall_rules of FirewallRules {
        key: |rules| rules.group.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [group, rules, complete],
        gain: |_, _| false,
        nested: |rules| rules.rules.iter_mut().for_each(|rule| rule.evidence = nowhere()),
    }
    FirewallDomains in firewall_domains of FirewallDomains {
        key: |domains| domains.list.to_string(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [list, domains, complete],
        gain: |_, _| false,
        nested: |_| {},
    }
    FirewallConfig in firewall_configs of FirewallConfigs {
        key: |config| config.resource.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [resource, fail_open],
        gain: |_, _| false,
        nested: |_| {},
    }
    Instance in instances of Reservations {
        key: |instance| instance.id.to_string(),
        sign: |instance| place(&instance.scope, None),
        share: [name],
        scope: [scope],
        compare: [id, state, subnet, interfaces],
        gain: |_, _| false,
        nested: |_| {},
    }
    Cluster in clusters of Clusters {
        key: |cluster| cluster.arn.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [arn, name, default_capacity_providers],
        gain: |_, _| false,
        nested: |_| {},
    }
    Service in services of Services {
        key: |service| service.arn.clone(),
        sign: |service| place(&service.scope, None),
        share: [],
        scope: [scope],
        compare: [arn, name, cluster, status, launch_type, capacity_providers, platform_version, platform_family, task_definition, network, desired_count, events],
        gain: share_events,
        nested: |service| {
            service.network.iter_mut().for_each(|network| network.evidence = nowhere());
            service.events.iter_mut().for_each(|event| event.evidence = nowhere());
        },
    }
    Task in tasks of Tasks {
        key: |task| task.arn.clone(),
        sign: |task| place(&task.scope, None),
        share: [],
        scope: [scope],
        compare: [arn, cluster, task_definition, group, launch_type, capacity_provider, platform_version, platform_family, container_instance, last_status, stop_code, stopped_reason, created_at, interface, subnet, private_address, containers, execution_role, task_role, environment_files],
        gain: |_, _| false,
        nested: |_| {},
    }
    TaskDefinition in task_definitions of TaskDefinition {
        key: |definition| definition.arn.clone(),
        sign: |definition| place(&definition.scope, None),
        share: [],
        scope: [scope],
        compare: [arn, family, revision, network_mode, requires_compatibilities, operating_system_family, execution_role, task_role, volumes, containers, proxy, unread],
        gain: |_, _| false,
        nested: |definition| {
            definition.volumes.iter_mut().for_each(|volume| volume.evidence = nowhere());
            definition.containers.iter_mut().for_each(forget_container);
        },
    }
    ContainerInstance in container_instances of ContainerInstances {
        key: |instance| instance.arn.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [arn, instance, status, agent_connected],
        gain: |_, _| false,
        nested: |_| {},
    }
    Role in roles of Role {
        key: |role| role.arn.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [arn, name, trust, permissions_boundary],
        gain: |_, _| false,
        nested: |role| forget_document(&mut role.trust),
    }
    RolePolicyNames in role_policy_names of RolePolicyNames {
        key: |names| of_account(&names.scope, &names.role),
        sign: |_| None,
        share: [],
        scope: [scope],
        compare: [role, names],
        gain: |_, _| false,
        nested: |_| {},
    }
    RolePolicy in role_policies of RolePolicy {
        key: |policy| of_account(&policy.scope, &format!("{}/{}", policy.role, policy.name)),
        sign: |_| None,
        share: [],
        scope: [scope],
        compare: [role, name, document],
        gain: |_, _| false,
        nested: |policy| forget_document(&mut policy.document),
    }
    AttachedPolicies in attached_policies of AttachedPolicies {
        key: |attached| of_account(&attached.scope, &attached.role),
        sign: |_| None,
        share: [],
        scope: [scope],
        compare: [role, arns],
        gain: |_, _| false,
        nested: |_| {},
    }
    ManagedPolicy in managed_policies of ManagedPolicy {
        key: |policy| policy.arn.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [arn, name, default_version],
        gain: |_, _| false,
        nested: |_| {},
    }
    PolicyVersion in policy_versions of PolicyVersion {
        key: |version| format!("{} {}", version.policy, version.version.as_deref().unwrap_or_default()),
        sign: |_| None,
        share: [is_default],
        scope: [],
        compare: [policy, version, document],
        gain: |_, _| false,
        nested: |version| forget_document(&mut version.document),
    }
    RepositoryPolicy in repository_policies of RepositoryPolicy {
        key: |policy| format!("{} {}", region_of(&policy.scope), of_account(&policy.scope, &policy.repository)),
        sign: |_| None,
        share: [],
        scope: [scope],
        compare: [repository, document],
        gain: |_, _| false,
        nested: |policy| policy.document.iter_mut().for_each(forget_document),
    }
    SecretDescription in secrets of Secret {
        key: |secret| secret.arn.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [arn, name, kms_key],
        gain: |_, _| false,
        nested: |_| {},
    }
    SecretPolicy in secret_policies of SecretPolicy {
        key: |policy| policy.arn.clone(),
        sign: |_| None,
        share: [],
        scope: [],
        compare: [arn, document],
        gain: |_, _| false,
        nested: |policy| policy.document.iter_mut().for_each(forget_document),
    }
}

/// The Region that something says itself, else the VPC that it is in.
fn place(scope: &Scope, vpc: Option<&VpcId>) -> Option<Sign> {
    let region = scope.region.clone().map(Sign::Region);
    region.or_else(|| vpc.cloned().map(Sign::Vpc))
}

/// The Region in the name of a prefix list of AWS's, such as `com.amazonaws.eu-west-1.s3`. Some are of no Region.
fn region_in_name(name: &str) -> Option<Region> {
    let own = name.strip_prefix("cn.").unwrap_or(name).strip_prefix("com.amazonaws.")?;
    own.split('.').next().and_then(|region| Region::try_from(region).ok())
}

/// A name that is unique in an account.
fn of_account(scope: &Scope, name: &str) -> String {
    match &scope.account {
        Some(account) => format!("{name} of {account}"),
        None => name.to_owned(),
    }
}

fn region_of(scope: &Scope) -> &str {
    scope.region.as_ref().map_or("", Region::as_str)
}

/// How a policy was printed is no difference.
fn forget_document(document: &mut PolicyDocument) {
    document.evidence = nowhere();
    document.is_object = false;
}

fn attribute_key(attribute: &VpcAttribute) -> String {
    let name = if attribute.dns_support.is_some() { "EnableDnsSupport" } else { "EnableDnsHostnames" };
    format!("{} {name}", attribute.vpc)
}

/// `describe-prefix-lists` knows the entries that `describe-managed-prefix-lists` does not.
fn gain_entries(one: &mut PrefixList, two: &mut PrefixList) -> bool {
    let gains = one.entries.is_some() != two.entries.is_some();
    if one.entries.is_none() && two.entries.is_some() {
        one.evidence.clone_from(&two.evidence);
    }
    share(&mut one.entries, &mut two.entries);
    gains
}

/// Events come with time, so that two reads may differ in them without a contradiction. The one that has more is kept.
fn share_events(one: &mut Service, two: &mut Service) -> bool {
    let (more, fewer) = if two.events.len() > one.events.len() { (two, one) } else { (one, two) };
    fewer.events.clone_from(&more.events);
    false
}

fn forget_container(container: &mut ContainerDefinition) {
    container.evidence = nowhere();
    container.secrets.iter_mut().for_each(|secret| secret.evidence = nowhere());
    if let Some(log) = &mut container.log {
        log.evidence = nowhere();
        log.secrets.iter_mut().for_each(|secret| secret.evidence = nowhere());
    }
}
