//! Records of Route 53 Resolver: rules that forward, and DNS Firewall.

use aws_sdk_route53resolver::types;

use super::{records, texts};

records! {
    Pascal of types {
        ResolverRule {
            id, creator_request_id, arn, domain_name, status, status_message, rule_type, name, target_ips,
            resolver_endpoint_id, owner_id, share_status, creation_time, modification_time, delegation_record,
        }
        TargetAddress { ip, port, ipv6, protocol, server_name_indication }
        ResolverRuleAssociation { id, resolver_rule_id, name, vpc_id as "VPCId", status, status_message }
        FirewallRuleGroupAssociation {
            id, arn, firewall_rule_group_id, vpc_id, name, priority, mutation_protection, managed_owner_name, status,
            status_message, creator_request_id, creation_time, modification_time,
        }
        FirewallConfig { id, resource_id, owner_id, firewall_fail_open }
        FirewallRule {
            firewall_rule_group_id, firewall_domain_list_id, firewall_threat_protection_id, name, priority, action,
            block_response, block_override_domain, block_override_dns_type, block_override_ttl, creator_request_id,
            creation_time, modification_time, firewall_domain_redirection_action, qtype, dns_threat_protection,
            confidence_threshold, firewall_rule_type, status, status_message,
        }
        FirewallRuleType {
            partner_threat_protection, firewall_advanced_content_category, firewall_advanced_threat_category,
            dns_threat_protection,
        }
        PartnerThreatProtectionConfig { partner }
        FirewallAdvancedContentCategoryConfig { category }
        FirewallAdvancedThreatCategoryConfig { category }
        DnsThreatProtectionRuleTypeConfig { value, confidence_threshold }
    }
}

texts!(
    types: ResolverRuleStatus, RuleTypeOption, ShareStatus, Protocol, ResolverRuleAssociationStatus,
    MutationProtectionStatus, FirewallRuleGroupAssociationStatus, FirewallFailOpenStatus, Action, BlockResponse,
    BlockOverrideDnsType, FirewallDomainRedirectionAction, DnsThreatProtection, ConfidenceThreshold,
);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Document;

    #[test]
    fn a_vpc_is_spelled_in_two_ways() {
        let rule = types::ResolverRuleAssociation::builder().vpc_id("vpc-0a").build();
        assert_eq!(rule.document(), json!({"VPCId": "vpc-0a"}));
        let group = types::FirewallRuleGroupAssociation::builder().vpc_id("vpc-0a").priority(101).build();
        assert_eq!(group.document(), json!({"VpcId": "vpc-0a", "Priority": 101}));
    }
}
