use compact_str::CompactString;
use ipnet::IpNet;

use crate::evidence::Evidence;
use crate::id::{AccountId, PrefixListId, SecurityGroupId, SecurityGroupRuleId, VpcId};
use crate::traffic::Traffic;

/// A security group (`describe-security-groups`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its id.
    pub id: SecurityGroupId,
    /// Its name; `default` for the group that every VPC has.
    pub name: Option<String>,
    /// The VPC it was made in.
    pub vpc: Option<VpcId>,
    /// Inbound rules, one for each peer, in the order of the document.
    pub ingress: Vec<SecurityGroupRule>,
    /// Outbound rules, likewise.
    pub egress: Vec<SecurityGroupRule>,
    /// The account that owns it.
    pub owner: Option<AccountId>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// One rule of a security group: it allows some traffic from or to one peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroupRule {
    /// Protocol and ports.
    pub traffic: Traffic,
    /// The other end.
    pub peer: Peer,
    /// The peering connection by which the rule names a group of another VPC, where it does.
    pub across: Option<Box<RuleAcross>>,
    /// Its id, known only where `describe-security-group-rules` is in the snapshot.
    pub id: Option<SecurityGroupRuleId>,
    /// Where it was read: the permission that holds it.
    pub evidence: Evidence,
}

/// The peering connection by which a rule names a group of another VPC (`VpcPeeringConnectionId` and `PeeringStatus`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleAcross {
    /// The connection's id.
    pub connection: CompactString,
    /// Its state, as the rule prints it: a rule whose connection is gone stays, and matches nothing (VPC peering guide, "Work with
    /// stale security group rules").
    pub status: CompactString,
}

impl RuleAcross {
    /// Whether the rule is said to be in force by a connection.
    #[must_use]
    pub fn is_in_force_by(&self, connection: &str) -> bool {
        self.connection == connection && self.status == "active"
    }
}

/// The other end that a rule names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// A block.
    Cidr(IpNet),
    /// The entries of a prefix list.
    PrefixList(PrefixListId),
    /// The private addresses of the interfaces that carry a group.
    Group(SecurityGroupId),
}

/// One rule as `describe-security-group-rules` prints it. It adds the rule's id to the rule of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroupRuleRecord {
    /// The rule's id.
    pub id: SecurityGroupRuleId,
    /// The group it belongs to.
    pub group: SecurityGroupId,
    /// Whether it is an outbound rule.
    pub egress: bool,
    /// Protocol and ports.
    pub traffic: Traffic,
    /// The other end.
    pub peer: Peer,
    /// Where it was read.
    pub evidence: Evidence,
}
