//! Container definitions, and what other documents have in common with them.

use std::collections::BTreeMap;

use hopwise_model::resource::{
    self, Firelens as ModelFirelens, LogConfiguration as ModelLog, Secret as ModelSecret, is_kept_log_option,
};
use serde::Deserialize;

use super::at::At;
use super::unknown_members::UnknownMembers;
use super::value::{List, Maybe, Object, Required, Strings};
use crate::resource::nowhere;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Container {
    name: Required<String>,
    image: Required<String>,
    #[serde(default, deserialize_with = "super::flag::maybe")]
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
    rest: UnknownMembers,
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
    container_name: Required<String>,
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
    pub(super) fn into_model(self, at: &At<'_>) -> resource::ContainerDefinition {
        // Older task definitions have them among the security options of Docker.
        let is_spec = |option: &String| option.to_ascii_lowercase().starts_with("credentialspec");
        let older = self.docker_security_options.0.into_iter().filter(is_spec);
        // `NAME:ALIAS`
        let linked = self.links.0.into_iter().map(|link| link.split(':').next().unwrap_or_default().to_owned());
        let after = self.depends_on.0.into_iter().map(|own| own.container_name.0);
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

/// Forgets where a container definition was read.
pub(super) fn forget_container(container: &mut resource::ContainerDefinition) {
    container.evidence = nowhere();
    container.secrets.iter_mut().for_each(|secret| secret.evidence = nowhere());
    container.log.iter_mut().for_each(forget_log);
}

/// Forgets where the configuration of a log driver was read.
pub(crate) fn forget_log(log: &mut ModelLog) {
    log.evidence = nowhere();
    log.secrets.iter_mut().for_each(|secret| secret.evidence = nowhere());
}
