use std::collections::BTreeMap;

use hopwise_model::resource::{
    self, Firelens as ModelFirelens, LogConfiguration as ModelLog, Secret as ModelSecret, VolumeSource,
    is_kept_log_option, kept_driver_option,
};
use serde::Deserialize;

use super::at::At;
use super::rest::Rest;
use super::value::{Arn, List, Maybe, Object, Required, Strings};
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
    runtime_platform: Option<Object<RuntimePlatform>>,
    execution_role_arn: Maybe<String>,
    task_role_arn: Maybe<String>,
    volumes: List<Volume>,
    container_definitions: List<Container>,
    proxy_configuration: Option<Object<Proxy>>,
    #[serde(flatten)]
    rest: Rest,
}

/// Members of a task definition that send nothing over its network (ECS API reference, `TaskDefinition`).
const OF_DEFINITION: [&str; 15] = [
    "status",
    "requiresAttributes",
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
#[serde(rename_all = "camelCase")]
struct RuntimePlatform {
    operating_system_family: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proxy {
    container_name: Maybe<String>,
}

/// A volume: `host` and `configuredAtLaunch` (EBS) need no network of the task's.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    name: Maybe<String>,
    efs_volume_configuration: Option<Object<Efs>>,
    s3files_volume_configuration: Option<Object<S3Files>>,
    fsx_windows_file_server_volume_configuration: Option<Object<FsxWindows>>,
    docker_volume_configuration: Option<Object<Docker>>,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Efs {
    file_system_id: Required<String>,
    authorization_config: Option<Object<EfsAuthorization>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EfsAuthorization {
    access_point_id: Maybe<String>,
    iam: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct S3Files {
    file_system_arn: Required<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FsxWindows {
    file_system_id: Required<String>,
    authorization_config: Option<Object<FsxAuthorization>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FsxAuthorization {
    credentials_parameter: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Docker {
    driver: Maybe<String>,
    driver_opts: Option<BTreeMap<String, String>>,
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
    credential_specs: Strings<String>,
    docker_security_options: Strings<String>,
    mount_points: List<MountPoint>,
    depends_on: List<Dependency>,
    links: Strings<String>,
    volumes_from: List<VolumeFrom>,
    #[serde(flatten)]
    rest: Rest,
}

/// Members of a container definition that need nothing from the network before the container runs (ECS API reference,
/// `ContainerDefinition`).
const OF_CONTAINER: [&str; 28] = [
    "cpu",
    "memory",
    "memoryReservation",
    "portMappings",
    "restartPolicy",
    "entryPoint",
    "command",
    "environment",
    "linuxParameters",
    "startTimeout",
    "stopTimeout",
    "versionConsistency",
    "hostname",
    "user",
    "workingDirectory",
    "disableNetworking",
    "privileged",
    "readonlyRootFilesystem",
    "dnsServers",
    "dnsSearchDomains",
    "extraHosts",
    "interactive",
    "pseudoTerminal",
    "dockerLabels",
    "ulimits",
    "healthCheck",
    "systemControls",
    "resourceRequirements",
];

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
pub(crate) struct LogConfiguration {
    log_driver: Required<String>,
    options: Option<BTreeMap<String, String>>,
    secret_options: List<Secret>,
}

#[derive(Debug, Deserialize)]
struct Firelens {
    options: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MountPoint {
    source_volume: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Dependency {
    container_name: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VolumeFrom {
    source_container: Maybe<String>,
}

fn secrets(secrets: List<Secret>, at: &At<'_>) -> Vec<ModelSecret> {
    let secrets = secrets.0.into_iter().enumerate().map(|(index, secret)| ModelSecret {
        name: secret.name.0.unwrap_or_default(),
        value_from: secret.value_from.0,
        evidence: at.element(index).evidence(),
    });
    secrets.collect()
}

impl LogConfiguration {
    pub(crate) fn into_model(self, at: &At<'_>) -> ModelLog {
        let options = self.options.unwrap_or_default().into_iter();
        ModelLog {
            driver: self.log_driver.0,
            options: options.filter(|(name, _)| is_kept_log_option(name)).collect(),
            secrets: secrets(self.secret_options, &at.member("secretOptions")),
            evidence: at.evidence(),
        }
    }
}

impl Firelens {
    fn into_model(self) -> ModelFirelens {
        let mut options = self.options.unwrap_or_default();
        ModelFirelens {
            file_type: options.remove("config-file-type").filter(|text| !text.is_empty()),
            file: options.remove("config-file-value").filter(|text| !text.is_empty()),
        }
    }
}

impl Container {
    fn into_model(self, at: &At<'_>) -> resource::ContainerDefinition {
        // Older task definitions have them among the security options of Docker.
        let is_spec = |option: &String| option.to_ascii_lowercase().starts_with("credentialspec");
        let older = self.docker_security_options.0.into_iter().filter(is_spec);
        // `NAME:ALIAS`
        let linked = self.links.0.into_iter().map(|link| link.split(':').next().unwrap_or_default().to_owned());
        let after = self.depends_on.0.into_iter().filter_map(|own| own.container_name.0);
        let from = self.volumes_from.0.into_iter().filter_map(|own| own.source_container.0);
        resource::ContainerDefinition {
            name: self.name.0,
            image: self.image.0,
            // ECS API, `ContainerDefinition`: a container is assumed to be essential.
            essential: self.essential.unwrap_or(true),
            repository_credentials: self.repository_credentials.and_then(|given| given.0.credentials_parameter.0),
            secrets: secrets(self.secrets, &at.member("secrets")),
            environment_files: self.environment_files.0.into_iter().filter_map(|file| file.value.0).collect(),
            log: self.log_configuration.map(|Object(log)| log.into_model(&at.member("logConfiguration"))),
            firelens: self.firelens_configuration.map(|Object(router)| router.into_model()),
            credential_specs: self.credential_specs.0.into_iter().chain(older).collect(),
            mounts: self.mount_points.0.into_iter().filter_map(|mount| mount.source_volume.0).collect(),
            starts_after: after.chain(linked).chain(from).collect(),
            unread: self.rest.beside(&OF_CONTAINER),
            evidence: at.evidence(),
        }
    }
}

impl Volume {
    fn into_model(self, at: &At<'_>) -> resource::Volume {
        let source = if let Some(Object(efs)) = self.efs_volume_configuration {
            let Object(authorization) = efs.authorization_config.unwrap_or_default();
            VolumeSource::Efs {
                file_system: efs.file_system_id.0,
                access_point: authorization.access_point_id.0,
                iam: authorization.iam.is("ENABLED"),
            }
        } else if let Some(Object(files)) = self.s3files_volume_configuration {
            VolumeSource::S3Files { file_system: files.file_system_arn.0 }
        } else if let Some(Object(fsx)) = self.fsx_windows_file_server_volume_configuration {
            let credentials = fsx.authorization_config.and_then(|Object(given)| given.credentials_parameter.0);
            VolumeSource::FsxWindows { file_system: fsx.file_system_id.0, credentials }
        } else if let Some(Object(docker)) = self.docker_volume_configuration {
            let options = docker.driver_opts.unwrap_or_default().into_iter();
            let kept = options.filter_map(|(name, value)| Some((name.clone(), kept_driver_option(&name, &value)?)));
            let driver = docker.driver.0.unwrap_or_else(|| "local".to_owned());
            VolumeSource::Docker { driver, options: kept.collect() }
        } else {
            let unknown = self.rest.beside(&["host", "configuredAtLaunch"]).into_iter().next();
            unknown.map_or(VolumeSource::Local, VolumeSource::Unknown)
        };
        resource::Volume { name: self.name.0.unwrap_or_default(), source, evidence: at.evidence() }
    }
}

impl TaskDefinition {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::TaskDefinition {
        let volumes_at = at.member("volumes");
        let volumes = self.volumes.0.into_iter().enumerate();
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

fn forget_container(container: &mut resource::ContainerDefinition) {
    container.evidence = nowhere();
    container.secrets.iter_mut().for_each(|secret| secret.evidence = nowhere());
    container.log.iter_mut().for_each(forget_log);
}

/// Forgets where the configuration of a log driver was read.
pub(crate) fn forget_log(log: &mut ModelLog) {
    log.evidence = nowhere();
    log.secrets.iter_mut().for_each(|secret| secret.evidence = nowhere());
}

impl Read for resource::TaskDefinition {
    const READER: Reader = Reader::members(|members| {
        if let Some((definition, at)) = members.object::<TaskDefinition>("taskDefinition")? {
            members.add(definition.into_model(&at))?;
        }
        Ok(())
    });
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{Volume, VolumeSource};

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

    /// The volumes of a task definition, whatever else it has.
    fn volumes(json: &str) -> Vec<Volume> {
        let document = format!(
            r#"{{"taskDefinition": {{"taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3",
                "family": "web", "volumes": {json}}}}}"#
        );
        one(inventory(&document).task_definitions).volumes
    }

    #[test]
    fn volumes_of_every_kind() {
        let found = volumes(
            r#"[{"name": "a", "efsVolumeConfiguration": {"fileSystemId": "fs-1", "transitEncryption": "ENABLED",
                    "authorizationConfig": {"accessPointId": "fsap-1", "iam": "ENABLED"}}},
                {"name": "b", "s3filesVolumeConfiguration": {"fileSystemArn": "arn:aws:s3files:x"}},
                {"name": "c", "fsxWindowsFileServerVolumeConfiguration": {"fileSystemId": "fs-2", "rootDirectory": "share",
                    "authorizationConfig": {"credentialsParameter": "arn:c", "domain": "corp.example"}}},
                {"name": "d", "dockerVolumeConfiguration": {"driver": "local", "driverOpts": {"type": "cifs",
                    "device": "//files.example/share", "o": "addr=10.0.0.9,username=me,password=hunter2,vers=3.0"}}},
                {"name": "e", "dockerVolumeConfiguration": {"driver": "rexray/ebs", "driverOpts": {"size": "5"}}},
                {"name": "f", "tapeVolumeConfiguration": {"drive": 1}, "host": null},
                {"name": "g", "tapeVolumeConfiguration": null}]"#,
        );
        assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
        let text = |text: &str| text.to_owned();
        let cifs = [("device", "//files.example/share"), ("o", "addr=10.0.0.9,vers=3.0"), ("type", "cifs")];
        let expected = [
            VolumeSource::Efs { file_system: text("fs-1"), access_point: Some(text("fsap-1")), iam: true },
            VolumeSource::S3Files { file_system: text("arn:aws:s3files:x") },
            VolumeSource::FsxWindows { file_system: text("fs-2"), credentials: Some(text("arn:c")) },
            VolumeSource::Docker {
                driver: text("local"),
                options: cifs.map(|(name, value)| (text(name), text(value))).into(),
            },
            VolumeSource::Docker { driver: text("rexray/ebs"), options: [].into() },
            VolumeSource::Unknown(text("tapeVolumeConfiguration")),
            VolumeSource::Local,
        ];
        assert_eq!(found.iter().map(|volume| volume.source.clone()).collect::<Vec<_>>(), expected);
        assert_eq!(found[5].evidence.to_string(), "f.json#/taskDefinition/volumes/5");
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
