//! A task of the snapshot as a workload.

use hopwise_model::resource::{NetworkConfiguration, NetworkInterface, Service, Task, TaskDefinition};
use hopwise_model::{DocumentKind, Region, SubnetId};

use super::launch::Sources;
use super::{Lookup, begun, definition, host, printed};
use crate::access::ExecutionRole;
use crate::arn::Arn;
use crate::placement::{Groups, HostPlacement, Placement, PublicAddress};
use crate::platform::{Caller, LaunchType, NetworkMode};
use crate::problem::{ProblemKind, Remark};
use crate::step::{Collector, Needed};
use crate::stopped;
use crate::workload::{Subject, Workload};

/// The workload of a task.
pub(crate) fn task(inventory: &Lookup<'_>, task: &Task) -> Workload {
    let service = inventory.service_of(task);
    let named = task.task_definition.as_deref();
    let found = named.and_then(|named| inventory.definition(named));
    let cluster = inventory.cluster(task.cluster.as_deref());
    let host = task.container_instance.as_deref().and_then(|arn| inventory.container_instance(arn));
    let hosts = host.iter().map(|host| host::operating_system(inventory, host)).collect();
    let sources = Sources { task: Some(task), service, cluster, definition: found, hosts };
    let (platform, problems) = sources.platform(&task.evidence);
    let region = task.scope.region.clone().or_else(|| region_of(inventory, task.subnet.as_ref()));

    // Another role may be told there, and files besides those of the definition.
    let may_override = inventory.knowledge.is_without(DocumentKind::Tasks, &task.arn, "overrides");
    let role = |of: fn(Option<&Task>, Option<&TaskDefinition>) -> ExecutionRole| {
        if may_override { ExecutionRole::Unknown } else { of(Some(task), found) }
    };
    let execution_role = printed::execution_role(inventory, role(ExecutionRole::of));
    let task_role = role(ExecutionRole::task_role_of);
    let mut collector = Collector::new(platform, region.as_ref(), task.evidence.clone()).permitted(
        task.scope.account.as_ref(),
        &execution_role,
        &inventory.secrets,
    );
    for problem in problems {
        collector.problem(problem.kind, problem.evidence);
    }
    let mut placements = Vec::new();
    if platform.launch_type != Some(LaunchType::External) {
        definition::needs(inventory, &mut collector, found, named, Some(task), &task.evidence);
        printed::check(inventory, (DocumentKind::Tasks, &task.arn, "overrides"), &task.evidence, &mut collector);
        definition::of_service_connect(&mut collector, service);
        placements = match platform.launch_type {
            Some(LaunchType::Ec2 | LaunchType::ManagedInstances) => {
                on_instance(inventory, task, service, &mut collector)
            }
            _ => on_fargate(inventory, task, service, &mut collector),
        };
    }
    // A definition that names no network mode leaves it to the task to show whether it has an interface of its own.
    let is_shared_by_default = found.is_some_and(|found| found.network_mode.is_none());
    if is_shared_by_default && platform.network == NetworkMode::Shared {
        printed::check(inventory, (DocumentKind::Tasks, &task.arn, "attachments"), &task.evidence, &mut collector);
    }
    if platform.launch_type == Some(LaunchType::Ec2) {
        let subnets = placements.iter().filter_map(|placement| host::subnet(inventory, placement.host.as_ref()?));
        let endpoint = host::have_ecs_endpoint(inventory, subnets, region.as_ref());
        collector.control_plane(endpoint, &Needed::by_task(task.evidence.clone()));
    }
    let network = service.and_then(|service| service.network.as_ref());
    let network = network.filter(|_| platform.launch_type == Some(LaunchType::Fargate));
    let subnets = network.map_or(&[][..], |network| &network.subnets);
    let is_other = |subnet: &&SubnetId| placements.iter().all(|own| own.subnet != **subnet);
    let others = subnets.iter().filter(is_other).filter_map(|subnet| Some(configured(network?, subnet))).collect();
    let (steps, problems, remarks) = collector.finish();
    let (reasons, ran) = (stopped::of_task(task, service), begun::containers_that_ran(task));
    Workload {
        subject: Subject::Task { arn: task.arn.clone() },
        service: task.service().map(str::to_owned),
        cluster: task.cluster.as_deref().map(|cluster| Arn::last_part(cluster).to_owned()),
        region,
        account: task.scope.account.clone(),
        execution_role,
        task_role,
        platform,
        placements,
        current: Vec::new(),
        taken: Vec::new(),
        others,
        steps,
        last_status: task.last_status.clone(),
        stop_code: task.stop_code.clone(),
        has_started: task.has_started() || !ran.is_empty() && ran.len() == task.containers.len(),
        has_pulled: begun::has_pulled(task, &reasons),
        missing_members: printed::of_start(inventory, task),
        ran,
        stopped_reason: task.stopped_reason.clone(),
        reasons,
        problems,
        remarks,
        evidence: task.evidence.clone(),
    }
}

