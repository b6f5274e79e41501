//! Steps out of a task definition.

use std::collections::BTreeSet;

use hopwise_model::resource::{ContainerDefinition, Service, Task, TaskDefinition, Volume, VolumeSource};
use hopwise_model::{DocumentKind, Evidence};

use super::{Lookup, printed, within};
use crate::arn::cut;
use crate::problem::{ProblemKind, Remark, Unfamiliar};
use crate::step::{Collector, Needed};

/// Containers that AWS adds to a task by itself. They do not keep it from starting.
const ADDED_BY_AWS: [&str; 2] = ["aws-guardduty-agent", PROXY];

/// How the name of Service Connect's proxy begins.
const PROXY: &str = "ecs-service-connect";

/// Adds what a task definition needs; where it is missing, what the task itself tells of its images.
pub(super) fn needs(
    inventory: &Lookup<'_>,
    collector: &mut Collector<'_>,
    definition: Option<&TaskDefinition>,
    named: Option<&str>,
    task: Option<&Task>,
    evidence: &Evidence,
) {
    if let Some(definition) = definition {
        if definition.containers.is_empty() {
            collector.problem(ProblemKind::NoContainers(cut(&definition.arn)), definition.evidence.clone());
        }
        let volumes = (DocumentKind::TaskDefinition, definition.arn.as_str(), "volumes");
        printed::check(inventory, volumes, &definition.evidence, collector);
        let awaited = awaited(definition);
        for container in &definition.containers {
            of_container(collector, container, awaited.contains(container.name.as_str()));
        }
        for volume in &definition.volumes {
            of_volume(collector, volume, &definition.containers, &awaited);
        }
        for member in &definition.unread {
            let needed = Needed::by_task(within(&definition.evidence, member));
            collector.unfamiliar(Unfamiliar::Member(cut(member)), &needed);
        }
    } else {
        let missing =
            named.map_or(ProblemKind::TaskDefinitionUnnamed, |named| ProblemKind::TaskDefinitionMissing(cut(named)));
        collector.problem(missing, evidence.clone());
        for container in task.map(|task| task.containers.as_slice()).unwrap_or_default() {
            let added = ADDED_BY_AWS.iter().any(|head| container.name.starts_with(head));
            if let Some(image) = container.image.as_deref().filter(|_| !added) {
                let needed = Needed { container: Some(&container.name), essential: true, evidence: evidence.clone() };
                collector.image(image, &needed);
            }
        }
    }
    let files = task.map(|task| task.environment_files.as_slice()).unwrap_or_default();
    for file in files {
        collector.environment_file(file, &Needed::by_task(within(evidence, "overrides")));
    }
}

/// The containers without which the task does not start: those that are essential, and those that one of them waits for, be
/// it because it says so, uses their volumes or links, logs through them, or has its traffic go through them.
fn awaited(definition: &TaskDefinition) -> BTreeSet<&str> {
    let mut awaited: BTreeSet<&str> = BTreeSet::new();
    let mut next: Vec<&str> = definition.proxy.as_deref().into_iter().collect();
    // ECS takes no definition without an essential container (ECS API reference, `ContainerDefinition.essential`): where none
    // is marked, the document does not tell which.
    let marked = definition.containers.iter().any(|own| own.essential);
    next.extend(definition.containers.iter().filter(|own| own.essential || !marked).map(|own| own.name.as_str()));
    while let Some(name) = next.pop() {
        if !awaited.insert(name) {
            continue;
        }
        for container in definition.containers.iter().filter(|own| own.name == name) {
            next.extend(container.starts_after.iter().map(String::as_str));
            if container.log.as_ref().is_some_and(|log| log.driver == "awsfirelens") {
                let routers = definition.containers.iter().filter(|own| own.firelens.is_some());
                next.extend(routers.map(|router| router.name.as_str()));
            }
        }
    }
    awaited
}

/// What Docker mounts, it mounts when a container starts that uses it; other volumes are made for the task.
fn of_volume(
    collector: &mut Collector<'_>,
    volume: &Volume,
    containers: &[ContainerDefinition],
    awaited: &BTreeSet<&str>,
) {
    let by_docker = matches!(volume.source, VolumeSource::Docker { .. });
    let mut users = containers.iter().filter(|own| by_docker && own.mounts.contains(&volume.name)).peekable();
    if users.peek().is_none() {
        return collector.volume(volume, &Needed::by_task(volume.evidence.clone()));
    }
    for container in users {
        let essential = awaited.contains(container.name.as_str());
        let needed = Needed { container: Some(&container.name), essential, evidence: volume.evidence.clone() };
        collector.volume(volume, &needed);
    }
}

/// What Service Connect adds to each task of a service: a proxy, for which the containers wait. Its image is part of the
/// platform; its logs go where the service says.
pub(super) fn of_service_connect(collector: &mut Collector<'_>, service: Option<&Service>) {
    let Some(connect) = service.and_then(|service| service.connect.as_ref()) else { return };
    if let Some(log) = &connect.log {
        let at = |evidence: &Evidence| Needed { container: Some(PROXY), essential: true, evidence: evidence.clone() };
        collector.log_options(log, &at(&log.evidence));
        collector.log_driver(&log.driver, &log.options, &at(&log.evidence));
        for secret in &log.secrets {
            collector.log_secret(&secret.value_from, &at(&secret.evidence));
        }
    }
    collector.remark(Remark::ServiceConnect { evidence: connect.evidence.clone() });
}

fn of_container(collector: &mut Collector<'_>, container: &ContainerDefinition, essential: bool) {
    let at = |evidence: Evidence| Needed { container: Some(&container.name), essential, evidence };
    let member = |member: &str| at(within(&container.evidence, member));
    collector.image(&container.image, &member("image"));
    if let Some(credentials) = &container.repository_credentials {
        collector.repository_credentials(credentials, &member("repositoryCredentials/credentialsParameter"));
    }
    for secret in &container.secrets {
        collector.secret(&secret.value_from, &at(secret.evidence.clone()));
    }
    for file in &container.environment_files {
        collector.environment_file(file, &member("environmentFiles"));
    }
    if let Some(router) = &container.firelens {
        collector.log_router(router, &member("firelensConfiguration"));
    }
    for spec in &container.credential_specs {
        collector.credential_spec(spec, &member("credentialSpecs"));
    }
    if let Some(log) = &container.log {
        collector.log_options(log, &at(log.evidence.clone()));
        collector.log_driver(&log.driver, &log.options, &at(log.evidence.clone()));
        for secret in &log.secrets {
            collector.log_secret(&secret.value_from, &at(secret.evidence.clone()));
        }
    }
    for unread in &container.unread {
        collector.unfamiliar(Unfamiliar::Member(cut(unread)), &member(unread));
    }
}
