//! Resources for tests, with every field that does not matter filled in.

use std::collections::BTreeMap;
use std::sync::Arc;

use hopwise_ecs::{Selection, Step, Workload, workloads};
use hopwise_model::resource::{
    Cluster, ContainerDefinition, ContainerInstance, EndpointKind, Instance, LogConfiguration, NetworkConfiguration,
    NetworkInterface, Scope, Secret, Service, Subnet, Task, TaskContainer, TaskDefinition, Volume, VolumeSource, Vpc,
    VpcEndpoint,
};
use hopwise_model::{AccountId, Evidence, Inventory, Region};
use hopwise_proptest::fixture;

pub(crate) const PARTITION_AND_REGION: (&str, &str) = ("aws", "eu-west-1");
pub(crate) const PRIVATE_IMAGE: &str = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1";

pub(crate) fn evidence(pointer: &str) -> Evidence {
    Evidence::new(&Arc::from("snapshot.json"), pointer)
}

pub(crate) fn scope(region: &str) -> Scope {
    Scope {
        account: Some(AccountId::try_from("111122223333").unwrap()),
        region: Some(Region::try_from(region).unwrap()),
    }
}

pub(crate) fn arn(resource: &str) -> String {
    let (partition, region) = PARTITION_AND_REGION;
    format!("arn:{partition}:ecs:{region}:111122223333:{resource}")
}

pub(crate) fn task(id: &str) -> Task {
    Task {
        arn: arn(&format!("task/prod/{id}")),
        cluster: Some(arn("cluster/prod")),
        task_definition: Some(arn("task-definition/orders:7")),
        group: Some("service:orders".to_owned()),
        launch_type: Some("FARGATE".to_owned()),
        capacity_provider: None,
        platform_version: Some("1.4.0".to_owned()),
        platform_family: None,
        container_instance: None,
        last_status: Some("PENDING".to_owned()),
        stop_code: None,
        stopped_reason: None,
        created_at: None,
        pulled_at: None,
        started_at: None,
        interface: Some("eni-0task".try_into().unwrap()),
        subnet: Some("subnet-0a".try_into().unwrap()),
        private_address: Some([10, 0, 1, 25].into()),
        containers: Vec::new(),
        execution_role: None,
        task_role: None,
        environment_files: Vec::new(),
        scope: scope("eu-west-1"),
        evidence: evidence(&format!("/tasks/{id}")),
    }
}

pub(crate) fn task_container(name: &str, image: &str) -> TaskContainer {
    TaskContainer {
        name: name.to_owned(),
        image: Some(image.to_owned()),
        reason: Some("stopped".to_owned()),
        exit_code: None,
    }
}

pub(crate) fn network(subnets: &[&str], groups: &[&str], assign_public_ip: bool) -> NetworkConfiguration {
    NetworkConfiguration {
        subnets: subnets.iter().map(|id| (*id).try_into().unwrap()).collect(),
        groups: groups.iter().map(|id| (*id).try_into().unwrap()).collect(),
        assign_public_ip,
        evidence: evidence("/services/0/networkConfiguration"),
    }
}

pub(crate) fn service(name: &str) -> Service {
    Service {
        arn: arn(&format!("service/prod/{name}")),
        name: name.to_owned(),
        cluster: Some(arn("cluster/prod")),
        status: Some("ACTIVE".to_owned()),
        launch_type: Some("FARGATE".to_owned()),
        capacity_providers: Vec::new(),
        platform_version: Some("LATEST".to_owned()),
        platform_family: None,
        task_definition: Some(arn("task-definition/orders:7")),
        network: Some(network(&["subnet-0a", "subnet-0b"], &["sg-0task"], false)),
        connect: None,
        desired_count: Some(1),
        live_count: None,
        events: Vec::new(),
        scope: scope("eu-west-1"),
        evidence: evidence(&format!("/services/{name}")),
    }
}

pub(crate) fn definition(containers: Vec<ContainerDefinition>) -> TaskDefinition {
    TaskDefinition {
        arn: arn("task-definition/orders:7"),
        family: "orders".to_owned(),
        revision: Some(7),
        network_mode: Some("awsvpc".to_owned()),
        requires_compatibilities: Vec::new(),
        operating_system_family: None,
        execution_role: None,
        task_role: None,
        volumes: Vec::new(),
        containers,
        proxy: None,
        unread: Vec::new(),
        scope: scope("eu-west-1"),
        evidence: evidence("/taskDefinition"),
    }
}

pub(crate) fn container(name: &str, image: &str) -> ContainerDefinition {
    ContainerDefinition {
        name: name.to_owned(),
        image: image.to_owned(),
        essential: true,
        repository_credentials: None,
        secrets: Vec::new(),
        environment_files: Vec::new(),
        log: None,
        firelens: None,
        credential_specs: Vec::new(),
        mounts: Vec::new(),
        starts_after: Vec::new(),
        unread: Vec::new(),
        evidence: evidence(&format!("/taskDefinition/containerDefinitions/{name}")),
    }
}

