//! The calls that a capture makes: nothing else is ever asked of AWS.

use std::fmt;

macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident, $action:literal, $document:expr;)*) => {
        /// A call of AWS's API that only reads, named by the IAM action that permits it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Call {
            $($(#[$doc])* $name,)*
        }

        impl Call {
            /// Every call that a capture may make, in the order of their actions' services.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The IAM action, such as `ec2:DescribeVpcs`.
            #[must_use]
            pub const fn action(self) -> &'static str {
                match self { $(Self::$name => $action,)* }
            }

            /// The top-level key of the document that the answers fill; `None` for a listing that only leads to others.
            #[must_use]
            pub const fn document(self) -> Option<&'static str> {
                match self { $(Self::$name => $document,)* }
            }
        }
    };
}

calls! {
    /// VPCs.
    DescribeVpcs, "ec2:DescribeVpcs", Some("Vpcs");
    /// One of a VPC's two DNS attributes.
    DescribeVpcAttribute, "ec2:DescribeVpcAttribute", Some("VpcId");
    /// Subnets.
    DescribeSubnets, "ec2:DescribeSubnets", Some("Subnets");
    /// Route tables.
    DescribeRouteTables, "ec2:DescribeRouteTables", Some("RouteTables");
    /// Internet gateways.
    DescribeInternetGateways, "ec2:DescribeInternetGateways", Some("InternetGateways");
    /// Egress-only internet gateways.
    DescribeEgressOnlyInternetGateways, "ec2:DescribeEgressOnlyInternetGateways", Some("EgressOnlyInternetGateways");
    /// NAT gateways.
    DescribeNatGateways, "ec2:DescribeNatGateways", Some("NatGateways");
    /// VPC endpoints.
    DescribeVpcEndpoints, "ec2:DescribeVpcEndpoints", Some("VpcEndpoints");
    /// The prefix lists of AWS's services, with their blocks.
    DescribePrefixLists, "ec2:DescribePrefixLists", Some("PrefixLists");
    /// What prefix lists are called, the customer's own included.
    DescribeManagedPrefixLists, "ec2:DescribeManagedPrefixLists", Some("PrefixLists");
    /// The entries of one prefix list.
    GetManagedPrefixListEntries, "ec2:GetManagedPrefixListEntries", Some("Entries");
    /// Security groups.
    DescribeSecurityGroups, "ec2:DescribeSecurityGroups", Some("SecurityGroups");
    /// The rules of security groups, with their ids.
    DescribeSecurityGroupRules, "ec2:DescribeSecurityGroupRules", Some("SecurityGroupRules");
    /// Network ACLs.
    DescribeNetworkAcls, "ec2:DescribeNetworkAcls", Some("NetworkAcls");
    /// Network interfaces.
    DescribeNetworkInterfaces, "ec2:DescribeNetworkInterfaces", Some("NetworkInterfaces");
    /// Elastic IP addresses.
    DescribeAddresses, "ec2:DescribeAddresses", Some("Addresses");
    /// Sets of DHCP options.
    DescribeDhcpOptions, "ec2:DescribeDhcpOptions", Some("DhcpOptions");
    /// EC2 instances.
    DescribeInstances, "ec2:DescribeInstances", Some("Reservations");
    /// VPC peering connections.
    DescribeVpcPeeringConnections, "ec2:DescribeVpcPeeringConnections", Some("VpcPeeringConnections");
    /// Transit gateways.
    DescribeTransitGateways, "ec2:DescribeTransitGateways", Some("TransitGateways");
    /// What is attached to transit gateways.
    DescribeTransitGatewayAttachments, "ec2:DescribeTransitGatewayAttachments", Some("TransitGatewayAttachments");
    /// How VPCs are attached to transit gateways.
    DescribeTransitGatewayVpcAttachments, "ec2:DescribeTransitGatewayVpcAttachments", Some("TransitGatewayVpcAttachments");
    /// Route tables of transit gateways.
    DescribeTransitGatewayRouteTables, "ec2:DescribeTransitGatewayRouteTables", Some("TransitGatewayRouteTables");
    /// The routes of a transit gateway's route table.
    SearchTransitGatewayRoutes, "ec2:SearchTransitGatewayRoutes", Some("Routes");
    /// Virtual private gateways.
    DescribeVpnGateways, "ec2:DescribeVpnGateways", Some("VpnGateways");
    /// Names of clusters.
    ListClusters, "ecs:ListClusters", None;
    /// Clusters.
    DescribeClusters, "ecs:DescribeClusters", Some("clusters");
    /// Names of a cluster's services.
    ListServices, "ecs:ListServices", None;
    /// Services.
    DescribeServices, "ecs:DescribeServices", Some("services");
    /// Names of a cluster's tasks.
    ListTasks, "ecs:ListTasks", None;
    /// Tasks.
    DescribeTasks, "ecs:DescribeTasks", Some("tasks");
    /// A task definition.
    DescribeTaskDefinition, "ecs:DescribeTaskDefinition", Some("taskDefinition");
    /// Names of a cluster's container instances.
    ListContainerInstances, "ecs:ListContainerInstances", None;
    /// Container instances.
    DescribeContainerInstances, "ecs:DescribeContainerInstances", Some("containerInstances");
    /// The policy of a repository.
    GetRepositoryPolicy, "ecr:GetRepositoryPolicy", Some("policyText");
    /// The private hosted zones of a VPC.
    ListHostedZonesByVPC, "route53:ListHostedZonesByVPC", Some("HostedZoneSummaries");
    /// The records of a hosted zone.
    ListResourceRecordSets, "route53:ListResourceRecordSets", Some("ResourceRecordSets");
    /// Rules of Route 53 Resolver.
    ListResolverRules, "route53resolver:ListResolverRules", Some("ResolverRules");
    /// Which of these rules are in force in which VPCs.
    ListResolverRuleAssociations, "route53resolver:ListResolverRuleAssociations", Some("ResolverRuleAssociations");
    /// Which groups of DNS Firewall rules are in force in which VPCs.
    ListFirewallRuleGroupAssociations, "route53resolver:ListFirewallRuleGroupAssociations", Some("FirewallRuleGroupAssociations");
    /// The rules of a group of DNS Firewall.
    ListFirewallRules, "route53resolver:ListFirewallRules", Some("FirewallRules");
    /// Lists of domains of DNS Firewall, and who keeps them.
    ListFirewallDomainLists, "route53resolver:ListFirewallDomainLists", None;
    /// The domains of a list of DNS Firewall.
    ListFirewallDomains, "route53resolver:ListFirewallDomains", Some("Domains");
    /// What DNS Firewall does in VPCs when it cannot tell.
    ListFirewallConfigs, "route53resolver:ListFirewallConfigs", Some("FirewallConfigs");
    /// A role and who may assume it.
    GetRole, "iam:GetRole", Some("Role");
    /// Names of a role's inline policies.
    ListRolePolicies, "iam:ListRolePolicies", Some("PolicyNames");
    /// An inline policy of a role.
    GetRolePolicy, "iam:GetRolePolicy", Some("PolicyDocument");
    /// The managed policies of a role.
    ListAttachedRolePolicies, "iam:ListAttachedRolePolicies", Some("AttachedPolicies");
    /// A managed policy.
    GetPolicy, "iam:GetPolicy", Some("Policy");
    /// What a version of a managed policy says.
    GetPolicyVersion, "iam:GetPolicyVersion", Some("PolicyVersion");
    /// A secret, without what it holds.
    DescribeSecret, "secretsmanager:DescribeSecret", Some("ARN");
    /// The policy of a secret.
    GetResourcePolicy, "secretsmanager:GetResourcePolicy", Some("ResourcePolicy");
    /// Whose credentials these are.
    GetCallerIdentity, "sts:GetCallerIdentity", None;
}

