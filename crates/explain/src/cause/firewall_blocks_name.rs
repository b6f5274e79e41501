use hopwise_model::FirewallRuleGroupId;
use hopwise_model::resource::BlockResponse;

/// ## What it means
/// A rule of DNS Firewall blocks the name: the resolver answers that there is no such name or record, or with another
/// name.
/// ## Why it is easy to miss
/// It has nothing to do with Network Firewall, security groups or routes, and is often set up by another account.
/// ## Fix safety
/// A rule that allows the name and comes first opens this name only, to everything in the VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallBlocksName {
    /// The group of rules.
    pub group: FirewallRuleGroupId,
    /// The rule's name.
    pub rule: Option<String>,
    /// The domain of the rule's list that matched.
    pub domain: String,
    /// The name that is blocked.
    pub name: String,
    /// What the asker is told.
    pub response: Option<BlockResponse>,
}
