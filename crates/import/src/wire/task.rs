use std::net::{IpAddr, Ipv4Addr};

use hopwise_model::resource::{self, TaskContainer};
use hopwise_model::{NetworkInterfaceId, SubnetId};
use serde::Deserialize;

use super::at::{At, Problem, missing};
use super::container::EnvironmentFile;
use super::value::{Arn, List, Maybe, Object, Objects, Required, Scalar, Stamp};
use crate::document::{Read, Reader};
use crate::resource::{Sign, by_life, resource};

/// A task of `ecs describe-tasks`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task {
    task_arn: Required<Arn>,
    cluster_arn: Maybe<Arn>,
    task_definition_arn: Maybe<Arn>,
    group: Maybe<String>,
    launch_type: Maybe<String>,
    capacity_provider_name: Maybe<String>,
    platform_version: Maybe<String>,
    platform_family: Maybe<String>,
    container_instance_arn: Maybe<Arn>,
    last_status: Maybe<String>,
    stop_code: Maybe<String>,
    stopped_reason: Maybe<String>,
    created_at: Option<Stamp>,
    started_at: Option<Stamp>,
    pull_stopped_at: Option<Stamp>,
    attachments: Option<Objects<Attachment>>,
    containers: List<Container>,
    overrides: Option<Object<Overrides>>,
}

#[derive(Debug, Deserialize)]
struct Attachment {
    #[serde(rename = "type")]
    kind: Maybe<String>,
    details: Option<Objects<Detail>>,
}

impl Attachment {
    /// Whether it is a network interface: `describe-tasks` says `ElasticNetworkInterface`, events say `eni`.
    fn is_interface(&self) -> bool {
        self.kind.is("ElasticNetworkInterface") || self.kind.is("eni")
    }
}

