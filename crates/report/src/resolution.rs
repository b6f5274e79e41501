//! What a host name means, and which endpoints were passed over.

use serde::Serialize;

use crate::flow::is_zero;

/// What a host name means to its asker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResolutionReport {
    /// What the answer is, or may be where it is not known.
    pub answers: Vec<AnswerReport>,
    /// Endpoints that are for the name and do not answer it.
    pub passed_over: Vec<PassedOverReport>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerReport {
    /// `address`, `endpoint`, `prefix_list`, `public`, `published`, `mount_target`, `anything` or `nothing`.
    pub kind: &'static str,
    /// The endpoint, prefix list or interface.
    pub id: Option<String>,
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
