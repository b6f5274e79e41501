//! ECS: `hopwise-proptest` draws no tasks, so that they are drawn here.

use aws_sdk_ecs::operation::describe_task_definition::DescribeTaskDefinitionOutput;
use aws_sdk_ecs::types;
use aws_smithy_types::DateTime;
use hopwise_model::resource::{
    Cluster, ContainerDefinition, ContainerInstance, EfsVolume, LogConfiguration, NetworkConfiguration, Secret,
    Service, Task, TaskContainer, TaskDefinition,
};
use hopwise_model::{AccountId, DocumentKind, Inventory};

use super::details::{Dice, nowhere};
use super::{Document, Documents, scope, text, texts_of};

const FARGATE: [&str; 2] = ["FARGATE", "FARGATE_SPOT"];
const CREATED: i64 = 1_741_774_502;

fn arn(rest: &str) -> String {
    format!("arn:aws:ecs:eu-west-1:111122223333:{rest}")
}

/// Adds records of ECS, each kind or none of it.
pub(super) fn draw(inventory: &mut Inventory, dice: &mut Dice) {
    use DocumentKind as Kind;
    for kind in dice.some([Kind::Clusters, Kind::Services, Kind::Tasks, Kind::ContainerInstances]) {
        inventory.documents.insert(kind);
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
        inventory.documents.insert(Kind::TaskDefinition);
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
        evidence: nowhere(),
    }
}

fn service(number: u32, dice: &mut Dice) -> Service {
    let network = NetworkConfiguration {
        subnets: dice.some(["subnet-task", "subnet-public"].map(|id| id.try_into().unwrap())),
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
        desired_count: Some(number),
        scope: scope(Some(&account())),
        evidence: nowhere(),
    }
}

fn task(number: u32, dice: &mut Dice) -> Task {
    let container = |name: &str, dice: &mut Dice| TaskContainer {
        name: name.to_owned(),
        image: dice.text("public.ecr.aws/nginx/nginx:latest"),
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
        interface: dice.maybe("eni-task".try_into().unwrap()),
        subnet: dice.maybe("subnet-task".try_into().unwrap()),
        private_address: dice.maybe("10.0.0.4".parse().unwrap()),
        containers: dice.some(containers),
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
    let volume =
        |name: &str| EfsVolume { name: name.to_owned(), file_system: "fs-0a1b2c3d".to_owned(), evidence: nowhere() };
    TaskDefinition {
        arn: arn(&format!("task-definition/f1:{number}")),
        family: "f1".to_owned(),
        revision: Some(number),
        network_mode: dice.text("awsvpc"),
        requires_compatibilities: dice.some(["EC2", "FARGATE"].map(str::to_owned)),
        operating_system_family: dice.text("WINDOWS_SERVER_2022_CORE"),
        execution_role: dice.text("arn:aws:iam::111122223333:role/execution"),
        efs_volumes: dice.some(["one", "two"].map(volume)),
        containers: dice.some(1..=2).into_iter().map(|number| container_definition(number, dice)).collect(),
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
        is_log_router: dice.yes(),
        evidence: nowhere(),
    }
}

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    documents.list(inventory, DocumentKind::Clusters, &inventory.clusters, |cluster| {
        types::Cluster::builder()
            .cluster_arn(&cluster.arn)
            .cluster_name(&cluster.name)
            .set_default_capacity_provider_strategy(strategy(&cluster.default_capacity_providers))
            .build()
    });
    documents.list(inventory, DocumentKind::Services, &inventory.services, sdk_service);
    documents.list(inventory, DocumentKind::Tasks, &inventory.tasks, sdk_task);
    documents.list(inventory, DocumentKind::ContainerInstances, &inventory.container_instances, |instance| {
        // A managed node of ECS Anywhere stands where no EC2 instance does.
        let id = text(instance.instance.as_ref()).unwrap_or_else(|| "mi-0a1b2c3d".to_owned());
        types::ContainerInstance::builder()
            .container_instance_arn(&instance.arn)
            .ec2_instance_id(id)
            .set_status(instance.status.clone())
            .agent_connected(instance.agent_connected.unwrap())
            .build()
    });
    for (number, definition) in inventory.task_definitions.iter().enumerate() {
        let own =
            DescribeTaskDefinitionOutput::builder().task_definition(sdk_task_definition(definition)).set_tags(None);
        documents.push(&format!("task-definition-{number}"), &own.build().document());
    }
}

fn strategy(providers: &[String]) -> Option<Vec<types::CapacityProviderStrategyItem>> {
    let items = providers.iter();
    Some(
        items
            .map(|own| types::CapacityProviderStrategyItem::builder().capacity_provider(own).build().unwrap())
            .collect(),
    )
}

fn network(network: &NetworkConfiguration) -> types::NetworkConfiguration {
    use types::AssignPublicIp::{Disabled, Enabled};
    let own = types::AwsVpcConfiguration::builder()
        .set_subnets(texts_of(&network.subnets))
        .set_security_groups(texts_of(&network.groups))
        .assign_public_ip(if network.assign_public_ip { Enabled } else { Disabled });
    types::NetworkConfiguration::builder().awsvpc_configuration(own.build().unwrap()).build()
}

