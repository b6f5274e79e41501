use crate::evidence::Evidence;
use crate::id::{FirewallDomainListId, FirewallRuleGroupId, VpcId};

/// A group of DNS Firewall rules that is in force in a VPC (`route53resolver list-firewall-rule-group-associations`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallRuleGroupAssociation {
    /// Its id as printed.
    pub id: String,
    /// The group.
    pub group: FirewallRuleGroupId,
    /// The VPC.
    pub vpc: VpcId,
    /// Where it stands among the VPC's groups: the lowest comes first.
    pub priority: i64,
    /// Its state as printed; `COMPLETE` is in force.
    pub status: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The rules of a group (`route53resolver list-firewall-rules`), of which each names the group. Where there is none, the
/// file's stem may say which group it is that has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallRules {
    /// The group.
    pub group: FirewallRuleGroupId,
    /// The rules, in the order of the document.
    pub rules: Vec<FirewallRule>,
    /// Whether these are all: no further page was announced.
    pub complete: bool,
    /// Where they were read.
    pub evidence: Evidence,
}

/// One rule of DNS Firewall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallRule {
    /// Its name, which need not be unique.
    pub name: Option<String>,
    /// Where it stands in its group: the lowest comes first.
    pub priority: i64,
    /// What becomes of a query that it matches.
    pub action: FirewallAction,
    /// The list of domains that it is about; none for a rule that knows threats by other signs.
    pub domains: Option<FirewallDomainListId>,
    /// Whether the names that a CNAME leads on to are inspected, too (`INSPECT_REDIRECTION_DOMAIN`, the default).
    pub inspects_redirection: bool,
    /// The type of query that it is about, such as `A`; none for all.
    pub query_type: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// What becomes of a query that a rule of DNS Firewall matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirewallAction {
    /// It goes on.
    Allow,
    /// It goes on, and is logged.
    Alert,
    /// It is stopped.
    Block(BlockResponse),
    /// Another one, as printed.
    Other(String),
}

/// What the asker of a blocked name is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockResponse {
    /// That the name has no such record.
    NoData,
    /// That the name does not exist.
    NxDomain,
    /// Another name, in lower case, without the dot at the end.
    Override(String),
}

/// The domains of a list (`route53resolver list-firewall-domains`). The call does not print the list: the file's stem is
/// its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallDomains {
    /// The list.
    pub list: FirewallDomainListId,
    /// The domains in lower case, without the dot at the end; `*` at the beginning stands for whatever comes before.
    pub domains: Vec<String>,
    /// Whether these are all: no further page was announced.
    pub complete: bool,
    /// Where they were read.
    pub evidence: Evidence,
}

/// What becomes of queries of a VPC while DNS Firewall itself does not answer (`route53resolver list-firewall-configs`,
/// `get-firewall-config`). It does not change what the rules say, and so no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallConfig {
    /// The VPC, as printed.
    pub resource: String,
    /// `FirewallFailOpen` as printed: `ENABLED` lets queries through then.
    pub fail_open: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}
