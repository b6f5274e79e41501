use ipnet::IpNet;

use crate::evidence::Evidence;
use crate::id::PrefixListId;

/// A prefix list: managed by AWS (`describe-prefix-lists` has its entries) or by a customer
/// (`describe-managed-prefix-lists`, entries by `get-managed-prefix-list-entries`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixList {
    /// Its id.
    pub id: PrefixListId,
    /// Its name, such as `com.amazonaws.eu-west-1.s3`.
    pub name: Option<String>,
    /// Its entries, where this document holds them.
    pub entries: Option<Vec<IpNet>>,
    /// Where it was read.
    pub evidence: Evidence,
}

/// The entries of a prefix list in a document of their own. The call does not print the list's id: the file's stem is
/// the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixListEntries {
    /// The list.
    pub list: PrefixListId,
    /// Its entries.
    pub entries: Vec<IpNet>,
    /// Where they were read.
    pub evidence: Evidence,
}