/// The Region of a subnet: its document's, or that of its zone.
pub(super) fn region_of(inventory: &Lookup<'_>, subnet: Option<&SubnetId>) -> Option<Region> {
    let subnet = inventory.subnet(subnet?)?;
    subnet.scope.region.clone().or_else(|| subnet.availability_zone.as_deref().and_then(Region::of_zone))
}

/// Where a task is that has an interface of its own in the snapshot.
fn by_interface(inventory: &Lookup<'_>, task: &Task, host: Option<HostPlacement>) -> Option<Placement> {
    let interface = task.interface.as_ref().and_then(|id| inventory.interface(id))?;
    let placement = Placement {
        subnet: interface.subnet.clone(),
        groups: Groups::FromInterface,
        interface: Some(interface.id.clone()),
        private_address: interface.primary_address(),
        public_address: PublicAddress::FromInterface,
        host,
    };
    if !is_on_the_way(task, interface) {
        return Some(placement);
    }
    // What it met, or will, is the question, not what the interface does now.
    let is_public = interface.addresses.first().is_some_and(|own| own.public.is_some());
    Some(Placement {
        groups: Groups::Listed(interface.groups.to_vec()),
        interface: None,
        public_address: if is_public { PublicAddress::Assigned } else { PublicAddress::None },
        ..placement
    })
}

/// Whether the interface of a task is about to be attached to it, or no more is, as AWS attaches it before the task starts and
/// detaches it when it has stopped (ECS developer guide, task lifecycle).
fn is_on_the_way(task: &Task, interface: &NetworkInterface) -> bool {
    const ENDING: [&str; 4] = ["DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED"];
    match (interface.status.as_deref(), task.last_status.as_deref()) {
        (Some("available" | "attaching"), Some("PROVISIONING")) => true,
        (Some("available" | "detaching"), Some(status)) => ENDING.contains(&status),
        _ => false,
    }
}

fn on_fargate(
    inventory: &Lookup<'_>,
    task: &Task,
    service: Option<&Service>,
    collector: &mut Collector<'_>,
) -> Vec<Placement> {
    if let Some(placement) = by_interface(inventory, task, None) {
        return vec![placement];
    }
    if inventory.knowledge.is_without(DocumentKind::Tasks, &task.arn, "attachments") {
        // It may have an interface, with other groups than its service says now, in any of the subnets or in none of them.
        printed::check(inventory, (DocumentKind::Tasks, &task.arn, "attachments"), &task.evidence, collector);
        return Vec::new();
    }
    if let (Some(subnet), true) = (&task.subnet, has_unread_interface(inventory, task)) {
        return vec![with_unknown_groups(task, subnet)];
    }
    let network = service.and_then(|service| service.network.as_ref());
    if let Some((service, network)) = service.zip(network) {
        let remark = Remark::PlacedFromService { service: service.name.clone(), evidence: network.evidence.clone() };
        collector.remark(remark);
    }
    match (&task.subnet, network) {
        (Some(subnet), Some(network)) => {
            let placement = configured(network, subnet);
            vec![Placement { private_address: task.private_address, ..placement }]
        }
        (Some(subnet), None) => {
            collector.problem(ProblemKind::GroupsUnknown, task.evidence.clone());
            vec![with_unknown_groups(task, subnet)]
        }
        // It has no interface yet, and may get one in any of these subnets.
        (None, Some(network)) => network.subnets.iter().map(|subnet| configured(network, subnet)).collect(),
        (None, None) => {
            collector.problem(ProblemKind::SubnetUnknown, task.evidence.clone());
            Vec::new()
        }
    }
}

