//! What each kind of record prints, and where.

use hopwise_model::resource as model;
use hopwise_model::resource::Scope;
use hopwise_model::{Inventory, Record, Region, VpcId};
use serde_json::Value;

use crate::object::{object, text};
use crate::{filter, interface, name, network, permission, route_table, task_definition, workload};

/// What a record prints.
pub(crate) enum Printed {
    /// An element of the list that its command prints.
    Element(Value),
    /// A document of its own.
    Document {
        /// The name of its file: of some kinds that is all that tells what the document is about.
        stem: String,
        /// All its members.
        members: Value,
        /// Whether it tells all that there is to tell.
        complete: bool,
    },
}

/// Whose documents tell of a record.
pub(crate) enum Whose<'r> {
    /// Those of an account and Region, as far as they are named.
    Scope(Scope),
    /// Those that tell of a VPC.
    Vpc(&'r VpcId),
    /// Any that tell of its kind.
    Anybody,
    /// Those of which nobody says whose they are.
    Nobody,
}

/// A record that can be printed.
pub(crate) trait Export: Record + 'static {
    /// What it prints, among the documents of a place.
    fn printed(&self, inventory: &Inventory, place: &Scope) -> Vec<Printed>;

    /// Whose documents tell of it.
    fn whose(&self) -> Whose<'_>;
}

fn of_arn(arn: &str) -> Whose<'_> {
    Whose::Scope(Scope::of_arn(arn))
}

fn stem(name: &str) -> String {
    name.replace(['/', '\\', ':'], "-")
}

/// A document of one member, whose file is named after what it is about.
fn one(about: &impl ToString, member: &str, value: Value, complete: bool) -> Vec<Printed> {
    vec![Printed::Document { stem: about.to_string(), members: object([(member, value)]), complete }]
}

/// A list of something of that name, and whether it is all of it.
fn list_of(name: &str, (members, complete): (Value, bool)) -> Vec<Printed> {
    vec![Printed::Document { stem: stem(name), members, complete }]
}

/// A document whose members tell what it is about.
fn whole(name: &str, members: Value) -> Vec<Printed> {
    vec![Printed::Document { stem: stem(name), members, complete: true }]
}

/// Records that are elements of a list: how each is printed, and whose it is.
macro_rules! elements {
    ($($record:ident: $print:path, |$own:ident| $whose:expr;)*) => {$(
        impl Export for model::$record {
            fn printed(&self, _: &Inventory, _: &Scope) -> Vec<Printed> {
                vec![Printed::Element($print(self))]
            }

            fn whose(&self) -> Whose<'_> {
                let $own = self;
                $whose
            }
        }
    )*};
}

elements! {
    Vpc: network::vpc, |vpc| Whose::Scope(vpc.scope.clone());
    Subnet: network::subnet, |subnet| Whose::Scope(subnet.scope.clone());
    RouteTable: route_table::route_table, |table| Whose::Vpc(&table.vpc);
    InternetGateway: network::internet_gateway,
        |gateway| gateway.attachments.first().map_or(Whose::Anybody, |attachment| Whose::Vpc(&attachment.vpc));
    NatGateway: network::nat_gateway, |gateway| Whose::Vpc(&gateway.vpc);
    VpcEndpoint: network::endpoint, |endpoint| Whose::Vpc(&endpoint.vpc);
    PrefixList: network::prefix_list, |list| list.name.as_deref().map_or(Whose::Anybody, of_list);
    SecurityGroup: filter::security_group, |group| group.vpc.as_ref().map_or(Whose::Anybody, Whose::Vpc);
    SecurityGroupRuleRecord: filter::security_group_rule, |_rule| Whose::Anybody;
    NetworkAcl: filter::network_acl, |acl| Whose::Vpc(&acl.vpc);
    NetworkInterface: interface::network_interface, |interface| Whose::Scope(interface.scope.clone());
    Address: network::address, |_address| Whose::Anybody;
    BlockPublicAccessExclusion: network::exclusion, |exclusion| of_arn(&exclusion.resource);
    DhcpOptions: name::dhcp_options, |_options| Whose::Anybody;
    ResolverRule: name::resolver_rule, |_rule| Whose::Anybody;
    ResolverRuleAssociation: name::resolver_rule_association, |association| Whose::Vpc(&association.vpc);
    ProfileAssociation: name::profile_association, |association| Whose::Vpc(&association.vpc);
    FirewallRuleGroupAssociation: name::firewall_association, |association| Whose::Vpc(&association.vpc);
    FirewallConfig: name::firewall_config, |_config| Whose::Anybody;
    Instance: interface::instance, |instance| Whose::Scope(instance.scope.clone());
    Cluster: workload::cluster, |cluster| of_arn(&cluster.arn);
    Service: workload::service, |service| Whose::Scope(service.scope.clone());
    Task: workload::task, |task| Whose::Scope(task.scope.clone());
    ContainerInstance: workload::container_instance, |instance| of_arn(&instance.arn);
}

