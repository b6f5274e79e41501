//! Services, their definitions and their tasks.

use std::collections::BTreeMap;

use hopwise_model::resource::{
    self, Cluster, ContainerDefinition, LogConfiguration, NetworkConfiguration, NetworkInterface, Secret,
    TaskContainer, TaskDefinition,
};
use hopwise_model::{Partition, SecurityGroupId};

use super::hosts::{self, Host};
use super::made::{Interface, Made, nowhere};
use super::permission;
use super::placed::Placed;
use crate::refused::Refused;
use crate::service::{NetworkMode, Service};

/// The platform versions of Fargate that ECS still runs (fact base G).
const PLATFORMS: [&str; 3] = ["1.3.0", "1.4.0", "LATEST"];

pub(crate) fn make(made: &mut Made<'_>, placed: &mut [Placed<'_>]) -> Result<(), Refused> {
    let account = made.account;
    made.inventory.clusters.push(Cluster {
        arn: made.arn("ecs", &format!("cluster/{}", account.cluster)),
        name: account.cluster.clone(),
        default_capacity_providers: Vec::new(),
        evidence: nowhere(),
    });
    let hosts = hosts::make(made, placed)?;
    let mut number = 0;
    for (index, own) in account.services.iter().enumerate() {
        let what = format!("service {}", own.name);
        if account.services.iter().take(index).any(|other| other.name == own.name) {
            return Err(Refused::new(what, "InvalidParameterException", "there is another service of this name"));
        }
        let vpc = match (&own.vpc, &mut *placed) {
            (None, [only]) => only,
            (None, [first, ..]) if own.network_mode != NetworkMode::AwsVpc => first,
            (None, _) => {
                let why = "with several VPCs it has to say which it is in: `Service::vpc`";
                return Err(Refused::new(what, "InvalidParameterException", why));
            }
            (Some(name), all) => all
                .iter_mut()
                .find(|vpc| vpc.vpc.name == *name)
                .ok_or_else(|| Refused::new(&what, "InvalidParameterException", format!("there is no VPC `{name}`")))?,
        };
        service(made, vpc, own, (&hosts, &mut number))?;
    }
    Ok(())
}

/// What ECS would not take of a service.
fn refused(own: &Service) -> Option<(&'static str, String)> {
    let has_interface = own.network_mode == NetworkMode::AwsVpc;
    let mode = own.network_mode.name();
    if own.is_fargate && !PLATFORMS.contains(&own.platform.as_str()) {
        return Some(("PlatformUnknownException", format!("there is no platform version `{}`", own.platform)));
    }
    let why = match own {
        _ if !own.is_fargate && !own.platform.is_empty() => "only Fargate has platform versions".to_owned(),
        _ if !own.is_fargate && own.public_ip => "Assign public IP is not supported for this launch type".to_owned(),
        _ if own.is_fargate && !has_interface => format!("tasks on Fargate need network mode awsvpc, not {mode}"),
        _ if has_interface && own.tiers.is_empty() => "its network configuration names no subnet".to_owned(),
        _ if !has_interface && (!own.tiers.is_empty() || !own.groups.is_empty()) => {
            format!("Network Configuration is not valid for the given networkMode of this task definition: {mode}")
        }
        _ => return None,
    };
    Some(("InvalidParameterException", why))
}

