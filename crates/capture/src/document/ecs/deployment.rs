//! Deployments and task sets of services.

use aws_sdk_ecs::types;

use crate::document::{records, texts};

records! {
    Camel of types {
        DeploymentConfiguration {
            deployment_circuit_breaker, maximum_percent, minimum_healthy_percent, alarms, strategy,
            bake_time_in_minutes, lifecycle_hooks, linear_configuration, canary_configuration, early_success_criteria,
        }
        TaskSet {
            id, task_set_arn, service_arn, cluster_arn, started_by, external_id, status, task_definition,
            computed_desired_count, pending_count, running_count, created_at, updated_at, launch_type,
            capacity_provider_strategy, platform_version, platform_family, network_configuration, load_balancers,
            service_registries, scale, stability_status, stability_status_at, tags, fargate_ephemeral_storage,
        }
        Deployment {
            id, status, task_definition, desired_count, pending_count, running_count, failed_tasks, created_at,
            updated_at, capacity_provider_strategy, launch_type, platform_version, platform_family,
            network_configuration, rollout_state, rollout_state_reason, service_connect_configuration,
            service_connect_resources, volume_configurations, fargate_ephemeral_storage, vpc_lattice_configurations,
        }
        DeploymentController { r#type }
        AdvancedConfiguration { alternate_target_group_arn, production_listener_rule, test_listener_rule, role_arn }
        DeploymentCircuitBreaker { enable, rollback, reset_on_healthy_task, threshold_configuration }
        DeploymentAlarms { alarm_names, rollback, enable }
        DeploymentLifecycleHook {
            target_type, hook_target_arn, role_arn, lifecycle_stages, hook_details, timeout_configuration,
        }
        LinearConfiguration { step_percent, step_bake_time_in_minutes }
        CanaryConfiguration { canary_percent, canary_bake_time_in_minutes }
        DeploymentEarlySuccessCriteria { enable, healthy_percent, source_service_revision_cleanup }
        Scale { value, unit }
        DeploymentEphemeralStorage { kms_key_id }
        ThresholdConfiguration { r#type, value }
        DeploymentLifecycleHookTimeoutConfiguration { timeout_in_minutes, action }
    }
}

texts! {
    types:
    DeploymentControllerType, DeploymentLifecycleHookAction, DeploymentLifecycleHookStage,
    DeploymentLifecycleHookTargetType, DeploymentRolloutState, DeploymentStrategy, ScaleUnit, ServiceRevisionCleanup,
    StabilityStatus, ThresholdType,
}
