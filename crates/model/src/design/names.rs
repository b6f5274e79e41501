use std::sync::Arc;

use super::arena::{Ix, Reference};
use crate::evidence::Evidence;
use crate::gap::Gap;
use crate::resource;

/// A hosted zone with its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostedZone {
    /// As read.
    pub record: resource::HostedZoneSummary,
    /// Its records, or the gap where no document holds them.
    pub records: Result<Arc<resource::ResourceRecordSets>, Gap>,
}

/// The private hosted zones of a VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcZones {
    /// The zones, in the order of the document.
    pub zones: Vec<Ix<HostedZone>>,
    /// Whether there is no further one.
    pub complete: bool,
}

/// A Resolver rule that a VPC is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcRule {
    /// The association as read.
    pub record: resource::ResolverRuleAssociation,
    /// The rule.
    pub rule: Reference<resource::ResolverRule>,
}

/// A group of DNS Firewall rules that a VPC is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallGroup {
    /// The association as read.
    pub record: resource::FirewallRuleGroupAssociation,
    /// Its rules, the first to be asked first, or the gap where no document holds them all.
    pub rules: Result<Vec<FirewallRule>, Gap>,
}

/// A rule of DNS Firewall with its list of domains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirewallRule {
    /// As read.
    pub record: resource::FirewallRule,
    /// The domains that it is about, or the gap where no document holds them all.
    pub domains: Result<Vec<String>, Gap>,
    /// Where the domains were read.
    pub domains_evidence: Option<Evidence>,
}
