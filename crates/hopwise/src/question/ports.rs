//! The ports that a client opens connections from.

use std::ops::RangeInclusive;

use hopwise_ecs::{LaunchType, OperatingSystem, Selection, Workload, workloads};
use hopwise_model::design::{Design, Ix, NetworkInterface};
use hopwise_model::resource::{self, Instance};
use hopwise_model::{Component, DocumentKind, Gap, InstanceId, Inventory};

/// The ports that a client opens connections from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourcePorts {
    /// As far as is known.
    pub(crate) usual: RangeInclusive<u16>,
    /// Those that it has if it is Windows, and what would tell; none where it is known what it is.
    pub(crate) or: Option<(RangeInclusive<u16>, Gap)>,
}

impl SourcePorts {
    /// All of them, whatever the client is: the ranges of Linux and Windows overlap.
    pub(crate) fn any(&self) -> RangeInclusive<u16> {
        let (usual, or) = (&self.usual, self.or.as_ref().map_or(&self.usual, |(or, _)| or));
        *usual.start().min(or.start())..=*usual.end().max(or.end())
    }
}

impl From<RangeInclusive<u16>> for SourcePorts {
    fn from(usual: RangeInclusive<u16>) -> Self {
        Self { usual, or: None }
    }
}

/// The ports that whoever is behind an interface opens connections from (VPC user guide, network ACLs, ephemeral ports):
/// those of the service of AWS whose it is, else those of the operating system of its instance or its task. Where nothing
/// tells that, those of Linux, or of Windows.
pub(super) fn of_interface(inventory: &Inventory, design: &Design, interface: Ix<NetworkInterface>) -> SourcePorts {
    if let Some(ports) = design.interface_kind(interface).source_ports() {
        return ports.into();
    }
    let record = &design.network_interfaces.get(interface).record;
    if let Some(ports) = of_task(inventory, record) {
        return ports;
    }
    let id = record.id.to_string();
    let gap = match &record.instance {
        Some(instance) => match of_instance(inventory, instance) {
            Some(system) => return system.ephemeral_ports().into(),
            None => Gap::MissingResource {
                component: Component::Instance,
                id: instance.to_string(),
                referenced_by: id,
                document: DocumentKind::Reservations,
            },
        },
        None => Gap::MissingDocument { document: DocumentKind::Tasks, needed_for: id },
    };
    let or = Some((OperatingSystem::Windows.ephemeral_ports(), gap));
    SourcePorts { usual: OperatingSystem::Linux.ephemeral_ports(), or }
}

/// Those of the task whose interface it is.
fn of_task(inventory: &Inventory, interface: &resource::NetworkInterface) -> Option<SourcePorts> {
    let task = inventory.tasks.iter().find(|task| task.interface.as_ref() == Some(&interface.id))?;
    let selection = Selection { tasks: vec![task.arn.clone()], ..Selection::default() };
    let selected = workloads(inventory, &selection).ok()?;
    Some(of_workload(inventory, selected.workloads.first()?))
}

/// Those of what ECS starts.
pub(crate) fn of_workload(inventory: &Inventory, workload: &Workload) -> SourcePorts {
    let document = match workload.platform.launch_type {
        Some(LaunchType::Fargate) | None => DocumentKind::TaskDefinition,
        Some(_) if inventory.container_instances.is_empty() => DocumentKind::ContainerInstances,
        Some(_) => DocumentKind::Reservations,
    };
    let needed_for = workload.subject.task().or(workload.service.as_deref()).unwrap_or_default().to_owned();
    let gap = Gap::MissingDocument { document, needed_for };
    SourcePorts { usual: workload.platform.ephemeral_ports(), or: workload.other_ports().map(|other| (other, gap)) }
}

/// What an instance runs: as EC2 says, or as the agent of ECS on it does.
fn of_instance(inventory: &Inventory, id: &InstanceId) -> Option<OperatingSystem> {
    let instance = inventory.instances.by_id(id);
    let mut container_instances = inventory.container_instances.iter().filter(|own| own.instance.as_ref() == Some(id));
    let by_agent = container_instances.find_map(|own| own.os_type.as_deref().map(OperatingSystem::of_family));
    let windows = |instance: &Instance| {
        if instance.is_windows() { OperatingSystem::Windows } else { OperatingSystem::Linux }
    };
    by_agent.or_else(|| instance.map(windows))
}
