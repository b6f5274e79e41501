//! ECS: clusters and their instances, services, tasks.

use hopwise_model::resource::{
    Cluster, ContainerInstance, NetworkConfiguration, Service, ServiceConnect, ServiceEvent, Task, TaskContainer,
};
use serde_json::Value;

use crate::network::flag;
use crate::object::{list, maybe, object, some, text, texts};
use crate::record::{Whose, elements, of_arn};
use crate::task_definition::log_configuration;

elements! {
    Cluster: cluster, |cluster| of_arn(&cluster.arn);
    Service: service, |service| Whose::Scope(service.scope.clone());
    Task: task, |task| Whose::Scope(task.scope.clone());
    ContainerInstance: container_instance, |instance| of_arn(&instance.arn);
}

fn strategy(providers: &[String]) -> Value {
    some(list(providers.iter().map(|provider| object([("capacityProvider", text(provider))]))))
}

fn cluster(cluster: &Cluster) -> Value {
    let Cluster { arn, name, default_capacity_providers, evidence: _ } = cluster;
    object([
        ("clusterArn", text(arn)),
        ("clusterName", text(name)),
        ("defaultCapacityProviderStrategy", strategy(default_capacity_providers)),
    ])
}

fn container_instance(instance: &ContainerInstance) -> Value {
    let ContainerInstance { arn, instance, status, agent_connected, os_type, evidence: _ } = instance;
    let attribute = |value: &String| list([object([("name", text("ecs.os-type")), ("value", text(value))])]);
    object([
        ("containerInstanceArn", text(arn)),
        ("ec2InstanceId", maybe(instance.as_ref())),
        ("status", maybe(status.as_ref())),
        ("agentConnected", flag(*agent_connected)),
        ("attributes", os_type.as_ref().map_or(Value::Null, attribute)),
    ])
}

fn network(network: &NetworkConfiguration) -> Value {
    let NetworkConfiguration { subnets, groups, assign_public_ip, evidence: _ } = network;
    let configuration = object([
        ("subnets", texts(subnets)),
        ("securityGroups", texts(groups)),
        ("assignPublicIp", text(if *assign_public_ip { "ENABLED" } else { "DISABLED" })),
    ]);
    object([("awsvpcConfiguration", configuration)])
}

fn event(event: &ServiceEvent) -> Value {
    let ServiceEvent { message, created_at, evidence: _ } = event;
    object([("createdAt", maybe(created_at.as_ref())), ("message", text(message))])
}

/// The deployment that says what of Service Connect a service uses; the service itself does not.
fn deployment(connect: &ServiceConnect) -> Value {
    let ServiceConnect { log, evidence: _ } = connect;
    let log = log.as_ref().map_or(Value::Null, log_configuration);
    let configuration = object([("enabled", Value::Bool(true)), ("logConfiguration", log)]);
    object([("status", text("PRIMARY")), ("serviceConnectConfiguration", configuration)])
}

fn service(service: &Service) -> Value {
    let Service {
        arn,
        name,
        cluster,
        status,
        launch_type,
        capacity_providers,
        platform_version,
        platform_family,
        task_definition,
        network: configuration,
        connect,
        desired_count,
        live_count,
        events,
        scope: _,
        evidence: _,
    } = service;
    object([
        ("serviceArn", text(arn)),
        ("serviceName", text(name)),
        ("clusterArn", maybe(cluster.as_ref())),
        ("status", maybe(status.as_ref())),
        ("launchType", maybe(launch_type.as_ref())),
        ("capacityProviderStrategy", strategy(capacity_providers)),
        ("platformVersion", maybe(platform_version.as_ref())),
        ("platformFamily", maybe(platform_family.as_ref())),
        ("taskDefinition", maybe(task_definition.as_ref())),
        ("networkConfiguration", configuration.as_ref().map_or(Value::Null, network)),
        ("deployments", connect.as_ref().map_or(Value::Null, |connect| list([deployment(connect)]))),
        ("desiredCount", (*desired_count).into()),
        ("runningCount", (*live_count).into()),
        ("events", some(list(events.iter().map(event)))),
    ])
}

fn task_container(container: &TaskContainer) -> Value {
    let TaskContainer { name, image, reason, exit_code } = container;
    object([
        ("name", text(name)),
        ("image", maybe(image.as_ref())),
        ("reason", maybe(reason.as_ref())),
        ("exitCode", (*exit_code).into()),
    ])
}

fn task(task: &Task) -> Value {
    let Task {
        arn,
        cluster,
        task_definition,
        group,
        launch_type,
        capacity_provider,
        platform_version,
        platform_family,
        container_instance,
        last_status,
        stop_code,
        stopped_reason,
        created_at,
        pulled_at,
        started_at,
        interface,
        subnet,
        private_address,
        containers,
        execution_role,
        task_role,
        environment_files,
        scope: _,
        evidence: _,
    } = task;
    let details = [
        ("subnetId", maybe(subnet.as_ref())),
        ("networkInterfaceId", maybe(interface.as_ref())),
        ("privateIPv4Address", maybe(private_address.as_ref())),
    ];
    let details = details.into_iter().filter(|(_, value)| !value.is_null());
    let details = some(list(details.map(|(name, value)| object([("name", text(name)), ("value", value)]))));
    let attachment = |details| list([object([("type", text("ElasticNetworkInterface")), ("details", details)])]);
    let files = list(environment_files.iter().map(|file| object([("value", text(file)), ("type", text("s3"))])));
    let of_containers = list([object([("environmentFiles", files)])]);
    let overrides = object([
        ("executionRoleArn", maybe(execution_role.as_ref())),
        ("taskRoleArn", maybe(task_role.as_ref())),
        ("containerOverrides", if environment_files.is_empty() { Value::Null } else { of_containers }),
    ]);
    object([
        ("taskArn", text(arn)),
        ("clusterArn", maybe(cluster.as_ref())),
        ("taskDefinitionArn", maybe(task_definition.as_ref())),
        ("group", maybe(group.as_ref())),
        ("launchType", maybe(launch_type.as_ref())),
        ("capacityProviderName", maybe(capacity_provider.as_ref())),
        ("platformVersion", maybe(platform_version.as_ref())),
        ("platformFamily", maybe(platform_family.as_ref())),
        ("containerInstanceArn", maybe(container_instance.as_ref())),
        ("lastStatus", maybe(last_status.as_ref())),
        ("stopCode", maybe(stop_code.as_ref())),
        ("stoppedReason", maybe(stopped_reason.as_ref())),
        ("createdAt", maybe(created_at.as_ref())),
        ("pullStoppedAt", maybe(pulled_at.as_ref())),
        ("startedAt", maybe(started_at.as_ref())),
        ("attachments", if details.is_null() { list([]) } else { attachment(details) }),
        ("containers", list(containers.iter().map(task_container))),
        ("overrides", overrides),
    ])
}
