//! Pages of answers, and whether they end.

use std::collections::HashSet;

use aws_sdk_route53::operation::list_resource_record_sets::ListResourceRecordSetsOutput;
use aws_sdk_route53::types::RrType;

/// A page of an answer.
pub(crate) trait Page {
    /// The token with which the next page would be asked for. AWS sends none, or an empty one, with the last page.
    fn next(&self) -> Option<&str>;

    /// Whether the next page was there before. Where a token comes twice in a row the SDK ends silently, and the list would
    /// pass for whole; where tokens go round in a circle it never ends.
    fn leads_back(&self, before: &mut HashSet<String>) -> bool {
        self.next().is_some_and(|token| !token.is_empty() && !before.insert(token.to_owned()))
    }
}

/// A page of records does not have a token, but the name, the type and the set of the record that the next one begins with.
impl Page for ListResourceRecordSetsOutput {
    fn next(&self) -> Option<&str> {
        self.next_record_name().filter(|_| self.is_truncated)
    }

    fn leads_back(&self, before: &mut HashSet<String>) -> bool {
        let (kind, set) = (self.next_record_type(), self.next_record_identifier());
        let next = |name: &str| format!("{name} {} {}", kind.map_or("", RrType::as_str), set.unwrap_or_default());
        // A page that is not the last one and leads nowhere is no better than one that leads back.
        self.is_truncated && self.next().is_none_or(|name| !before.insert(next(name)))
    }
}

macro_rules! pages {
    ($($sdk:ident by $token:ident: $($operation:ident::$output:ident),+ $(,)?;)+) => {
        $($(
            impl Page for $sdk::operation::$operation::$output {
                fn next(&self) -> Option<&str> {
                    self.$token()
                }
            }
        )+)+
    };
}

pages! {
    aws_sdk_ec2 by next_token:
        describe_dhcp_options::DescribeDhcpOptionsOutput,
        describe_egress_only_internet_gateways::DescribeEgressOnlyInternetGatewaysOutput,
        describe_instances::DescribeInstancesOutput,
        describe_internet_gateways::DescribeInternetGatewaysOutput,
        describe_managed_prefix_lists::DescribeManagedPrefixListsOutput,
        describe_nat_gateways::DescribeNatGatewaysOutput,
        describe_network_acls::DescribeNetworkAclsOutput,
        describe_network_interfaces::DescribeNetworkInterfacesOutput,
        describe_prefix_lists::DescribePrefixListsOutput,
        describe_route_tables::DescribeRouteTablesOutput,
        describe_security_group_rules::DescribeSecurityGroupRulesOutput,
        describe_security_groups::DescribeSecurityGroupsOutput,
        describe_subnets::DescribeSubnetsOutput,
        describe_transit_gateway_attachments::DescribeTransitGatewayAttachmentsOutput,
        describe_transit_gateway_route_tables::DescribeTransitGatewayRouteTablesOutput,
        describe_transit_gateway_vpc_attachments::DescribeTransitGatewayVpcAttachmentsOutput,
        describe_transit_gateways::DescribeTransitGatewaysOutput,
        describe_vpc_endpoints::DescribeVpcEndpointsOutput,
        describe_vpc_peering_connections::DescribeVpcPeeringConnectionsOutput,
        describe_vpcs::DescribeVpcsOutput,
        get_managed_prefix_list_entries::GetManagedPrefixListEntriesOutput,
        get_transit_gateway_route_table_propagations::GetTransitGatewayRouteTablePropagationsOutput,
        search_transit_gateway_routes::SearchTransitGatewayRoutesOutput;
    aws_sdk_ecs by next_token:
        list_clusters::ListClustersOutput,
        list_container_instances::ListContainerInstancesOutput,
        list_services::ListServicesOutput,
        list_tasks::ListTasksOutput;
    aws_sdk_route53 by next_token:
        list_hosted_zones_by_vpc::ListHostedZonesByVpcOutput;
    aws_sdk_route53profiles by next_token:
        list_profile_associations::ListProfileAssociationsOutput;
    aws_sdk_route53resolver by next_token:
        list_firewall_configs::ListFirewallConfigsOutput,
        list_firewall_domain_lists::ListFirewallDomainListsOutput,
        list_firewall_domains::ListFirewallDomainsOutput,
        list_firewall_rule_group_associations::ListFirewallRuleGroupAssociationsOutput,
        list_firewall_rules::ListFirewallRulesOutput,
        list_resolver_rule_associations::ListResolverRuleAssociationsOutput,
        list_resolver_rules::ListResolverRulesOutput;
    aws_sdk_iam by marker:
        list_attached_role_policies::ListAttachedRolePoliciesOutput,
        list_role_policies::ListRolePoliciesOutput;
}
