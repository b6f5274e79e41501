//! Commands about where a service puts its tasks. ECS replaces the whole network configuration, so that a command has to
//! repeat what stays.

use hopwise_model::SubnetId;
use hopwise_model::resource::NetworkConfiguration;

use super::condition::TASK_DEFINITION;
use super::context::Context;
use crate::words::shell::shell;

/// What changes about a placement.
pub(super) enum Move<'a> {
    /// A public address.
    PublicAddress {
        /// The subnet that was looked at.
        subnet: &'a SubnetId,
    },
    /// Another subnet.
    Subnet {
        /// The subnet to leave.
        from: &'a SubnetId,
        /// The subnet to use instead.
        to: &'a SubnetId,
    },
}

/// `ecs update-service` with the whole network configuration, or `ecs run-task` where there is no service.
pub(super) fn command(
    service: Option<&str>,
    cluster: Option<&str>,
    placement: &Move<'_>,
    context: Context<'_>,
) -> Option<String> {
    let cluster = cluster.map_or_else(String::new, |cluster| format!(" --cluster {}", shell(cluster)));
    let network = service.and_then(|service| known(service, context));
    let (mut subnets, groups, mut public): (Vec<String>, Vec<String>, bool) = match network {
        Some(network) => (
            network.subnets.iter().map(ToString::to_string).collect(),
            network.groups.iter().map(ToString::to_string).collect(),
            network.assign_public_ip,
        ),
        // Without the service's own configuration a command would take its other subnets away.
        None if service.is_some() => return None,
        None => (Vec::new(), context.next.groups.to_vec(), false),
    };
    match placement {
        Move::PublicAddress { subnet } => {
            public = true;
            if subnets.is_empty() {
                subnets.push(subnet.to_string());
            }
        }
        Move::Subnet { from, to } => {
            subnets.retain(|subnet| subnet != from.as_str() && subnet != to.as_str());
            subnets.push(to.to_string());
        }
    }
    let public = if public { "ENABLED" } else { "DISABLED" };
    let groups = if groups.is_empty() { String::new() } else { format!("securityGroups=[{}],", groups.join(",")) };
    let configuration =
        shell(&format!("awsvpcConfiguration={{subnets=[{}],{groups}assignPublicIp={public}}}", subnets.join(",")));
    Some(match service {
        Some(service) => format!(
            "aws ecs update-service{cluster} --service {} --network-configuration {configuration}",
            shell(service)
        ),
        None => format!(
            "aws ecs run-task{cluster} --launch-type FARGATE --task-definition {} --network-configuration {configuration}",
            context.next.task_definition.map_or_else(|| TASK_DEFINITION.to_owned(), shell)
        ),
    })
}

fn known<'a>(service: &str, context: Context<'a>) -> Option<&'a NetworkConfiguration> {
    let found = context.inventory.services.iter().find(|own| own.name == service || own.arn == service)?;
    found.network.as_ref()
}
