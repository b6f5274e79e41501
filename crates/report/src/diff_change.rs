//! The changes of documents that made a difference between two networks, and what a difference comes to.

use hopwise_explain::diff::DiffResult;
use serde::Serialize;

use crate::flow::EvidenceReport;

/// What did it: these changes, made on the network before, make the step what it is afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedByReport {
    /// The changes: one where one does it.
    pub changes: Vec<DocumentChangeReport>,
    /// Whether it was tried that none of them can be left out.
    pub minimal: bool,
}

/// What differs in the documents, and what differs with it: a route that became a blackhole with its gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentChangeReport {
    /// What differs, in a clause.
    pub message: String,
    /// The kind of document, by its key, such as `SecurityGroups`.
    pub document: &'static str,
    /// The id, ARN or name of what it is about; empty of what is known of a whole kind.
    pub id: String,
    /// Where it was; null where it was not.
    pub before: Option<EvidenceReport>,
    /// Where it is, or what it is missing from; null where that is gone, too.
    pub after: Option<EvidenceReport>,
    /// What differs with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<DocumentChangeReport>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
pub(crate) fn result<S: serde::Serializer>(own: &DiffResult, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(own.as_str())
}
