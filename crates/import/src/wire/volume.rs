//! Volumes of task definitions.

use std::collections::BTreeMap;

use hopwise_model::resource::{self, VolumeSource, kept_driver_option};
use serde::Deserialize;

use super::at::At;
use super::unknown_members::UnknownMembers;
use super::value::{Maybe, Object, Required};

/// A volume: `host` and `configuredAtLaunch` (EBS) need no network of the task's.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Volume {
    name: Maybe<String>,
    efs_volume_configuration: Option<Object<Efs>>,
    s3files_volume_configuration: Option<Object<S3Files>>,
    fsx_windows_file_server_volume_configuration: Option<Object<FsxWindows>>,
    docker_volume_configuration: Option<Object<Docker>>,
    #[serde(flatten)]
    rest: UnknownMembers,
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

impl Volume {
    pub(super) fn into_model(self, at: &At<'_>) -> resource::Volume {
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

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{Volume, VolumeSource};

    use crate::wire::testing::{inventory, one};

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
}
