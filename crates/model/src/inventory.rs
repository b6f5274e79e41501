//! Everything that was read, before anything was checked against anything else.

use std::collections::BTreeSet;
use std::fmt;

use crate::failed_call::FailedCall;
use crate::records::Records;
use crate::resource::{
    Address, AttachedPolicies, Cluster, ContainerInstance, DhcpOptions, FirewallConfig, FirewallDomains,
    FirewallRuleGroupAssociation, FirewallRules, Instance, InternetGateway, ManagedPolicy, NatGateway, NetworkAcl,
    NetworkInterface, PolicyVersion, PrefixList, PrefixListEntries, RepositoryPolicy, ResolverRule,
    ResolverRuleAssociation, ResourceRecordSets, Role, RolePolicy, RolePolicyNames, RouteTable, SecretDescription,
    SecretPolicy, SecurityGroup, SecurityGroupRuleRecord, Service, Subnet, Task, TaskDefinition, Vpc, VpcAttribute,
    VpcEndpoint, VpcHostedZones,
};

/// What the documents hold. Partial by nature: [`Inventory::documents`] tells an empty answer from no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Kinds of document that are known in full, be they empty. A kind that is absent here is unknown, not empty, even
    /// where some resources of it were read: a call for it failed, or its last page is missing.
    pub documents: BTreeSet<DocumentKind>,
    /// Calls that failed when the snapshot was made, as its manifest tells.
    pub failed_calls: Vec<FailedCall>,
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

macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident, $key:literal, $command:literal;)*) => {
        /// A kind of document, named by the command that prints it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum DocumentKind {
            $($(#[$doc])* $name,)*
        }

        impl DocumentKind {
            /// Every kind, in a fixed order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The top-level key by which the document is recognised.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// The AWS CLI command that prints it.
            #[must_use]
            pub const fn command(self) -> &'static str {
                match self { $(Self::$name => $command,)* }
            }
        }
    };
}

documents! {
    /// VPCs.
    Vpcs, "Vpcs", "aws ec2 describe-vpcs";
    /// DNS attributes of a VPC.
    VpcAttribute, "VpcId", "aws ec2 describe-vpc-attribute";
    /// Subnets.
    Subnets, "Subnets", "aws ec2 describe-subnets";
    /// Route tables.
    RouteTables, "RouteTables", "aws ec2 describe-route-tables";
    /// Internet gateways.
    InternetGateways, "InternetGateways", "aws ec2 describe-internet-gateways";
    /// NAT gateways.
    NatGateways, "NatGateways", "aws ec2 describe-nat-gateways";
    /// VPC endpoints.
    VpcEndpoints, "VpcEndpoints", "aws ec2 describe-vpc-endpoints";
    /// Prefix lists, of either command that prints them.
    PrefixLists, "PrefixLists", "aws ec2 describe-prefix-lists";
    /// Entries of a prefix list; the file's stem is the list's id.
    PrefixListEntries, "Entries", "aws ec2 get-managed-prefix-list-entries --prefix-list-id ID";
    /// Security groups.
    SecurityGroups, "SecurityGroups", "aws ec2 describe-security-groups";
    /// Rules of security groups with their ids.
    SecurityGroupRules, "SecurityGroupRules", "aws ec2 describe-security-group-rules";
    /// Network ACLs.
    NetworkAcls, "NetworkAcls", "aws ec2 describe-network-acls";
    /// Network interfaces.
    NetworkInterfaces, "NetworkInterfaces", "aws ec2 describe-network-interfaces";
    /// Elastic IP addresses.
    Addresses, "Addresses", "aws ec2 describe-addresses";
    /// Sets of DHCP options.
    DhcpOptions, "DhcpOptions", "aws ec2 describe-dhcp-options";
    /// Private hosted zones of a VPC; the file's stem is the VPC's id.
    HostedZoneSummaries, "HostedZoneSummaries", "aws route53 list-hosted-zones-by-vpc --vpc-id ID --vpc-region REGION";
    /// Records of a hosted zone; the file's stem is the zone's id.
    ResourceRecordSets, "ResourceRecordSets", "aws route53 list-resource-record-sets --hosted-zone-id ID";
    /// Resolver rules.
    ResolverRules, "ResolverRules", "aws route53resolver list-resolver-rules";
    /// Associations of Resolver rules with VPCs.
    ResolverRuleAssociations, "ResolverRuleAssociations", "aws route53resolver list-resolver-rule-associations";
    /// Associations of groups of DNS Firewall rules with VPCs.
    FirewallRuleGroupAssociations, "FirewallRuleGroupAssociations", "aws route53resolver list-firewall-rule-group-associations";
    /// Rules of a group of DNS Firewall.
    FirewallRules, "FirewallRules", "aws route53resolver list-firewall-rules --firewall-rule-group-id ID";
    /// Domains of a list of DNS Firewall; the file's stem is the list's id.
    FirewallDomains, "Domains", "aws route53resolver list-firewall-domains --firewall-domain-list-id ID";
    /// What DNS Firewall does when it cannot tell; of `get-firewall-config`, too.
    FirewallConfigs, "FirewallConfigs", "aws route53resolver list-firewall-configs";
    /// EC2 instances.
    Reservations, "Reservations", "aws ec2 describe-instances";
    /// ECS clusters.
    Clusters, "clusters", "aws ecs describe-clusters --clusters CLUSTER";
    /// ECS services.
    Services, "services", "aws ecs describe-services --cluster CLUSTER --services SERVICE";
    /// ECS tasks.
    Tasks, "tasks", "aws ecs describe-tasks --cluster CLUSTER --tasks TASK";
    /// An ECS task definition.
    TaskDefinition, "taskDefinition", "aws ecs describe-task-definition --task-definition NAME";
    /// ECS container instances.
    ContainerInstances, "containerInstances", "aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN";
    /// A role, and who may assume it.
    Role, "Role", "aws iam get-role --role-name ROLE";
    /// Names of a role's inline policies; the file's stem is the role's name.
    RolePolicyNames, "PolicyNames", "aws iam list-role-policies --role-name ROLE";
    /// An inline policy of a role.
    RolePolicy, "PolicyDocument", "aws iam get-role-policy --role-name ROLE --policy-name POLICY";
    /// The managed policies of a role; the file's stem is the role's name.
    AttachedPolicies, "AttachedPolicies", "aws iam list-attached-role-policies --role-name ROLE";
    /// A managed policy.
    ManagedPolicy, "Policy", "aws iam get-policy --policy-arn ARN";
    /// A version of a managed policy; the file's stem is the policy's name, unless `Policy` stands beside it.
    PolicyVersion, "PolicyVersion", "aws iam get-policy-version --policy-arn ARN --version-id VERSION";
    /// The policy of a repository in private ECR.
    RepositoryPolicy, "policyText", "aws ecr get-repository-policy --repository-name REPOSITORY";
    /// A secret, without what it holds.
    Secret, "ARN", "aws secretsmanager describe-secret --secret-id SECRET";
    /// The policy of a secret.
    SecretPolicy, "ResourcePolicy", "aws secretsmanager get-resource-policy --secret-id SECRET";
}

