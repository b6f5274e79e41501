//! The documents of ECS: some tasks and services with what they refer to, or all of a Region.

mod cluster;
mod definition;
mod host;
mod name;
mod service;
mod task;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use tokio::try_join;

use crate::call::Call;
use crate::failure::CaptureError;
use crate::redact::Redaction;
use crate::scope::Scope;
use crate::session::Session;

pub(crate) use name::role_name;

/// Which workloads to capture.
pub(crate) enum Extent<'e> {
    /// All of the Region's.
    Region,
    /// Those that are in some subnets or on some instances.
    Within(&'e Within),
    /// Those that a scope names.
    Named(&'e Scope),
}

/// Where workloads have to be. What could not be asked for leaves nobody out: more than is needed is kept then, since
/// less would pass for all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Within {
    /// Subnets.
    pub(crate) subnets: Option<BTreeSet<String>>,
    /// Instances.
    pub(crate) instances: Option<BTreeSet<String>>,
    /// ARNs of the container instances on these instances. Found by the capture itself.
    pub(crate) hosts: Option<BTreeSet<String>>,
}

impl Within {
    fn has_subnet(&self, id: &str) -> bool {
        self.subnets.as_ref().is_none_or(|subnets| subnets.contains(id))
    }

    fn has_host(&self, arn: &str) -> bool {
        self.hosts.as_ref().is_none_or(|hosts| hosts.contains(arn))
    }

    /// Whether tasks of a cluster may be on one of the instances.
    fn has_host_in(&self, cluster: &str) -> bool {
        self.hosts.as_ref().is_none_or(|hosts| hosts.iter().any(|host| name::may_be_in(host, cluster)))
    }

    fn has_instance(&self, id: &str) -> bool {
        self.instances.as_ref().is_none_or(|instances| instances.contains(id))
    }
}

/// What the captured workloads lead to.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Subnets that tasks and services are in.
    pub(crate) subnets: BTreeSet<String>,
    /// Instances that tasks are on.
    pub(crate) instances: BTreeSet<String>,
    /// Whether anything runs, or may run, on instances.
    pub(crate) hosts: bool,
    /// ARNs of execution roles.
    pub(crate) roles: BTreeSet<String>,
    /// Images.
    pub(crate) images: BTreeSet<String>,
    /// Where secrets come from, as task definitions write it.
    pub(crate) secrets: BTreeSet<String>,
    definitions: BTreeSet<String>,
    container_instances: BTreeMap<String, BTreeSet<String>>,
}

/// Captures the workloads.
///
/// Rounds: clusters; then tasks, and the services that are named; then services that tasks belong to, task definitions
/// and container instances.
pub(crate) async fn capture(
    session: &Session,
    extent: &Extent<'_>,
    redaction: Redaction,
) -> Result<Found, CaptureError> {
    let wanted = name::Wanted::of(extent);
    let Some(clusters) = cluster::find(session, extent, &wanted).await? else { return Ok(Found::default()) };
    if let Extent::Within(within) = extent
        && within.hosts.is_none()
    {
        // Tasks and services that share their host's network tell where they are by their host only.
        let hosts = host::capture(session, extent, &clusters, &BTreeMap::new(), true).await?;
        let calls = [Call::ListContainerInstances, Call::DescribeContainerInstances];
        let known = calls.iter().all(|call| session.last_failure(*call).is_none());
        let within = Within { hosts: known.then_some(hosts.arns), ..(*within).clone() };
        return Box::pin(in_clusters(session, &Extent::Within(&within), &wanted, &clusters, redaction, false)).await;
    }
    in_clusters(session, extent, &wanted, &clusters, redaction, true).await
}

async fn in_clusters(
    session: &Session,
    extent: &Extent<'_>,
    wanted: &name::Wanted,
    clusters: &[String],
    redaction: Redaction,
    hosts: bool,
) -> Result<Found, CaptureError> {
    let ((), found) = try_join!(
        cluster::describe(session, clusters, wanted.clusters_named),
        try_join_all(clusters.iter().map(|cluster| in_cluster(session, extent, wanted, cluster, redaction))),
    )?;
    let mut all = Found::default();
    let (mut tasks, mut services) = (BTreeSet::new(), BTreeSet::new());
    for (found, seen) in found {
        all.add(found);
        tasks.extend(seen.tasks);
        services.extend(seen.services);
    }
    wanted.check(session, &tasks, &services)?;
    let (definitions, hosts) = try_join!(definition::capture(session, &all.definitions, redaction), async {
        if hosts {
            host::capture(session, extent, clusters, &all.container_instances, all.hosts).await
        } else {
            Ok(host::Hosts::default())
        }
    },)?;
    all.roles.extend(definitions.roles);
    all.images.extend(definitions.images);
    all.secrets.extend(definitions.secrets);
    all.instances.extend(hosts.instances);
    all.hosts |= hosts.any;
    Ok(all)
}

/// What was seen of the workloads that are named.
#[derive(Debug, Default)]
struct NamedWorkloads {
    /// ARNs of tasks.
    tasks: BTreeSet<String>,
    /// Names and ARNs of services.
    services: BTreeSet<String>,
}

async fn in_cluster(
    session: &Session,
    extent: &Extent<'_>,
    wanted: &name::Wanted,
    cluster: &str,
    redaction: Redaction,
) -> Result<(Found, NamedWorkloads), CaptureError> {
    let mut found = Found::default();
    let mut seen = NamedWorkloads::default();
    let everything = wanted.everything();
    let (tasks, listed) = try_join!(
        task::capture(session, extent, wanted, cluster, redaction),
        service::list(session, cluster, everything),
    )?;
    let mut services: BTreeSet<String> = wanted.services_in(cluster).into_iter().chain(listed).collect();
    services.extend(tasks.services);
    seen.tasks = tasks.arns;
    found.add(tasks.found);
    let described = service::capture(session, extent, cluster, &services, everything, redaction).await?;
    seen.services = described.names;
    found.add(described.found);
    Ok((found, seen))
}

impl Found {
    fn add(&mut self, other: Self) {
        self.subnets.extend(other.subnets);
        self.instances.extend(other.instances);
        self.hosts |= other.hosts;
        self.roles.extend(other.roles);
        self.images.extend(other.images);
        self.secrets.extend(other.secrets);
        self.definitions.extend(other.definitions);
        for (cluster, instances) in other.container_instances {
            self.container_instances.entry(cluster).or_default().extend(instances);
        }
    }
}
