use hopwise_model::resource::{self, Peer, RuleAcross, SecurityGroupRule as ModelRule, SecurityGroupRuleRecord};
use hopwise_model::traffic::{ICMP, ICMPV6, TCP, UDP};
use hopwise_model::{CompactString, PrefixListId, SecurityGroupId, SecurityGroupRuleId, Traffic, VpcId};
use ipnet::{Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Problem, Unusable};
use super::traffic::{icmp, ports, protocol};
use super::value::{List, Maybe, Object, Objects, Owner, Required};
use super::vpc_endpoint::Group;
use crate::document::{Read, Reader};
use crate::resource::{Sign, nowhere, resource};

/// A security group of `describe-security-groups`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SecurityGroup {
    group_id: Required<SecurityGroupId>,
    group_name: Maybe<String>,
    vpc_id: Maybe<VpcId>,
    owner_id: Maybe<Owner>,
    ip_permissions: Option<Objects<Permission>>,
    ip_permissions_egress: Option<Objects<Permission>>,
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
    user_id_group_pairs: List<GroupPair>,
}

/// A group that a rule names, and by which peering connection where it is one of another VPC.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GroupPair {
    group_id: Required<SecurityGroupId>,
    vpc_peering_connection_id: Maybe<CompactString>,
    peering_status: Maybe<CompactString>,
}

impl GroupPair {
    fn into_model(self) -> (Peer, Option<Box<RuleAcross>>) {
        let across = self.vpc_peering_connection_id.0.zip(self.peering_status.0);
        let across = across.map(|(connection, status)| Box::new(RuleAcross { connection, status }));
        (Peer::Group(self.group_id.0), across)
    }
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
    #[serde(deserialize_with = "super::flag::required")]
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
        let peers = (self.ip_ranges.0.into_iter().map(|range| Peer::Cidr(range.cidr_ip.0.into())))
            .chain(self.ipv6_ranges.0.into_iter().map(|range| Peer::Cidr(range.cidr_ipv6.0.into())))
            .chain(self.prefix_list_ids.0.into_iter().map(|list| Peer::PrefixList(list.prefix_list_id.0)))
            .map(|peer| (peer, None))
            .chain(self.user_id_group_pairs.0.into_iter().map(GroupPair::into_model));
        rules.extend(peers.map(|(peer, across)| ModelRule {
            traffic,
            peer,
            across,
            id: None,
            evidence: at.evidence(),
        }));
        Ok(())
    }
}

/// The rules of one direction. AWS prints both lists of every group, be they empty, and a peer of every rule.
fn rules(
    group: &SecurityGroupId,
    permissions: Option<Objects<Permission>>,
    member: &'static str,
    at: &At<'_>,
) -> Result<Vec<ModelRule>, Unusable> {
    let permissions = permissions.ok_or_else(|| Unusable::lacks(group, member))?;
    let at = at.member(member);
    let mut rules = Vec::new();
    for (index, permission) in permissions.0.into_iter().enumerate() {
        let before = rules.len();
        permission.into_rules(&at.element(index), &mut rules)?;
        if rules.len() == before {
            return Err(Unusable::lacks(group, "IpRanges"));
        }
    }
    rules.shrink_to_fit();
    Ok(rules)
}

impl SecurityGroup {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::SecurityGroup, Unusable> {
        let id = self.group_id.0;
        Ok(resource::SecurityGroup {
            ingress: rules(&id, self.ip_permissions, "IpPermissions", at)?,
            egress: rules(&id, self.ip_permissions_egress, "IpPermissionsEgress", at)?,
            id,
            name: self.group_name.0,
            vpc: self.vpc_id.0,
            owner: self.owner_id.account(),
            evidence: at.evidence(),
        })
    }
}

