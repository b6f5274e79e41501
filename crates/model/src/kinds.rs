//! The table of the kinds of document that are evaluated.

/// Hands the table of the kinds of document that are evaluated to a macro: the one description of each.
///
/// `for_each_kind!(callback { … })` becomes `callback! { { … } ROWS }`. From the rows follow [`DocumentKind`], the lists of
/// [`Inventory`], what an importer reads, what is written as documents, what of two inventories is compared, and what a capture
/// asks for and must be permitted. A row is
///
/// ```text
/// /// What it describes, which documents the list of the inventory, too.
/// Vpcs {
///     key: "Vpcs",                        the top-level key by which a document is recognised
///     list: vpcs of Vpc,                  the list of the inventory, and what of `resource` a record of it is
///     call: ec2 DescribeVpcs,             the service and the operation, as IAM names them
///     command: "aws ec2 describe-vpcs",   the AWS CLI command that prints it; what it asks about in capitals: `--vpc-id ID`
///     about: Network,                     a `DocumentClass`
///     listing: Whole,                     a `Listing`: how much one document tells
///     component: Vpc,                     a `Component`: what is missing where the document is
///     noun: "VPC",                        what a record is called in a sentence, before its id
///     also: ["…"],                        further actions that list what this call describes, where there are any
///     listed: "taskArns",                 the top-level key of what lists them by ARN, where something does
///     file: "secret",                     what a file about one thing begins with, where it is not in a folder called like the command
///     none: ["NoSuchEntity"],             error codes that say that what is asked for does not exist, where there are such
///     leads_to: [VpcAttribute],           the kinds that are asked for by what a record names, where there are any
///     compared: {                         what of two records is compared, and how they are told apart:
///         id |own| own.id.to_string();    what makes it the same record on both sides; `, named …` what people call it
///         fields { cidrs, owner }         compared one by one
///         lists { internet_firewalls }    compared entry by entry, whatever their order; left out where there are none
///         ignored { id, name }            all the others but `evidence`: what two snapshots of one thing need not share
///     },
/// }
/// ```
///
/// # A new kind
///
/// touches five files that are there, and has files of its own beside them; what is forgotten does not compile, but for the
/// last, which a test of `capture` finds (`every_call_is_made_with_every_page`):
///
/// | file | what it gains | beside it, in a file of its own |
/// |---|---|---|
/// | `model/src/kinds.rs` | the row | |
/// | `model/src/resource/mod.rs` | `mod`, `pub use` | the record |
/// | `import/src/wire/mod.rs` | `mod` | the shape that AWS prints, with `resource!` and `impl Read` |
/// | `export/src/lib.rs` | `mod` | `elements!` or `documents!`: the same shape, written |
/// | `capture/src/network/mod.rs` or `workload/mod.rs` | `mod`, and when it is asked for | the call, with `records!` and `impl Page` |
///
/// A service that nobody was asked of before needs its client, too: `capture/Cargo.toml` and `capture/src/session.rs`. A
/// value of a new type needs a line in `model/src/difference/value.rs`, and a command that takes arguments its lines in
/// `hopwise/src/script.rs`, without which it does not compile. A call that a capture makes already, for documents that are kept and
/// not evaluated, leaves the list in `capture/src/call.rs`. What a kind means is not told here: the engine, the oracle and the
/// explanations read it where it matters.
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
                leads_to: [VpcAttribute, HostedZoneSummaries],
                compared: {
                    id |own| own.id.to_string();
                    fields { cidrs, dhcp_options, is_default, owner, block_public_access, encryption_enforced }
                    lists { internet_firewalls }
                    ignored { id, name, scope }
                },
            }
            /// DNS attributes of a VPC.
            VpcAttribute {
                key: "VpcId", list: vpc_attributes of VpcAttribute, call: ec2 DescribeVpcAttribute,
                command: "aws ec2 describe-vpc-attribute --vpc-id ID --attribute ATTRIBUTE",
                about: Name, listing: One, component: Dns,
                noun: "DNS attribute of",
                compared: {
                    // Each attribute has a document of its own.
                    id |own| format!("{} {:?}", own.vpc, (own.dns_support.is_some(), own.dns_hostnames.is_some())), named own.vpc.to_string();
                    fields { dns_support, dns_hostnames }
                    ignored { vpc }
                },
            }
            /// Subnets.
            Subnets {
                key: "Subnets", list: subnets of Subnet, call: ec2 DescribeSubnets,
                command: "aws ec2 describe-subnets",
                about: Network, listing: Whole, component: Subnet,
                noun: "subnet",
                compared: {
                    id |own| own.id.to_string();
                    fields {
                        vpc, cidrs, availability_zone, availability_zone_id, unavailable, owner, dns64, block_public_access,
                        firewall_connectivity, name,
                    }
                    ignored { id, available_addresses, scope }
                    further free_addresses;
                },
            }
            /// Route tables.
            RouteTables {
                key: "RouteTables", list: route_tables of RouteTable, call: ec2 DescribeRouteTables,
                command: "aws ec2 describe-route-tables",
                about: Network, listing: Whole, component: RouteTable,
                noun: "route table",
                leads_to: [PrefixListEntries],
                compared: {
                    id |own| own.id.to_string();
                    fields { vpc, owner } lists { associations, routes } ignored { id, name }
                },
            }
            /// Internet gateways.
            InternetGateways {
                key: "InternetGateways", list: internet_gateways of InternetGateway, call: ec2 DescribeInternetGateways,
                command: "aws ec2 describe-internet-gateways",
                about: Network, listing: Whole, component: InternetGateway,
                noun: "internet gateway",
                compared: { id |own| own.id.to_string(); fields { attachments } ignored { id, name } },
            }
            /// NAT gateways.
            NatGateways {
                key: "NatGateways", list: nat_gateways of NatGateway, call: ec2 DescribeNatGateways,
                command: "aws ec2 describe-nat-gateways",
                about: Network, listing: Whole, component: NatGateway,
                noun: "NAT gateway",
                compared: {
                    id |own| own.id.to_string();
                    fields {
                        vpc, subnet, state, connectivity, regional, automatic_zones, route_table, addresses,
                        has_appliance, failure,
                    }
                    ignored { id, name }
                },
            }
            /// VPC peering connections.
            VpcPeeringConnections {
                key: "VpcPeeringConnections", list: vpc_peering_connections of VpcPeeringConnection,
                call: ec2 DescribeVpcPeeringConnections,
                command: "aws ec2 describe-vpc-peering-connections",
                about: Network, listing: Whole, component: VpcPeeringConnection,
                noun: "VPC peering connection",
                compared: { id |own| own.id.clone(); fields { state, requester, accepter } ignored { id, name } },
            }
            /// What is attached to transit gateways.
            TransitGatewayAttachments {
                key: "TransitGatewayAttachments", list: transit_gateway_attachments of TransitGatewayAttachment,
                call: ec2 DescribeTransitGatewayAttachments,
                command: "aws ec2 describe-transit-gateway-attachments",
                about: Network, listing: Whole, component: TransitGatewayAttachment,
                noun: "transit gateway attachment",
                leads_to: [TransitGatewayRoutes, TransitGatewayPropagations],
                compared: {
                    id |own| format!("{} of {}", own.id, own.gateway), named own.id.clone();
                    fields { kind, resource, resource_owner, state, association, translation }
                    ignored { id, gateway, name, gateway_owner }
                },
            }
            /// How VPCs are attached to transit gateways.
            TransitGatewayVpcAttachments {
                key: "TransitGatewayVpcAttachments", list: transit_gateway_vpc_attachments of TransitGatewayVpcAttachment,
                call: ec2 DescribeTransitGatewayVpcAttachments,
                command: "aws ec2 describe-transit-gateway-vpc-attachments",
                about: Network, listing: Whole, component: TransitGatewayAttachment,
                noun: "VPC attachment of a transit gateway",
                compared: {
                    id |own| format!("{} of {}", own.id, own.gateway), named own.id.clone();
                    fields { vpc, state, appliance_mode } lists { subnets }
                    ignored { id, gateway, name }
                },
            }
            /// Routes of a transit gateway's route table; the file's stem is the table's id.
            TransitGatewayRoutes {
                key: "Routes", list: transit_gateway_routes of TransitGatewayRoutes, call: ec2 SearchTransitGatewayRoutes,
                command: "aws ec2 search-transit-gateway-routes --transit-gateway-route-table-id ID --filters Name=state,Values=active,blackhole",
                about: Network, listing: One, component: TransitGatewayRouteTable,
                noun: "transit gateway route table",
                compared: { id |own| own.table.clone(); fields { complete, only_static } lists { routes } ignored { table } },
            }
            /// Which attachments propagate to a transit gateway's route table; the file's stem is the table's id.
            TransitGatewayPropagations {
                key: "TransitGatewayRouteTablePropagations", list: transit_gateway_propagations of TransitGatewayPropagations,
                call: ec2 GetTransitGatewayRouteTablePropagations,
                command: "aws ec2 get-transit-gateway-route-table-propagations --transit-gateway-route-table-id ID",
                about: Network, listing: One, component: TransitGatewayRouteTable,
                noun: "propagations to transit gateway route table",
                compared: { id |own| own.table.clone(); fields { complete } lists { attachments } ignored { table } },
            }
            /// VPC endpoints.
            VpcEndpoints {
                key: "VpcEndpoints", list: vpc_endpoints of VpcEndpoint, call: ec2 DescribeVpcEndpoints,
                command: "aws ec2 describe-vpc-endpoints",
                about: Network, listing: Whole, component: VpcEndpoint,
                noun: "VPC endpoint",
                compared: {
                    id |own| own.id.to_string();
                    fields {
                        vpc, kind, service_name, service_region, state, private_dns_enabled,
                        private_dns_only_for_inbound_resolver, answers_ipv6_only, in_no_subnet, policy, owner,
                    }
                    lists { route_tables, subnets, groups, interfaces, dns_names }
                    ignored { id, name }
                },
            }
            /// Prefix lists, of either command that prints them.
            PrefixLists {
                key: "PrefixLists", list: prefix_lists of PrefixList, call: ec2 DescribePrefixLists,
                command: "aws ec2 describe-prefix-lists",
                about: Network, listing: Whole, component: PrefixList,
                noun: "prefix list",
                also: ["ec2:DescribeManagedPrefixLists"],
                leads_to: [PrefixListEntries],
                compared: { id |own| own.id.to_string(); fields { name, entries } ignored { id } },
            }
            /// Entries of a prefix list; the file's stem is the list's id.
            PrefixListEntries {
                key: "Entries", list: prefix_list_entries of PrefixListEntries, call: ec2 GetManagedPrefixListEntries,
                command: "aws ec2 get-managed-prefix-list-entries --prefix-list-id ID",
                about: Network, listing: One, component: PrefixList,
                noun: "prefix list",
                compared: { id |own| own.list.to_string(); fields {} lists { entries } ignored { list } },
            }
            /// Security groups.
            SecurityGroups {
                key: "SecurityGroups", list: security_groups of SecurityGroup, call: ec2 DescribeSecurityGroups,
                command: "aws ec2 describe-security-groups",
                about: Network, listing: Whole, component: SecurityGroup,
                noun: "security group",
                leads_to: [PrefixListEntries],
                compared: {
                    id |own| own.id.to_string();
                    fields { name, vpc, owner } lists { ingress, egress } ignored { id }
                },
            }
            /// Rules of security groups with their ids.
            SecurityGroupRules {
                key: "SecurityGroupRules", list: security_group_rules of SecurityGroupRuleRecord, call: ec2 DescribeSecurityGroupRules,
                command: "aws ec2 describe-security-group-rules",
                about: Network, listing: Whole, component: SecurityGroup,
                noun: "security group",
                compared: { id |own| own.id.to_string(); fields { group, egress } ignored { id, traffic, peer } },
            }
            /// Network ACLs.
            NetworkAcls {
                key: "NetworkAcls", list: network_acls of NetworkAcl, call: ec2 DescribeNetworkAcls,
                command: "aws ec2 describe-network-acls",
                about: Network, listing: Whole, component: NetworkAcl,
                noun: "network ACL",
                compared: {
                    id |own| own.id.to_string();
                    fields { vpc, is_default } lists { subnets, entries } ignored { id, name }
                },
            }
            /// Network interfaces.
            NetworkInterfaces {
                key: "NetworkInterfaces", list: network_interfaces of NetworkInterface, call: ec2 DescribeNetworkInterfaces,
                command: "aws ec2 describe-network-interfaces",
                about: Network, listing: Whole, component: NetworkInterface,
                noun: "network interface",
                compared: {
                    id |own| own.id.to_string();
                    fields {
                        kind, description, vpc, subnet, addresses, source_dest_check, owner, requester,
                        requester_managed, instance, status, name,
                    }
                    lists { groups, prefixes }
                    ignored { id, scope }
                },
            }
            /// Elastic IP addresses.
            Addresses {
                key: "Addresses", list: addresses of Address, call: ec2 DescribeAddresses,
                command: "aws ec2 describe-addresses",
                about: Network, listing: Whole, component: NetworkInterface,
                noun: "Elastic IP address",
                compared: { id |own| own.public.to_string(); fields { interface, private } ignored { public } },
            }
            /// VPC Block Public Access of an account.
            VpcBlockPublicAccessOptions {
                key: "VpcBlockPublicAccessOptions",
                list: block_public_access_options of BlockPublicAccessOptions,
                call: ec2 DescribeVpcBlockPublicAccessOptions,
                command: "aws ec2 describe-vpc-block-public-access-options",
                about: Network, listing: One, component: BlockPublicAccess,
                noun: "Block Public Access of",
                compared: { id |own| own.place(); fields { mode } ignored { scope } },
            }
            /// Exclusions from VPC Block Public Access.
            VpcBlockPublicAccessExclusions {
                key: "VpcBlockPublicAccessExclusions",
                list: block_public_access_exclusions of BlockPublicAccessExclusion,
                call: ec2 DescribeVpcBlockPublicAccessExclusions,
                command: "aws ec2 describe-vpc-block-public-access-exclusions",
                about: Network, listing: Whole, component: BlockPublicAccess,
                noun: "Block Public Access exclusion",
                compared: { id |own| own.id.clone(); fields { resource, mode, state } ignored { id } },
            }
            /// Sets of DHCP options.
            DhcpOptions {
                key: "DhcpOptions", list: dhcp_options of DhcpOptions, call: ec2 DescribeDhcpOptions,
                command: "aws ec2 describe-dhcp-options",
                about: Name, listing: Whole, component: Dns,
                noun: "set of DHCP options",
                compared: { id |own| own.id.to_string(); fields { domain_name_servers } ignored { id } },
            }
            /// Private hosted zones of a VPC; the file's stem is the VPC's id.
            HostedZoneSummaries {
                key: "HostedZoneSummaries", list: vpc_hosted_zones of VpcHostedZones, call: route53 ListHostedZonesByVPC,
                command: "aws route53 list-hosted-zones-by-vpc --vpc-id ID --vpc-region REGION",
                about: Name, listing: One, component: Dns,
                noun: "private hosted zones of",
                leads_to: [ResourceRecordSets],
                compared: { id |own| own.vpc.to_string(); fields { complete } lists { zones } ignored { vpc } },
            }
            /// Records of a hosted zone; the file's stem is the zone's id.
            ResourceRecordSets {
                key: "ResourceRecordSets", list: resource_record_sets of ResourceRecordSets, call: route53 ListResourceRecordSets,
                command: "aws route53 list-resource-record-sets --hosted-zone-id ID",
                about: Name, listing: One, component: Dns,
                noun: "hosted zone",
                compared: { id |own| own.zone.to_string(); fields { complete } lists { records } ignored { zone } },
            }
            /// Resolver rules.
            ResolverRules {
                key: "ResolverRules", list: resolver_rules of ResolverRule, call: route53resolver ListResolverRules,
                command: "aws route53resolver list-resolver-rules",
                about: Name, listing: Whole, component: Dns,
                noun: "Resolver rule",
                compared: {
                    id |own| own.id.to_string();
                    fields { domain, kind, status, targets } ignored { id, name }
                },
            }
            /// Associations of Resolver rules with VPCs.
            ResolverRuleAssociations {
                key: "ResolverRuleAssociations", list: resolver_rule_associations of ResolverRuleAssociation, call: route53resolver ListResolverRuleAssociations,
                command: "aws route53resolver list-resolver-rule-associations",
                about: Name, listing: Whole, component: Dns,
                noun: "Resolver rule association",
                compared: { id |own| own.id.clone(); fields { rule, vpc, status } ignored { id } },
            }
            /// Associations of Route 53 Profiles with VPCs.
            ProfileAssociations {
                key: "ProfileAssociations", list: profile_associations of ProfileAssociation, call: route53profiles ListProfileAssociations,
                command: "aws route53profiles list-profile-associations",
                about: Name, listing: Whole, component: Dns,
                noun: "Route 53 Profile association",
                compared: { id |own| own.id.clone(); fields { profile, vpc, status } ignored { id } },
            }
            /// Associations of groups of DNS Firewall rules with VPCs.
            FirewallRuleGroupAssociations {
                key: "FirewallRuleGroupAssociations", list: firewall_rule_group_associations of FirewallRuleGroupAssociation, call: route53resolver ListFirewallRuleGroupAssociations,
                command: "aws route53resolver list-firewall-rule-group-associations",
                about: Name, listing: Whole, component: Dns,
                noun: "DNS Firewall association",
                leads_to: [FirewallRules],
                compared: { id |own| own.id.clone(); fields { group, vpc, priority, status } ignored { id } },
            }
            /// Rules of a group of DNS Firewall.
            FirewallRules {
                key: "FirewallRules", list: firewall_rules of FirewallRules, call: route53resolver ListFirewallRules,
                command: "aws route53resolver list-firewall-rules --firewall-rule-group-id ID",
                about: Name, listing: One, component: Dns,
                noun: "DNS Firewall rule group",
                leads_to: [FirewallDomains],
                compared: { id |own| own.group.to_string(); fields { complete } lists { rules } ignored { group } },
            }
            /// Domains of a list of DNS Firewall; the file's stem is the list's id.
            FirewallDomains {
                key: "Domains", list: firewall_domains of FirewallDomains, call: route53resolver ListFirewallDomains,
                command: "aws route53resolver list-firewall-domains --firewall-domain-list-id ID",
                about: Name, listing: One, component: Dns,
                noun: "DNS Firewall domain list",
                compared: { id |own| own.list.to_string(); fields { complete } lists { domains } ignored { list } },
            }
            /// What DNS Firewall does when it cannot tell; of `get-firewall-config`, too.
            FirewallConfigs {
                key: "FirewallConfigs", list: firewall_configs of FirewallConfig, call: route53resolver ListFirewallConfigs,
                command: "aws route53resolver list-firewall-configs",
                about: Name, listing: Whole, component: Dns,
                noun: "DNS Firewall configuration of",
                also: ["route53resolver:GetFirewallConfig"],
                compared: { id |own| own.resource.clone(); fields { fail_open } ignored { resource } },
            }
            /// EC2 instances.
            Reservations {
                key: "Reservations", list: instances of Instance, call: ec2 DescribeInstances,
                command: "aws ec2 describe-instances",
                about: Workload, listing: Whole, component: Instance,
                noun: "instance",
                compared: {
                    id |own| own.id.to_string();
                    fields { state, subnet, interfaces, platform, private_dns_name, resource_name_record, name }
                    ignored { id, scope }
                },
            }
            /// ECS clusters.
            Clusters {
                key: "clusters", list: clusters of Cluster, call: ecs DescribeClusters,
                command: "aws ecs describe-clusters --clusters CLUSTER",
                about: Workload, listing: Some, component: Ecs,
                noun: "cluster",
                also: ["ecs:ListClusters"],
                compared: {
                    id |own| own.arn.clone(), named own.name.clone();
                    fields { name, default_capacity_providers } ignored { arn }
                },
            }
            /// ECS services.
            Services {
                key: "services", list: services of Service, call: ecs DescribeServices,
                command: "aws ecs describe-services --cluster CLUSTER --services SERVICE",
                about: Workload, listing: Some, component: Ecs,
                noun: "service",
                also: ["ecs:ListServices"],
                listed: "serviceArns",
                none: ["ClusterNotFoundException"],
                leads_to: [TaskDefinition],
                compared: {
                    id |own| own.arn.clone(), named own.name.clone();
                    fields {
                        name, cluster, status, launch_type, capacity_providers, platform_version, platform_family,
                        task_definition, network, connect, desired_count, events,
                    }
                    ignored { arn, live_count, scope }
                },
            }
            /// ECS tasks.
            Tasks {
                key: "tasks", list: tasks of Task, call: ecs DescribeTasks,
                command: "aws ecs describe-tasks --cluster CLUSTER --tasks TASK",
                about: Workload, listing: Some, component: Ecs,
                noun: "task",
                also: ["ecs:ListTasks"],
                listed: "taskArns",
                none: ["ClusterNotFoundException", "ServiceNotFoundException"],
                leads_to: [TaskDefinition, Role, RolePolicyNames, AttachedPolicies],
                compared: {
                    id |own| own.arn.clone();
                    fields {
                        cluster, task_definition, group, launch_type, capacity_provider, platform_version,
                        platform_family, container_instance, last_status, stop_code, stopped_reason, interface,
                        subnet, private_address, containers, execution_role, task_role, environment_files,
                        created_at, pulled_at, started_at,
                    }
                    ignored { arn, scope }
                },
            }
            /// An ECS task definition.
            TaskDefinition {
                key: "taskDefinition", list: task_definitions of TaskDefinition, call: ecs DescribeTaskDefinition,
                command: "aws ecs describe-task-definition --task-definition NAME",
                about: Workload, listing: One, component: Ecs,
                noun: "task definition",
                also: ["ecs:ListTaskDefinitions"],
                file: "task-definition",
                leads_to: [Role, RolePolicyNames, AttachedPolicies, RepositoryPolicy, Secret, SecretPolicy],
                compared: {
                    id |own| own.arn.clone();
                    fields {
                        family, revision, network_mode, requires_compatibilities, operating_system_family,
                        execution_role, task_role, volumes, proxy, unread,
                    }
                    lists { containers }
                    ignored { arn, scope }
                },
            }
            /// ECS container instances.
            ContainerInstances {
                key: "containerInstances", list: container_instances of ContainerInstance, call: ecs DescribeContainerInstances,
                command: "aws ecs describe-container-instances --cluster CLUSTER --container-instances ARN",
                about: Workload, listing: Some, component: Ecs,
                noun: "container instance",
                also: ["ecs:ListContainerInstances"],
                none: ["ClusterNotFoundException"],
                compared: {
                    id |own| own.arn.clone();
                    fields { instance, status, agent_connected, os_type } ignored { arn }
                },
            }
            /// A role, and who may assume it.
            Role {
                key: "Role", list: roles of Role, call: iam GetRole,
                command: "aws iam get-role --role-name ROLE",
                about: Permission, listing: One, component: IamRole,
                noun: "role",
                none: ["NoSuchEntity"],
                leads_to: [ManagedPolicy, PolicyVersion],
                compared: {
                    id |own| own.arn.clone();
                    fields { name, unique_id, trust, permissions_boundary } ignored { arn }
                },
            }
            /// Names of a role's inline policies; the file's stem is the role's name.
            RolePolicyNames {
                key: "PolicyNames", list: role_policy_names of RolePolicyNames, call: iam ListRolePolicies,
                command: "aws iam list-role-policies --role-name ROLE",
                about: Permission, listing: One, component: IamRole,
                noun: "inline policies of role",
                none: ["NoSuchEntity"],
                leads_to: [RolePolicy],
                compared: {
                    id |own| format!("{:?} {}", own.scope.account, own.role), named own.role.clone();
                    fields { complete } lists { names } ignored { role, scope }
                },
            }
            /// An inline policy of a role.
            RolePolicy {
                key: "PolicyDocument", list: role_policies of RolePolicy, call: iam GetRolePolicy,
                command: "aws iam get-role-policy --role-name ROLE --policy-name POLICY",
                about: Permission, listing: One, component: IamRole,
                noun: "inline policy",
                none: ["NoSuchEntity"],
                compared: {
                    id |own| format!("{:?} {} {}", own.scope.account, own.role, own.name), named format!("{} of {}", own.name, own.role);
                    fields { document }
                    ignored { role, name, scope }
                },
            }
            /// The managed policies of a role; the file's stem is the role's name.
            AttachedPolicies {
                key: "AttachedPolicies", list: attached_policies of AttachedPolicies, call: iam ListAttachedRolePolicies,
                command: "aws iam list-attached-role-policies --role-name ROLE",
                about: Permission, listing: One, component: IamRole,
                noun: "managed policies of role",
                none: ["NoSuchEntity"],
                leads_to: [ManagedPolicy, PolicyVersion],
                compared: {
                    id |own| format!("{:?} {}", own.scope.account, own.role), named own.role.clone();
                    fields { complete } lists { arns } ignored { role, scope }
                },
            }
            /// A managed policy.
            ManagedPolicy {
                key: "Policy", list: managed_policies of ManagedPolicy, call: iam GetPolicy,
                command: "aws iam get-policy --policy-arn ARN",
                about: Permission, listing: One, component: IamRole,
                noun: "managed policy",
                none: ["NoSuchEntity"],
                leads_to: [PolicyVersion],
                compared: { id |own| own.arn.clone(); fields { name, default_version } ignored { arn } },
            }
            /// A version of a managed policy; the file's stem is the policy's name, unless `Policy` stands beside it.
            PolicyVersion {
                key: "PolicyVersion", list: policy_versions of PolicyVersion, call: iam GetPolicyVersion,
                command: "aws iam get-policy-version --policy-arn ARN --version-id VERSION",
                about: Permission, listing: One, component: IamRole,
                noun: "version of policy",
                none: ["NoSuchEntity"],
                compared: {
                    id |own| format!("{} {:?}", own.policy, own.version), named own.policy.clone();
                    fields { is_default, document } ignored { policy, version }
                },
            }
            /// The policy of a repository in private ECR.
            RepositoryPolicy {
                key: "policyText", list: repository_policies of RepositoryPolicy, call: ecr GetRepositoryPolicy,
                command: "aws ecr get-repository-policy --repository-name REPOSITORY",
                about: Permission, listing: One, component: RepositoryPolicy,
                noun: "policy of repository",
                file: "repository",
                none: [$crate::NO_REPOSITORY_POLICY, "RepositoryNotFoundException"],
                compared: {
                    id |own| format!("{:?} {}", own.scope, own.repository), named own.repository.clone();
                    fields { document } ignored { repository, scope }
                },
            }
            /// A secret, without what it holds.
            Secret {
                key: "ARN", list: secrets of SecretDescription, call: secretsmanager DescribeSecret,
                command: "aws secretsmanager describe-secret --secret-id SECRET",
                about: Permission, listing: One, component: ResourcePolicy,
                noun: "secret",
                file: "secret",
                none: ["ResourceNotFoundException"],
                compared: { id |own| own.arn.clone(); fields { name, kms_key, deleted_at } ignored { arn } },
            }
            /// The policy of a secret.
            SecretPolicy {
                key: "ResourcePolicy", list: secret_policies of SecretPolicy, call: secretsmanager GetResourcePolicy,
                command: "aws secretsmanager get-resource-policy --secret-id SECRET",
                about: Permission, listing: One, component: ResourcePolicy,
                noun: "policy of secret",
                file: "secret-policy",
                none: ["ResourceNotFoundException"],
                compared: { id |own| own.arn.clone(); fields { document } ignored { arn } },
            }
        }
    };
}
