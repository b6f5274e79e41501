//! What a host name means, and which endpoints were passed over.

use serde::Serialize;

use crate::flow::{EvidenceReport, is_zero};

/// What a host name means to its asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolutionReport {
    /// The name that was asked for.
    pub host: String,
    /// What the answer is, or may be where it is not known.
    pub answers: Vec<AnswerReport>,
    /// Endpoints that are for the name and do not answer it.
    pub passed_over: Vec<PassedOverReport>,
    /// Private hosted zones that hold the name and do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub void_zones: Vec<VoidZoneReport>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerReport {
    /// `address`, `endpoint`, `prefix_list`, `public`, `published`, `mount_target`, `record`, `dns64`, `anything` or
    /// `nothing`.
    pub kind: &'static str,
    /// The endpoint, prefix list or interface; of `record` and `nothing` the hosted zone or the group of DNS Firewall
    /// rules that says so.
    pub id: Option<String>,
    /// Why this is the answer: what decided about the name, then about the names that it led to, in order.
    pub via: Vec<ViaReport>,
    /// The addresses, as CIDR blocks; the first few.
    pub addresses: Vec<String>,
    /// How many blocks are left out of `addresses`.
    #[serde(skip_serializing_if = "is_zero")]
    pub more_addresses: usize,
}

/// An endpoint that is for a name but does not answer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassedOverReport {
    /// The endpoint.
    pub endpoint: String,
    /// Why it does not answer, such as `PRIVATE_DNS_OFF`.
    pub code: &'static str,
    /// The same in words.
    pub reason: String,
}

/// A private hosted zone that holds a name and does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoidZoneReport {
    /// The zone.
    pub id: String,
    /// Its domain.
    pub domain: String,
    /// Why it is void: `DNS_HOSTNAMES_OFF`.
    pub code: &'static str,
    /// The same in words.
    pub reason: &'static str,
}

/// What decided about a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ViaReport {
    /// The name.
    pub name: String,
    /// `private_hosted_zone`, `forward_rule`, `system_rule`, `private_dns`, `endpoint_name`, `file_system`,
    /// `dns_firewall` or `public_dns`.
    pub by: &'static str,
    /// The hosted zone, Resolver rule, endpoint or group of DNS Firewall rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The domain of the zone or of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The name of the record that matched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The name that it led to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<String>,
    /// The same in words.
    pub message: String,
    /// Where to look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceReport>,
}