fn service(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    own: &Service,
    (hosts, number): (&[Host], &mut u32),
) -> Result<(), Refused> {
    let what = format!("service {}", own.name);
    if let Some((code, why)) = refused(own) {
        return Err(Refused::new(what, code, why));
    }
    let has_interface = own.network_mode == NetworkMode::AwsVpc;
    let mut subnets = Vec::new();
    for tier in &own.tiers {
        subnets.extend(placed.tier(&what, tier)?.iter().map(|place| place.subnet.clone()));
    }
    let groups = if has_interface { placed.groups(&what, &own.groups)? } else { Vec::new() };
    let definition = definition(made, own);
    let cluster = made.arn("ecs", &format!("cluster/{}", made.account.cluster));
    let network =
        NetworkConfiguration { subnets, groups: groups.clone(), assign_public_ip: own.public_ip, evidence: nowhere() };
    made.inventory.services.push(resource::Service {
        arn: made.arn("ecs", &format!("service/{}/{}", made.account.cluster, own.name)),
        name: own.name.clone(),
        cluster: Some(cluster),
        status: Some("ACTIVE".to_owned()),
        launch_type: Some(launch_type(own)),
        capacity_providers: Vec::new(),
        platform_version: own.is_fargate.then(|| own.platform.clone()),
        platform_family: own.is_fargate.then(|| "Linux".to_owned()),
        task_definition: Some(definition.arn.clone()),
        network: has_interface.then_some(network),
        connect: None,
        desired_count: Some(own.tasks.max(1)),
        live_count: Some(own.tasks),
        events: Vec::new(),
        scope: made.scope(),
        evidence: nowhere(),
    });
    for turn in 0..own.tasks {
        *number += 1;
        let host = if own.is_fargate { None } else { Some(hosts::of_turn(hosts, own, &placed.vpc.name, turn)?) };
        task(made, placed, own, (&definition.arn, &groups, host), (turn, *number))?;
    }
    permission::make(made, own, &definition);
    made.inventory.task_definitions.push(definition);
    Ok(())
}

/// The image with its registry: the account's own where none is named.
fn image(made: &Made<'_>, own: &Service) -> String {
    let is_host = |first: &str| first.contains(['.', ':']) || first == "localhost";
    match own.image.split_once('/') {
        Some((first, _)) if is_host(first) => own.image.clone(),
        _ => {
            let suffix = Partition::of(&made.region).dns_suffix();
            format!("{}.dkr.ecr.{}.{suffix}/{}", made.owner, made.region, own.image)
        }
    }
}

/// Where its tasks run, as ECS calls it.
fn launch_type(own: &Service) -> String {
    if own.is_fargate { "FARGATE" } else { "EC2" }.to_owned()
}

fn definition(made: &Made<'_>, own: &Service) -> TaskDefinition {
    let log = own.log_group.as_ref().map(|group| LogConfiguration {
        driver: "awslogs".to_owned(),
        options: BTreeMap::from([
            ("awslogs-group".to_owned(), group.clone()),
            ("awslogs-region".to_owned(), made.region.to_string()),
            ("awslogs-stream-prefix".to_owned(), own.name.clone()),
        ]),
        secrets: Vec::new(),
        evidence: nowhere(),
    });
    let secrets = own.secrets.iter().map(|name| Secret {
        name: name.to_uppercase().replace(['-', '/'], "_"),
        value_from: made.secret_arn(name),
        evidence: nowhere(),
    });
    let container = ContainerDefinition {
        name: "app".to_owned(),
        image: image(made, own),
        essential: true,
        repository_credentials: None,
        secrets: secrets.collect(),
        environment_files: Vec::new(),
        log,
        firelens: None,
        credential_specs: Vec::new(),
        mounts: Vec::new(),
        starts_after: Vec::new(),
        unread: Vec::new(),
        evidence: nowhere(),
    };
    TaskDefinition {
        arn: made.arn("ecs", &format!("task-definition/{}:1", own.name)),
        family: own.name.clone(),
        revision: Some(1),
        network_mode: Some(own.network_mode.name().to_owned()),
        requires_compatibilities: vec![launch_type(own)],
        operating_system_family: None,
        execution_role: Some(permission::role_arn(made, own)),
        task_role: None,
        volumes: Vec::new(),
        containers: vec![container],
        proxy: None,
        unread: Vec::new(),
        scope: made.scope(),
        evidence: nowhere(),
    }
}

