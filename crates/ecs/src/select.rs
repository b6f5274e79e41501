//! Which workloads a question is about.

use std::collections::BTreeSet;
use std::fmt;

use hopwise_model::resource::{Service, Task};
use hopwise_model::{FailedCall, Inventory, Region, SecurityGroupId, SubnetId};
use thiserror::Error;

use crate::arn::{Arn, ArnError};
use crate::build;
use crate::image::ImageError;
use crate::platform::{InvalidPlatformVersion, LaunchType, OperatingSystem};
use crate::unlisted::{NotKnown, Selected, Unlisted};

/// Which workloads a question is about. Empty means every task, and every service that has no task in the snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Tasks, by ARN, by its last part, or by the beginning of that part where it is the only one to begin so.
    pub tasks: Vec<String>,
    /// Services, by ARN or name: their tasks, or the service itself where it has none in the snapshot.
    pub services: Vec<String>,
    /// Clusters, by ARN or name: only what is in one of them counts.
    pub clusters: Vec<String>,
    /// A placement that does not exist yet. With nothing else selected it is the only workload.
    pub hypothetical: Option<Hypothetical>,
}

/// A placement that does not exist yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hypothetical {
    /// Subnets, one at least: each gives a placement.
    pub subnets: Vec<SubnetId>,
    /// Security groups; none means the default group of the VPC.
    pub groups: Vec<SecurityGroupId>,
    /// Whether it gets a public IPv4 address.
    pub assign_public_ip: bool,
    /// Images; none means some image in private ECR, in the account that owns the VPC and in the subnet's Region.
    pub images: Vec<String>,
    /// Secrets and parameters: ARNs, or bare names of SSM parameters.
    pub secrets: Vec<String>,
    /// The log driver; none means no logs.
    pub log_driver: Option<String>,
    /// The platform version, such as `1.4.0` or `LATEST`; none means `LATEST`. Fargate only.
    pub platform_version: Option<String>,
    /// The launch type; none means Fargate. On EC2 the placement is the instance's, for it is the one that asks.
    pub launch_type: Option<LaunchType>,
    /// The operating system; none means Linux.
    pub operating_system: Option<OperatingSystem>,
    /// The Region; none means that of the first subnet.
    pub region: Option<Region>,
}

/// Names of what there is, for an error: sorted, each once, and not too many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The first names, at most ten.
    pub names: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

/// How many names an error lists.
const LISTED: usize = 10;

impl Listing {
    pub(crate) fn new(names: impl Iterator<Item = String>) -> Self {
        let names: BTreeSet<String> = names.collect();
        let more = names.len().saturating_sub(LISTED);
        Self { names: names.into_iter().take(LISTED).collect(), more }
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.names.is_empty() {
            return f.write_str("none");
        }
        for (index, name) in self.names.iter().enumerate() {
            write!(f, "{}`{}`", if index == 0 { "" } else { ", " }, name.escape_default())?;
        }
        if self.more == 0 { Ok(()) } else { write!(f, " and {} more", self.more) }
    }
}

