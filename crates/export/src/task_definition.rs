//! Task definitions, as far as they are kept: what a container does besides what its start needs is not.

use std::collections::BTreeMap;

use hopwise_model::resource::{
    ContainerDefinition, Firelens, LogConfiguration, Secret, TaskDefinition, Volume, VolumeSource,
};
use serde_json::Value;

use crate::object::{list, maybe, object, set, some, some_texts, text};
use crate::record::{Whose, documents, whole};

documents! {
    TaskDefinition: |own, _inventory, _place| {
        let name = own.arn.rsplit('/').next().unwrap_or(&own.arn);
        whole(name, object([("taskDefinition", task_definition(own))]))
    }, |own| Whose::Scope(own.scope.clone());
}

fn secret(secret: &Secret) -> Value {
    let Secret { name, value_from, evidence: _ } = secret;
    object([("name", text(name)), ("valueFrom", text(value_from))])
}

fn options(options: &BTreeMap<String, String>) -> Value {
    let options = options.iter().map(|(name, value)| (name.clone(), text(value)));
    let options: serde_json::Map<_, _> = options.collect();
    if options.is_empty() { Value::Null } else { Value::Object(options) }
}

pub(crate) fn log_configuration(log: &LogConfiguration) -> Value {
    let LogConfiguration { driver, options: own, secrets, evidence: _ } = log;
    object([
        ("logDriver", text(driver)),
        ("options", options(own)),
        ("secretOptions", some(list(secrets.iter().map(secret)))),
    ])
}

fn firelens(router: &Firelens) -> Value {
    let Firelens { file_type, file } = router;
    let own = object([("config-file-type", maybe(file_type.as_ref())), ("config-file-value", maybe(file.as_ref()))]);
    let is_empty = own.as_object().is_some_and(serde_json::Map::is_empty);
    object([("options", if is_empty { Value::Null } else { own })])
}

/// Adds members that this program does not know: that they are there is kept, and not what they say.
fn with_unread(mut value: Value, unread: &[String]) -> Value {
    if let Some(members) = value.as_object_mut() {
        members.extend(unread.iter().map(|name| (name.clone(), Value::Bool(true))));
    }
    value
}

fn container(container: &ContainerDefinition) -> Value {
    let ContainerDefinition {
        name,
        image,
        essential,
        repository_credentials,
        secrets,
        environment_files,
        log,
        firelens: router,
        credential_specs,
        mounts,
        starts_after,
        unread,
        evidence: _,
    } = container;
    let credentials = |parameter: &String| object([("credentialsParameter", text(parameter))]);
    let after = |name: &String| object([("containerName", text(name)), ("condition", text("START"))]);
    let file = |arn: &String| object([("value", text(arn)), ("type", text("s3"))]);
    let own = object([
        ("name", text(name)),
        ("image", text(image)),
        ("essential", Value::Bool(*essential)),
        ("repositoryCredentials", repository_credentials.as_ref().map_or(Value::Null, credentials)),
        ("secrets", some(list(secrets.iter().map(secret)))),
        ("environmentFiles", some(list(environment_files.iter().map(file)))),
        ("logConfiguration", log.as_ref().map_or(Value::Null, log_configuration)),
        ("firelensConfiguration", router.as_ref().map_or(Value::Null, firelens)),
        ("credentialSpecs", some_texts(credential_specs)),
        ("mountPoints", some(list(mounts.iter().map(|volume| object([("sourceVolume", text(volume))]))))),
        ("dependsOn", some(list(starts_after.iter().map(after)))),
    ]);
    with_unread(own, unread)
}

fn volume(volume: &Volume) -> Value {
    let Volume { name, source, evidence: _ } = volume;
    let (member, configuration) = match source {
        VolumeSource::Local => ("host", object([])),
        VolumeSource::Efs { file_system, access_point, iam } => {
            let iam = if *iam { "ENABLED" } else { "DISABLED" };
            let authorization = object([("accessPointId", maybe(access_point.as_ref())), ("iam", text(iam))]);
            let efs = [("fileSystemId", text(file_system)), ("authorizationConfig", authorization)];
            ("efsVolumeConfiguration", object(efs))
        }
        VolumeSource::S3Files { file_system } => {
            ("s3filesVolumeConfiguration", object([("fileSystemArn", text(file_system))]))
        }
        VolumeSource::FsxWindows { file_system, credentials } => {
            let parameter = |parameter: &String| object([("credentialsParameter", text(parameter))]);
            let authorization = credentials.as_ref().map_or(Value::Null, parameter);
            let fsx = [("fileSystemId", text(file_system)), ("authorizationConfig", authorization)];
            ("fsxWindowsFileServerVolumeConfiguration", object(fsx))
        }
        VolumeSource::Docker { driver, options: own } => {
            ("dockerVolumeConfiguration", object([("driver", text(driver)), ("driverOpts", options(own))]))
        }
        VolumeSource::Unknown(member) => (member.as_str(), set(true)),
    };
    object([("name", text(name)), (member, configuration)])
}

pub(crate) fn task_definition(definition: &TaskDefinition) -> Value {
    let TaskDefinition {
        arn,
        family,
        revision,
        network_mode,
        requires_compatibilities,
        operating_system_family,
        execution_role,
        task_role,
        volumes,
        containers,
        proxy,
        unread,
        scope: _,
        evidence: _,
    } = definition;
    let platform = |system: &String| object([("operatingSystemFamily", text(system))]);
    let own = object([
        ("taskDefinitionArn", text(arn)),
        ("family", text(family)),
        ("revision", (*revision).into()),
        ("networkMode", maybe(network_mode.as_ref())),
        ("requiresCompatibilities", some_texts(requires_compatibilities)),
        ("runtimePlatform", operating_system_family.as_ref().map_or(Value::Null, platform)),
        ("executionRoleArn", maybe(execution_role.as_ref())),
        ("taskRoleArn", maybe(task_role.as_ref())),
        ("volumes", list(volumes.iter().map(volume))),
        ("containerDefinitions", list(containers.iter().map(container))),
        ("proxyConfiguration", proxy.as_ref().map_or(Value::Null, |name| object([("containerName", text(name))]))),
    ]);
    with_unread(own, unread)
}
