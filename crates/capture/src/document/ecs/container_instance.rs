//! Container instances.

use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        ContainerInstance {
            container_instance_arn, ec2_instance_id, capacity_provider_name, version, version_info,
            remaining_resources, registered_resources, status, status_reason, agent_connected, running_tasks_count,
            pending_tasks_count, agent_update_status, attributes, registered_at, attachments, tags, health_status,
            gpu_devices,
        }
        VersionInfo { agent_version, agent_hash, docker_version }
        Resource { name, r#type, double_value, long_value, integer_value, string_set_value }
        ContainerInstanceHealthStatus { overall_status, details }
        GpuDevice {
            gpu_id, sharing_mode, total_memory_in_mib as "totalMemoryInMiB",
            remaining_memory_in_mib as "remainingMemoryInMiB", container_count,
        }
        InstanceHealthCheckResult { r#type, status, status_reason, last_updated, last_status_change }
    }
}

texts!(types: AgentUpdateStatus, GpuSharingMode, InstanceHealthCheckState, InstanceHealthCheckType);