/// Why a selection cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SelectionError {
    /// The snapshot has neither tasks nor services, and no placement was given.
    #[error("there is no task and no service in the snapshot")]
    Nothing,
    /// Nothing of the snapshot is in the selected clusters.
    #[error("there is no task and no service in the selected cluster")]
    NothingInCluster,
    /// No task goes by this name.
    #[error("there is no task `{}`; there is: {there_is}", .wanted.escape_default())]
    NoSuchTask {
        /// The name.
        wanted: String,
        /// The tasks there are, by the last part of their ARNs.
        there_is: Listing,
    },
    /// Several tasks go by this name.
    #[error("several tasks begin with `{}`: {candidates}", .wanted.escape_default())]
    AmbiguousTask {
        /// The name.
        wanted: String,
        /// The tasks that it may mean.
        candidates: Listing,
    },
    /// No service goes by this name.
    #[error("there is no service `{}`; there is: {there_is}", .wanted.escape_default())]
    NoSuchService {
        /// The name.
        wanted: String,
        /// The services there are.
        there_is: Listing,
    },
    /// No cluster goes by this name.
    #[error("there is no cluster `{}`; there is: {there_is}", .wanted.escape_default())]
    NoSuchCluster {
        /// The name.
        wanted: String,
        /// The clusters there are.
        there_is: Listing,
    },
    /// Something that was selected is not in the snapshot, but may be there: a call that might have told of it failed.
    #[error("{}", NotKnown(.error, .call))]
    NotListed {
        /// The error that it would be if all calls had been answered.
        error: Box<SelectionError>,
        /// The call, or the first of them.
        call: Box<FailedCall>,
    },
    /// A placement without a subnet.
    #[error("a placement needs a subnet")]
    NoSubnet,
    /// A placement in a subnet that the snapshot does not hold.
    #[error("there is no subnet `{wanted}`; there is: {there_is}")]
    NoSuchSubnet {
        /// The subnet.
        wanted: SubnetId,
        /// The subnets there are.
        there_is: Listing,
    },
    /// A placement with a security group that the snapshot does not hold, although it holds security groups.
    #[error("there is no security group `{wanted}`; there is: {there_is}")]
    NoSuchSecurityGroup {
        /// The security group.
        wanted: SecurityGroupId,
        /// The security groups of the VPC of the first subnet, or all where it has none.
        there_is: Listing,
    },
    /// A placement with an image that cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// A placement with a secret that cannot be read.
    #[error("secret `{}`: {error}", .value.escape_default())]
    Secret {
        /// The reference.
        value: String,
        /// What is wrong with it.
        error: ArnError,
    },
    /// A placement with a platform version that cannot be read.
    #[error(transparent)]
    PlatformVersion(#[from] InvalidPlatformVersion),
    /// A placement on ECS Anywhere, which has no subnets.
    #[error("launch type EXTERNAL runs outside AWS and has no subnet")]
    OutsideAws,
}

/// The workloads that a selection means, and what may have kept others from being found.
///
/// # Errors
/// When something selected is not there, a task's name is ambiguous, or a flag of a placement cannot be read.
pub fn workloads(inventory: &Inventory, selection: &Selection) -> Result<Selected, SelectionError> {
    let unlisted = Unlisted::new(inventory, selection);
    select(inventory, selection, &unlisted).map_err(|error| unlisted.explain(error))
}

fn select(inventory: &Inventory, selection: &Selection, failed: &Unlisted<'_>) -> Result<Selected, SelectionError> {
    let within = Within::new(inventory, &selection.clusters)?;
    let mut found = Vec::new();
    if let Some(flags) = &selection.hypothetical {
        found.push(build::hypothetical(inventory, flags)?);
    }
    let everything = selection.tasks.is_empty() && selection.services.is_empty();
    if everything && selection.clusters.is_empty() && selection.hypothetical.is_some() {
        return Ok(found.into());
    }
    let mut chosen = Chosen::default();
    let mut unlisted = Vec::new();
    if everything {
        unlisted = failed.of_everything();
        chosen.tasks.extend(within.tasks.iter().map(|task| task.arn.as_str()));
        // A service that was deleted is listed for a while.
        let alive = within.services.iter().filter(|service| service.status.as_deref() != Some("INACTIVE"));
        chosen.services.extend(alive.filter(|service| within.tasks_of(service).next().is_none()).map(|s| &*s.arn));
    }
    for wanted in &selection.tasks {
        chosen.tasks.insert(&within.task(wanted)?.arn);
    }
    for wanted in &selection.services {
        let services = within.service(wanted)?;
        for call in failed.of_services(wanted, &services) {
            if !unlisted.contains(&call) {
                unlisted.push(call);
            }
        }
        for service in services {
            let mut tasks = within.tasks_of(service).peekable();
            if tasks.peek().is_none() {
                chosen.services.insert(&service.arn);
            }
            chosen.tasks.extend(tasks.map(|task| task.arn.as_str()));
        }
    }
    if found.is_empty() && chosen.tasks.is_empty() && chosen.services.is_empty() {
        let clusters = selection.clusters.is_empty();
        return Err(if clusters { SelectionError::Nothing } else { SelectionError::NothingInCluster });
    }
    for task in within.tasks {
        if chosen.tasks.remove(task.arn.as_str()) {
            found.push(build::task(inventory, task));
        }
    }
    for service in within.services {
        if chosen.services.remove(service.arn.as_str()) {
            found.push(build::service(inventory, service));
        }
    }
    Ok(Selected { workloads: found, unlisted })
}

