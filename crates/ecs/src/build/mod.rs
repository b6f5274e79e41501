//! Workloads out of what the snapshot says about tasks and services, or out of flags.

mod definition;
mod host;
mod hypothetical;
mod launch;
mod lookup;
mod service;
mod task;

pub(crate) use hypothetical::hypothetical;
pub(crate) use lookup::Lookup;
pub(crate) use service::service;
pub(crate) use task::task;

use hopwise_model::resource::{Cluster, Service, Task, TaskDefinition};
use hopwise_model::{Evidence, Inventory};

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

/// The service that started a task: of the same name, cluster and Region.
pub(crate) fn service_of<'a>(inventory: &'a Inventory, task: &Task) -> Option<&'a Service> {
    let name = task.service()?;
    inventory.services.iter().filter(|service| service.name == name).find(|service| {
        let cluster = match (&service.cluster, &task.cluster) {
            (Some(one), Some(other)) => same_cluster(one, other),
            _ => true,
        };
        let region = match (&service.scope.region, &task.scope.region) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        cluster && region
    })
}

/// A task definition by its ARN, or by `FAMILY:REVISION`.
fn definition_of<'a>(inventory: &'a Inventory, named: &str) -> Option<&'a TaskDefinition> {
    let by_arn = inventory.task_definitions.iter().find(|definition| definition.arn == named);
    by_arn.or_else(|| {
        let short = Some(named).filter(|named| !named.starts_with("arn:"))?;
        let last = |definition: &&TaskDefinition| {
            definition.arn.rsplit('/').next() == Some(short) && definition.revision.is_some()
        };
        inventory.task_definitions.iter().find(last)
    })
}

fn cluster_of<'a>(inventory: &'a Inventory, named: Option<&str>) -> Option<&'a Cluster> {
    let named = named?;
    inventory.clusters.iter().find(|cluster| same_cluster(&cluster.arn, named))
}