/// Where a task is of whose interface nothing but the address is known.
fn with_unknown_groups(task: &Task, subnet: &SubnetId) -> Placement {
    Placement {
        subnet: subnet.clone(),
        groups: Groups::Unknown,
        interface: None,
        private_address: task.private_address,
        public_address: PublicAddress::Unknown,
        host: None,
    }
}

/// Whether a task has an interface that may well be there, but was not read. What its service says now need not be what it
/// said when the task was placed.
pub(crate) fn has_unread_interface(inventory: &Lookup<'_>, task: &Task) -> bool {
    let owner = task.subnet.as_ref().and_then(|id| inventory.subnet(id));
    let places = [Some(&task.scope), owner.map(|subnet| &subnet.scope)];
    let mut places = places.into_iter().flatten().map(|scope| inventory.knowledge.place_of(None, scope));
    let known = places.any(|place| inventory.knowledge.knows(DocumentKind::NetworkInterfaces, &place));
    task.interface.as_ref().is_some_and(|id| inventory.interface(id).is_none()) && !known
}

/// A place that a network configuration gives to a task on Fargate.
pub(super) fn configured(network: &NetworkConfiguration, subnet: &SubnetId) -> Placement {
    Placement {
        subnet: subnet.clone(),
        groups: if network.groups.is_empty() { Groups::VpcDefault } else { Groups::Listed(network.groups.clone()) },
        interface: None,
        private_address: None,
        public_address: if network.assign_public_ip { PublicAddress::Assigned } else { PublicAddress::None },
        host: None,
    }
}

/// Where a task on an instance is. Most of its steps leave from the instance, so that an interface of its own that is gone
/// does no harm to them. Where it was not put on an instance yet, it may get on any of its cluster.
fn on_instance(
    inventory: &Lookup<'_>,
    task: &Task,
    service: Option<&Service>,
    collector: &mut Collector<'_>,
) -> Vec<Placement> {
    let named = task.container_instance.as_deref();
    let hosts = if let Some(arn) = named {
        host::of_container_instance(inventory, arn, &task.evidence, collector).into_iter().collect()
    } else {
        let may_be_others = host::cut_short(inventory, DocumentKind::ContainerInstances, &task.arn);
        host::candidates(inventory, (task.cluster.as_deref(), may_be_others), &task.evidence, collector)
    };
    let own = by_interface(inventory, task, None).or_else(|| in_subnet(inventory, task, service, collector));
    if let Some(own) = own {
        let on = |host: HostPlacement| Placement { host: Some(host), ..own.clone() };
        let placements: Vec<_> = match named {
            Some(_) => hosts.into_iter().map(on).collect(),
            None => host::beside(inventory, std::slice::from_ref(&own), &hosts),
        };
        if placements.is_empty() {
            if named.is_none() {
                collector.problem(ProblemKind::HostUnknown, task.evidence.clone());
            }
            return vec![own];
        }
        return placements;
    }
    // Where it gets an interface of its own is not known, as long as it has none.
    let mut placements = Vec::new();
    if !collector.asks_from(Caller::Task) {
        placements = hosts.into_iter().filter_map(|host| host::shared(inventory, host)).collect();
    }
    if placements.is_empty() {
        collector.problem(ProblemKind::SubnetUnknown, task.evidence.clone());
    }
    placements
}

/// Where a task on an instance is whose subnet is known, and not its interface.
fn in_subnet(
    inventory: &Lookup<'_>,
    task: &Task,
    service: Option<&Service>,
    collector: &mut Collector<'_>,
) -> Option<Placement> {
    let subnet = task.subnet.as_ref()?;
    let network = service.and_then(|service| Some((service, service.network.as_ref()?)));
    let mut groups = Groups::Unknown;
    if collector.asks_from(Caller::Task) && !has_unread_interface(inventory, task) {
        match network {
            Some((service, network)) => {
                let (service, evidence) = (service.name.clone(), network.evidence.clone());
                collector.remark(Remark::PlacedFromService { service, evidence });
                groups = configured(network, subnet).groups;
            }
            None => collector.problem(ProblemKind::GroupsUnknown, task.evidence.clone()),
        }
    }
    Some(Placement {
        subnet: subnet.clone(),
        groups,
        interface: None,
        private_address: task.private_address,
        // Tasks on EC2 with an interface of their own never get a public address (ECS developer guide, "Allocate
        // a network interface for an Amazon ECS task").
        public_address: PublicAddress::None,
        host: None,
    })
}
