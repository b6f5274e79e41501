//! What AWS would refuse.

use thiserror::Error;

/// A call that AWS would answer with an error, so that the network cannot be there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what}: AWS would answer {code}: {why}")]
pub struct Refused {
    /// What was asked for, such as `tier app of VPC shop`.
    pub what: String,
    /// The error's code, as AWS's API names it.
    pub code: &'static str,
    /// What is wrong with it.
    pub why: String,
}

impl Refused {
    pub(crate) fn new(what: impl Into<String>, code: &'static str, why: impl Into<String>) -> Self {
        Self { what: what.into(), code, why: why.into() }
    }
}
