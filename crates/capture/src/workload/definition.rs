//! Task definitions.

use std::collections::BTreeSet;

use aws_sdk_ecs::types::{ContainerDefinition, LogConfiguration};
use futures_util::future::try_join_all;
use serde_json::{Map, Value};

use super::name;
use crate::call::Call;
use crate::document::Document;
use crate::failure::CaptureError;
use crate::redact::Redaction;
use crate::session::Session;

/// What task definitions lead to.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    /// ARNs of execution roles.
    pub(super) roles: BTreeSet<String>,
    /// Images of containers.
    pub(super) images: BTreeSet<String>,
    /// ARNs of secrets and parameters, as they are written.
    pub(super) secrets: BTreeSet<String>,
}

/// Captures task definitions, one call each.
pub(super) async fn capture(
    session: &Session,
    arns: &BTreeSet<String>,
    redaction: Redaction,
) -> Result<Definitions, CaptureError> {
    let outputs = try_join_all(arns.iter().map(|arn| async move {
        let about = name::last(arn);
        let file = format!("task-definition-{}", name::file_part(arn));
        let answer = Box::pin(session.ecs.describe_task_definition().task_definition(arn).send());
        session
            .single(Call::DescribeTaskDefinition, Some(about), &file, answer, |output| {
                let mut document = Map::new();
                if let Some(definition) = &output.task_definition {
                    document.insert("taskDefinition".to_owned(), redaction.definition(definition.document()));
                }
                if let Some(tags) = &output.tags {
                    document.insert("tags".to_owned(), tags.document());
                }
                Value::Object(document)
            })
            .await
    }))
    .await?;
    let mut found = Definitions::default();
    for definition in outputs.into_iter().flatten().filter_map(|output| output.task_definition) {
        found.roles.extend(definition.execution_role_arn.clone());
        for container in definition.container_definitions() {
            found.images.extend(container.image.clone());
            found.secrets.extend(secrets(container));
        }
    }
    Ok(found)
}

/// What a container's variables, its log driver's options and the credentials of its registry come from.
fn secrets(container: &ContainerDefinition) -> impl Iterator<Item = String> {
    let of_driver = container.log_configuration().map(LogConfiguration::secret_options).unwrap_or_default();
    let of_registry = container.repository_credentials().map(|credentials| credentials.credentials_parameter.clone());
    container.secrets().iter().chain(of_driver).map(|secret| secret.value_from.clone()).chain(of_registry)
}
