use crate::evidence::Evidence;
use crate::id::DhcpOptionsId;

/// A set of DHCP options (`describe-dhcp-options`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DhcpOptions {
    /// Its id.
    pub id: DhcpOptionsId,
    /// `domain-name-servers`: addresses, or `AmazonProvidedDNS`. Empty where the set does not say.
    pub domain_name_servers: Vec<String>,
    /// Where it was read.
    pub evidence: Evidence,
}
