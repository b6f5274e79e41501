//! What to know besides.

use hopwise_ecs::{Arn, Remark};

/// A remark in words.
pub(crate) fn remark(remark: &Remark) -> String {
    match remark {
        Remark::LogDestinationUnknown { container, driver, .. } => {
            let whose = container.as_ref().map_or_else(String::new, |container| format!("Container {container}: "));
            format!("{whose}where the log driver {driver} sends logs is not known and not checked.")
        }
        Remark::LogsAfterStart { container, driver, destination, .. } => {
            let whose = container.as_ref().map_or_else(String::new, |container| format!("Container {container}: "));
            format!(
                "{whose}the log driver {driver} sends logs to {destination} once the container runs: its start does not wait for that, and it is not checked."
            )
        }
        Remark::ServiceConnect { .. } => {
            "Service Connect is on: its proxy gets its configuration from ECS (ecs-sc, or through an endpoint for ecs-agent), which is not checked.".to_owned()
        }
        Remark::SubnetFull { subnet, .. } => format!(
            "Subnet {subnet} had no address left (`AvailableIpAddressCount` is 0): a task that ECS places there does not start."
        ),
        Remark::PlacedFromService { service, .. } => format!(
            "The task's network interface is gone: security groups and public address are those of service {service}, which may have been changed since."
        ),
        Remark::TakesNoTasks { container_instance, status, .. } => format!(
            "Container instance {} is in status {}: ECS starts no task there.",
            Arn::last_part(container_instance),
            status.escape_default()
        ),
        Remark::AgentDisconnected { container_instance, .. } => format!(
            "The ECS agent of container instance {} is not connected: nothing starts there until it is.",
            Arn::last_part(container_instance)
        ),
    }
}
