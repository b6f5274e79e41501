//! Clusters.

use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        Cluster {
            cluster_arn, cluster_name, configuration, status, registered_container_instances_count,
            running_tasks_count, pending_tasks_count, active_services_count, statistics, tags, settings,
            capacity_providers, default_capacity_provider_strategy, attachments, attachments_status,
            service_connect_defaults,
        }
        ClusterConfiguration { execute_command_configuration, managed_storage_configuration }
        ClusterSetting { name, value }
        ClusterServiceConnectDefaults { namespace }
        ExecuteCommandConfiguration { kms_key_id, logging, log_configuration }
        ManagedStorageConfiguration { kms_key_id, fargate_ephemeral_storage_kms_key_id }
        ExecuteCommandLogConfiguration {
            cloud_watch_log_group_name, cloud_watch_encryption_enabled, s3_bucket_name, s3_encryption_enabled,
            s3_key_prefix,
        }
    }
}

texts!(types: ClusterSettingName, ExecuteCommandLogging);
