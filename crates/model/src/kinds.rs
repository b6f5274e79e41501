//! The table of the kinds of document that are evaluated.

/// Hands the table of the kinds of document that are evaluated to a macro: the one description of each.
///
/// `for_each_kind!(callback { … })` becomes `callback! { { … } ROWS }`. From the rows follow [`DocumentKind`], the lists of
/// [`Inventory`], what an importer reads, and what a capture asks for and must be permitted. A row is
///
/// ```text
/// /// What it describes, which documents the list of the inventory, too.
/// Vpcs {
///     key: "Vpcs",                        the top-level key by which a document is recognised
///     list: vpcs of Vpc,                  the list of the inventory, and what of `resource` a record of it is
///     call: ec2 DescribeVpcs,             the service and the operation, as IAM names them
///     command: "aws ec2 describe-vpcs",   the AWS CLI command that prints it
///     about: Network,                     a `DocumentClass`
///     listing: Whole,                     a `Listing`: how much one document tells
///     component: Vpc,                     a `Component`: what is missing where the document is
///     noun: "VPC",                        what a record is called in a sentence, before its id
///     also: ["…"],                        further actions that list what this call describes, where there are any
/// }
/// ```
///
/// [`DocumentKind`]: crate::DocumentKind
/// [`Inventory`]: crate::Inventory
#[macro_export]
macro_rules! for_each_kind {
    ($callback:ident { $($arguments:tt)* }) => {
        $callback! {
            { $($arguments)* }
            /// VPCs.
            Vpcs {
                key: "Vpcs", list: vpcs of Vpc, call: ec2 DescribeVpcs,
                command: "aws ec2 describe-vpcs",
                about: Network, listing: Whole, component: Vpc,
                noun: "VPC",
            }
            /// DNS attributes of a VPC.
            VpcAttribute {
                key: "VpcId", list: vpc_attributes of VpcAttribute, call: ec2 DescribeVpcAttribute,
                command: "aws ec2 describe-vpc-attribute",
                about: Name, listing: One, component: Dns,
                noun: "DNS attribute of",
            }
            /// Subnets.
            Subnets {
                key: "Subnets", list: subnets of Subnet, call: ec2 DescribeSubnets,
                command: "aws ec2 describe-subnets",
                about: Network, listing: Whole, component: Subnet,
                noun: "subnet",
            }
            /// Route tables.
            RouteTables {
                key: "RouteTables", list: route_tables of RouteTable, call: ec2 DescribeRouteTables,
                command: "aws ec2 describe-route-tables",
                about: Network, listing: Whole, component: RouteTable,
                noun: "route table",
            }
            /// Internet gateways.
            InternetGateways {
                key: "InternetGateways", list: internet_gateways of InternetGateway, call: ec2 DescribeInternetGateways,
                command: "aws ec2 describe-internet-gateways",
                about: Network, listing: Whole, component: InternetGateway,
                noun: "internet gateway",
            }
            /// NAT gateways.
            NatGateways {
                key: "NatGateways", list: nat_gateways of NatGateway, call: ec2 DescribeNatGateways,
                command: "aws ec2 describe-nat-gateways",
                about: Network, listing: Whole, component: NatGateway,
                noun: "NAT gateway",
            }
            /// VPC endpoints.
            VpcEndpoints {
                key: "VpcEndpoints", list: vpc_endpoints of VpcEndpoint, call: ec2 DescribeVpcEndpoints,
                command: "aws ec2 describe-vpc-endpoints",
                about: Network, listing: Whole, component: VpcEndpoint,
                noun: "VPC endpoint",
            }
            /// Prefix lists, of either command that prints them.
            PrefixLists {
                key: "PrefixLists", list: prefix_lists of PrefixList, call: ec2 DescribePrefixLists,
                command: "aws ec2 describe-prefix-lists",
                about: Network, listing: Whole, component: PrefixList,
                noun: "prefix list",
                also: ["ec2:DescribeManagedPrefixLists"],
            }
            /// Entries of a prefix list; the file's stem is the list's id.
            PrefixListEntries {
                key: "Entries", list: prefix_list_entries of PrefixListEntries, call: ec2 GetManagedPrefixListEntries,
                command: "aws ec2 get-managed-prefix-list-entries --prefix-list-id ID",
                about: Network, listing: One, component: PrefixList,
                noun: "prefix list",
            }
            /// Security groups.
            SecurityGroups {
                key: "SecurityGroups", list: security_groups of SecurityGroup, call: ec2 DescribeSecurityGroups,
                command: "aws ec2 describe-security-groups",
                about: Network, listing: Whole, component: SecurityGroup,
                noun: "security group",
            }
            /// Rules of security groups with their ids.
            SecurityGroupRules {
                key: "SecurityGroupRules", list: security_group_rules of SecurityGroupRuleRecord, call: ec2 DescribeSecurityGroupRules,
                command: "aws ec2 describe-security-group-rules",
                about: Network, listing: Whole, component: SecurityGroup,
                noun: "security group",
            }
            /// Network ACLs.
            NetworkAcls {
                key: "NetworkAcls", list: network_acls of NetworkAcl, call: ec2 DescribeNetworkAcls,
                command: "aws ec2 describe-network-acls",
                about: Network, listing: Whole, component: NetworkAcl,
                noun: "network ACL",
            }
            /// Network interfaces.
            NetworkInterfaces {
                key: "NetworkInterfaces", list: network_interfaces of NetworkInterface, call: ec2 DescribeNetworkInterfaces,
                command: "aws ec2 describe-network-interfaces",
                about: Network, listing: Whole, component: NetworkInterface,
                noun: "network interface",
            }
            /// Elastic IP addresses.
            Addresses {
                key: "Addresses", list: addresses of Address, call: ec2 DescribeAddresses,
                command: "aws ec2 describe-addresses",
                about: Network, listing: Whole, component: NetworkInterface,
                noun: "Elastic IP address",
            }
            /// VPC Block Public Access of an account.
            VpcBlockPublicAccessOptions {
                key: "VpcBlockPublicAccessOptions",
                list: block_public_access_options of BlockPublicAccessOptions,
                call: ec2 DescribeVpcBlockPublicAccessOptions,
                command: "aws ec2 describe-vpc-block-public-access-options",
                about: Network, listing: One, component: BlockPublicAccess,
                noun: "Block Public Access of",
            }
            /// Exclusions from VPC Block Public Access.
            VpcBlockPublicAccessExclusions {
                key: "VpcBlockPublicAccessExclusions",
                list: block_public_access_exclusions of BlockPublicAccessExclusion,
                call: ec2 DescribeVpcBlockPublicAccessExclusions,
                command: "aws ec2 describe-vpc-block-public-access-exclusions",
                about: Network, listing: Whole, component: BlockPublicAccess,
                noun: "Block Public Access exclusion",
            }
            /// Sets of DHCP options.
            DhcpOptions {
                key: "DhcpOptions", list: dhcp_options of DhcpOptions, call: ec2 DescribeDhcpOptions,
                command: "aws ec2 describe-dhcp-options",
                about: Name, listing: Whole, component: Dns,
                noun: "set of DHCP options",
            }
            /// Private hosted zones of a VPC; the file's stem is the VPC's id.
            HostedZoneSummaries {
                key: "HostedZoneSummaries", list: vpc_hosted_zones of VpcHostedZones, call: route53 ListHostedZonesByVPC,
                command: "aws route53 list-hosted-zones-by-vpc --vpc-id ID --vpc-region REGION",
                about: Name, listing: One, component: Dns,
                noun: "private hosted zones of",
            }
            /// Records of a hosted zone; the file's stem is the zone's id.
            ResourceRecordSets {
                key: "ResourceRecordSets", list: resource_record_sets of ResourceRecordSets, call: route53 ListResourceRecordSets,
                command: "aws route53 list-resource-record-sets --hosted-zone-id ID",
                about: Name, listing: One, component: Dns,
                noun: "hosted zone",
            }
            /// Resolver rules.
            ResolverRules {
                key: "ResolverRules", list: resolver_rules of ResolverRule, call: route53resolver ListResolverRules,
                command: "aws route53resolver list-resolver-rules",
                about: Name, listing: Whole, component: Dns,
                noun: "Resolver rule",
            }
            /// Associations of Resolver rules with VPCs.
            ResolverRuleAssociations {
                key: "ResolverRuleAssociations", list: resolver_rule_associations of ResolverRuleAssociation, call: route53resolver ListResolverRuleAssociations,
                command: "aws route53resolver list-resolver-rule-associations",
                about: Name, listing: Whole, component: Dns,
                noun: "Resolver rule association",
            }
            /// Associations of Route 53 Profiles with VPCs.
            ProfileAssociations {
                key: "ProfileAssociations", list: profile_associations of ProfileAssociation, call: route53profiles ListProfileAssociations,
                command: "aws route53profiles list-profile-associations",
                about: Name, listing: Whole, component: Dns,
                noun: "Route 53 Profile association",
            }
            /// Associations of groups of DNS Firewall rules with VPCs.
            FirewallRuleGroupAssociations {
                key: "FirewallRuleGroupAssociations", list: firewall_rule_group_associations of FirewallRuleGroupAssociation, call: route53resolver ListFirewallRuleGroupAssociations,
                command: "aws route53resolver list-firewall-rule-group-associations",
                about: Name, listing: Whole, component: Dns,
                noun: "DNS Firewall association",
            }
            /// Rules of a group of DNS Firewall.
            FirewallRules {
                key: "FirewallRules", list: firewall_rules of FirewallRules, call: route53resolver ListFirewallRules,
                command: "aws route53resolver list-firewall-rules --firewall-rule-group-id ID",
                about: Name, listing: One, component: Dns,
                noun: "DNS Firewall rule group",
            }
            /// Domains of a list of DNS Firewall; the file's stem is the list's id.
            FirewallDomains {
                key: "Domains", list: firewall_domains of FirewallDomains, call: route53resolver ListFirewallDomains,
                command: "aws route53resolver list-firewall-domains --firewall-domain-list-id ID",
                about: Name, listing: One, component: Dns,
                noun: "DNS Firewall domain list",
            }
            /// What DNS Firewall does when it cannot tell; of `get-firewall-config`, too.
            FirewallConfigs {
                key: "FirewallConfigs", list: firewall_configs of FirewallConfig, call: route53resolver ListFirewallConfigs,
                command: "aws route53resolver list-firewall-configs",
                about: Name, listing: Whole, component: Dns,
                noun: "DNS Firewall configuration of",
                also: ["route53resolver:GetFirewallConfig"],
            }
            /// EC2 instances.
            Reservations {
                key: "Reservations", list: instances of Instance, call: ec2 DescribeInstances,
                command: "aws ec2 describe-instances",
                about: Workload, listing: Whole, component: Instance,
                noun: "instance",
            }
            /// ECS clusters.
            Clusters {
                key: "clusters", list: clusters of Cluster, call: ecs DescribeClusters,
                command: "aws ecs describe-clusters --clusters CLUSTER",
                about: Workload, listing: Some, component: Ecs,
                noun: "cluster",
                also: ["ecs:ListClusters"],
            }
            /// ECS services.
            Services {
                key: "services", list: services of Service, call: ecs DescribeServices,
                command: "aws ecs describe-services --cluster CLUSTER --services SERVICE",
                about: Workload, listing: Some, component: Ecs,
                noun: "service",
                also: ["ecs:ListServices"],
            }
            /// ECS tasks.
            Tasks {
                key: "tasks", list: tasks of Task, call: ecs DescribeTasks,
                command: "aws ecs describe-tasks --cluster CLUSTER --tasks TASK",
                about: Workload, listing: Some, component: Ecs,
                noun: "task",
                also: ["ecs:ListTasks"],
            }
            /// An ECS task definition.
            TaskDefinition {
                key: "taskDefinition", list: task_definitions of TaskDefinition, call: ecs DescribeTaskDefinition,
                command: "aws ecs describe-task-definition --task-definition NAME",
                about: Workload, listing: One, component: Ecs,
                noun: "task definition",
                also: ["ecs:ListTaskDefinitions"],
            }
            /// ECS container instances.
            ContainerInstances {
                key: "containerInstances", list: container_instances of ContainerInstance, call: ecs DescribeContainerInstances,
                command: "aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN",
                about: Workload, listing: Some, component: Ecs,
                noun: "container instance",
                also: ["ecs:ListContainerInstances"],
            }
            /// A role, and who may assume it.
            Role {
                key: "Role", list: roles of Role, call: iam GetRole,
                command: "aws iam get-role --role-name ROLE",
                about: Permission, listing: One, component: IamRole,
                noun: "role",
            }
            /// Names of a role's inline policies; the file's stem is the role's name.
            RolePolicyNames {
                key: "PolicyNames", list: role_policy_names of RolePolicyNames, call: iam ListRolePolicies,
                command: "aws iam list-role-policies --role-name ROLE",
                about: Permission, listing: One, component: IamRole,
                noun: "inline policies of role",
            }
            /// An inline policy of a role.
            RolePolicy {
                key: "PolicyDocument", list: role_policies of RolePolicy, call: iam GetRolePolicy,
                command: "aws iam get-role-policy --role-name ROLE --policy-name POLICY",
                about: Permission, listing: One, component: IamRole,
                noun: "inline policy",
            }
            /// The managed policies of a role; the file's stem is the role's name.
            AttachedPolicies {
                key: "AttachedPolicies", list: attached_policies of AttachedPolicies, call: iam ListAttachedRolePolicies,
                command: "aws iam list-attached-role-policies --role-name ROLE",
                about: Permission, listing: One, component: IamRole,
                noun: "managed policies of role",
            }
            /// A managed policy.
            ManagedPolicy {
                key: "Policy", list: managed_policies of ManagedPolicy, call: iam GetPolicy,
                command: "aws iam get-policy --policy-arn ARN",
                about: Permission, listing: One, component: IamRole,
                noun: "managed policy",
            }
            /// A version of a managed policy; the file's stem is the policy's name, unless `Policy` stands beside it.
            PolicyVersion {
                key: "PolicyVersion", list: policy_versions of PolicyVersion, call: iam GetPolicyVersion,
                command: "aws iam get-policy-version --policy-arn ARN --version-id VERSION",
                about: Permission, listing: One, component: IamRole,
                noun: "version of policy",
            }
            /// The policy of a repository in private ECR.
            RepositoryPolicy {
                key: "policyText", list: repository_policies of RepositoryPolicy, call: ecr GetRepositoryPolicy,
                command: "aws ecr get-repository-policy --repository-name REPOSITORY",
                about: Permission, listing: One, component: RepositoryPolicy,
                noun: "policy of repository",
            }
            /// A secret, without what it holds.
            Secret {
                key: "ARN", list: secrets of SecretDescription, call: secretsmanager DescribeSecret,
                command: "aws secretsmanager describe-secret --secret-id SECRET",
                about: Permission, listing: One, component: ResourcePolicy,
                noun: "secret",
            }
            /// The policy of a secret.
            SecretPolicy {
                key: "ResourcePolicy", list: secret_policies of SecretPolicy, call: secretsmanager GetResourcePolicy,
                command: "aws secretsmanager get-resource-policy --secret-id SECRET",
                about: Permission, listing: One, component: ResourcePolicy,
                noun: "policy of secret",
            }
        }
    };
}