#[derive(Debug, Deserialize)]
struct Detail {
    name: Maybe<String>,
    value: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Container {
    name: Maybe<String>,
    image: Maybe<String>,
    reason: Maybe<String>,
    exit_code: Option<i64>,
    last_status: Maybe<String>,
}

impl Container {
    /// What it exited with. One that has not stopped has exited with nothing, whatever stands there: emulators print zero.
    fn exit_code(&self) -> Option<i64> {
        let has_stopped = self.last_status.0.as_deref().is_none_or(|status| status == "STOPPED");
        self.exit_code.filter(|_| has_stopped)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Overrides {
    execution_role_arn: Maybe<String>,
    task_role_arn: Maybe<String>,
    container_overrides: List<ContainerOverride>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ContainerOverride {
    environment_files: List<EnvironmentFile>,
}

/// What an attachment of a network interface says about it.
#[derive(Debug, Default)]
struct Interface {
    id: Option<NetworkInterfaceId>,
    subnet: Option<SubnetId>,
    address: Option<IpAddr>,
}

fn value<T: Scalar>(text: &str, at: &At<'_>) -> Result<Option<T>, Problem> {
    T::parse(text).map(Some).ok_or_else(|| at.expected(T::expected()))
}

impl Interface {
    fn of(attachments: Vec<Attachment>, at: &At<'_>) -> Result<Self, Problem> {
        let mut interface = Self::default();
        let found = attachments.into_iter().enumerate().find(|(_, attachment)| attachment.is_interface());
        let Some((index, attachment)) = found else { return Ok(interface) };
        let at = at.element(index).member("details");
        let details = attachment.details.map(|details| details.0).unwrap_or_default();
        for (index, detail) in details.into_iter().enumerate() {
            let (Some(name), Some(text)) = (detail.name.0, detail.value.0) else { continue };
            let at = at.element(index).member("value");
            match name.to_ascii_lowercase().as_str() {
                "networkinterfaceid" => interface.id = value(&text, &at)?,
                "subnetid" => interface.subnet = value(&text, &at)?,
                "privateipv4address" => interface.address = value::<Ipv4Addr>(&text, &at)?.map(IpAddr::V4),
                _ => {}
            }
        }
        Ok(interface)
    }
}

impl Task {
    /// What AWS prints of every task, and this one lacks. It prints the attachments of a task that has none as an empty list; an
    /// attachment that does not tell what it is, or a network interface that does not tell where, tells as little as none. Of a task that
    /// overrides nothing it prints `overrides` with empty lists.
    fn lacks(&self) -> Vec<&'static str> {
        let is_place =
            |own: &Detail| own.value.0.is_some() && (own.name.is("subnetId") || own.name.is("networkInterfaceId"));
        let is_placed = |own: &Attachment| own.details.as_ref().is_some_and(|own| own.0.iter().any(is_place));
        let is_missing = |own: &Attachment| own.kind.0.is_none() || own.is_interface() && !is_placed(own);
        let attachments = self.attachments.as_ref().is_none_or(|own| own.0.iter().any(is_missing));
        missing([
            ("lastStatus", self.last_status.0.is_none()),
            ("attachments", attachments),
            ("containers", self.containers.0.is_empty()),
            ("overrides", self.overrides.is_none()),
        ])
    }

    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::Task, Problem> {
        let attachments = self.attachments.map(|attachments| attachments.0).unwrap_or_default();
        let interface = Interface::of(attachments, &at.member("attachments"))?;
        let overrides = self.overrides.map(|Object(overrides)| overrides).unwrap_or_default();
        let containers = self.containers.0.into_iter().map(|container| TaskContainer {
            exit_code: container.exit_code(),
            name: container.name.0.unwrap_or_default(),
            image: container.image.0,
            reason: container.reason.0,
        });
        Ok(resource::Task {
            scope: at.scope_of_arn(&self.task_arn.0.0),
            arn: self.task_arn.0.0,
            cluster: self.cluster_arn.text(),
            task_definition: self.task_definition_arn.text(),
            group: self.group.0,
            launch_type: self.launch_type.0,
            capacity_provider: self.capacity_provider_name.0,
            platform_version: self.platform_version.0,
            platform_family: self.platform_family.0,
            container_instance: self.container_instance_arn.text(),
            last_status: self.last_status.0,
            stop_code: self.stop_code.0,
            stopped_reason: self.stopped_reason.0,
            created_at: self.created_at.and_then(Stamp::time),
            pulled_at: self.pull_stopped_at.and_then(Stamp::time),
            started_at: self.started_at.and_then(Stamp::time),
            interface: interface.id,
            subnet: interface.subnet,
            private_address: interface.address,
            containers: containers.collect(),
            execution_role: overrides.execution_role_arn.0,
            task_role: overrides.task_role_arn.0,
            environment_files: overrides
                .container_overrides
                .0
                .into_iter()
                .flat_map(|container| container.environment_files.0)
                .filter_map(|file| file.value.0)
                .collect(),
            evidence: at.evidence(),
        })
    }
}

resource! {
    Task {
        key: |task| task.arn.clone(),
        sign: |task| Sign::of(&task.scope, None),
        // ECS tells these when it has placed the task.
        share: [container_instance, interface, subnet, private_address],
        scope: scope,
        state: [last_status, stop_code, stopped_reason, pulled_at, started_at, containers],
        order: |one, other| by_life(stage(one), stage(other), STOPPED),
        // What a task is at stops no packet.
        open: |_, other| Some(other.clone()),
        compare: [
            arn, cluster, task_definition, group, launch_type, capacity_provider, platform_version, platform_family,
            created_at, execution_role, task_role, environment_files,
        ],
    }
}

/// The stage of a task that is gone for good.
const STOPPED: usize = 7;

/// How far a task is in its life, which has one direction (ECS developer guide, "Amazon ECS task lifecycle").
fn stage(task: &resource::Task) -> Option<usize> {
    const STAGES: [&str; 9] = [
        "PROVISIONING",
        "PENDING",
        "ACTIVATING",
        "RUNNING",
        "DEACTIVATING",
        "STOPPING",
        "DEPROVISIONING",
        "STOPPED",
        "DELETED",
    ];
    STAGES.iter().position(|stage| task.last_status.as_deref() == Some(stage))
}

impl Read for resource::Task {
    const READER: Reader = Reader::elements(|list| list.each_noting_lacks(Task::lacks, Task::into_model))
        .list_of(&[&["taskArn", "taskDefinitionArn"]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{error, inventory, one};

    fn task(fields: &str) -> String {
        format!(r#"{{"tasks": [{{"taskArn": "arn:aws:ecs:eu-west-1:111122223333:task/c/0123abcd", {fields}}}]}}"#)
    }

    #[test]
    fn every_field() {
        let task = one(inventory(&task(
            r#""clusterArn": "arn:aws:ecs:eu-west-1:111122223333:cluster/c", "group": "service:web",
               "taskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:3",
               "launchType": "FARGATE", "platformVersion": "1.4.0", "platformFamily": "Linux", "lastStatus": "PENDING",
               "stopCode": "TaskFailedToStart", "stoppedReason": "no\nroute", "createdAt": 1735689600.5, "pullStoppedAt": 1735689650, "startedAt": 1735689660,
               "attachments": [{"type": "ManagedVolume", "details": []},
                 {"type": "eni", "details": [{"name": "subnetId", "value": "subnet-1"},
                    {"name": "networkInterfaceId", "value": "eni-1"}, {"name": "macAddress", "value": "0a:00"},
                    {"name": "privateIPv4Address", "value": "10.0.0.5"}]}],
               "containers": [{"name": "app", "image": "nginx", "reason": "CannotPullContainerError", "exitCode": 137}],
               "overrides": {"executionRoleArn": "arn:aws:iam::111122223333:role/other", "containerOverrides": [{"name": "app", "environment": [{"name": "P", "value": "hunter2"}],
                    "environmentFiles": [{"value": "arn:aws:s3:::b/x.env", "type": "s3"}]}]}"#,
        ))
        .tasks);
        assert_eq!(task.short_id(), "0123abcd");
        assert_eq!(task.service(), Some("web"));
        assert_eq!(task.interface.as_ref().unwrap().as_str(), "eni-1");
        assert_eq!(task.subnet.as_ref().unwrap().as_str(), "subnet-1");
        assert_eq!(task.private_address, Some("10.0.0.5".parse().unwrap()));
        assert_eq!(task.created_at.as_deref(), Some("1735689600.5"));
        assert!(task.has_started());
        assert_eq!((task.pulled_at.as_deref(), task.containers[0].exit_code), (Some("1735689650"), Some(137)));
        assert_eq!(task.environment_files, ["arn:aws:s3:::b/x.env"]);
        assert_eq!(task.execution_role.as_deref(), Some("arn:aws:iam::111122223333:role/other"));
        assert_eq!(task.containers[0].reason.as_deref(), Some("CannotPullContainerError"));
        assert_eq!(task.scope.region.as_ref().unwrap().as_str(), "eu-west-1");
        assert!(!format!("{task:?}").contains("hunter2"), "values of variables are not kept");
    }

    #[test]
    fn the_zero_of_a_time_is_none() {
        for (printed, started) in [
            (r#""2026-11-25T22:00:00Z""#, true),
            ("1735689660.25", true),
            ("\"1735689660\"", true),
            ("null", false),
            ("0", false),
            ("-62135596800", false),
            (r#""""#, false),
            (r#"" ""#, false),
            (r#""None""#, false),
            (r#""0001-01-01T00:00:00Z""#, false),
            (r#""1970-01-01T00:00:00.000Z""#, false),
        ] {
            let task = one(inventory(&task(&format!(r#""lastStatus": "PENDING", "startedAt": {printed}"#))).tasks);
            assert_eq!(task.has_started(), started, "{printed}");
        }
    }

    #[test]
    fn containers_exit_once_they_have_stopped() {
        for (status, expected) in [
            (r#", "lastStatus": "STOPPED""#, Some(0)),
            // Older documents, and what was cut out of one, tell no status.
            ("", Some(0)),
            (r#", "lastStatus": "RUNNING""#, None),
            (r#", "lastStatus": "PENDING""#, None),
            (r#", "lastStatus": "DEPROVISIONING""#, None),
        ] {
            let container = format!(r#"{{"name": "app", "exitCode": 0{status}}}"#);
            let task = one(inventory(&task(&format!(r#""lastStatus": "STOPPED", "containers": [{container}]"#))).tasks);
            assert_eq!(task.containers[0].exit_code, expected, "{status}");
        }
    }

    #[test]
    fn a_task_without_an_interface() {
        let task = one(inventory(&task(r#""lastStatus": "STOPPED", "attachments": []"#)).tasks);
        assert_eq!((task.interface, task.subnet, task.private_address), (None, None, None));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let fields =
            r#""attachments": [{"type": "ElasticNetworkInterface", "details": [{"name": "subnetId", "value": "x"}]}]"#;
        assert_eq!(
            error(&task(fields)),
            "`f.json`: expected a subnet id such as `subnet-0a1b2c3d` at `/tasks/0/attachments/0/details/0/value`"
        );
        assert_eq!(
            error(r#"{"tasks": [{"taskArn": "x"}]}"#),
            "`f.json`: expected an ARN such as `arn:aws:ecs:eu-west-1:111122223333:task/...` at `/tasks/0/taskArn`"
        );
    }
}
