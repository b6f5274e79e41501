use hopwise_model::resource;
use serde::Deserialize;

use super::at::{At, missing};
use super::container::{Container, forget_container};
use super::unknown_members::UnknownMembers;
use super::value::{Arn, List, Maybe, Object, Objects, Required, Strings};
use super::volume::Volume;
use crate::document::{Read, Reader};
use crate::resource::{Sign, nowhere, resource};

/// The task definition of `ecs describe-task-definition`. Environment variables are not read at all.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TaskDefinition {
    task_definition_arn: Required<Arn>,
    family: Required<String>,
    revision: Option<u32>,
    network_mode: Maybe<String>,
    requires_compatibilities: Strings<String>,
    requires_attributes: List<Attribute>,
    runtime_platform: Option<Object<RuntimePlatform>>,
    execution_role_arn: Maybe<String>,
    task_role_arn: Maybe<String>,
    volumes: Option<Objects<Volume>>,
    container_definitions: List<Container>,
    proxy_configuration: Option<Object<Proxy>>,
    #[serde(flatten)]
    rest: UnknownMembers,
}

/// Members of a task definition that send nothing over its network (ECS API reference, `TaskDefinition`).
const OF_DEFINITION: [&str; 14] = [
    "status",
    "placementConstraints",
    "compatibilities",
    "cpu",
    "memory",
    "inferenceAccelerators",
    "pidMode",
    "ipcMode",
    "registeredAt",
    "deregisteredAt",
    "deleteRequestedAt",
    "registeredBy",
    "ephemeralStorage",
    "enableFaultInjection",
];

#[derive(Debug, Deserialize)]
struct Attribute {
    name: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RuntimePlatform {
    operating_system_family: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proxy {
    container_name: Maybe<String>,
}

impl TaskDefinition {
    /// What AWS prints of this definition, and it lacks: its volumes, be there none, and the execution role, without which it would not
    /// require what ECS does in one (ECS developer guide, "Task definition" attributes such as `ecs.capability.execution-role-ecr-pull`).
    fn lacks(&self) -> Vec<&'static str> {
        let in_role = |own: &Attribute| {
            own.name.0.as_ref().is_some_and(|name| name.starts_with("ecs.capability.execution-role-"))
        };
        let has_role = self.execution_role_arn.0.is_some() || !self.requires_attributes.0.iter().any(in_role);
        missing([("volumes", self.volumes.is_none()), ("executionRoleArn", !has_role)])
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> resource::TaskDefinition {
        let volumes_at = at.member("volumes");
        let volumes = self.volumes.into_iter().flat_map(|volumes| volumes.0).enumerate();
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
            task_role: self.task_role_arn.0,
            volumes: volumes.map(|(index, volume)| volume.into_model(&volumes_at.element(index))).collect(),
            containers: containers
                .map(|(index, container)| container.into_model(&containers_at.element(index)))
                .collect(),
            proxy: self.proxy_configuration.and_then(|proxy| proxy.0.container_name.0),
            unread: self.rest.beside(&OF_DEFINITION),
            evidence: at.evidence(),
        }
    }
}

resource! {
    TaskDefinition {
        key: |definition| definition.arn.clone(),
        sign: |definition| Sign::of(&definition.scope, None),
        scope: scope,
        compare: [
            arn, family, revision, network_mode, requires_compatibilities, operating_system_family, execution_role,
            task_role, volumes, containers, proxy, unread,
        ],
        nested: |definition| {
            definition.volumes.iter_mut().for_each(|volume| volume.evidence = nowhere());
            definition.containers.iter_mut().for_each(forget_container);
        },
    }
}

impl Read for resource::TaskDefinition {
    const READER: Reader = Reader::members(|members| {
        if let Some((definition, at)) = members.object::<TaskDefinition>("taskDefinition")? {
            let lacks = definition.lacks();
            let definition = definition.into_model(&at);
            for member in lacks {
                members.lacks(&definition, member, &at);
            }
            members.add(definition)?;
        }
        Ok(())
    })
    .object_of(&[&["taskDefinitionArn", "containerDefinitions"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::VolumeSource;

    use crate::wire::testing::{error, inventory, one};

    fn definition(containers: &str) -> String {
        format!(
            r#"{{"taskDefinition": {{"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3",
                 "family": "web", "revision": 3, "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
                 "executionRoleArn": "arn:aws:iam::111122223333:role/x", "runtimePlatform": {{"operatingSystemFamily": "LINUX"}},
                 "volumes": [{{"name": "v", "efsVolumeConfiguration": {{"fileSystemId": "fs-1"}}}}, {{"name": "w", "host": {{}}}},
                    {{"name": "later", "configuredAtLaunch": true}}],
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
        let efs = VolumeSource::Efs { file_system: "fs-1".to_owned(), access_point: None, iam: false };
        let sources: Vec<_> = definition.volumes.iter().map(|volume| &volume.source).collect();
        assert_eq!(sources, [&efs, &VolumeSource::Local, &VolumeSource::Local]);
        assert!(definition.unread.is_empty(), "{:?}", definition.unread);
        let container = one(definition.containers);
        assert!(container.essential && container.firelens.is_none() && container.unread.is_empty());
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
        assert!(container.firelens.is_some() && !container.essential);
    }

    #[test]
    fn members_that_nobody_knows_are_named_if_they_say_something() {
        let container = r#"{"name": "a", "image": "nginx", "cpu": 256, "teleporter": {"to": "mars"}, "silent": [], "off": false,
            "dependsOn": [{"containerName": "b", "condition": "START"}], "links": ["c:alias"],
            "volumesFrom": [{"sourceContainer": "d"}], "mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}],
            "credentialSpecs": ["credentialspec:arn:aws:s3:::b/spec.json"],
            "dockerSecurityOptions": ["no-new-privileges", "credentialspec:file://spec.json"],
            "firelensConfiguration": {"type": "fluentbit", "options": {"config-file-type": "s3", "config-file-value": "arn:f"}}}"#;
        let container = one(one(inventory(&definition(container)).task_definitions).containers);
        assert_eq!(container.unread, ["teleporter"]);
        assert_eq!(container.starts_after, ["b", "c", "d"]);
        assert_eq!(container.mounts, ["v"]);
        let specs = ["credentialspec:arn:aws:s3:::b/spec.json", "credentialspec:file://spec.json"];
        assert_eq!(container.credential_specs, specs);
        let router = container.firelens.unwrap();
        assert_eq!((router.file_type.as_deref(), router.file.as_deref()), (Some("s3"), Some("arn:f")));
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
