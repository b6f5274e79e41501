//! Task definitions.

use std::collections::BTreeSet;

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
        found.images.extend(definition.container_definitions().iter().filter_map(|container| container.image.clone()));
    }
    Ok(found)
}