impl SecurityGroupRule {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<SecurityGroupRuleRecord, Problem> {
        let group = self.referenced_group_info.map(|group| group.0.group_id.0);
        let peer = match (self.cidr_ipv4.0, self.cidr_ipv6.0, self.prefix_list_id.0, group) {
            (Some(cidr), None, None, None) => Peer::Cidr(cidr.into()),
            (None, Some(cidr), None, None) => Peer::Cidr(cidr.into()),
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

resource! {
    SecurityGroup {
        key: |group| group.id.to_string(),
        sign: |group| group.vpc.clone().map(Sign::Vpc),
        share: [name],
        compare: [id, vpc, ingress, egress, owner],
        nested: |group| {
            group.ingress.iter_mut().chain(&mut group.egress).for_each(|rule| rule.evidence = nowhere());
        },
    }
}

resource! {
    SecurityGroupRuleRecord {
        key: |rule| rule.id.to_string(),
        compare: [id, group, egress, traffic, peer],
    }
}

impl Read for resource::SecurityGroup {
    const READER: Reader =
        Reader::elements(|list| list.each_whole(SecurityGroup::into_model)).list_of(&[&["GroupId", "IpPermissions"]]);
}

impl Read for resource::SecurityGroupRuleRecord {
    const READER: Reader = Reader::elements(|list| list.each(SecurityGroupRule::into_model))
        .list_of(&[&["SecurityGroupRuleId", "GroupId"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::Traffic;
    use hopwise_model::resource::Peer;

    use crate::wire::testing::{error, inventory, one};

    fn group(permission: &str) -> String {
        format!(
            r#"{{"SecurityGroups": [{{"GroupId": "sg-1", "IpPermissions": [], "IpPermissionsEgress": [{permission}]}}]}}"#
        )
    }

    #[test]
    fn one_rule_for_each_peer_in_the_order_of_the_document() {
        let group = one(inventory(
            r#"{"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "default", "VpcId": "vpc-1", "OwnerId": "111122223333",
                "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "111122223333"}]}],
                "IpPermissionsEgress": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                    "UserIdGroupPairs": [{"GroupId": "sg-2"}], "PrefixListIds": [{"PrefixListId": "pl-1"}],
                    "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
                    "IpRanges": [{"CidrIp": "10.0.0.0/8"}, {"CidrIp": "0.0.0.0/0", "Description": "x"}]}]}]}"#,
        )
        .security_groups);
        assert_eq!(one(group.ingress.clone()).traffic, Traffic::All);
        assert_eq!(group.ingress[0].evidence.to_string(), "f.json#/SecurityGroups/0/IpPermissions/0");
        let peers: Vec<&Peer> = group.egress.iter().map(|rule| &rule.peer).collect();
        assert_eq!(
            peers,
            [
                &Peer::Cidr("10.0.0.0/8".parse().unwrap()),
                &Peer::Cidr("0.0.0.0/0".parse().unwrap()),
                &Peer::Cidr("::/0".parse().unwrap()),
                &Peer::PrefixList("pl-1".try_into().unwrap()),
                &Peer::Group("sg-2".try_into().unwrap()),
            ]
        );
        for rule in &group.egress {
            assert_eq!(rule.traffic, Traffic::Ports { protocol: 6, from: 443, to: 443 });
            assert_eq!(rule.evidence.to_string(), "f.json#/SecurityGroups/0/IpPermissionsEgress/0");
        }
    }

    #[test]
    fn protocols() {
        for (fields, traffic) in [
            (r#""IpProtocol": "-1""#, Traffic::All),
            (r#""IpProtocol": "-1", "FromPort": 443, "ToPort": 443"#, Traffic::All),
            (r#""IpProtocol": "tcp""#, Traffic::Ports { protocol: 6, from: 0, to: 65535 }),
            (r#""IpProtocol": "17", "FromPort": 53, "ToPort": 53"#, Traffic::Ports { protocol: 17, from: 53, to: 53 }),
            (r#""IpProtocol": "47", "FromPort": 443, "ToPort": 443"#, Traffic::Protocol(47)),
            (
                r#""IpProtocol": "icmp", "FromPort": 3, "ToPort": 4"#,
                Traffic::Icmp { protocol: 1, kind: Some(3), code: Some(4) },
            ),
            (
                r#""IpProtocol": "icmpv6", "FromPort": -1, "ToPort": -1"#,
                Traffic::Icmp { protocol: 58, kind: None, code: None },
            ),
        ] {
            let text = group(&format!(r#"{{{fields}, "IpRanges": [{{"CidrIp": "0.0.0.0/0"}}]}}"#));
            assert_eq!(one(one(inventory(&text).security_groups).egress).traffic, traffic, "{fields}");
        }
    }

    #[test]
    fn what_cannot_be_is_named() {
        let at = "`/SecurityGroups/0/IpPermissionsEgress/0";
        assert_eq!(
            error(&group(r#"{"IpProtocol": "tcp", "FromPort": 9, "ToPort": 8}"#)),
            format!("`f.json`: expected a port no higher than 8, where the range ends at {at}/FromPort`")
        );
        assert!(error(&group(r#"{"IpProtocol": "http"}"#)).ends_with(&format!("{at}/IpProtocol`")));
        assert_eq!(
            error(&group(r#"{"IpProtocol": "tcp", "IpRanges": [{"CidrIp": "everywhere"}]}"#)),
            format!("`f.json`: expected an IPv4 CIDR block such as `10.0.0.0/16` at {at}/IpRanges/0/CidrIp`")
        );
        assert_eq!(
            error(&group(r#"{"IpProtocol": "tcp", "FromPort": "443"}"#)),
            format!("`f.json`: expected a whole number at {at}/FromPort`")
        );
    }

    #[test]
    fn rules_with_ids() {
        let rule = |peer: &str| {
            format!(
                r#"{{"SecurityGroupRules": [{{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": true,
                     "IpProtocol": "-1", "FromPort": -1, "ToPort": -1, {peer}}}]}}"#
            )
        };
        let record = one(inventory(&rule(r#""ReferencedGroupInfo": {"GroupId": "sg-2"}"#)).security_group_rules);
        assert_eq!((record.traffic, record.egress), (Traffic::All, true));
        assert_eq!(record.peer, Peer::Group("sg-2".try_into().unwrap()));
        let record = one(inventory(&rule(r#""CidrIpv4": "10.0.0.1/8""#)).security_group_rules);
        assert_eq!(record.peer, Peer::Cidr("10.0.0.0/8".parse().unwrap()));
        assert!(error(&rule(r#""Tags": []"#)).contains("a rule with one of"));
    }
}
