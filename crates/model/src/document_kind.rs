//! The kinds of document that are evaluated.

use std::fmt;

use crate::component::Component;

/// What a kind of document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentClass {
    /// Where packets go.
    Network,
    /// What names stand for.
    Name,
    /// What runs.
    Workload,
    /// Who may do what.
    Permission,
}

/// How much one document of a kind tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listing {
    /// The command, without arguments, prints all there is of the kind in an account and Region.
    Whole,
    /// The command prints what there is of one thing, which it names: of others nothing is known.
    One,
    /// The command prints those that it names, in a cluster, say: of others nothing is known.
    Some,
}

macro_rules! documents {
    ($($(#[$doc:meta])* $name:ident, $key:literal, $command:literal, $class:ident, $listing:ident, $component:ident;)*) => {
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

            /// What it is about.
            #[must_use]
            pub const fn class(self) -> DocumentClass {
                match self { $(Self::$name => DocumentClass::$class,)* }
            }

            /// How much one such document tells.
            #[must_use]
            pub const fn listing(self) -> Listing {
                match self { $(Self::$name => Listing::$listing,)* }
            }

            /// What the document would be about.
            #[must_use]
            pub const fn component(self) -> Component {
                match self { $(Self::$name => Component::$component,)* }
            }
        }
    };
}

documents! {
    /// VPCs.
    Vpcs, "Vpcs", "aws ec2 describe-vpcs", Network, Whole, Vpc;
    /// DNS attributes of a VPC.
    VpcAttribute, "VpcId", "aws ec2 describe-vpc-attribute", Name, One, Dns;
    /// Subnets.
    Subnets, "Subnets", "aws ec2 describe-subnets", Network, Whole, Subnet;
    /// Route tables.
    RouteTables, "RouteTables", "aws ec2 describe-route-tables", Network, Whole, RouteTable;
    /// Internet gateways.
    InternetGateways, "InternetGateways", "aws ec2 describe-internet-gateways", Network, Whole, InternetGateway;
    /// NAT gateways.
    NatGateways, "NatGateways", "aws ec2 describe-nat-gateways", Network, Whole, NatGateway;
    /// VPC endpoints.
    VpcEndpoints, "VpcEndpoints", "aws ec2 describe-vpc-endpoints", Network, Whole, VpcEndpoint;
    /// Prefix lists, of either command that prints them.
    PrefixLists, "PrefixLists", "aws ec2 describe-prefix-lists", Network, Whole, PrefixList;
    /// Entries of a prefix list; the file's stem is the list's id.
    PrefixListEntries, "Entries", "aws ec2 get-managed-prefix-list-entries --prefix-list-id ID", Network, One, PrefixList;
    /// Security groups.
    SecurityGroups, "SecurityGroups", "aws ec2 describe-security-groups", Network, Whole, SecurityGroup;
    /// Rules of security groups with their ids.
    SecurityGroupRules, "SecurityGroupRules", "aws ec2 describe-security-group-rules", Network, Whole, SecurityGroup;
    /// Network ACLs.
    NetworkAcls, "NetworkAcls", "aws ec2 describe-network-acls", Network, Whole, NetworkAcl;
    /// Network interfaces.
    NetworkInterfaces, "NetworkInterfaces", "aws ec2 describe-network-interfaces", Network, Whole, NetworkInterface;
    /// Elastic IP addresses.
    Addresses, "Addresses", "aws ec2 describe-addresses", Network, Whole, NetworkInterface;
    /// Sets of DHCP options.
    DhcpOptions, "DhcpOptions", "aws ec2 describe-dhcp-options", Name, Whole, Dns;
    /// Private hosted zones of a VPC; the file's stem is the VPC's id.
    HostedZoneSummaries, "HostedZoneSummaries", "aws route53 list-hosted-zones-by-vpc --vpc-id ID --vpc-region REGION", Name, One, Dns;
    /// Records of a hosted zone; the file's stem is the zone's id.
    ResourceRecordSets, "ResourceRecordSets", "aws route53 list-resource-record-sets --hosted-zone-id ID", Name, One, Dns;
    /// Resolver rules.
    ResolverRules, "ResolverRules", "aws route53resolver list-resolver-rules", Name, Whole, Dns;
    /// Associations of Resolver rules with VPCs.
    ResolverRuleAssociations, "ResolverRuleAssociations", "aws route53resolver list-resolver-rule-associations", Name, Whole, Dns;
    /// Associations of groups of DNS Firewall rules with VPCs.
    FirewallRuleGroupAssociations, "FirewallRuleGroupAssociations", "aws route53resolver list-firewall-rule-group-associations", Name, Whole, Dns;
    /// Rules of a group of DNS Firewall.
    FirewallRules, "FirewallRules", "aws route53resolver list-firewall-rules --firewall-rule-group-id ID", Name, One, Dns;
    /// Domains of a list of DNS Firewall; the file's stem is the list's id.
    FirewallDomains, "Domains", "aws route53resolver list-firewall-domains --firewall-domain-list-id ID", Name, One, Dns;
    /// What DNS Firewall does when it cannot tell; of `get-firewall-config`, too.
    FirewallConfigs, "FirewallConfigs", "aws route53resolver list-firewall-configs", Name, Whole, Dns;
    /// EC2 instances.
    Reservations, "Reservations", "aws ec2 describe-instances", Workload, Whole, Instance;
    /// ECS clusters.
    Clusters, "clusters", "aws ecs describe-clusters --clusters CLUSTER", Workload, Some, Ecs;
    /// ECS services.
    Services, "services", "aws ecs describe-services --cluster CLUSTER --services SERVICE", Workload, Some, Ecs;
    /// ECS tasks.
    Tasks, "tasks", "aws ecs describe-tasks --cluster CLUSTER --tasks TASK", Workload, Some, Ecs;
    /// An ECS task definition.
    TaskDefinition, "taskDefinition", "aws ecs describe-task-definition --task-definition NAME", Workload, One, Ecs;
    /// ECS container instances.
    ContainerInstances, "containerInstances", "aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN", Workload, Some, Ecs;
    /// A role, and who may assume it.
    Role, "Role", "aws iam get-role --role-name ROLE", Permission, One, IamRole;
    /// Names of a role's inline policies; the file's stem is the role's name.
    RolePolicyNames, "PolicyNames", "aws iam list-role-policies --role-name ROLE", Permission, One, IamRole;
    /// An inline policy of a role.
    RolePolicy, "PolicyDocument", "aws iam get-role-policy --role-name ROLE --policy-name POLICY", Permission, One, IamRole;
    /// The managed policies of a role; the file's stem is the role's name.
    AttachedPolicies, "AttachedPolicies", "aws iam list-attached-role-policies --role-name ROLE", Permission, One, IamRole;
    /// A managed policy.
    ManagedPolicy, "Policy", "aws iam get-policy --policy-arn ARN", Permission, One, IamRole;
    /// A version of a managed policy; the file's stem is the policy's name, unless `Policy` stands beside it.
    PolicyVersion, "PolicyVersion", "aws iam get-policy-version --policy-arn ARN --version-id VERSION", Permission, One, IamRole;
    /// The policy of a repository in private ECR.
    RepositoryPolicy, "policyText", "aws ecr get-repository-policy --repository-name REPOSITORY", Permission, One, RepositoryPolicy;
    /// A secret, without what it holds.
    Secret, "ARN", "aws secretsmanager describe-secret --secret-id SECRET", Permission, One, ResourcePolicy;
    /// The policy of a secret.
    SecretPolicy, "ResourcePolicy", "aws secretsmanager get-resource-policy --secret-id SECRET", Permission, One, ResourcePolicy;
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
