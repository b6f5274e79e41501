//! Instances that joined the cluster, and the tasks' places on them.

use hopwise_model::InstanceId;
use hopwise_model::resource::ContainerInstance;

use super::made::{Made, id, nowhere};
use super::placed::Placed;
use crate::refused::Refused;
use crate::service::{NetworkMode, Service};

/// An instance of the cluster.
pub(crate) struct Host {
    pub(crate) arn: String,
    /// The VPC that it is in, by its name.
    pub(crate) vpc: String,
    /// The letter of its zone.
    pub(crate) zone: char,
    windows: bool,
}

pub(crate) fn make(made: &mut Made<'_>, placed: &[Placed<'_>]) -> Result<Vec<Host>, Refused> {
    let mut hosts = Vec::new();
    for vpc in placed.iter().map(|placed| placed.vpc) {
        for own in vpc.instances.iter().filter(|own| own.in_cluster) {
            let resource = format!("container-instance/{}/{:032x}", made.account.cluster, hosts.len() + 1);
            let arn = made.arn("ecs", &resource);
            made.inventory.container_instances.push(ContainerInstance {
                arn: arn.clone(),
                instance: Some(id::<InstanceId>(&format!("i-{}-{}", vpc.name, own.name))?),
                status: Some("ACTIVE".to_owned()),
                agent_connected: Some(true),
                os_type: Some(if own.windows { "windows" } else { "linux" }.to_owned()),
                evidence: nowhere(),
            });
            hosts.push(Host { arn, vpc: vpc.name.clone(), zone: own.zone, windows: own.windows });
        }
    }
    Ok(hosts)
}

/// The host of a service's task, by turns: one with Linux, as its definition has it, and in the VPC of its interface.
pub(crate) fn of_turn<'h>(hosts: &'h [Host], own: &Service, vpc: &str, turn: u32) -> Result<&'h Host, Refused> {
    let has_interface = own.network_mode == NetworkMode::AwsVpc;
    let fits = |host: &&Host| !host.windows && (!has_interface || host.vpc == vpc);
    let fit: Vec<&Host> = hosts.iter().filter(fits).collect();
    let index = usize::try_from(turn).unwrap_or_default().checked_rem(fit.len());
    index.and_then(|index| fit.get(index).copied()).ok_or_else(|| {
        let why = "No Container Instances were found in your cluster: `Instance::container_instance`";
        Refused::new(format!("task of service {}", own.name), "InvalidParameterException", why)
    })
}