pub(crate) fn secret(value_from: &str) -> Secret {
    Secret { name: "SECRET".to_owned(), value_from: value_from.to_owned(), evidence: evidence("/secret") }
}

pub(crate) fn log(driver: &str, options: &[(&str, &str)]) -> LogConfiguration {
    let required = [("awslogs-group", "/ecs/orders"), ("awslogs-region", "eu-west-1")];
    let required = required.iter().filter(|_| driver == "awslogs");
    let options: BTreeMap<String, String> =
        required.chain(options).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    LogConfiguration { driver: driver.to_owned(), options, secrets: Vec::new(), evidence: evidence("/log") }
}

pub(crate) fn efs(file_system: &str) -> Volume {
    volume(VolumeSource::Efs { file_system: file_system.to_owned(), access_point: None, iam: false })
}

pub(crate) fn volume(source: VolumeSource) -> Volume {
    Volume { name: "data".to_owned(), source, evidence: evidence("/volumes/0") }
}

pub(crate) fn subnet(id: &str) -> Subnet {
    Subnet {
        cidrs: Vec::new(),
        availability_zone: Some("eu-west-1a".to_owned()),
        ..fixture::subnet(id, "vpc-0a", "10.0.1.0/24")
    }
}

pub(crate) fn vpc(owner: Option<&str>) -> Vpc {
    Vpc { cidrs: Vec::new(), owner: owner.map(fixture::id), ..fixture::vpc("vpc-0a", "10.0.0.0/16") }
}

pub(crate) fn interface(id: &str, subnet: &str) -> NetworkInterface {
    NetworkInterface {
        groups: [fixture::id("sg-0task")].into(),
        ..fixture::interface(id, "vpc-0a", subnet, [10, 0, 1, 25].into())
    }
}

pub(crate) fn container_instance(id: &str, instance: Option<&str>) -> ContainerInstance {
    ContainerInstance {
        arn: arn(&format!("container-instance/{id}")),
        instance: instance.map(|id| id.try_into().unwrap()),
        status: Some("ACTIVE".to_owned()),
        agent_connected: Some(true),
        os_type: Some("linux".to_owned()),
        evidence: evidence(&format!("/containerInstances/{id}")),
    }
}

pub(crate) fn instance(id: &str, subnet: &str, interfaces: &[&str]) -> Instance {
    Instance {
        subnet: Some(fixture::id(subnet)),
        interfaces: interfaces.iter().map(|id| fixture::id(id)).collect(),
        ..fixture::instance(id)
    }
}

pub(crate) fn cluster(name: &str, providers: &[&str]) -> Cluster {
    Cluster {
        arn: arn(&format!("cluster/{name}")),
        name: name.to_owned(),
        default_capacity_providers: providers.iter().map(|name| (*name).to_owned()).collect(),
        evidence: evidence(&format!("/clusters/{name}")),
    }
}

pub(crate) fn endpoint(service: &str, private_dns_enabled: bool) -> VpcEndpoint {
    VpcEndpoint { private_dns_enabled, ..fixture::endpoint("vpce-0a", "vpc-0a", EndpointKind::Interface, service) }
}

/// Two subnets, the service `orders` and its task definition with one container.
pub(crate) fn inventory(containers: Vec<ContainerDefinition>) -> Inventory {
    Inventory {
        vpcs: [vpc(Some("444455556666"))].into(),
        subnets: [subnet("subnet-0a"), subnet("subnet-0b")].into(),
        services: [service("orders")].into(),
        task_definitions: [definition(containers)].into(),
        clusters: [cluster("prod", &[])].into(),
        ..Inventory::default()
    }
}

/// An inventory with one task that has its interface.
pub(crate) fn with_task(containers: Vec<ContainerDefinition>, task: Task) -> Inventory {
    Inventory {
        tasks: [task].into(),
        network_interfaces: [interface("eni-0task", "subnet-0a")].into(),
        ..inventory(containers)
    }
}

pub(crate) fn all(inventory: &Inventory) -> Vec<Workload> {
    workloads(inventory, &Selection::default()).unwrap().workloads
}

/// The only task, or service without one. What a service's next task may get elsewhere stands beside its tasks.
pub(crate) fn only(inventory: &Inventory) -> Workload {
    let mut found = all(inventory);
    found.retain(|own| own.current.is_empty());
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

/// The first of several workloads: the task's, where its service is told besides.
pub(crate) fn first(inventory: &Inventory) -> Workload {
    all(inventory).remove(0)
}

/// One line a step: `kind service host:port from`.
pub(crate) fn lines(steps: &[Step]) -> Vec<String> {
    steps
        .iter()
        .map(|step| format!("{} {} {}:{} {}", step.kind, step.service, step.host, step.port, step.from))
        .collect()
}
