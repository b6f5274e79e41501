//! What is lacking where ECS finds no place for a task.
//!
//! Source: ECS developer guide, "API failure reasons" and "Service event messages".

use hopwise_ecs::stopped::Shortage;

/// What it means.
pub(super) const fn meaning(shortage: Shortage) -> &'static str {
    match shortage {
        Shortage::Room => "There is no room for the task: it was not started at all.",
        Shortage::Agent => {
            "The ECS agent of the container instance is not connected to ECS: no task is placed there. Its way to ECS may be closed, its role may lack permissions, or it does not run."
        }
        Shortage::Attribute => {
            "No container instance has an attribute that the task definition asks for, such as awsvpc (ecs.capability.task-eni), a log driver, a processor or an operating system."
        }
        Shortage::Zone => {
            "The container instance is in another Availability Zone than the subnets that the task is to have its interface in."
        }
        Shortage::Inactive => "The container instance or cluster is INACTIVE: it is not registered with ECS any more.",
        Shortage::Instances => "There is no active container instance, in the cluster or from the capacity provider.",
        Shortage::Interfaces => {
            "No container instance can take another network interface: its type has a limit, and each task with awsvpc needs one."
        }
        Shortage::Ports => "Each container instance already uses a host port that the task asks for.",
        Shortage::Constraint => "No container instance meets a placement constraint of the task or the service.",
    }
}

/// Where to look.
pub(super) const fn points_to(shortage: Shortage) -> &'static str {
    match shortage {
        Shortage::Room => "The cluster's instances, the capacity provider, or the account's limits.",
        Shortage::Agent => {
            "The instance's way to ecs, ecs-agent (ecs-a) and ecs-telemetry (ecs-t): their endpoints or the default route, port 443; the instance's role; whether the agent runs (/var/log/ecs/ecs-agent.log)."
        }
        Shortage::Attribute => {
            "The task definition's networkMode, log drivers, volumes and requiresAttributes, against the attributes of the container instances in the task's subnets' zones."
        }
        Shortage::Zone => "The subnets of awsvpcConfiguration: name one in the zone of each container instance.",
        Shortage::Inactive => "The name of the cluster, and whether the instance was deregistered: register it anew.",
        Shortage::Instances => {
            "The Auto Scaling group's desired and largest size, whether its instances register with this cluster (ECS_CLUSTER), and their way to ECS."
        }
        Shortage::Interfaces => {
            "ENI trunking (account setting awsvpcTrunking), a larger instance type, or more instances."
        }
        Shortage::Ports => "The hostPort of portMappings: 0 or none lets Docker choose one; or more instances.",
        Shortage::Constraint => "The placementConstraints of the task definition and the service.",
    }
}
