use hopwise_model::resource::{self, AclEntry, Direction};
use hopwise_model::traffic::{ICMP, ICMPV6, TCP, UDP};
use hopwise_model::{NetworkAclId, SubnetId, Traffic, VpcId};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Problem, Unusable};
use super::tag::{Tag, name};
use super::traffic::{icmp, ports, protocol};
use super::value::{List, Maybe, Object, Objects, Required};
use crate::document::{Read, Reader};
use crate::resource::{Sign, nowhere, resource};

/// A network ACL of `describe-network-acls`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NetworkAcl {
    network_acl_id: Required<NetworkAclId>,
    vpc_id: Required<VpcId>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
    is_default: Option<bool>,
    associations: Option<Objects<Association>>,
    entries: Option<Objects<Entry>>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association {
    subnet_id: Required<SubnetId>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    rule_number: i64,
    #[serde(deserialize_with = "super::flag::required")]
    egress: bool,
    rule_action: Required<String>,
    protocol: Required<String>,
    cidr_block: Maybe<Ipv4Net>,
    ipv6_cidr_block: Maybe<Ipv6Net>,
    port_range: Option<Object<PortRange>>,
    icmp_type_code: Option<Object<IcmpTypeCode>>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PortRange {
    from: Option<i64>,
    to: Option<i64>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IcmpTypeCode {
    #[serde(rename = "Type")]
    kind: Option<i64>,
    code: Option<i64>,
}

/// 32767 and 32768 are the `*` entries of IPv4 and IPv6, which nobody can remove.
const NUMBERS: std::ops::RangeInclusive<u32> = 1..=32768;

/// The `*` entry of IPv4, which every ACL has in each direction (VPC user guide, "Default network ACL" and "Custom network ACLs").
const LAST: u32 = 32767;

impl Entry {
    fn traffic(&self, at: &At<'_>) -> Result<Traffic, Problem> {
        match protocol(&self.protocol.0, &at.member("Protocol"))? {
            None => Ok(Traffic::All),
            Some(number @ (TCP | UDP)) => {
                let Object(range) = self.port_range.unwrap_or_default();
                let at = at.member("PortRange");
                ports(number, (range.from, at.member("From")), (range.to, at.member("To")))
            }
            Some(number @ (ICMP | ICMPV6)) => {
                let Object(IcmpTypeCode { kind, code }) = self.icmp_type_code.unwrap_or_default();
                let at = at.member("IcmpTypeCode");
                icmp(number, (kind, at.member("Type")), (code, at.member("Code")))
            }
            Some(number) => Ok(Traffic::Protocol(number)),
        }
    }

    /// The member that says which packets of its protocol an entry is about, where it lost it: AWS wants it of these protocols (EC2 API
    /// reference, `CreateNetworkAclEntry`).
    fn lacks(&self) -> Option<&'static str> {
        let known = |own: &str| ["tcp", "udp", "icmp", "icmpv6"].iter().position(|name| own.eq_ignore_ascii_case(name));
        let has_ports = self.port_range.is_some_and(|Object(range)| range.from.is_some() || range.to.is_some());
        match (self.protocol.0.as_str(), known(&self.protocol.0)) {
            ("6" | "17", _) | (_, Some(0 | 1)) if !has_ports => Some("PortRange"),
            ("1" | "58", _) | (_, Some(2 | 3)) if self.icmp_type_code.is_none() => Some("IcmpTypeCode"),
            _ => None,
        }
    }

    fn into_model(self, at: &At<'_>) -> Result<AclEntry, Problem> {
        let traffic = self.traffic(at)?;
        let number = u32::try_from(self.rule_number).ok().filter(|number| NUMBERS.contains(number));
        let number = number.ok_or_else(|| at.member("RuleNumber").expected("a rule number from 1 to 32768"))?;
        let allow = match self.rule_action.0.to_ascii_lowercase().as_str() {
            "allow" => true,
            "deny" => false,
            _ => return Err(at.member("RuleAction").expected("`allow` or `deny`")),
        };
        let cidr = match (self.cidr_block.0, self.ipv6_cidr_block.0) {
            (Some(cidr), None) => IpNet::V4(cidr),
            (None, Some(cidr)) => IpNet::V6(cidr),
            _ => return Err(at.expected("an entry with one of `CidrBlock` and `Ipv6CidrBlock`")),
        };
        let direction = if self.egress { Direction::Egress } else { Direction::Ingress };
        Ok(AclEntry { number, direction, allow, traffic, cidr, evidence: at.evidence() })
    }
}

impl NetworkAcl {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::NetworkAcl, Unusable> {
        let id = self.network_acl_id.0;
        let entries = self.entries.ok_or_else(|| Unusable::lacks(&id, "Entries"))?;
        let associations = self.associations.ok_or_else(|| Unusable::lacks(&id, "Associations"))?;
        if let Some(member) = entries.0.iter().find_map(Entry::lacks) {
            return Err(Unusable::lacks(&id, member));
        }
        let entries_at = at.member("Entries");
        let entries = entries.0.into_iter().enumerate();
        let entries: Vec<AclEntry> =
            entries.map(|(index, entry)| entry.into_model(&entries_at.element(index))).collect::<Result<_, _>>()?;
        // A list without the entries `*` lost them, and nobody knows which others with them.
        let has_last = |of| entries.iter().any(|entry| entry.direction == of && entry.number == LAST);
        if !has_last(Direction::Ingress) || !has_last(Direction::Egress) {
            return Err(Unusable::lacks(&id, "Entries with RuleNumber 32767 in both directions"));
        }
        Ok(resource::NetworkAcl {
            id,
            vpc: self.vpc_id.0,
            is_default: self.is_default.unwrap_or(false),
            subnets: associations.0.into_iter().map(|association| association.subnet_id.0).collect(),
            entries,
            name: name(self.tags),
            evidence: at.evidence(),
        })
    }
}

resource! {
    NetworkAcl {
        key: |acl| acl.id.to_string(),
        sign: |acl| Some(Sign::Vpc(acl.vpc.clone())),
        share: [name],
        compare: [id, vpc, is_default, subnets, entries],
        nested: |acl| acl.entries.iter_mut().for_each(|entry| entry.evidence = nowhere()),
    }
}

impl Read for resource::NetworkAcl {
    const READER: Reader =
        Reader::elements(|list| list.each_whole(NetworkAcl::into_model)).list_of(&[&["NetworkAclId", "Entries"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::Traffic;
    use hopwise_model::resource::Direction;

    use crate::wire::testing::{error, inventory, one};

    fn acl(entry: &str) -> String {
        let last = |egress: bool| {
            format!(
                r#"{{"Egress": {egress}, "RuleAction": "deny", "RuleNumber": 32767, "CidrBlock": "0.0.0.0/0", "Protocol": "-1"}}"#
            )
        };
        format!(
            r#"{{"NetworkAcls": [{{"NetworkAclId": "acl-1", "VpcId": "vpc-1", "IsDefault": true,
                 "Associations": [{{"SubnetId": "subnet-1", "NetworkAclId": "acl-1"}}],
                 "Entries": [{entry}, {}, {}]}}]}}"#,
            last(false),
            last(true)
        )
    }

    #[test]
    fn entries() {
        let deny = r#""Egress": true, "RuleAction": "deny", "RuleNumber": 90, "CidrBlock": "10.0.0.7/8""#;
        for (fields, traffic) in [
            (r#""Protocol": "-1", "PortRange": {"From": 1, "To": 2}"#, Traffic::All),
            (
                r#""Protocol": "6", "PortRange": {"From": 1024, "To": 65535}"#,
                Traffic::Ports { protocol: 6, from: 1024, to: 65535 },
            ),
            (
                r#""Protocol": "17", "PortRange": {"From": 0, "To": 65535}"#,
                Traffic::Ports { protocol: 17, from: 0, to: 65535 },
            ),
            (
                r#""Protocol": "1", "IcmpTypeCode": {"Type": 8, "Code": -1}"#,
                Traffic::Icmp { protocol: 1, kind: Some(8), code: None },
            ),
            (
                r#""Protocol": "58", "IcmpTypeCode": {"Type": -1, "Code": -1}"#,
                Traffic::Icmp { protocol: 58, kind: None, code: None },
            ),
            (r#""Protocol": "50""#, Traffic::Protocol(50)),
        ] {
            let acl = one(inventory(&acl(&format!("{{{deny}, {fields}}}"))).network_acls);
            assert!(acl.is_default && acl.subnets.len() == 1);
            let entry = acl.entries.into_iter().next().unwrap();
            assert_eq!((entry.traffic, entry.number, entry.allow), (traffic, 90, false), "{fields}");
            assert_eq!(entry.direction, Direction::Egress);
            assert_eq!(entry.cidr, "10.0.0.0/8".parse().unwrap(), "made canonical");
            assert_eq!(entry.evidence.to_string(), "f.json#/NetworkAcls/0/Entries/0");
        }
    }

    #[test]
    fn an_entry_that_lost_its_ports_is_not_about_all() {
        let entry = |fields: &str| {
            let text = format!(
                r#"{{"Egress": true, "RuleAction": "deny", "RuleNumber": 90, "CidrBlock": "10.0.0.0/8", {fields}}}"#
            );
            inventory(&acl(&text)).network_acls.len()
        };
        for fields in [
            r#""Protocol": "6""#,
            r#""Protocol": "tcp""#,
            r#""Protocol": "17", "PortRange": {}"#,
            r#""Protocol": "UDP", "PortRange": null"#,
            r#""Protocol": "1""#,
            r#""Protocol": "58", "PortRange": {"From": 1, "To": 2}"#,
        ] {
            assert_eq!(entry(fields), 0, "{fields}");
        }
        assert_eq!(entry(r#""Protocol": "50""#), 1);
    }

    #[test]
    fn what_cannot_be_is_named() {
        for (entry, pointer) in [
            (
                r#"{"Egress": true, "RuleAction": "allow", "RuleNumber": 0, "CidrBlock": "::/0", "Protocol": "-1"}"#,
                "/CidrBlock",
            ),
            (
                r#"{"Egress": true, "RuleAction": "allow", "RuleNumber": 0, "Ipv6CidrBlock": "::/0", "Protocol": "-1"}"#,
                "/RuleNumber",
            ),
            (
                r#"{"Egress": true, "RuleAction": "allow", "RuleNumber": 32769, "Ipv6CidrBlock": "::/0", "Protocol": "-1"}"#,
                "/RuleNumber",
            ),
            (
                r#"{"Egress": true, "RuleAction": "pass", "RuleNumber": 1, "Ipv6CidrBlock": "::/0", "Protocol": "-1"}"#,
                "/RuleAction",
            ),
            (r#"{"Egress": "yes", "RuleAction": "allow", "RuleNumber": 1, "Protocol": "-1"}"#, "/Egress"),
            (r#"{"Egress": true, "RuleAction": "allow", "RuleNumber": 1, "Protocol": "-1"}"#, ""),
            (
                r#"{"Egress": true, "RuleAction": "allow", "RuleNumber": 1, "Protocol": "6", "PortRange": {"From": 5, "To": 4}}"#,
                "/PortRange/From",
            ),
        ] {
            let error = error(&acl(entry));
            assert!(error.ends_with(&format!("`/NetworkAcls/0/Entries/0{pointer}`")), "{error}");
        }
    }
}
