//! Workloads out of what the snapshot says about tasks and services, or out of flags.

mod begun;
mod definition;
mod fits;
mod host;
mod hypothetical;
mod launch;
mod lookup;
mod printed;
mod service;
mod task;

pub(crate) use hypothetical::hypothetical;
pub(crate) use lookup::Lookup;
pub(crate) use service::service;
pub(crate) use task::{has_unread_interface, task};

use hopwise_model::Evidence;

use crate::arn::Arn;

/// A place within a place: the evidence of a member of what `evidence` points at.
pub(crate) fn within(evidence: &Evidence, member: &str) -> Evidence {
    Evidence::new(&evidence.file, format!("{}/{member}", evidence.pointer))
}

/// Whether two names of clusters, each an ARN or a bare name, may mean the same one: a bare name matches every ARN
/// that ends in it.
pub(crate) fn same_cluster(one: &str, other: &str) -> bool {
    let both_arns = one.starts_with("arn:") && other.starts_with("arn:");
    if both_arns { one == other } else { Arn::last_part(one) == Arn::last_part(other) }
}