impl Call {
    /// The service and the operation of the action.
    fn parts(self) -> (&'static str, &'static str) {
        self.action().split_once(':').unwrap_or((self.action(), ""))
    }

    /// The service's prefix in IAM, such as `ec2`.
    #[must_use]
    pub fn service(self) -> &'static str {
        self.parts().0
    }

    /// The operation of the service, such as `DescribeVpcs`.
    #[must_use]
    pub fn operation(self) -> &'static str {
        self.parts().1
    }
}

impl Call {
    /// Whether an error code of this call says that what is asked for does not exist: an answer, not a failure.
    pub(crate) fn means_none(self, code: &str) -> bool {
        match self {
            Self::ListTasks => matches!(code, "ServiceNotFoundException" | "ClusterNotFoundException"),
            Self::DescribeTasks
            | Self::ListServices
            | Self::DescribeServices
            | Self::ListContainerInstances
            | Self::DescribeContainerInstances => code == "ClusterNotFoundException",
            Self::GetRepositoryPolicy => {
                matches!(code, "RepositoryPolicyNotFoundException" | "RepositoryNotFoundException")
            }
            Self::GetRole
            | Self::ListRolePolicies
            | Self::GetRolePolicy
            | Self::ListAttachedRolePolicies
            | Self::GetPolicy
            | Self::GetPolicyVersion => code == "NoSuchEntity",
            Self::DescribeSecret | Self::GetResourcePolicy => code == "ResourceNotFoundException",
            _ => false,
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.action())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_only_reads() {
        for call in Call::ALL {
            let verb = ["Describe", "List", "Get", "Search"].iter().find(|verb| call.operation().starts_with(**verb));
            assert!(verb.is_some(), "{call}");
        }
    }

    #[test]
    fn calls_are_named_after_their_operations() {
        for call in Call::ALL {
            assert_eq!(format!("{call:?}"), call.operation());
        }
    }
}
