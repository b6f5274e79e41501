//! Steps out of a task definition.

use hopwise_model::Evidence;
use hopwise_model::resource::{ContainerDefinition, Task, TaskDefinition};

use super::within;
use crate::arn::cut;
use crate::problem::ProblemKind;
use crate::step::{Collector, Needed};

/// Containers that AWS adds to a task by itself. They do not keep it from starting.
const ADDED_BY_AWS: [&str; 2] = ["aws-guardduty-agent", "ecs-service-connect"];

/// Adds what a task definition needs; where it is missing, what the task itself tells of its images.
pub(super) fn needs(
    collector: &mut Collector<'_>,
    definition: Option<&TaskDefinition>,
    named: Option<&str>,
    task: Option<&Task>,
    evidence: &Evidence,
) {
    if let Some(definition) = definition {
        for container in &definition.containers {
            of_container(collector, container);
        }
        for volume in &definition.efs_volumes {
            let needed = Needed { container: None, evidence: volume.evidence.clone() };
            collector.file_system(&volume.name, &volume.file_system, &needed);
        }
    } else {
        let missing =
            named.map_or(ProblemKind::TaskDefinitionUnnamed, |named| ProblemKind::TaskDefinitionMissing(cut(named)));
        collector.problem(missing, evidence.clone());
        for container in task.map(|task| task.containers.as_slice()).unwrap_or_default() {
            let added = ADDED_BY_AWS.iter().any(|head| container.name.starts_with(head));
            if let Some(image) = container.image.as_deref().filter(|_| !added) {
                collector.image(image, &Needed { container: Some(&container.name), evidence: evidence.clone() });
            }
        }
    }
    let files = task.map(|task| task.environment_files.as_slice()).unwrap_or_default();
    for file in files {
        let needed = Needed { container: None, evidence: within(evidence, "overrides") };
        collector.environment_file(file, &needed);
    }
}

fn of_container(collector: &mut Collector<'_>, container: &ContainerDefinition) {
    let at = |evidence: Evidence| Needed { container: Some(&container.name), evidence };
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
    if let Some(log) = &container.log {
        collector.log_driver(&log.driver, &log.options, &at(log.evidence.clone()));
        for secret in &log.secrets {
            collector.log_secret(&secret.value_from, &at(secret.evidence.clone()));
        }
    }
}
