//! Task definitions.

use aws_sdk_ecs::operation::describe_task_definition;
use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        TaskDefinition {
            task_definition_arn, container_definitions, family, task_role_arn, execution_role_arn, network_mode,
            revision, volumes, status, requires_attributes, placement_constraints, compatibilities, runtime_platform,
            requires_compatibilities, cpu, memory, inference_accelerators, pid_mode, ipc_mode, proxy_configuration,
            registered_at, deregistered_at, delete_requested_at, registered_by, ephemeral_storage,
            enable_fault_injection,
        }
        Volume {
            name, host, docker_volume_configuration, efs_volume_configuration, s3files_volume_configuration,
            fsx_windows_file_server_volume_configuration, configured_at_launch,
        }
        TaskDefinitionPlacementConstraint { r#type, expression }
        RuntimePlatform { cpu_architecture, operating_system_family }
        ProxyConfiguration { r#type, container_name, properties }
        HostVolumeProperties { source_path }
        DockerVolumeConfiguration { scope, autoprovision, driver, driver_opts, labels }
        EfsVolumeConfiguration {
            file_system_id, root_directory, transit_encryption, transit_encryption_port, authorization_config,
        }
        S3FilesVolumeConfiguration { file_system_arn, root_directory, transit_encryption_port, access_point_arn }
        FSxWindowsFileServerVolumeConfiguration { file_system_id, root_directory, authorization_config }
        EfsAuthorizationConfig { access_point_id, iam }
        FSxWindowsFileServerAuthorizationConfig { credentials_parameter, domain }
    }
    Camel of describe_task_definition { DescribeTaskDefinitionOutput { task_definition, tags } }
}

texts! {
    types:
    Compatibility, CpuArchitecture, EfsAuthorizationConfigIam, EfsTransitEncryption, IpcMode, NetworkMode, OsFamily,
    PidMode, ProxyConfigurationType, Scope, TaskDefinitionPlacementConstraintType, TaskDefinitionStatus,
}
