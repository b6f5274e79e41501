use std::net::IpAddr;

use hopwise_model::resource::{self, RuleType};
use hopwise_model::{ResolverRuleId, VpcId};
use serde::Deserialize;

use super::at::At;
use super::hosted_zone::plain_name;
use super::value::{List, Maybe, Plain, Required};
use crate::document::{Read, Reader};
use crate::resource::{Sign, either, resource};

/// A rule of `list-resolver-rules`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResolverRule {
    id: Required<ResolverRuleId>,
    // A rule that delegates has none.
    domain_name: Maybe<String>,
    rule_type: Required<String>,
    status: Maybe<String>,
    target_ips: List<TargetIp>,
    name: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TargetIp {
    ip: Maybe<IpAddr>,
    ipv6: Maybe<IpAddr>,
    port: Option<u16>,
}

/// An association of `list-resolver-rule-associations`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ResolverRuleAssociation {
    id: Required<Plain>,
    resolver_rule_id: Required<ResolverRuleId>,
    #[serde(rename = "VPCId")]
    vpc_id: Required<VpcId>,
    status: Maybe<String>,
}

fn kind(text: String) -> RuleType {
    match text.to_ascii_uppercase().as_str() {
        "FORWARD" => RuleType::Forward,
        "SYSTEM" => RuleType::System,
        "RECURSIVE" => RuleType::Recursive,
        "DELEGATE" => RuleType::Delegate,
        _ => RuleType::Other(text),
    }
}

/// The port of DNS, which goes without saying.
const DNS: u16 = 53;

impl TargetIp {
    fn text(self) -> Option<String> {
        let address = self.ip.0.or(self.ipv6.0)?;
        Some(match self.port {
            None | Some(DNS) => address.to_string(),
            Some(port) => std::net::SocketAddr::new(address, port).to_string(),
        })
    }
}

impl ResolverRule {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::ResolverRule {
        resource::ResolverRule {
            id: self.id.0,
            domain: self.domain_name.0.as_deref().map(plain_name).unwrap_or_default(),
            kind: kind(self.rule_type.0),
            status: self.status.0,
            targets: self.target_ips.0.into_iter().filter_map(TargetIp::text).collect(),
            name: self.name.0,
            evidence: at.evidence(),
        }
    }
}

impl ResolverRuleAssociation {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::ResolverRuleAssociation {
        resource::ResolverRuleAssociation {
            id: self.id.0.0,
            rule: self.resolver_rule_id.0,
            vpc: self.vpc_id.0,
            status: self.status.0,
            evidence: at.evidence(),
        }
    }
}

resource! {
    ResolverRule {
        key: |rule| rule.id.to_string(),
        share: [name],
        state: [status],
        open: |one, other| Some(resource::ResolverRule {
            status: either(one.status.as_deref(), other.status.as_deref()),
            ..other.clone()
        }),
        compare: [id, domain, kind, targets],
    }
}

resource! {
    ResolverRuleAssociation {
        key: |association| association.id.clone(),
        sign: |association| Some(Sign::Vpc(association.vpc.clone())),
        state: [status],
        open: |one, other| Some(resource::ResolverRuleAssociation {
            status: either(one.status.as_deref(), other.status.as_deref()),
            ..other.clone()
        }),
        compare: [id, rule, vpc],
    }
}

impl Read for resource::ResolverRule {
    const READER: Reader = Reader::elements(|list| list.each(|it: ResolverRule, at| Ok(it.into_model(at))))
        .list_of(&[&["DomainName", "RuleType"]]);
}

impl Read for resource::ResolverRuleAssociation {
    const READER: Reader = Reader::elements(|list| list.each(|it: ResolverRuleAssociation, at| Ok(it.into_model(at))))
        .list_of(&[&["ResolverRuleId", "VPCId"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::RuleType;

    use crate::wire::testing::{error, inventory, one};

    #[test]
    fn every_field() {
        let rules = inventory(
            r#"{"ResolverRules": [
                {"Id": "rslvr-autodefined-rr-internet-resolver", "DomainName": ".", "Status": "COMPLETE",
                    "RuleType": "RECURSIVE", "Name": "Internet Resolver", "OwnerId": "Route 53 Resolver",
                    "ShareStatus": "NOT_SHARED"},
                {"Id": "rslvr-rr-1", "DomainName": "Amazonaws.com.", "Status": "COMPLETE", "RuleType": "FORWARD",
                    "ResolverEndpointId": "rslvr-out-1", "Name": "corp",
                    "TargetIps": [{"Ip": "10.9.0.2", "Port": 53}, {"Ipv6": "fd00::2", "Port": 5353}]}]}"#,
        )
        .resolver_rules;
        assert_eq!((rules[0].domain.as_str(), &rules[0].kind), ("", &RuleType::Recursive));
        assert_eq!((rules[1].domain.as_str(), &rules[1].kind), ("amazonaws.com", &RuleType::Forward));
        assert_eq!(rules[1].targets, ["10.9.0.2", "[fd00::2]:5353"]);
        let association = one(inventory(
            r#"{"ResolverRuleAssociations": [{"Id": "rslvr-rrassoc-1", "ResolverRuleId": "rslvr-rr-1",
                "Name": "x", "VPCId": "vpc-1", "Status": "COMPLETE"}]}"#,
        )
        .resolver_rule_associations);
        assert_eq!((association.rule.as_str(), association.vpc.as_str()), ("rslvr-rr-1", "vpc-1"));
        assert_eq!(association.evidence.to_string(), "f.json#/ResolverRuleAssociations/0");
    }

    #[test]
    fn what_cannot_be_is_named() {
        assert_eq!(
            error(r#"{"ResolverRules": [{"Id": "rslvr-rr-1", "DomainName": "a."}]}"#),
            "`f.json`: expected a field `RuleType` at `/ResolverRules/0`"
        );
        assert_eq!(
            error(r#"{"ResolverRuleAssociations": [{"Id": "x", "ResolverRuleId": "rslvr-rr-1", "VPCId": "no"}]}"#),
            "`f.json`: expected a VPC id such as `vpc-0a1b2c3d` at `/ResolverRuleAssociations/0/VPCId`"
        );
    }
}
