//! Everything that was read, before anything was checked against anything else.

use crate::knowledge::Knowledge;
use crate::records::Records;
use crate::resource::{
    Address, AttachedPolicies, Cluster, ContainerInstance, DhcpOptions, FirewallConfig, FirewallDomains,
    FirewallRuleGroupAssociation, FirewallRules, Instance, InternetGateway, ManagedPolicy, NatGateway, NetworkAcl,
    NetworkInterface, PolicyVersion, PrefixList, PrefixListEntries, RepositoryPolicy, ResolverRule,
    ResolverRuleAssociation, ResourceRecordSets, Role, RolePolicy, RolePolicyNames, RouteTable, SecretDescription,
    SecretPolicy, SecurityGroup, SecurityGroupRuleRecord, Service, Subnet, Task, TaskDefinition, Vpc, VpcAttribute,
    VpcEndpoint, VpcHostedZones,
};

/// What the documents hold. Partial by nature: [`Inventory::knowledge`] tells an empty answer from no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Which kinds of document are known of which account and Region, and which calls failed.
    pub knowledge: Knowledge,
    /// VPCs.
    pub vpcs: Records<Vpc>,
    /// DNS attributes of VPCs.
    pub vpc_attributes: Records<VpcAttribute>,
    /// Subnets.
    pub subnets: Records<Subnet>,
    /// Route tables.
    pub route_tables: Records<RouteTable>,
    /// Internet gateways.
    pub internet_gateways: Records<InternetGateway>,
    /// NAT gateways.
    pub nat_gateways: Records<NatGateway>,
    /// VPC endpoints.
    pub vpc_endpoints: Records<VpcEndpoint>,
    /// Prefix lists.
    pub prefix_lists: Records<PrefixList>,
    /// Entries of prefix lists that came in documents of their own.
    pub prefix_list_entries: Records<PrefixListEntries>,
    /// Security groups.
    pub security_groups: Records<SecurityGroup>,
    /// Rules of security groups with their ids.
    pub security_group_rules: Records<SecurityGroupRuleRecord>,
    /// Network ACLs.
    pub network_acls: Records<NetworkAcl>,
    /// Network interfaces.
    pub network_interfaces: Records<NetworkInterface>,
    /// Elastic IP addresses.
    pub addresses: Records<Address>,
    /// Sets of DHCP options.
    pub dhcp_options: Records<DhcpOptions>,
    /// Private hosted zones by VPC.
    pub vpc_hosted_zones: Records<VpcHostedZones>,
    /// Records by hosted zone.
    pub resource_record_sets: Records<ResourceRecordSets>,
    /// Resolver rules.
    pub resolver_rules: Records<ResolverRule>,
    /// Which Resolver rules are in force in which VPCs.
    pub resolver_rule_associations: Records<ResolverRuleAssociation>,
    /// Which groups of DNS Firewall rules are in force in which VPCs.
    pub firewall_rule_group_associations: Records<FirewallRuleGroupAssociation>,
    /// Rules of DNS Firewall by group.
    pub firewall_rules: Records<FirewallRules>,
    /// Domains of DNS Firewall by list.
    pub firewall_domains: Records<FirewallDomains>,
    /// What DNS Firewall does in a VPC when it cannot tell.
    pub firewall_configs: Records<FirewallConfig>,
    /// EC2 instances.
    pub instances: Records<Instance>,
    /// ECS clusters.
    pub clusters: Records<Cluster>,
    /// ECS services.
    pub services: Records<Service>,
    /// ECS tasks.
    pub tasks: Records<Task>,
    /// ECS task definitions.
    pub task_definitions: Records<TaskDefinition>,
    /// ECS container instances.
    pub container_instances: Records<ContainerInstance>,
    /// IAM roles.
    pub roles: Records<Role>,
    /// Names of roles' inline policies.
    pub role_policy_names: Records<RolePolicyNames>,
    /// Inline policies of roles.
    pub role_policies: Records<RolePolicy>,
    /// Which managed policies roles have.
    pub attached_policies: Records<AttachedPolicies>,
    /// Managed policies.
    pub managed_policies: Records<ManagedPolicy>,
    /// Versions of managed policies.
    pub policy_versions: Records<PolicyVersion>,
    /// Policies of repositories in private ECR.
    pub repository_policies: Records<RepositoryPolicy>,
    /// Secrets of Secrets Manager, without what they hold.
    pub secrets: Records<SecretDescription>,
    /// Policies of secrets.
    pub secret_policies: Records<SecretPolicy>,
}