impl DocumentKind {
    /// The kind that a call fills, by its IAM action, such as `ec2:DescribeVpcs`. One that lists what another call
    /// describes counts as that call: what could not be listed is not described either.
    #[must_use]
    pub fn of_action(action: &str) -> Option<Self> {
        match action {
            "ec2:DescribeManagedPrefixLists" => return Some(Self::PrefixLists),
            "route53resolver:GetFirewallConfig" => return Some(Self::FirewallConfigs),
            "ecs:ListClusters" => return Some(Self::Clusters),
            "ecs:ListServices" => return Some(Self::Services),
            "ecs:ListTasks" => return Some(Self::Tasks),
            "ecs:ListTaskDefinitions" => return Some(Self::TaskDefinition),
            "ecs:ListContainerInstances" => return Some(Self::ContainerInstances),
            _ => {}
        }
        let (service, name) = action.split_once(':')?;
        let is_own = |kind: &&Self| {
            let mut words = kind.command().split(' ').skip(1);
            let own_service = words.next() == Some(service);
            let letters = words.next().unwrap_or_default().bytes().filter(|byte| *byte != b'-');
            own_service && letters.eq(name.bytes().map(|byte| byte.to_ascii_lowercase()))
        };
        Self::ALL.iter().find(is_own).copied()
    }

    /// A name for the file that keeps it: what the command describes, such as `security-groups`.
    #[must_use]
    pub fn file_stem(self) -> &'static str {
        let call = self.command().split(' ').nth(2).unwrap_or_default();
        let verbs = ["describe-", "get-", "list-"];
        verbs.iter().find_map(|verb| call.strip_prefix(verb)).unwrap_or(call)
    }
}

impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_fill_documents() {
        let of = DocumentKind::of_action;
        assert_eq!(of("ec2:DescribeNetworkAcls"), Some(DocumentKind::NetworkAcls));
        assert_eq!(of("ec2:DescribeInstances"), Some(DocumentKind::Reservations));
        assert_eq!(of("ec2:GetManagedPrefixListEntries"), Some(DocumentKind::PrefixListEntries));
        assert_eq!(of("ecs:DescribeTaskDefinition"), Some(DocumentKind::TaskDefinition));
        assert_eq!(of("ecs:ListTasks"), Some(DocumentKind::Tasks));
        assert_eq!(of("route53:ListHostedZonesByVPC"), Some(DocumentKind::HostedZoneSummaries));
        assert_eq!(of("route53resolver:ListFirewallDomains"), Some(DocumentKind::FirewallDomains));
        assert_eq!(of("route53resolver:GetFirewallConfig"), Some(DocumentKind::FirewallConfigs));
        assert_eq!(of("ec2:DescribeTasks"), None);
        assert_eq!(of("iam:GetRole"), Some(DocumentKind::Role));
        assert_eq!(of("iam:ListRolePolicies"), Some(DocumentKind::RolePolicyNames));
        assert_eq!(of("ecr:GetRepositoryPolicy"), Some(DocumentKind::RepositoryPolicy));
        assert_eq!(of("sts:GetCallerIdentity"), None);
        assert_eq!(of("DescribeVpcs"), None);
    }
}
