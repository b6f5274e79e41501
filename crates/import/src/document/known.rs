//! Keys of documents that are recognised without being evaluated.

use hopwise_model::DocumentKind;

/// What ECS could not describe, beside what it could.
pub(super) const FAILURES: &str = "failures";

/// Lists of what there is, by ARN, which other commands describe (`list-tasks`, `list-services`).
pub(super) fn enumerations() -> impl Iterator<Item = (&'static str, DocumentKind)> {
    DocumentKind::ALL.iter().filter_map(|kind| Some((kind.list_key()?, *kind)))
}

/// Whether a key is that of such a list.
pub(super) fn is_enumeration(key: &str) -> bool {
    enumerations().any(|(own, _)| own == key)
}

/// Keys of the list of addresses that AWS publishes (VPC user guide, "AWS IP address ranges"), which is no part of a
/// snapshot. The first of them tells it.
pub(crate) const IP_RANGES: [&str; 4] = ["prefixes", "ipv6_prefixes", "createDate", "syncToken"];

/// Keys that stand beside a document and say nothing about the network.
pub(super) const ACCOMPANYING: [&str; 11] = [
    "AdditionalRoutesAvailable",
    "GroupName",
    "MaxItems",
    "MaxResults",
    "PolicyName",
    "ResponseMetadata",
    "RoleName",
    "UserName",
    "registryId",
    "repositoryName",
    "tags",
];

/// Keys of documents that are evaluated, under which other commands print what is not: the policies of keys and
/// buckets, of users and groups, of registries, of what has no ARN; routes that are no transit gateway's.
pub(super) const SHARED: [&str; 5] = ["Policy", "PolicyDocument", "ResourcePolicy", "Routes", "policyText"];

/// Documents of AWS's, by top-level key, that this version knows but does not evaluate.
pub(super) const NOT_EVALUATED: &[&str] = &[
    "AccessScopes",
    "Account",
    "Accounts",
    "AnalysisFindings",
    "Associations",
    "AutoScalingGroups",
    "AutoScalingInstances",
    "AvailabilityZones",
    "CacheClusters",
    "CapacityReservations",
    "CarrierGateways",
    "ClientVpnEndpoints",
    "CoreNetwork",
    "CoreNetworks",
    "CustomerGateways",
    "DBClusters",
    "DBInstances",
    "DBSubnetGroups",
    "DirectConnectGateways",
    "DomainStatus",
    "DomainStatusList",
    "EgressOnlyInternetGateways",
    "EnableNetworkAddressUsageMetrics",
    "EvaluationResults",
    "FileSystems",
    "Firewall",
    "FirewallDomainLists",
    "FirewallPolicies",
    "FirewallPolicy",
    "FirewallRuleGroups",
    "Firewalls",
    "FlowLogs",
    "Functions",
    "GroupDetailList",
    "HostedZone",
    "HostedZones",
    "Images",
    "InstanceConnectEndpoints",
    "InstanceProfiles",
    "InstanceStatuses",
    "InternetGatewayBlockMode",
    "IpAddresses",
    "IpamPools",
    "Ipams",
    "KeyMetadata",
    "KeyPairs",
    "LaunchTemplateVersions",
    "LaunchTemplates",
    "Listeners",
    "LoadBalancerAttributes",
    "LoadBalancerDescriptions",
    "LoadBalancerListeners",
    "LoadBalancerTargetHealth",
    "LoadBalancers",
    "LocalGatewayRouteTables",
    "LocalGatewayRoutes",
    "LocalGatewayVirtualInterfaces",
    "LocalGateways",
    "MountTargets",
    "MovingAddressStatuses",
    "NetworkInsightsAccessScopeAnalyses",
    "NetworkInsightsAccessScopes",
    "NetworkInsightsAnalyses",
    "NetworkInsightsPaths",
    "NetworkInterfacePermissions",
    "Parameters",
    "Policies",
    "PrefixListAssociations",
    "Regions",
    "ResolverEndpoints",
    "RoleDetailList",
    "Roles",
    "RouteServerEndpoints",
    "RouteServerPeers",
    "RouteServers",
    "RuleGroup",
    "RuleGroups",
    "Rules",
    "SecretList",
    "SecurityGroupReferenceSet",
    "SecurityGroupVpcAssociations",
    "ServiceConfigurations",
    "ServiceDetails",
    "ServiceNames",
    "Snapshots",
    "Stacks",
    "StaleSecurityGroupSet",
    "SubnetCidrReservations",
    "Tags",
    "TargetGroups",
    "TargetHealthDescriptions",
    "TrafficMirrorSessions",
    "TransitGatewayConnects",
    "TransitGatewayMulticastDomains",
    "TransitGatewayPeeringAttachments",
    "TransitGatewayPolicyTables",
    "TransitGatewayPrefixListReferences",
    "TransitGatewayPropagations",
    "TransitGatewayRouteTableAnnouncements",
    "TransitGatewayRouteTables",
    "TransitGatewayStaticRoutes",
    "TransitGateways",
    "UserDetailList",
    "Volumes",
    "VpcEncryptionControls",
    "VpcEndpointAssociations",
    "VpcEndpointConnectionNotifications",
    "VpcEndpointConnections",
    "VpnConnections",
    "VpnGateways",
    "capacityProviders",
    "clusterArns",
    "containerInstanceArns",
    "imageDetails",
    "imageIds",
    "images",
    "logGroups",
    "pullThroughCacheRules",
    "repositories",
    "serviceDeployments",
    "serviceRevisions",
    "taskDefinitionArns",
    "taskSets",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_of_two_minds() {
        for kind in DocumentKind::ALL {
            assert!(!ACCOMPANYING.contains(&kind.key()), "{kind}");
            assert!(!NOT_EVALUATED.contains(&kind.key()), "{kind}");
        }
        assert!(NOT_EVALUATED.iter().all(|key| !ACCOMPANYING.contains(key)));
    }
}