/// The Region in the name of one of AWS's prefix lists, such as `com.amazonaws.eu-west-1.s3`.
fn of_list(name: &str) -> Whose<'_> {
    let own = name.strip_prefix("cn.").unwrap_or(name).strip_prefix("com.amazonaws.");
    let region = own.and_then(|own| own.split('.').next()).and_then(|region| Region::try_from(region).ok());
    region.map_or(Whose::Anybody, |region| Whose::Scope(Scope { account: None, region: Some(region) }))
}

/// Records that have a document each.
macro_rules! documents {
    ($($record:ident: |$own:ident, $inventory:ident, $place:ident| $print:expr, |$it:ident| $whose:expr;)*) => {$(
        impl Export for model::$record {
            fn printed(&self, $inventory: &Inventory, $place: &Scope) -> Vec<Printed> {
                let $own = self;
                $print
            }

            fn whose(&self) -> Whose<'_> {
                let $it = self;
                $whose
            }
        }
    )*};
}

documents! {
    VpcAttribute: |own, _inventory, _place| {
        let document = |(member, value): (&'static str, bool)| Printed::Document {
            stem: format!("{}-{member}", own.vpc),
            members: object([("VpcId", text(&own.vpc)), (member, object([("Value", Value::Bool(value))]))]),
            complete: true,
        };
        name::vpc_attributes(own).map(document).collect()
    }, |own| Whose::Vpc(&own.vpc);
    BlockPublicAccessOptions: |own, _inventory, _place| {
        whole("options", object([("VpcBlockPublicAccessOptions", network::public_access_options(own))]))
    }, |own| Whose::Scope(own.scope.clone());
    PrefixListEntries: |own, _inventory, _place| one(&own.list, "Entries", network::prefix_list_entries(own), true), |_own| Whose::Anybody;
    VpcHostedZones: |own, _inventory, _place| {
        let (zones, complete) = name::vpc_hosted_zones(own);
        one(&own.vpc, "HostedZoneSummaries", zones, complete)
    }, |own| Whose::Vpc(&own.vpc);
    ResourceRecordSets: |own, _inventory, _place| {
        let (records, complete) = name::resource_record_sets(own);
        one(&own.zone, "ResourceRecordSets", records, complete)
    }, |_own| Whose::Anybody;
    FirewallRules: |own, _inventory, _place| {
        let (rules, complete) = name::firewall_rules(own);
        one(&own.group, "FirewallRules", rules, complete)
    }, |_own| Whose::Anybody;
    FirewallDomains: |own, _inventory, _place| {
        let (domains, complete) = name::firewall_domains(own);
        one(&own.list, "Domains", domains, complete)
    }, |_own| Whose::Anybody;
    TaskDefinition: |own, _inventory, _place| {
        let name = own.arn.rsplit('/').next().unwrap_or(&own.arn);
        whole(name, object([("taskDefinition", task_definition::task_definition(own))]))
    }, |own| Whose::Scope(own.scope.clone());
    Role: |own, _inventory, _place| whole(&own.name, object([("Role", permission::role(own))])), |own| of_arn(&own.arn);
    RolePolicyNames: |own, inventory, place| list_of(&own.role, permission::role_policy_names(own, inventory, place)),
        |own| Whose::Scope(own.scope.clone());
    RolePolicy: |own, _inventory, _place| whole(&format!("{}-{}", own.role, own.name), permission::role_policy(own)),
        |own| Whose::Scope(own.scope.clone());
    AttachedPolicies: |own, inventory, place| list_of(&own.role, permission::attached_policies(own, inventory, place)),
        |own| Whose::Scope(own.scope.clone());
    ManagedPolicy: |own, inventory, _place| whole(&own.name, permission::managed_policy(own, inventory)),
        |own| of_arn(&own.arn);
    PolicyVersion: |own, inventory, _place| {
        // Where the policy is known by its name alone, the file's name is that.
        let stem = if own.policy.contains('/') { stem(&own.policy) } else { own.policy.clone() };
        let members = permission::policy_version(own, inventory);
        members.map(|members| Printed::Document { stem, members, complete: true }).into_iter().collect()
    }, |own| of_arn(&own.policy);
    RepositoryPolicy: |own, _inventory, _place| {
        permission::repository_policy(own).map_or_else(Vec::new, |members| whole(&own.repository, members))
    }, |own| if own.scope.region.is_some() { Whose::Scope(own.scope.clone()) } else { Whose::Nobody };
    SecretDescription: |own, _inventory, _place| whole(&own.arn, permission::secret(own)), |own| of_arn(&own.arn);
    SecretPolicy: |own, _inventory, _place| whole(&own.arn, permission::secret_policy(own)), |own| of_arn(&own.arn);
}
