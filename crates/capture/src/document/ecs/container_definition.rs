//! Containers of task definitions.

use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        ContainerDefinition {
            name, image, repository_credentials, cpu, memory, memory_reservation, links, port_mappings, essential,
            restart_policy, entry_point, command, environment, environment_files, mount_points, volumes_from,
            linux_parameters, secrets, depends_on, start_timeout, stop_timeout, version_consistency, hostname, user,
            working_directory, disable_networking, privileged, readonly_root_filesystem, dns_servers,
            dns_search_domains, extra_hosts, docker_security_options, interactive, pseudo_terminal, docker_labels,
            ulimits, log_configuration, health_check, system_controls, resource_requirements, firelens_configuration,
            credential_specs,
        }
        RepositoryCredentials { credentials_parameter }
        PortMapping { container_port, host_port, protocol, name, app_protocol, container_port_range }
        ContainerRestartPolicy { enabled, ignored_exit_codes, restart_attempt_period }
        MountPoint { source_volume, container_path, read_only }
        VolumeFrom { source_container, read_only }
        LinuxParameters { capabilities, devices, init_process_enabled, shared_memory_size, tmpfs, max_swap, swappiness }
        ContainerDependency { container_name, condition }
        HostEntry { hostname, ip_address }
        Ulimit { name, soft_limit, hard_limit }
        HealthCheck { command, interval, timeout, retries, start_period }
        SystemControl { namespace, value }
        FirelensConfiguration { r#type, options }
        KernelCapabilities { add, drop }
        Device { host_path, container_path, permissions }
        Tmpfs { container_path, size, mount_options }
    }
}

texts! {
    types:
    ApplicationProtocol, ContainerCondition, DeviceCgroupPermission, FirelensConfigurationType, UlimitName,
    VersionConsistency,
}