fn task(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    own: &Service,
    (definition, groups, host): (&str, &[SecurityGroupId], Option<&Host>),
    (turn, number): (u32, u32),
) -> Result<(), Refused> {
    let cluster = made.account.cluster.clone();
    let interface = match own.network_mode {
        NetworkMode::AwsVpc => Some(interface(made, placed, own, (groups, host), (turn, number))?),
        NetworkMode::Bridge | NetworkMode::Host => None,
    };
    let version = if own.platform == "LATEST" { "1.4.0" } else { &own.platform };
    made.inventory.tasks.push(resource::Task {
        arn: made.arn("ecs", &format!("task/{cluster}/{number:032x}")),
        cluster: Some(made.arn("ecs", &format!("cluster/{cluster}"))),
        task_definition: Some(definition.to_owned()),
        group: Some(format!("service:{}", own.name)),
        launch_type: Some(launch_type(own)),
        capacity_provider: None,
        platform_version: own.is_fargate.then(|| version.to_owned()),
        platform_family: own.is_fargate.then(|| "Linux".to_owned()),
        container_instance: host.map(|host| host.arn.clone()),
        last_status: Some("PENDING".to_owned()),
        stop_code: None,
        stopped_reason: None,
        created_at: None,
        pulled_at: None,
        started_at: None,
        interface: interface.as_ref().map(|interface| interface.id.clone()),
        subnet: interface.as_ref().map(|interface| interface.subnet.clone()),
        private_address: interface.as_ref().and_then(NetworkInterface::primary_address),
        containers: vec![TaskContainer {
            name: "app".to_owned(),
            image: Some(image(made, own)),
            reason: None,
            exit_code: None,
        }],
        execution_role: None,
        task_role: None,
        environment_files: Vec::new(),
        scope: made.scope(),
        evidence: nowhere(),
    });
    if let Some(interface) = interface {
        made.inventory.network_interfaces.push(interface);
    }
    Ok(())
}

/// The interface of a task: in the subnets by turns, and on an instance in that instance's zone.
fn interface(
    made: &mut Made<'_>,
    placed: &mut Placed<'_>,
    own: &Service,
    (groups, host): (&[SecurityGroupId], Option<&Host>),
    (turn, number): (u32, u32),
) -> Result<NetworkInterface, Refused> {
    let what = format!("task of service {}", own.name);
    let public = own.public_ip.then(|| made.public_address());
    let turn = usize::try_from(turn).unwrap_or_default();
    let (zones, tiers) = (placed.vpc.zones, own.tiers.len());
    let tier = own.tiers.get(turn.checked_div(zones).unwrap_or_default() % tiers).cloned().unwrap_or_default();
    let zone = host.map(|host| host.zone).or_else(|| ('a'..='f').nth(turn % zones));
    let place = placed.tier(&what, &tier)?.iter_mut().find(|place| Some(place.zone) == zone);
    let place = place.ok_or_else(|| {
        Refused::new(&what, "InvalidParameterException", "no subnet of the service is in the zone of an instance")
    })?;
    // Fargate gives tasks addresses of IPv6 from this platform version on (fact base L.7).
    let is_old = own.platform == "1.3.0";
    if is_old && !place.families().has_ipv4() {
        let why = format!("platform version {} has no IPv6, and {} nothing else", own.platform, place.subnet);
        return Err(Refused::new(&what, "InvalidParameterException", why));
    }
    let public = public.filter(|_| place.families().has_ipv4());
    let description = made.arn("ecs", &format!("attachment/00000000-0000-0000-0000-{number:012x}"));
    let mut interface = made.interface(
        place,
        Interface {
            name: &format!("{}-{number}", own.name),
            kind: "interface",
            description,
            groups: groups.to_vec(),
            public,
            ipv6: made.account.dual_stack_tasks && !is_old,
            source_dest_check: true,
        },
    )?;
    interface.requester_managed = Some(true);
    Ok(interface)
}
