//! Hosted zones, Resolver rules and DNS Firewall, in the names that the answers have.

use serde_json::{Value, json};

use super::ACCOUNT;

/// Zones with the VPCs that they are associated with. One is shared, and one belongs to a service.
pub(super) fn zones() -> Value {
    json!([
        {"HostedZoneId": "Z0000000000000A", "Name": "shop.internal.", "Owner": {"OwningAccount": ACCOUNT},
            "_vpcs": ["vpc-0a", "vpc-0b"]},
        {"HostedZoneId": "Z0000000000000B", "Name": "ecr.eu-west-1.amazonaws.com.", "Owner": {
            "OwningService": "vpce.amazonaws.com"}, "_vpcs": ["vpc-0a", "vpc-0b"]},
    ])
}

/// Records with the zones that they are in. Two have one name, and differ by their sets.
pub(super) fn records() -> Value {
    let orders = |set: &str, address: &str| {
        json!({
            "Name": "orders.shop.internal.", "Type": "A", "SetIdentifier": set, "Weight": 7, "TTL": 60,
            "ResourceRecords": [{"Value": address}], "HealthCheckId": "5f6a", "_zone": "Z0000000000000A",
        })
    };
    json!([
        {"Name": "\\052.shop.internal.", "Type": "A", "AliasTarget": {
            "HostedZoneId": "Z38GZ743OKFT7T", "DNSName": "vpce-1-x.ecr.eu-west-1.vpce.amazonaws.com.",
            "EvaluateTargetHealth": false}, "_zone": "Z0000000000000A"},
        orders("blue", "10.0.2.10"),
        orders("green", "10.0.2.11"),
    ])
}

/// The lists of Resolver and of Profiles: the operation, the key, and the resources.
pub(super) fn lists() -> [(&'static str, &'static str, Value); 8] {
    let id = |kind: &str, of: &str| format!("rslvr-{kind}-{of}");
    let rule = |of: &str, domain: &str| {
        json!({
            "Id": id("rr", of), "CreatorRequestId": "terraform", "DomainName": domain, "Status": "COMPLETE",
            "Arn": format!("arn:aws:route53resolver:eu-west-1:{ACCOUNT}:resolver-rule/rslvr-rr-{of}"),
            "RuleType": "FORWARD", "Name": "corporate", "ResolverEndpointId": id("out", of), "OwnerId": ACCOUNT,
            "TargetIps": [{"Ip": "192.0.2.53", "Port": 53, "Protocol": "Do53"}], "ShareStatus": "NOT_SHARED",
            "CreationTime": "2025-03-12T10:15:02.417Z", "ModificationTime": "2025-03-12T10:15:02.417Z",
        })
    };
    let rule_of = |of: &str, vpc: &str| {
        json!({
            "Id": id("rrassoc", of), "ResolverRuleId": id("rr", of), "Name": "corporate", "VPCId": vpc,
            "Status": "COMPLETE",
        })
    };
    let group_of = |of: &str, vpc: &str| {
        json!({
            "Id": id("frgassoc", of), "FirewallRuleGroupId": id("frg", of), "VpcId": vpc, "Name": "guard",
            "Arn": format!("arn:aws:route53resolver:eu-west-1:{ACCOUNT}:firewall-rule-group-association/{of}"),
            "Priority": 101, "MutationProtection": "DISABLED", "Status": "COMPLETE",
            "CreationTime": "2025-03-12T10:15:02.417Z", "ModificationTime": "2025-03-12T10:15:02.417Z",
        })
    };
    let profile_of = |of: &str, vpc: &str| {
        json!({
            "Id": format!("rpassoc-{of}"), "ProfileId": format!("rp-{of}"), "Name": "names", "ResourceId": vpc,
            "OwnerId": ACCOUNT, "Status": "COMPLETE", "CreationTime": 1_741_774_502.417,
            "ModificationTime": 1_741_774_502.417,
        })
    };
    let config = |of: &str, vpc: &str| json!({"Id": id("fc", of), "ResourceId": vpc, "OwnerId": ACCOUNT, "FirewallFailOpen": "DISABLED"});
    let firewall_rule = |group: &str, list: &str, name: &str| {
        json!({
            "FirewallRuleGroupId": id("frg", group), "FirewallDomainListId": id("fdl", list), "Name": name,
            "Priority": 10, "Action": "BLOCK", "BlockResponse": "NODATA", "CreatorRequestId": "terraform",
            "FirewallDomainRedirectionAction": "INSPECT_REDIRECTION_DOMAIN", "Qtype": "A",
            "_of": id("frg", group),
        })
    };
    [
        ("ListResolverRules", "ResolverRules", json!([rule("0a", "corp.example.com."), rule("0b", "example.org.")])),
        (
            "ListResolverRuleAssociations",
            "ResolverRuleAssociations",
            json!([rule_of("0a", "vpc-0a"), rule_of("0b", "vpc-0b")]),
        ),
        (
            "ListProfileAssociations",
            "ProfileAssociations",
            json!([profile_of("0a", "vpc-0a"), profile_of("0b", "vpc-0b")]),
        ),
        (
            "ListFirewallRuleGroupAssociations",
            "FirewallRuleGroupAssociations",
            json!([group_of("0a", "vpc-0a"), group_of("0b", "vpc-0b")]),
        ),
        ("ListFirewallConfigs", "FirewallConfigs", json!([config("0a", "vpc-0a"), config("0b", "vpc-0b")])),
        (
            "ListFirewallRules",
            "FirewallRules",
            json!([
                firewall_rule("0a", "0a", "block"),
                firewall_rule("0a", MANAGED, "malware"),
                firewall_rule("0b", "0a", "block"),
                firewall_rule("0b", MANAGED, "malware"),
            ]),
        ),
        (
            "ListFirewallDomainLists",
            "FirewallDomainLists",
            json!([
                {"Id": id("fdl", "0a"), "Name": "ours"},
                {"Id": id("fdl", MANAGED), "Name": "AWSManagedDomainsMalwareDomainList",
                    "ManagedOwnerName": "Route 53 Resolver DNS Firewall"},
            ]),
        ),
        ("ListFirewallDomains", "Domains", json!(["bad.example.", "worse.example."])),
    ]
}

/// A list that AWS keeps.
const MANAGED: &str = "2c46f2ecbfec4dcc";
