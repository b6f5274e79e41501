//! The ports that a client opens connections from.

use std::ops::RangeInclusive;

use hopwise_ecs::{OperatingSystem, Selection, workloads};
use hopwise_model::design::{Design, Ix, NetworkInterface};
use hopwise_model::resource::Instance;
use hopwise_model::{InstanceId, Inventory};

/// The ports that whoever is behind an interface opens connections from (VPC user guide, network ACLs, ephemeral ports):
/// those of the service of AWS whose it is, else those of the operating system of its instance or its task, else those of
/// Linux.
pub(super) fn of_interface(
    inventory: &Inventory,
    design: &Design,
    interface: Ix<NetworkInterface>,
) -> RangeInclusive<u16> {
    if let Some(ports) = design.interface_kind(interface).source_ports() {
        return ports;
    }
    let record = &design.network_interfaces.get(interface).record;
    let windows = record.instance.as_ref().is_some_and(|instance| is_windows(inventory, instance));
    let task = inventory.tasks.iter().find(|task| task.interface.as_ref() == Some(&record.id));
    let of_task = || {
        let selection = Selection { tasks: vec![task?.arn.clone()], ..Selection::default() };
        Some(workloads(inventory, &selection).ok()?.workloads.first()?.platform)
    };
    match (windows, of_task()) {
        (true, _) => OperatingSystem::Windows.ephemeral_ports(),
        (false, Some(platform)) => platform.ephemeral_ports(),
        (false, None) => OperatingSystem::Linux.ephemeral_ports(),
    }
}

/// Whether an instance runs Windows: as EC2 says, or as the agent of ECS on it does.
fn is_windows(inventory: &Inventory, id: &InstanceId) -> bool {
    let instance = inventory.instances.iter().find(|own| own.id == *id);
    let mut container_instances = inventory.container_instances.iter().filter(|own| own.instance.as_ref() == Some(id));
    instance.is_some_and(Instance::is_windows)
        || container_instances
            .any(|own| own.os_type.as_deref().is_some_and(|system| system.eq_ignore_ascii_case("windows")))
}
