//! ECS: `hopwise-proptest` draws no tasks, so that they are drawn here.

use hopwise_model::resource::{
    Cluster, ContainerDefinition, ContainerInstance, Firelens, LogConfiguration, NetworkConfiguration, Secret, Service,
    Task, TaskContainer, TaskDefinition, Volume, VolumeSource,
};
use hopwise_model::{AccountId, DocumentKind, Inventory};

use super::details::{Dice, nowhere};
use super::scope;

const FARGATE: [&str; 2] = ["FARGATE", "FARGATE_SPOT"];

fn arn(rest: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:111122223333:{rest}")
}

/// Adds records of ECS, each kind or none of it.
pub(super) fn draw(inventory: &mut Inventory, dice: &mut Dice) {
    use DocumentKind as Kind;
    for kind in dice.some([Kind::Clusters, Kind::Services, Kind::Tasks, Kind::ContainerInstances]) {
        inventory.knowledge.complete([kind]);
        for number in dice.some(1..=3) {
            match kind {
                Kind::Clusters => inventory.clusters.push(cluster(number, dice)),
                Kind::Services => inventory.services.push(service(number, dice)),
                Kind::Tasks => inventory.tasks.push(task(number, dice)),
                _ => inventory.container_instances.push(container_instance(number, dice)),
            }
        }
    }
    for number in dice.some(1..=2) {
        inventory.knowledge.complete([Kind::TaskDefinition]);
        inventory.task_definitions.push(task_definition(number, dice));
    }
}

fn account() -> AccountId {
    AccountId::try_from("111122223333").unwrap()
}

fn cluster(number: u32, dice: &mut Dice) -> Cluster {
    Cluster {
        arn: arn(&format!("cluster/c{number}")),
        name: format!("c{number}"),
        default_capacity_providers: dice.some(FARGATE.map(str::to_owned)),
        evidence: nowhere(),
    }
}

fn container_instance(number: u32, dice: &mut Dice) -> ContainerInstance {
    ContainerInstance {
        arn: arn(&format!("container-instance/c1/{number}")),
        instance: dice.maybe("i-host".try_into().unwrap()),
        status: dice.text("DRAINING"),
        // The SDK takes it for required.
        agent_connected: Some(dice.yes()),
        os_type: dice.text("windows"),
        evidence: nowhere(),
    }
}

fn service(number: u32, dice: &mut Dice) -> Service {
    // A configuration has one subnet at the least.
    let more = dice.maybe("subnet-public".try_into().unwrap());
    let network = NetworkConfiguration {
        subnets: std::iter::once("subnet-task".try_into().unwrap()).chain(more).collect(),
        groups: dice.some(["sg-task".try_into().unwrap()]),
        assign_public_ip: dice.yes(),
        evidence: nowhere(),
    };
    Service {
        arn: arn(&format!("service/c1/s{number}")),
        name: format!("s{number}"),
        cluster: dice.maybe(arn("cluster/c1")),
        status: dice.text("ACTIVE"),
        launch_type: dice.text("FARGATE"),
        capacity_providers: dice.some(FARGATE.map(str::to_owned)),
        platform_version: dice.text("LATEST"),
        platform_family: dice.text("Linux"),
        task_definition: dice.maybe(arn("task-definition/f1:7")),
        network: dice.maybe(network),
        // The SDK takes it for required.
        connect: None,
        desired_count: Some(number),
        live_count: Some(number),
        events: Vec::new(),
        scope: scope(Some(&account())),
        evidence: nowhere(),
    }
}

