//! From a selection to the workloads that it means.

use std::collections::{BTreeSet, HashMap};

use hopwise_model::resource::{Service, Task};
use hopwise_model::{DocumentKind, FailedCall, Inventory, SecurityGroupId};

use crate::arn::Arn;
use crate::build::{self, Lookup};
use crate::selection::{Listing, Selected, Selection, SelectionError};
use crate::unlisted::{Unlisted, unanswered};
use crate::workload::Workload;

/// The workloads that a selection means, and what may have kept others from being found.
///
/// # Errors
/// When something selected is not there, a task's name is ambiguous, or a flag of a placement cannot be read.
pub fn workloads(inventory: &Inventory, selection: &Selection) -> Result<Selected, SelectionError> {
    let unlisted = Unlisted::new(inventory, selection);
    select(inventory, selection, &unlisted).map_err(|error| unlisted.explain(error))
}

fn select(inventory: &Inventory, selection: &Selection, failed: &Unlisted<'_>) -> Result<Selected, SelectionError> {
    let lookup = Lookup::new(inventory);
    let within = Within::new(inventory, &lookup, &selection.clusters)?;
    let mut found = Vec::new();
    if let Some(flags) = &selection.hypothetical {
        found.push(build::hypothetical(&lookup, flags, &selection.clusters)?);
    }
    let everything = selection.tasks.is_empty() && selection.services.is_empty();
    if everything && selection.hypothetical.is_some() {
        return Ok(found.into());
    }
    let mut chosen = Chosen::default();
    let mut unlisted = Vec::new();
    let add = |unlisted: &mut Vec<FailedCall>, service: &Service| {
        let tasks = |call: &FailedCall| call.document == Some(DocumentKind::Tasks);
        if within.lacks_tasks(service) && !unlisted.iter().any(tasks) {
            unlisted.extend(unanswered(DocumentKind::Tasks, service.scope.clone()));
        }
    };
    if everything {
        unlisted = failed.of_everything();
        within.services.iter().for_each(|service| add(&mut unlisted, service));
        chosen.tasks.extend(within.tasks.iter().map(|task| task.arn.as_str()));
        // A service that was deleted is listed for a while.
        chosen.services.extend(within.services.iter().filter(|service| service.starts_tasks()).map(|own| &*own.arn));
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
            add(&mut unlisted, service);
            // Of one that was deleted there is nothing to ask but tasks that are left.
            if service.starts_tasks() || within.tasks_of(service).is_empty() {
                chosen.services.insert(&service.arn);
            }
            chosen.tasks.extend(within.tasks_of(service).iter().map(|task| task.arn.as_str()));
        }
    }
    if found.is_empty() && chosen.tasks.is_empty() && chosen.services.is_empty() {
        let clusters = selection.clusters.is_empty();
        if everything && !within.services.is_empty() {
            let services = Listing::new(within.services.iter().map(|service| service.name.clone()));
            return Err(SelectionError::OnlyInactive { services });
        }
        return Err(if clusters { SelectionError::Nothing } else { SelectionError::NothingInCluster });
    }
    for task in &within.tasks {
        if chosen.tasks.remove(task.arn.as_str()) {
            found.push(build::task(&lookup, task));
        }
    }
    for service in &within.services {
        if chosen.services.remove(service.arn.as_str()) {
            found.extend(within.next_task(&lookup, service, &found));
        }
    }
    Ok(Selected { workloads: found, unlisted })
}

/// Whether a task is what its service describes now, as far as the documents say.
fn is_of_now(lookup: &Lookup<'_>, task: &Task, service: &Service) -> bool {
    let differ = |one: Option<&str>, other: Option<&str>| one.zip(other).is_some_and(|(one, other)| one != other);
    if differ(task.task_definition.as_deref(), service.task_definition.as_deref()) {
        return false;
    }
    let Some(network) = &service.network else { return true };
    if task.subnet.as_ref().is_some_and(|subnet| !network.subnets.contains(subnet)) {
        return false;
    }
    let Some(interface) = task.interface.as_ref().and_then(|id| lookup.interface(id)) else { return true };
    // No group means the default one, which nothing here tells.
    let has_groups = |groups: &[SecurityGroupId]| groups.iter().all(|group| interface.groups.contains(group));
    let same_groups =
        network.groups.is_empty() || has_groups(&network.groups) && interface.groups.len() == network.groups.len();
    let is_public = interface.addresses.first().is_some_and(|own| own.public.is_some());
    same_groups && is_public == network.assign_public_ip
}

/// ARNs of what was chosen.
#[derive(Default)]
struct Chosen<'a> {
    tasks: BTreeSet<&'a str>,
    services: BTreeSet<&'a str>,
}

/// The tasks and services of the selected clusters.
struct Within<'a> {
    tasks: Vec<&'a Task>,
    services: Vec<&'a Service>,
    /// The tasks by the ARN of the service that started them.
    started: HashMap<&'a str, Vec<&'a Task>>,
}

impl<'a> Within<'a> {
    fn new(inventory: &'a Inventory, lookup: &Lookup<'a>, clusters: &[String]) -> Result<Self, SelectionError> {
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
        let tasks: Vec<&Task> = inventory.tasks.iter().filter(|task| inside(task.cluster.as_deref())).collect();
        let mut started: HashMap<&str, Vec<&Task>> = HashMap::new();
        for (task, service) in tasks.iter().filter_map(|task| Some((*task, lookup.service_of(task)?))) {
            started.entry(&service.arn).or_default().push(task);
        }
        Ok(Self {
            tasks,
            started,
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

    /// The next task of a service, beside its tasks that were `found`. Some of these may show how it will be: those that are not
    /// of what the service was before it was edited or deployed anew, with other definitions, subnets or security groups. None where
    /// they show it and the service's own document tells nothing, and where the interface of one was not read: whether the service
    /// was edited since is not known then, and the task's own answer says what would tell.
    fn next_task(&self, lookup: &Lookup<'_>, service: &Service, found: &[Workload]) -> Option<Workload> {
        let mut next = build::service(lookup, service);
        let current = self.tasks_of(service).iter().filter(|task| is_of_now(lookup, task, service));
        let current: Vec<&Task> = current.copied().collect();
        if current.is_empty() {
            return Some(next);
        }
        if next.asks_itself() && current.iter().any(|task| build::has_unread_interface(lookup, task)) {
            return None;
        }
        let current: BTreeSet<&str> = current.iter().map(|task| task.arn.as_str()).collect();
        let is_current = |own: &&Workload| own.subject.task().is_some_and(|arn| current.contains(arn));
        let tasks: Vec<&Workload> = found.iter().filter(is_current).collect();
        next.take_places(&tasks);
        // A document that lost its network configuration does not tell that there is no other place.
        let is_cut = lookup.knowledge.is_without(DocumentKind::Services, &service.arn, "networkConfiguration");
        (is_cut || !next.placements.is_empty() || !next.taken.is_empty()).then_some(next)
    }

    /// Whether a service has more tasks, as its own document counts them, than are here, be they such as stopped meanwhile: nobody
    /// knows how the others do, which may be elsewhere or of before the service was edited.
    fn lacks_tasks(&self, service: &Service) -> bool {
        let here = self.tasks_of(service).len();
        service.live_count.is_some_and(|count| usize::try_from(count).map_or(true, |count| count > here))
    }

    fn tasks_of(&self, service: &Service) -> &[&'a Task] {
        self.started.get(service.arn.as_str()).map_or(&[], Vec::as_slice)
    }
}
