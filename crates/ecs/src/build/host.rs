//! The instances that run tasks.

use hopwise_model::resource::{ContainerInstance, NetworkInterface, Scope};
use hopwise_model::{Coverage, DocumentKind, Evidence, Region, SubnetId};

use super::{Lookup, printed};
use crate::arn::{Arn, cut};
use crate::aws_service::AwsService;
use crate::placement::{Groups, HostPlacement, Placement, PublicAddress};
use crate::platform::OperatingSystem;
use crate::problem::{ProblemKind, Remark};
use crate::step::Collector;

/// The host behind the container instance with this ARN; what keeps it from being known goes among the problems.
pub(super) fn of_container_instance(
    inventory: &Lookup<'_>,
    arn: &str,
    evidence: &Evidence,
    collector: &mut Collector<'_>,
) -> Option<HostPlacement> {
    let Some(found) = inventory.container_instance(arn) else {
        collector.problem(ProblemKind::ContainerInstanceMissing(cut(arn)), evidence.clone());
        return None;
    };
    if found.agent_connected == Some(false) {
        collector.remark(Remark::AgentDisconnected {
            container_instance: found.arn.clone(),
            evidence: found.evidence.clone(),
        });
    }
    if let Some(status) = found.status.as_deref().filter(|status| *status != "ACTIVE") {
        collector.remark(Remark::TakesNoTasks {
            container_instance: found.arn.clone(),
            status: status.to_owned(),
            evidence: found.evidence.clone(),
        });
    }
    match host(inventory, found) {
        Ok(host) => {
            if inventory.interface(&host.interface).is_none() {
                let (instance, interface) = (host.instance.clone(), host.interface.clone());
                let kind = ProblemKind::HostInterfaceMissing { instance, interface };
                collector.problem(kind, found.evidence.clone());
            }
            Some(host)
        }
        Err(kind) => {
            collector.problem(kind, found.evidence.clone());
            None
        }
    }
}

/// The host behind a container instance.
fn host(inventory: &Lookup<'_>, container_instance: &ContainerInstance) -> Result<HostPlacement, ProblemKind> {
    let id = container_instance.instance.as_ref().ok_or(ProblemKind::OutsideAws)?;
    let instance = inventory.instance(id);
    if let Some(instance) = instance {
        let interface = instance.interfaces.first();
        let interface = interface.ok_or_else(|| ProblemKind::InstanceWithoutInterface(id.clone()))?;
        return Ok(HostPlacement {
            instance: id.clone(),
            interface: interface.clone(),
            subnet: instance.subnet.clone(),
        });
    }
    // Without `describe-instances`, an instance with a single interface is as well known, where all interfaces are.
    if cut_short(inventory, DocumentKind::NetworkInterfaces, &container_instance.arn) {
        return Err(ProblemKind::InstanceMissing(id.clone()));
    }
    match inventory.attached_to(id) {
        [interface] => Ok(HostPlacement {
            instance: id.clone(),
            interface: interface.id.clone(),
            subnet: Some(interface.subnet.clone()),
        }),
        _ => Err(ProblemKind::InstanceMissing(id.clone())),
    }
}

/// The operating system of a container instance: as its agent says, or EC2.
pub(super) fn operating_system(inventory: &Lookup<'_>, found: &ContainerInstance) -> Option<OperatingSystem> {
    let by_agent = found.os_type.as_deref().map(OperatingSystem::of_family);
    by_agent.or_else(|| {
        let instance = inventory.instance(found.instance.as_ref()?)?;
        Some(if instance.is_windows() { OperatingSystem::Windows } else { OperatingSystem::Linux })
    })
}

/// Whether a kind of document was asked for and not all of it answered, where something with this ARN is.
pub(super) fn cut_short(inventory: &Lookup<'_>, kind: DocumentKind, arn: &str) -> bool {
    let scope = Arn::parse(arn).map(|arn| Scope { account: arn.account, region: arn.region }).unwrap_or_default();
    inventory.knowledge.is_cut_short(kind, &inventory.knowledge.place_of(None, &scope))
}