/// ARNs of what was chosen.
#[derive(Default)]
struct Chosen<'a> {
    tasks: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
}

/// The tasks and services of the selected clusters.
struct Within<'a> {
    inventory: &'a Inventory,
    tasks: Vec<&'a Task>,
    services: Vec<&'a Service>,
}

impl<'a> Within<'a> {
    fn new(inventory: &'a Inventory, clusters: &[String]) -> Result<Self, SelectionError> {
        let known: BTreeSet<&str> = inventory
            .clusters
            .iter()
            .map(|cluster| cluster.arn.as_str())
            .chain(inventory.tasks.iter().filter_map(|task| task.cluster.as_deref()))
            .chain(inventory.services.iter().filter_map(|service| service.cluster.as_deref()))
            .collect();
        for wanted in clusters {
            if !known.iter().any(|cluster| build::same_cluster(cluster, wanted)) {
                let there_is = Listing::new(known.iter().map(|cluster| Arn::last_part(cluster).to_owned()));
                return Err(SelectionError::NoSuchCluster { wanted: wanted.clone(), there_is });
            }
        }
        let inside = |cluster: Option<&str>| {
            clusters.is_empty()
                || cluster.is_some_and(|cluster| clusters.iter().any(|wanted| build::same_cluster(cluster, wanted)))
        };
        Ok(Self {
            inventory,
            tasks: inventory.tasks.iter().filter(|task| inside(task.cluster.as_deref())).collect(),
            services: inventory.services.iter().filter(|service| inside(service.cluster.as_deref())).collect(),
        })
    }

    fn task(&self, wanted: &str) -> Result<&'a Task, SelectionError> {
        let exact = |task: &&&Task| task.arn == wanted || task.short_id() == wanted;
        if let Some(task) = self.tasks.iter().find(exact) {
            return Ok(task);
        }
        let begins = |task: &&&Task| !wanted.is_empty() && task.short_id().starts_with(wanted);
        let candidates: Vec<&Task> = self.tasks.iter().filter(begins).copied().collect();
        let listing = |tasks: &[&Task]| Listing::new(tasks.iter().map(|task| task.short_id().to_owned()));
        let wanted = wanted.to_owned();
        match candidates.as_slice() {
            [] => Err(SelectionError::NoSuchTask { wanted, there_is: listing(&self.tasks) }),
            // The same document twice is one task.
            [only, others @ ..] if others.iter().all(|other| other.arn == only.arn) => Ok(only),
            _ => Err(SelectionError::AmbiguousTask { wanted, candidates: listing(&candidates) }),
        }
    }

    /// Services by ARN or name. The same name in several clusters means all of them.
    fn service(&self, wanted: &str) -> Result<Vec<&'a Service>, SelectionError> {
        let named = |service: &&Service| service.arn == wanted || service.name == wanted;
        let found: Vec<&Service> = self.services.iter().copied().filter(named).collect();
        if found.is_empty() {
            let there_is = Listing::new(self.services.iter().map(|service| service.name.clone()));
            return Err(SelectionError::NoSuchService { wanted: wanted.to_owned(), there_is });
        }
        Ok(found)
    }

    fn tasks_of(&self, service: &Service) -> impl Iterator<Item = &'a Task> + '_ {
        let (arn, name) = (service.arn.clone(), service.name.clone());
        let inventory = self.inventory;
        self.tasks
            .iter()
            .copied()
            // The name first: it is cheap, and leaves few tasks to look for their service.
            .filter(move |task| task.service() == Some(&*name))
            .filter(move |task| build::service_of(inventory, task).is_some_and(|service| service.arn == arn))
    }
}
