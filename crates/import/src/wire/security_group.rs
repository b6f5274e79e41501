use hopwise_model::resource::{self, Peer, SecurityGroupRule as ModelRule, SecurityGroupRuleRecord};
use hopwise_model::traffic::{ICMP, ICMPV6, TCP, UDP};
use hopwise_model::{PrefixListId, SecurityGroupId, SecurityGroupRuleId, Traffic, VpcId};
use ipnet::{Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Problem};
use super::traffic::{icmp, ports, protocol};
use super::value::{List, Maybe, Object, Owner, Required};
use super::vpc_endpoint::Group;

/// A security group of `describe-security-groups`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityGroup {
    group_id: Required<SecurityGroupId>,
    group_name: Maybe<String>,
    vpc_id: Maybe<VpcId>,
    owner_id: Maybe<Owner>,
    ip_permissions: List<Permission>,
    ip_permissions_egress: List<Permission>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Permission {
    ip_protocol: Required<String>,
    from_port: Option<i64>,
    to_port: Option<i64>,
    ip_ranges: List<Range>,
    ipv6_ranges: List<Ipv6Range>,
    prefix_list_ids: List<ListReference>,
    user_id_group_pairs: List<Group>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Range {
    cidr_ip: Required<Ipv4Net>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipv6Range {
    cidr_ipv6: Required<Ipv6Net>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListReference {
    prefix_list_id: Required<PrefixListId>,
}

/// A rule of `describe-security-group-rules`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityGroupRule {
    security_group_rule_id: Required<SecurityGroupRuleId>,
    group_id: Required<SecurityGroupId>,
    is_egress: bool,
    ip_protocol: Required<String>,
    from_port: Option<i64>,
    to_port: Option<i64>,
    cidr_ipv4: Maybe<Ipv4Net>,
    cidr_ipv6: Maybe<Ipv6Net>,
    prefix_list_id: Maybe<PrefixListId>,
    referenced_group_info: Option<Object<Group>>,
}

/// Protocol and ports of a rule. All ports are meant for every protocol but TCP, UDP, ICMP and `ICMPv6`, whatever
/// stands beside it (EC2 API, `IpPermission`).
fn traffic(text: &str, from: Option<i64>, to: Option<i64>, at: &At<'_>) -> Result<Traffic, Problem> {
    let ends = || ((from, at.member("FromPort")), (to, at.member("ToPort")));
    match protocol(text, &at.member("IpProtocol"))? {
        None => Ok(Traffic::All),
        Some(number @ (TCP | UDP)) => {
            let (from, to) = ends();
            ports(number, from, to)
        }
        Some(number @ (ICMP | ICMPV6)) => {
            let (kind, code) = ends();
            icmp(number, kind, code)
        }
        Some(number) => Ok(Traffic::Protocol(number)),
    }
}

impl Permission {
    fn into_rules(self, at: &At<'_>, rules: &mut Vec<ModelRule>) -> Result<(), Problem> {
        let traffic = traffic(&self.ip_protocol.0, self.from_port, self.to_port, at)?;
        let peers = (self.ip_ranges.0.into_iter().map(|range| Peer::Ipv4(range.cidr_ip.0)))
            .chain(self.ipv6_ranges.0.into_iter().map(|range| Peer::Ipv6(range.cidr_ipv6.0)))
            .chain(self.prefix_list_ids.0.into_iter().map(|list| Peer::PrefixList(list.prefix_list_id.0)))
            .chain(self.user_id_group_pairs.0.into_iter().map(|group| Peer::Group(group.group_id.0)));
        rules.extend(peers.map(|peer| ModelRule { traffic, peer, id: None, evidence: at.evidence() }));
        Ok(())
    }
}

fn rules(permissions: List<Permission>, at: &At<'_>) -> Result<Vec<ModelRule>, Problem> {
    let mut rules = Vec::new();
    for (index, permission) in permissions.0.into_iter().enumerate() {
        permission.into_rules(&at.element(index), &mut rules)?;
    }
    Ok(rules)
}

impl SecurityGroup {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::SecurityGroup, Problem> {
        Ok(resource::SecurityGroup {
            id: self.group_id.0,
            name: self.group_name.0,
            vpc: self.vpc_id.0,
            ingress: rules(self.ip_permissions, &at.member("IpPermissions"))?,
            egress: rules(self.ip_permissions_egress, &at.member("IpPermissionsEgress"))?,
            owner: self.owner_id.account(),
            evidence: at.evidence(),
        })
    }
}

impl SecurityGroupRule {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<SecurityGroupRuleRecord, Problem> {
        let group = self.referenced_group_info.map(|group| group.0.group_id.0);
        let peer = match (self.cidr_ipv4.0, self.cidr_ipv6.0, self.prefix_list_id.0, group) {
            (Some(cidr), None, None, None) => Peer::Ipv4(cidr),
            (None, Some(cidr), None, None) => Peer::Ipv6(cidr),
            (None, None, Some(list), None) => Peer::PrefixList(list),
            (None, None, None, Some(group)) => Peer::Group(group),
            _ => {
                return Err(
                    at.expected("a rule with one of `CidrIpv4`, `CidrIpv6`, `PrefixListId` and `ReferencedGroupInfo`")
                );
            }
        };
        Ok(SecurityGroupRuleRecord {
            traffic: traffic(&self.ip_protocol.0, self.from_port, self.to_port, at)?,
            id: self.security_group_rule_id.0,
            group: self.group_id.0,
            egress: self.is_egress,
            peer,
            evidence: at.evidence(),
        })
    }
}
