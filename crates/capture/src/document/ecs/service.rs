//! Services.

use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        Service {
            service_arn, service_name, cluster_arn, load_balancers, service_registries, status, desired_count,
            running_count, pending_count, launch_type, capacity_provider_strategy, platform_version, platform_family,
            task_definition, deployment_configuration, task_sets, deployments, role_arn, events, created_at,
            current_service_deployment, current_service_revisions, placement_constraints, placement_strategy,
            network_configuration, health_check_grace_period_seconds, scheduling_strategy, deployment_controller,
            tags, created_by, enable_ecs_managed_tags as "enableECSManagedTags", propagate_tags,
            enable_execute_command, availability_zone_rebalancing, resource_management_type,
        }
        LoadBalancer { target_group_arn, load_balancer_name, container_name, container_port, advanced_configuration }
        ServiceRegistry { registry_arn, port, container_name, container_port }
        ServiceEvent { id, created_at, message }
        ServiceCurrentRevisionSummary { arn, requested_task_count, running_task_count, pending_task_count }
        PlacementConstraint { r#type, expression }
        PlacementStrategy { r#type, field }
        NetworkConfiguration { awsvpc_configuration }
        ServiceVolumeConfiguration { name, managed_ebs_volume as "managedEBSVolume" }
        AwsVpcConfiguration { subnets, security_groups, assign_public_ip }
        ServiceManagedEbsVolumeConfiguration {
            encrypted, kms_key_id, volume_type, size_in_gib as "sizeInGiB", snapshot_id, volume_initialization_rate,
            iops, throughput, tag_specifications, role_arn, filesystem_type,
        }
        EbsTagSpecification { resource_type, tags, propagate_tags }
    }
}

texts! {
    types:
    AssignPublicIp, AvailabilityZoneRebalancing, EbsResourceType, PlacementConstraintType, PlacementStrategyType,
    PropagateTags, ResourceManagementType, SchedulingStrategy, TaskFilesystemType,
}
