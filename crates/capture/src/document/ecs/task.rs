//! Tasks.

#![expect(deprecated, reason = "what AWS no longer offers it may still send")]

use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        Task {
            attachments, attributes, availability_zone, capacity_provider_name, cluster_arn, connectivity,
            connectivity_at, container_instance_arn, containers, cpu, created_at, desired_status,
            enable_execute_command, execution_stopped_at, group, health_status, inference_accelerators, last_status,
            launch_type, memory, overrides, platform_version, platform_family, pull_started_at, pull_stopped_at,
            started_at, started_by, stop_code, stopped_at, stopped_reason, stopping_at, tags, task_arn,
            task_definition_arn, version, ephemeral_storage, fargate_ephemeral_storage,
        }
        Container {
            container_arn, task_arn, name, image, image_digest, runtime_id, last_status, exit_code, reason,
            network_bindings, network_interfaces, health_status, managed_agents, cpu, memory, memory_reservation,
            gpu_ids, neuron_device_ids, gpu_sharing_strategy,
        }
        TaskOverride {
            container_overrides, cpu, inference_accelerator_overrides, execution_role_arn, memory, task_role_arn,
            ephemeral_storage,
        }
        TaskEphemeralStorage { size_in_gib as "sizeInGiB", kms_key_id }
        NetworkBinding {
            bind_ip as "bindIP", container_port, host_port, protocol, container_port_range, host_port_range,
        }
        NetworkInterface { attachment_id, private_ipv4_address, ipv6_address }
        ManagedAgent { last_started_at, name, reason, last_status }
        ContainerOverride {
            name, command, environment, environment_files, cpu, memory, memory_reservation, resource_requirements,
        }
        InferenceAcceleratorOverride { device_name, device_type }
    }
}

texts!(types: Connectivity, HealthStatus, ManagedAgentName, TaskStopCode);