/// The subnet of a host, by its instance or its interface.
pub(super) fn subnet<'a>(inventory: &'a Lookup<'_>, host: &'a HostPlacement) -> Option<&'a SubnetId> {
    host.subnet.as_ref().or_else(|| inventory.interface(&host.interface).map(|interface| &interface.subnet))
}

/// A task that shares its instance's network is where the instance is.
pub(super) fn shared(inventory: &Lookup<'_>, host: HostPlacement) -> Option<Placement> {
    let subnet = subnet(inventory, &host)?.clone();
    let found = inventory.interface(&host.interface);
    Some(Placement {
        subnet,
        groups: if found.is_some() { Groups::FromInterface } else { Groups::Unknown },
        interface: found.map(|interface| interface.id.clone()),
        private_address: found.and_then(NetworkInterface::primary_address),
        public_address: if found.is_some() { PublicAddress::FromInterface } else { PublicAddress::Unknown },
        host: Some(host),
    })
}

/// What is not known where no container instance is that may run something with this ARN: which one it is, or, where some were
/// described and none of these is of its cluster, whether there is any.
pub(super) fn unknown(inventory: &Lookup<'_>, arn: &str) -> ProblemKind {
    let kind = DocumentKind::ContainerInstances;
    let scope = Arn::parse(arn).map(|arn| Scope { account: arn.account, region: arn.region }).unwrap_or_default();
    match inventory.knowledge.coverage(kind, &inventory.knowledge.place_of(None, &scope)) {
        Coverage::Partial | Coverage::Complete => ProblemKind::NoInstance,
        Coverage::Failed | Coverage::NotAsked => ProblemKind::HostUnknown,
    }
}

