use crate::evidence::Evidence;
use crate::id::{ResolverRuleId, VpcId};

/// A Resolver rule (`route53resolver list-resolver-rules`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolverRule {
    /// Its id.
    pub id: ResolverRuleId,
    /// The domain in lower case, without the dot at the end; empty for the root, which is every name.
    pub domain: String,
    /// What it does.
    pub kind: RuleType,
    /// Its state as printed; `COMPLETE` is in force.
    pub status: Option<String>,
    /// The servers that it forwards to, as `ADDRESS` or `ADDRESS:PORT` where the port is not 53.
    pub targets: Vec<String>,
    /// Its name.
    pub name: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// What a Resolver rule does with the names of its domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleType {
    /// Forwards them to servers of its own.
    Forward,
    /// Takes them out of a wider rule that forwards: the VPC's resolver answers.
    System,
    /// What the resolver does anyway; AWS defines one for the root in each VPC.
    Recursive,
    /// Follows name servers that a private hosted zone delegates to.
    Delegate,
    /// Another one, as printed.
    Other(String),
}

/// A Resolver rule that is in force in a VPC (`route53resolver list-resolver-rule-associations`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolverRuleAssociation {
    /// Its id as printed.
    pub id: String,
    /// The rule.
    pub rule: ResolverRuleId,
    /// The VPC.
    pub vpc: VpcId,
    /// Its state as printed; `COMPLETE` is in force.
    pub status: Option<String>,
    /// Where it was read.
    pub evidence: Evidence,
}
