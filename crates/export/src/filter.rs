//! Security groups and network ACLs.

use hopwise_model::Traffic;
use hopwise_model::resource::{
    AclEntry, Direction, NetworkAcl, Peer, SecurityGroup, SecurityGroupRule, SecurityGroupRuleRecord,
};
use ipnet::IpNet;
use serde_json::Value;

use crate::object::{list, maybe, object, tags, text};
use crate::record::{Whose, elements};

elements! {
    SecurityGroup: security_group, |group| group.vpc.as_ref().map_or(Whose::Anybody, Whose::Vpc);
    SecurityGroupRuleRecord: security_group_rule, |_rule| Whose::Anybody;
    NetworkAcl: network_acl, |acl| Whose::Vpc(&acl.vpc);
}

/// The protocol of a rule as its number, but for those that AWS prints by name.
fn protocol(traffic: Traffic, names: bool) -> Value {
    let number = match traffic {
        Traffic::All => return text("-1"),
        Traffic::Ports { protocol, .. } | Traffic::Icmp { protocol, .. } | Traffic::Protocol(protocol) => protocol,
    };
    let name = match number {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        58 => "icmpv6",
        _ => return text(number),
    };
    if names { text(name) } else { text(number) }
}

/// The first and the last port, or an ICMP type and its code; -1 is any.
fn ends(traffic: Traffic) -> (Value, Value) {
    let or_any = |number: Option<u8>| number.map_or(Value::from(-1), Value::from);
    match traffic {
        Traffic::All | Traffic::Protocol(_) => (Value::Null, Value::Null),
        Traffic::Ports { from, to, .. } => (from.into(), to.into()),
        Traffic::Icmp { kind, code, .. } => (or_any(kind), or_any(code)),
    }
}

fn permission(rule: &SecurityGroupRule) -> Value {
    // The id stands in a document of its own.
    let SecurityGroupRule { traffic, peer, across, id: _, evidence: _ } = rule;
    let (from, to) = ends(*traffic);
    let peers = |name: &str, other: &dyn std::fmt::Display| list([object([(name, text(other))])]);
    let (member, value) = match peer {
        Peer::Cidr(cidr @ IpNet::V4(_)) => ("IpRanges", peers("CidrIp", cidr)),
        Peer::Cidr(cidr @ IpNet::V6(_)) => ("Ipv6Ranges", peers("CidrIpv6", cidr)),
        Peer::PrefixList(prefix_list) => ("PrefixListIds", peers("PrefixListId", prefix_list)),
        Peer::Group(group) => {
            let connection = maybe(across.as_ref().map(|across| &across.connection));
            let status = maybe(across.as_ref().map(|across| &across.status));
            let pair = [("GroupId", text(group)), ("VpcPeeringConnectionId", connection), ("PeeringStatus", status)];
            ("UserIdGroupPairs", list([object(pair)]))
        }
    };
    object([("IpProtocol", protocol(*traffic, true)), ("FromPort", from), ("ToPort", to), (member, value)])
}

fn security_group(group: &SecurityGroup) -> Value {
    let SecurityGroup { id, name, vpc, ingress, egress, owner, evidence: _ } = group;
    object([
        ("GroupId", text(id)),
        ("GroupName", maybe(name.as_ref())),
        ("VpcId", maybe(vpc.as_ref())),
        ("OwnerId", maybe(owner.as_ref())),
        ("IpPermissions", list(ingress.iter().map(permission))),
        ("IpPermissionsEgress", list(egress.iter().map(permission))),
    ])
}

fn security_group_rule(rule: &SecurityGroupRuleRecord) -> Value {
    let SecurityGroupRuleRecord { id, group, egress, traffic, peer, evidence: _ } = rule;
    let (from, to) = ends(*traffic);
    let (member, value) = match peer {
        Peer::Cidr(cidr @ IpNet::V4(_)) => ("CidrIpv4", text(cidr)),
        Peer::Cidr(cidr @ IpNet::V6(_)) => ("CidrIpv6", text(cidr)),
        Peer::PrefixList(prefix_list) => ("PrefixListId", text(prefix_list)),
        Peer::Group(group) => ("ReferencedGroupInfo", object([("GroupId", text(group))])),
    };
    object([
        ("SecurityGroupRuleId", text(id)),
        ("GroupId", text(group)),
        ("IsEgress", Value::Bool(*egress)),
        ("IpProtocol", protocol(*traffic, true)),
        ("FromPort", from),
        ("ToPort", to),
        (member, value),
    ])
}

fn entry(entry: &AclEntry) -> Value {
    let AclEntry { number, direction, allow, traffic, cidr, evidence: _ } = entry;
    let (from, to) = ends(*traffic);
    let (ports, icmp) = match traffic {
        Traffic::Ports { .. } => (object([("From", from), ("To", to)]), Value::Null),
        Traffic::Icmp { .. } => (Value::Null, object([("Type", from), ("Code", to)])),
        Traffic::All | Traffic::Protocol(_) => (Value::Null, Value::Null),
    };
    let block = if matches!(cidr, IpNet::V4(_)) { "CidrBlock" } else { "Ipv6CidrBlock" };
    object([
        ("RuleNumber", (*number).into()),
        ("Egress", Value::Bool(*direction == Direction::Egress)),
        ("RuleAction", text(if *allow { "allow" } else { "deny" })),
        ("Protocol", protocol(*traffic, false)),
        (block, text(cidr)),
        ("PortRange", ports),
        ("IcmpTypeCode", icmp),
    ])
}

fn network_acl(acl: &NetworkAcl) -> Value {
    let NetworkAcl { id, vpc, is_default, subnets, entries, name, evidence: _ } = acl;
    let association = |subnet| object([("NetworkAclId", text(id)), ("SubnetId", text(subnet))]);
    object([
        ("NetworkAclId", text(id)),
        ("VpcId", text(vpc)),
        ("IsDefault", Value::Bool(*is_default)),
        ("Associations", list(subnets.iter().map(association))),
        ("Entries", list(entries.iter().map(entry))),
        ("Tags", tags(name.as_ref())),
    ])
}