/// The hosts on which the next task of a cluster may be put, of any cluster where none is named; what keeps one from being known
/// goes among the problems, and so does it where there is none, or where there `may_be_others`.
pub(super) fn candidates(
    inventory: &Lookup<'_>,
    (cluster, may_be_others): (Option<&str>, bool),
    evidence: &Evidence,
    collector: &mut Collector<'_>,
) -> Vec<HostPlacement> {
    let instances = of_cluster(inventory, cluster, may_be_others);
    let is_printed = check_printed(inventory, cluster, collector);
    if instances.is_empty() && is_printed || may_be_others {
        collector.problem(ProblemKind::HostUnknown, evidence.clone());
    }
    check_takes_tasks(&instances, collector);
    let hosts = instances.iter().map(|own| of_container_instance(inventory, &own.arn, evidence, collector));
    hosts.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// The places of tasks with an interface of their own on these hosts: each of `own` beside each host of its VPC and Availability
/// Zone, for there it has to be.
pub(super) fn beside(inventory: &Lookup<'_>, own: &[Placement], hosts: &[HostPlacement]) -> Vec<Placement> {
    let apart = |one: &SubnetId, other: &SubnetId| {
        let (Some(one), Some(other)) = (inventory.subnet(one), inventory.subnet(other)) else { return false };
        let zones = one.availability_zone.as_deref().zip(other.availability_zone.as_deref());
        one.vpc != other.vpc || zones.is_some_and(|(one, other)| one != other)
    };
    let fits = |own: &Placement, host: &HostPlacement| {
        subnet(inventory, host).is_none_or(|of_host| !apart(&own.subnet, of_host))
    };
    let on = |own: &Placement, host: &HostPlacement| Placement { host: Some(host.clone()), ..own.clone() };
    hosts.iter().flat_map(|host| own.iter().filter(|own| fits(own, host)).map(|own| on(own, host))).collect()
}

/// What tells whether an instance takes tasks.
const MEMBERS: [&str; 2] = ["status", "agentConnected"];

/// Notes of which instances on which a next task may be put the document does not say whether they take any. Whether it says so of
/// all.
pub(super) fn check_printed(inventory: &Lookup<'_>, cluster: Option<&str>, collector: &mut Collector<'_>) -> bool {
    let mut is_printed = true;
    for own in belonging(inventory, cluster).into_iter().filter(|own| own.takes_tasks()) {
        for member in MEMBERS {
            let record = (DocumentKind::ContainerInstances, own.arn.as_str(), member);
            is_printed &= printed::check(inventory, record, &own.evidence, collector);
        }
    }
    is_printed
}

/// Notes that no instance takes tasks, where none does: the next one waits until one does, or until another one is registered, as
/// the scaling of a capacity provider may do (ECS API reference, `ContainerInstance`; ECS developer guide, "Draining Amazon ECS
/// container instances").
pub(super) fn check_takes_tasks(instances: &[&ContainerInstance], collector: &mut Collector<'_>) {
    if let [first, ..] = instances
        && !instances.iter().any(|own| own.takes_tasks())
    {
        let kind =
            ProblemKind::NoInstanceTakesTasks { container_instance: cut(&first.arn), others: instances.len() - 1 };
        collector.problem(kind, first.evidence.clone());
    }
}

/// The container instances of a cluster on which a next task may be put, in the order of the snapshot. Instances that take no tasks are
/// left out, unless there is no other; where there `may_be_others`, one of those may take them. So are those of which the document does
/// not say it, unless there is but one instance: where none of several is known to take tasks, any may.
pub(super) fn of_cluster<'a>(
    inventory: &'a Lookup<'_>,
    cluster: Option<&str>,
    may_be_others: bool,
) -> Vec<&'a ContainerInstance> {
    let is_printed = |own: &&ContainerInstance| {
        let kind = DocumentKind::ContainerInstances;
        !MEMBERS.iter().any(|member| inventory.knowledge.is_without(kind, &own.arn, member))
    };
    let all = belonging(inventory, cluster);
    let (ready, idle): (Vec<_>, Vec<_>) = all.into_iter().partition(|instance| instance.takes_tasks());
    let (printed, unprinted): (Vec<_>, Vec<_>) = ready.into_iter().partition(is_printed);
    match unprinted.len() {
        0 if printed.is_empty() && !may_be_others => idle,
        1 if printed.is_empty() && idle.is_empty() && !may_be_others => unprinted,
        _ => printed,
    }
}

/// The container instances of a cluster. Their ARNs name it; old ones do not, and then belong to a cluster only if there is no
/// other.
fn belonging<'a>(inventory: &'a Lookup<'_>, cluster: Option<&str>) -> Vec<&'a ContainerInstance> {
    let only_cluster = inventory.clusters.len() == 1;
    let belongs = |arn: &str| {
        let resource = arn.splitn(6, ':').last().unwrap_or_default();
        match resource.split('/').collect::<Vec<_>>().as_slice() {
            [_, named, _] => cluster.is_none_or(|cluster| Arn::last_part(cluster) == *named),
            _ => only_cluster || cluster.is_none(),
        }
    };
    inventory.container_instances.iter().filter(|instance| belongs(&instance.arn)).collect()
}

/// Whether the VPC of each of these subnets has an endpoint that answers for `ecs`.
pub(super) fn have_ecs_endpoint<'a>(
    inventory: &Lookup<'_>,
    subnets: impl IntoIterator<Item = &'a SubnetId>,
    region: Option<&Region>,
) -> bool {
    let mut subnets = subnets.into_iter().peekable();
    subnets.peek().is_some() && subnets.all(|subnet| region.is_some_and(|r| has_ecs_endpoint(inventory, subnet, r)))
}

fn has_ecs_endpoint(inventory: &Lookup<'_>, subnet: &SubnetId, region: &Region) -> bool {
    let vpc = inventory.subnet(subnet).map(|known| &known.vpc);
    inventory
        .vpc_endpoints
        .iter()
        .any(|endpoint| Some(&endpoint.vpc) == vpc && AwsService::Ecs.is_answered_by(endpoint, region))
}
