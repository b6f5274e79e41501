//! Records of ECS as values of the SDK.

use aws_sdk_ecs::operation::describe_task_definition::DescribeTaskDefinitionOutput;
use aws_sdk_ecs::types;
use aws_smithy_types::DateTime;
use hopwise_model::resource::{
    ContainerDefinition, NetworkConfiguration, Secret, Service, Task, TaskDefinition, VolumeSource,
};
use hopwise_model::{DocumentKind, Inventory};

use super::{Document, Documents, text, texts_of};

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    documents.list(inventory, DocumentKind::Clusters, &inventory.clusters, |cluster| {
        types::Cluster::builder()
            .cluster_arn(&cluster.arn)
            .cluster_name(&cluster.name)
            .set_default_capacity_provider_strategy(Some(strategy(&cluster.default_capacity_providers)))
            .build()
    });
    documents.list(inventory, DocumentKind::Services, &inventory.services, service);
    documents.list(inventory, DocumentKind::Tasks, &inventory.tasks, task);
    documents.list(inventory, DocumentKind::ContainerInstances, &inventory.container_instances, |instance| {
        // A managed node of ECS Anywhere stands where no EC2 instance does.
        let id = text(instance.instance.as_ref()).unwrap_or_else(|| "mi-0a1b2c3d".to_owned());
        let system = instance
            .os_type
            .as_ref()
            .map(|system| types::Attribute::builder().name("ecs.os-type").value(system).build().unwrap());
        types::ContainerInstance::builder()
            .set_attributes(Some(system.into_iter().collect()))
            .container_instance_arn(&instance.arn)
            .ec2_instance_id(id)
            .set_status(instance.status.clone())
            .agent_connected(instance.agent_connected.unwrap())
            .build()
    });
    for (number, definition) in inventory.task_definitions.iter().enumerate() {
        let own = DescribeTaskDefinitionOutput::builder().task_definition(task_definition(definition)).set_tags(None);
        documents.push(&format!("task-definition-{number}"), &own.build().document());
    }
}

fn strategy(providers: &[String]) -> Vec<types::CapacityProviderStrategyItem> {
    let items = providers.iter();
    items.map(|own| types::CapacityProviderStrategyItem::builder().capacity_provider(own).build().unwrap()).collect()
}

fn network(network: &NetworkConfiguration) -> types::NetworkConfiguration {
    use types::AssignPublicIp::{Disabled, Enabled};
    let own = types::AwsVpcConfiguration::builder()
        .set_subnets(Some(texts_of(&network.subnets)))
        .set_security_groups(Some(texts_of(&network.groups)))
        .assign_public_ip(if network.assign_public_ip { Enabled } else { Disabled });
    types::NetworkConfiguration::builder().awsvpc_configuration(own.build().unwrap()).build()
}

fn service(service: &Service) -> types::Service {
    types::Service::builder()
        .service_arn(&service.arn)
        .service_name(&service.name)
        .set_cluster_arn(service.cluster.clone())
        .set_status(service.status.clone())
        .set_launch_type(service.launch_type.as_deref().map(Into::into))
        .set_capacity_provider_strategy(Some(strategy(&service.capacity_providers)))
        .set_platform_version(service.platform_version.clone())
        .set_platform_family(service.platform_family.clone())
        .set_task_definition(service.task_definition.clone())
        .set_network_configuration(service.network.as_ref().map(network))
        .desired_count(service.desired_count.unwrap().try_into().unwrap())
        .running_count(service.live_count.unwrap().try_into().unwrap())
        .build()
}

fn environment_file(file: &String) -> types::EnvironmentFile {
    types::EnvironmentFile::builder().value(file).r#type(types::EnvironmentFileType::S3).build().unwrap()
}

fn task(task: &Task) -> types::Task {
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
            .set_exit_code(container.exit_code.and_then(|code| code.try_into().ok()))
            .build()
    });
    let overrides = task
        .environment_files
        .iter()
        .map(|file| types::ContainerOverride::builder().name("web").environment_files(environment_file(file)).build());
    let overrides = types::TaskOverride::builder()
        .set_container_overrides(Some(overrides.collect()))
        .set_execution_role_arn(task.execution_role.clone())
        .set_task_role_arn(task.task_role.clone())
        .build();
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
        .set_created_at(task.created_at.as_ref().map(|_| DateTime::from_secs_and_nanos(1_741_774_502, 417_000_000)))
        .set_pull_stopped_at(task.pulled_at.as_ref().map(|_| DateTime::from_secs_and_nanos(1_741_774_530, 5_000_000)))
        .set_started_at(task.started_at.as_ref().map(|_| DateTime::from_secs_and_nanos(1_741_774_540, 120_000_000)))
        .attachments(attachment)
        .set_containers(Some(containers.collect()))
        .overrides(overrides)
        .build()
}

fn secrets(secrets: &[Secret]) -> Vec<types::Secret> {
    let secrets = secrets.iter();
    let own = secrets.map(|own| types::Secret::builder().name(&own.name).value_from(&own.value_from).build().unwrap());
    own.collect()
}

fn task_definition(definition: &TaskDefinition) -> types::TaskDefinition {
    let volumes = definition.volumes.iter().map(|volume| {
        let VolumeSource::Efs { file_system, .. } = &volume.source else { panic!("{volume:?}") };
        let efs = types::EfsVolumeConfiguration::builder().file_system_id(file_system).build().unwrap();
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
        .set_task_role_arn(definition.task_role.clone())
        .set_volumes(Some(volumes.collect()))
        .set_container_definitions(Some(definition.containers.iter().map(container).collect()))
        .build()
}

fn container(container: &ContainerDefinition) -> types::ContainerDefinition {
    let credentials = container.repository_credentials.as_ref();
    let credentials =
        credentials.map(|own| types::RepositoryCredentials::builder().credentials_parameter(own).build().unwrap());
    let log = container.log.as_ref().map(|log| {
        let options = log.options.iter().map(|(key, value)| (key.clone(), value.clone()));
        types::LogConfiguration::builder()
            .log_driver(log.driver.as_str().into())
            .set_options(Some(options.collect()))
            .set_secret_options(Some(secrets(&log.secrets)))
            .build()
            .unwrap()
    });
    let firelens = container.firelens.as_ref().map(|_| {
        types::FirelensConfiguration::builder().r#type(types::FirelensConfigurationType::Fluentbit).build().unwrap()
    });
    types::ContainerDefinition::builder()
        .name(&container.name)
        .image(&container.image)
        .essential(container.essential)
        .set_repository_credentials(credentials)
        .set_secrets(Some(secrets(&container.secrets)))
        .set_environment_files(Some(container.environment_files.iter().map(environment_file).collect()))
        .set_log_configuration(log)
        .set_firelens_configuration(firelens)
        .set_mount_points(Some(container.mounts.iter().map(mount_point).collect()))
        .set_depends_on(Some(container.starts_after.iter().map(dependency).collect()))
        .build()
}

fn mount_point(volume: &String) -> types::MountPoint {
    types::MountPoint::builder().source_volume(volume).build()
}

fn dependency(container: &String) -> types::ContainerDependency {
    let condition = types::ContainerCondition::Start;
    types::ContainerDependency::builder().container_name(container).condition(condition).build().unwrap()
}
