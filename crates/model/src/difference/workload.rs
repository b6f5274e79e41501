//! What runs.

use super::compared::{Compared, compared};
use super::{Difference, Tell, What};
use crate::resource::Service;

compared! {
    Instance |own| own.id.to_string(), own.id.to_string();
        fields { state, subnet, interfaces, platform, private_dns_name, resource_name_record, name }
        lists {} ignored { id, scope }
    Cluster |own| own.arn.clone(), own.name.clone();
        fields { name, default_capacity_providers } lists {} ignored { arn }
    Service |own| own.arn.clone(), own.name.clone();
        fields {
            name, cluster, status, launch_type, capacity_providers, platform_version, platform_family, task_definition,
            network, connect, desired_count, events
        }
        lists {} ignored { arn, scope }
    Task |own| own.arn.clone(), own.arn.clone();
        fields {
            cluster, task_definition, group, launch_type, capacity_provider, platform_version, platform_family,
            container_instance, last_status, stop_code, stopped_reason, interface, subnet, private_address, containers,
            execution_role, task_role, environment_files, created_at, pulled_at, started_at
        }
        lists {} ignored { arn, scope }
    TaskDefinition |own| own.arn.clone(), own.arn.clone();
        fields {
            family, revision, network_mode, requires_compatibilities, operating_system_family, execution_role, task_role,
            volumes, proxy, unread
        }
        lists { containers } ignored { arn, scope }
    ContainerInstance |own| own.arn.clone(), own.arn.clone();
        fields { instance, status, agent_connected, os_type } lists {} ignored { arn }
}

impl Service {
    /// What of a service as it is later differs and says where and how its tasks run, besides their task definition.
    #[must_use]
    pub fn settings_that_differ(&self, later: &Self) -> Vec<Difference> {
        let mut all = Vec::new();
        Self::compare(self, later, &mut Tell::new::<Self>(&self.arn, self, later, &mut all));
        let is_setting = |own: &Difference| match own.what {
            What::Part { name, .. } => {
                matches!(
                    name,
                    "status"
                        | "launch_type"
                        | "capacity_providers"
                        | "platform_version"
                        | "platform_family"
                        | "network"
                        | "connect"
                )
            }
            What::Record { .. } | What::Knowledge { .. } => false,
        };
        all.retain(is_setting);
        all
    }
}
