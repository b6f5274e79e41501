use std::collections::BTreeMap;

use hopwise_model::resource::{
    self, EfsVolume, LogConfiguration as ModelLog, Secret as ModelSecret, is_kept_log_option,
};
use serde::Deserialize;

use super::at::At;
use super::value::{Arn, List, Maybe, Object, Required, Strings};

/// The task definition of `ecs describe-task-definition`. Environment variables are not read at all.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskDefinition {
    task_definition_arn: Required<Arn>,
    family: Required<String>,
    revision: Option<u32>,
    network_mode: Maybe<String>,
    requires_compatibilities: Strings<String>,
    runtime_platform: Option<Object<RuntimePlatform>>,
    execution_role_arn: Maybe<String>,
    volumes: List<Volume>,
    container_definitions: List<Container>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuntimePlatform {
    operating_system_family: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    name: Maybe<String>,
    efs_volume_configuration: Option<Object<EfsConfiguration>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EfsConfiguration {
    file_system_id: Required<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    name: Required<String>,
    image: Required<String>,
    essential: Option<bool>,
    repository_credentials: Option<Object<RepositoryCredentials>>,
    secrets: List<Secret>,
    environment_files: List<EnvironmentFile>,
    log_configuration: Option<Object<LogConfiguration>>,
    firelens_configuration: Option<Object<Firelens>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RepositoryCredentials {
    credentials_parameter: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Secret {
    name: Maybe<String>,
    value_from: Required<String>,
}

/// An environment file of a container: the ARN of an S3 object.
#[derive(Debug, Deserialize)]
pub(crate) struct EnvironmentFile {
    pub(crate) value: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogConfiguration {
    log_driver: Required<String>,
    options: Option<BTreeMap<String, String>>,
    secret_options: List<Secret>,
}

#[derive(Debug, Deserialize)]
struct Firelens {}

fn secrets(secrets: List<Secret>, at: &At<'_>) -> Vec<ModelSecret> {
    let secrets = secrets.0.into_iter().enumerate().map(|(index, secret)| ModelSecret {
        name: secret.name.0.unwrap_or_default(),
        value_from: secret.value_from.0,
        evidence: at.element(index).evidence(),
    });
    secrets.collect()
}

impl Container {
    fn into_model(self, at: &At<'_>) -> resource::ContainerDefinition {
        let log = self.log_configuration.map(|Object(log)| {
            let at = at.member("logConfiguration");
            ModelLog {
                driver: log.log_driver.0,
                options: log
                    .options
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|(name, _)| is_kept_log_option(name))
                    .collect(),
                secrets: secrets(log.secret_options, &at.member("secretOptions")),
                evidence: at.evidence(),
            }
        });
        resource::ContainerDefinition {
            name: self.name.0,
            image: self.image.0,
            // ECS API, `ContainerDefinition`: a container is assumed to be essential.
            essential: self.essential.unwrap_or(true),
            repository_credentials: self.repository_credentials.and_then(|given| given.0.credentials_parameter.0),
            secrets: secrets(self.secrets, &at.member("secrets")),
            environment_files: self.environment_files.0.into_iter().filter_map(|file| file.value.0).collect(),
            log,
            is_log_router: self.firelens_configuration.is_some(),
            evidence: at.evidence(),
        }
    }
}

impl TaskDefinition {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::TaskDefinition {
        let volumes = self.volumes.0.into_iter().enumerate().filter_map(|(index, volume)| {
            let Object(efs) = volume.efs_volume_configuration?;
            Some(EfsVolume {
                name: volume.name.0.unwrap_or_default(),
                file_system: efs.file_system_id.0,
                evidence: at.member("volumes").element(index).evidence(),
            })
        });
        let containers_at = at.member("containerDefinitions");
        let containers = self.container_definitions.0.into_iter().enumerate();
        resource::TaskDefinition {
            scope: at.scope_of_arn(&self.task_definition_arn.0.0),
            arn: self.task_definition_arn.0.0,
            family: self.family.0,
            revision: self.revision,
            network_mode: self.network_mode.0,
            requires_compatibilities: self.requires_compatibilities.0,
            operating_system_family: self.runtime_platform.and_then(|platform| platform.0.operating_system_family.0),
            execution_role: self.execution_role_arn.0,
            efs_volumes: volumes.collect(),
            containers: containers
                .map(|(index, container)| container.into_model(&containers_at.element(index)))
                .collect(),
            evidence: at.evidence(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{error, inventory, one};

    fn definition(containers: &str) -> String {
        format!(
            r#"{{"taskDefinition": {{"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3",
                 "family": "web", "revision": 3, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
                 "executionRoleArn": "arn:aws:iam::111122223333:role/x", "runtimePlatform": {{"operatingSystemFamily": "LINUX"}},
                 "volumes": [{{"name": "v", "efsVolumeConfiguration": {{"fileSystemId": "fs-1"}}}}, {{"name": "w", "host": {{}}}}],
                 "containerDefinitions": [{containers}]}}, "tags": []}}"#
        )
    }

    const APP: &str = r#"{"name": "app", "image": "nginx", "environment": [{"name": "PASSWORD", "value": "hunter2"}],
        "repositoryCredentials": {"credentialsParameter": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:r"},
        "secrets": [{"name": "S", "valueFrom": "parameter"}],
        "environmentFiles": [{"value": "arn:aws:s3:::b/x.env", "type": "s3"}],
        "logConfiguration": {"logDriver": "splunk", "secretOptions": [{"name": "splunk-token", "valueFrom": "arn:aws:ssm:x"}],
            "options": {"splunk-url": "https://splunk", "splunk-token": "hunter2", "api_key_name": "hunter2",
                "awslogs-region": "eu-west-1", "tag": "hunter2"}}}"#;

    #[test]
    fn every_field_and_no_secret() {
        let snapshot = inventory(&definition(APP));
        assert!(!format!("{snapshot:?}").contains("hunter2"), "{snapshot:?}");
        let definition = one(snapshot.task_definitions);
        assert_eq!((definition.family.as_str(), definition.revision), ("web", Some(3)));
        assert_eq!(definition.operating_system_family.as_deref(), Some("LINUX"));
        assert_eq!(one(definition.efs_volumes).file_system, "fs-1");
        let container = one(definition.containers);
        assert!(container.essential && !container.is_log_router);
        assert_eq!(container.environment_files, ["arn:aws:s3:::b/x.env"]);
        assert_eq!(
            one(container.secrets).evidence.to_string(),
            "f.json#/taskDefinition/containerDefinitions/0/secrets/0"
        );
        let log = container.log.unwrap();
        let options: Vec<&str> = log.options.keys().map(String::as_str).collect();
        assert_eq!(options, ["awslogs-region", "splunk-url"]);
        assert_eq!(one(log.secrets).value_from, "arn:aws:ssm:x");
    }

    #[test]
    fn log_routers() {
        let container = r#"{"name": "r", "image": "fluent-bit", "essential": false, "firelensConfiguration": {"type": "fluentbit"}}"#;
        let container = one(one(inventory(&definition(container)).task_definitions).containers);
        assert!(container.is_log_router && !container.essential);
    }

    #[test]
    fn errors_do_not_show_what_may_be_secret() {
        let error = error(&definition(r#"{"name": "app", "environment": [{"name": "PASSWORD", "value": "hunter2"}]}"#));
        assert_eq!(error, "`f.json`: expected a field `image` at `/taskDefinition/containerDefinitions/0`");
        let whole = crate::read_documents(
            [("f.json", definition(r#"{"name": "app", "environment": [{"name": "PASSWORD", "value": "hunter2"}]}"#))],
            &crate::Options::default(),
        );
        assert!(whole.unwrap_err().to_string().ends_with("found an object of `name`, `environment`"));
    }
}
