//! Tasks: where they are, and what they belong to.

use std::collections::BTreeSet;

use aws_sdk_ecs::types::{Attachment, DesiredStatus, Failure, Task};
use futures_util::future::try_join_all;

use super::{Extent, Found, Within, name};
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::redact::Redaction;
use crate::session::Session;
use crate::writer::ListDocument;

/// How many tasks one call describes (ECS API reference, `DescribeTasks`).
const TASKS: usize = 100;

/// The tasks of a cluster that are wanted.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    /// Their ARNs.
    pub(super) arns: BTreeSet<String>,
    /// The services that they belong to.
    pub(super) services: BTreeSet<String>,
    /// What they lead to.
    pub(super) found: Found,
}

/// Captures the tasks of a cluster that are wanted: all of them where none is named.
pub(super) async fn capture(
    session: &Session,
    extent: &Extent<'_>,
    wanted: &name::Wanted,
    cluster: &str,
    redaction: Redaction,
) -> Result<Tasks, CaptureError> {
    let named: Vec<&str> = wanted.tasks_in(cluster).collect();
    let services = wanted.services_in(cluster);
    let (whole, begun): (Vec<&str>, Vec<&str>) = named.into_iter().partition(|task| name::is_whole(task));
    let mut ids: BTreeSet<String> = whole.into_iter().map(str::to_owned).collect();
    let mut known = true;
    if wanted.everything() || !begun.is_empty() {
        let listed = list(session, cluster, None).await?;
        known &= listed.is_some();
        let listed = listed.unwrap_or_default().into_iter();
        ids.extend(listed.filter(|arn| wanted.everything() || begun.iter().any(|task| name::is_task(arn, task))));
    }
    for listed in try_join_all(services.iter().map(|service| list(session, cluster, Some(service)))).await? {
        known &= listed.is_some();
        ids.extend(listed.unwrap_or_default());
    }
    // An id and an ARN may name the same task.
    let arns: BTreeSet<String> =
        ids.iter().filter(|id| id.starts_with("arn:")).map(|id| name::last(id).to_owned()).collect();
    ids.retain(|id| id.starts_with("arn:") || !arns.contains(id));
    let ids: Vec<String> = ids.into_iter().collect();
    let is_meant = |task: &Task| match extent {
        Extent::Region => true,
        Extent::Within(within) => is_within(task, within),
        Extent::Named(_) => wanted.everything() || is_named(task, wanted, cluster, &services),
    };
    describe(session, is_meant, cluster, &ids, known, redaction).await
}

/// Whether a task is one that is named, or of a service that is.
fn is_named(task: &Task, wanted: &name::Wanted, cluster: &str, services: &BTreeSet<String>) -> bool {
    let arn = task.task_arn().unwrap_or_default();
    service_of(task).is_some_and(|service| services.contains(service))
        || wanted.tasks_in(cluster).any(|named| name::is_task(arn, named))
}

/// The service that a task belongs to.
fn service_of(task: &Task) -> Option<&str> {
    task.group().and_then(|group| group.strip_prefix("service:"))
}

/// The ARNs of tasks that run or are to run, and of those that stopped within the last hour. `None` where AWS does not say.
async fn list(session: &Session, cluster: &str, service: Option<&String>) -> Result<Option<Vec<String>>, CaptureError> {
    let lists = try_join_all([DesiredStatus::Running, DesiredStatus::Stopped].map(|status| async move {
        let mut tasks = Vec::new();
        let about = match service {
            Some(service) => format!("{} {service} {}", name::last(cluster), status.as_str()),
            None => format!("{} {}", name::last(cluster), status.as_str()),
        };
        let call = session.ecs.list_tasks().cluster(cluster).desired_status(status).set_service_name(service.cloned());
        let complete = session
            .pages(Call::ListTasks, Some(&about), call.into_paginator().send(), |page| {
                tasks.extend(page.task_arns.unwrap_or_default());
            })
            .await?;
        Ok::<_, CaptureError>(complete.then_some(tasks))
    }))
    .await?;
    let lists: Option<Vec<Vec<String>>> = lists.into_iter().collect();
    Ok(lists.map(|lists| lists.concat()))
}

/// Describes tasks. `known` says that the list of them is whole: only then is the document.
async fn describe(
    session: &Session,
    is_meant: impl Fn(&Task) -> bool,
    cluster: &str,
    ids: &[String],
    known: bool,
    redaction: Redaction,
) -> Result<Tasks, CaptureError> {
    let call = Call::DescribeTasks;
    let (mut tasks, mut failures, mut complete) = (Vec::new(), Vec::new(), known);
    let about = name::last(cluster);
    let chunks = ids.chunks(TASKS).map(|chunk| async move {
        let answer = Box::pin(session.ecs.describe_tasks().cluster(cluster).set_tasks(Some(chunk.to_vec())).send());
        session.once(call, Some(about), answer).await
    });
    for output in try_join_all(chunks).await? {
        let Some(output) = output else {
            complete = false;
            continue;
        };
        tasks.extend(output.tasks.unwrap_or_default());
        failures.extend(output.failures.unwrap_or_default());
    }
    let mut result = Tasks::default();
    let mut document = ListDocument::new("tasks", "taskArn");
    for task in tasks.iter().filter(|task| is_meant(task)) {
        result.see(task, cluster);
        document.push(&redaction.task(task.document()));
    }
    if complete {
        let count = document.len();
        // A task that is named without its cluster is missing from every cluster but its own: that is no failure.
        failures.retain(|failure: &Failure| failure.reason() != Some("MISSING"));
        let text = document.finish(&[("failures", failures.document())]);
        session.keep(call, Some(about), &format!("tasks-{}", name::file_part(cluster)), text, count);
    }
    Ok(result)
}

impl Tasks {
    fn see(&mut self, task: &Task, cluster: &str) {
        self.arns.extend(task.task_arn.clone());
        self.services.extend(service_of(task).map(str::to_owned));
        self.found.subnets.extend(subnets(task).map(str::to_owned));
        self.found.definitions.extend(task.task_definition_arn.clone());
        self.found.roles.extend(task.overrides().and_then(|own| own.execution_role_arn.clone()));
        if let Some(host) = &task.container_instance_arn {
            self.found.hosts = true;
            self.found.container_instances.entry(cluster.to_owned()).or_default().insert(host.clone());
        }
    }
}

/// The subnets of a task's interfaces. Tasks on instances that share the host's network have none.
fn subnets(task: &Task) -> impl Iterator<Item = &str> {
    let details = task.attachments().iter().flat_map(Attachment::details);
    details.filter(|detail| detail.name() == Some("subnetId")).filter_map(|detail| detail.value())
}

/// Whether a task is in a VPC. One without interfaces of its own tells by its host.
fn is_within(task: &Task, within: &Within) -> bool {
    let mut own = subnets(task).peekable();
    if own.peek().is_some() {
        own.any(|subnet| within.has_subnet(subnet))
    } else {
        task.container_instance_arn().is_some_and(|host| within.has_host(host))
    }
}