fn task(number: u32, dice: &mut Dice) -> Task {
    let container = |name: &str, dice: &mut Dice| TaskContainer {
        name: name.to_owned(),
        image: dice.text("public.ecr.aws/nginx/nginx:latest"),
        exit_code: dice.maybe(137),
        reason: dice.text("CannotPullContainerError: \"no\" \u{1f6ab}"),
    };
    let containers = [container("web", dice), container("log", dice)];
    Task {
        arn: arn(&format!("task/c1/{number}")),
        cluster: dice.maybe(arn("cluster/c1")),
        task_definition: dice.maybe(arn("task-definition/f1:7")),
        group: dice.text("service:s1"),
        launch_type: dice.text("EXTERNAL"),
        capacity_provider: dice.text("FARGATE_SPOT"),
        platform_version: dice.text("1.4.0"),
        platform_family: dice.text("Windows Server 2022 Core"),
        container_instance: dice.maybe(arn("container-instance/c1/1")),
        last_status: dice.text("PENDING"),
        stop_code: dice.text("TaskFailedToStart"),
        stopped_reason: dice.text("ResourceInitializationError: i/o timeout"),
        created_at: dice.text("2025-03-12T10:15:02.417000+00:00"),
        pulled_at: dice.text("2025-03-12T10:15:30.005000+00:00"),
        started_at: dice.text("2025-03-12T10:15:40.120000+00:00"),
        interface: dice.maybe("eni-task".try_into().unwrap()),
        subnet: dice.maybe("subnet-task".try_into().unwrap()),
        private_address: dice.maybe("10.0.0.4".parse().unwrap()),
        containers: dice.some(containers),
        execution_role: dice.text("arn:aws:iam::111122223333:role/override"),
        task_role: dice.text("arn:aws:iam::111122223333:role/task-override"),
        environment_files: dice.some(["arn:aws:s3:::b/one.env", "arn:aws:s3:::b/two.env"].map(str::to_owned)),
        scope: scope(Some(&account())),
        evidence: nowhere(),
    }
}

fn secrets(dice: &mut Dice) -> Vec<Secret> {
    let values = ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-AbCdEf", "/a/parameter"];
    let secret = |value: &str| Secret { name: "TOKEN".to_owned(), value_from: value.to_owned(), evidence: nowhere() };
    dice.some(values.map(secret))
}

fn task_definition(number: u32, dice: &mut Dice) -> TaskDefinition {
    let volume = |name: &str| Volume {
        name: name.to_owned(),
        source: VolumeSource::Efs { file_system: "fs-0a1b2c3d".to_owned(), access_point: None, iam: false },
        evidence: nowhere(),
    };
    TaskDefinition {
        arn: arn(&format!("task-definition/f1:{number}")),
        family: "f1".to_owned(),
        revision: Some(number),
        network_mode: dice.text("awsvpc"),
        requires_compatibilities: dice.some(["EC2", "FARGATE"].map(str::to_owned)),
        operating_system_family: dice.text("WINDOWS_SERVER_2022_CORE"),
        execution_role: dice.text("arn:aws:iam::111122223333:role/execution"),
        task_role: dice.text("arn:aws:iam::111122223333:role/task"),
        volumes: dice.some(["one", "two"].map(volume)),
        containers: dice.some(1..=2).into_iter().map(|number| container_definition(number, dice)).collect(),
        proxy: None,
        unread: Vec::new(),
        scope: scope(Some(&account())),
        evidence: nowhere(),
    }
}

fn container_definition(number: u32, dice: &mut Dice) -> ContainerDefinition {
    let options = [("awslogs-region", "eu-west-1"), ("awslogs-group", "/ecs/web")];
    let log = LogConfiguration {
        driver: if dice.yes() { "awslogs" } else { "a-new-driver" }.to_owned(),
        options: dice.some(options).into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        secrets: secrets(dice),
        evidence: nowhere(),
    };
    ContainerDefinition {
        name: format!("container-{number}"),
        image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:0a".to_owned(),
        essential: dice.yes(),
        repository_credentials: dice.text("arn:aws:secretsmanager:eu-west-1:111122223333:secret:hub-AbCdEf"),
        secrets: secrets(dice),
        environment_files: dice.some(["arn:aws:s3:::b/one.env".to_owned()]),
        log: dice.maybe(log),
        firelens: dice.maybe(Firelens::default()),
        credential_specs: Vec::new(),
        mounts: dice.some(["one", "two"].map(str::to_owned)),
        starts_after: dice.some(["container-2"].map(str::to_owned)),
        unread: Vec::new(),
        evidence: nowhere(),
    }
}