fn sdk_service(service: &Service) -> types::Service {
    types::Service::builder()
        .service_arn(&service.arn)
        .service_name(&service.name)
        .set_cluster_arn(service.cluster.clone())
        .set_status(service.status.clone())
        .set_launch_type(service.launch_type.as_deref().map(Into::into))
        .set_capacity_provider_strategy(strategy(&service.capacity_providers))
        .set_platform_version(service.platform_version.clone())
        .set_platform_family(service.platform_family.clone())
        .set_task_definition(service.task_definition.clone())
        .set_network_configuration(service.network.as_ref().map(network))
        .desired_count(service.desired_count.unwrap().try_into().unwrap())
        .build()
}

fn environment_file(file: &String) -> types::EnvironmentFile {
    types::EnvironmentFile::builder().value(file).r#type(types::EnvironmentFileType::S3).build().unwrap()
}

fn sdk_task(task: &Task) -> types::Task {
    let details = [
        ("networkInterfaceId", text(task.interface.as_ref())),
        ("subnetId", text(task.subnet.as_ref())),
        ("privateIPv4Address", text(task.private_address.as_ref())),
        ("macAddress", Some("0a:1b:2c:3d:4e:5f".to_owned())),
    ];
    let details = details
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| types::KeyValuePair::builder().name(name).value(value).build()));
    let attachment = types::Attachment::builder()
        .id("attachment-1")
        .r#type("ElasticNetworkInterface")
        .status("ATTACHED")
        .set_details(Some(details.collect()))
        .build();
    let containers = task.containers.iter().map(|container| {
        types::Container::builder()
            .name(&container.name)
            .set_image(container.image.clone())
            .set_reason(container.reason.clone())
            .build()
    });
    let overrides = task
        .environment_files
        .iter()
        .map(|file| types::ContainerOverride::builder().name("web").environment_files(environment_file(file)).build());
    let overrides = types::TaskOverride::builder().set_container_overrides(Some(overrides.collect())).build();
    types::Task::builder()
        .task_arn(&task.arn)
        .set_cluster_arn(task.cluster.clone())
        .set_task_definition_arn(task.task_definition.clone())
        .set_group(task.group.clone())
        .set_launch_type(task.launch_type.as_deref().map(Into::into))
        .set_capacity_provider_name(task.capacity_provider.clone())
        .set_platform_version(task.platform_version.clone())
        .set_platform_family(task.platform_family.clone())
        .set_container_instance_arn(task.container_instance.clone())
        .set_last_status(task.last_status.clone())
        .set_stop_code(task.stop_code.as_deref().map(Into::into))
        .set_stopped_reason(task.stopped_reason.clone())
        .set_created_at(task.created_at.as_ref().map(|_| DateTime::from_secs_and_nanos(CREATED, 417_000_000)))
        .attachments(attachment)
        .set_containers(Some(containers.collect()))
        .overrides(overrides)
        .build()
}

fn sdk_secrets(secrets: &[Secret]) -> Option<Vec<types::Secret>> {
    let secrets = secrets.iter();
    let own = secrets.map(|own| types::Secret::builder().name(&own.name).value_from(&own.value_from).build().unwrap());
    Some(own.collect())
}

fn sdk_task_definition(definition: &TaskDefinition) -> types::TaskDefinition {
    let volumes = definition.efs_volumes.iter().map(|volume| {
        let efs = types::EfsVolumeConfiguration::builder().file_system_id(&volume.file_system).build().unwrap();
        types::Volume::builder().name(&volume.name).efs_volume_configuration(efs).build()
    });
    let platform = definition.operating_system_family.as_deref();
    let platform =
        platform.map(|family| types::RuntimePlatform::builder().operating_system_family(family.into()).build());
    let compatibilities = definition.requires_compatibilities.iter().map(|own| own.as_str().into());
    types::TaskDefinition::builder()
        .task_definition_arn(&definition.arn)
        .family(&definition.family)
        .revision(definition.revision.unwrap().try_into().unwrap())
        .set_network_mode(definition.network_mode.as_deref().map(Into::into))
        .set_requires_compatibilities(Some(compatibilities.collect()))
        .set_runtime_platform(platform)
        .set_execution_role_arn(definition.execution_role.clone())
        .set_volumes(Some(volumes.collect()))
        .set_container_definitions(Some(definition.containers.iter().map(sdk_container).collect()))
        .build()
}

fn sdk_container(container: &ContainerDefinition) -> types::ContainerDefinition {
    let credentials = container.repository_credentials.as_ref();
    let credentials =
        credentials.map(|own| types::RepositoryCredentials::builder().credentials_parameter(own).build().unwrap());
    let log = container.log.as_ref().map(|log| {
        let options = log.options.iter().map(|(key, value)| (key.clone(), value.clone()));
        types::LogConfiguration::builder()
            .log_driver(log.driver.as_str().into())
            .set_options(Some(options.collect()))
            .set_secret_options(sdk_secrets(&log.secrets))
            .build()
            .unwrap()
    });
    let firelens = container.is_log_router.then(|| {
        types::FirelensConfiguration::builder().r#type(types::FirelensConfigurationType::Fluentbit).build().unwrap()
    });
    types::ContainerDefinition::builder()
        .name(&container.name)
        .image(&container.image)
        .essential(container.essential)
        .set_repository_credentials(credentials)
        .set_secrets(sdk_secrets(&container.secrets))
        .set_environment_files(Some(container.environment_files.iter().map(environment_file).collect()))
        .set_log_configuration(log)
        .set_firelens_configuration(firelens)
        .build()
}
