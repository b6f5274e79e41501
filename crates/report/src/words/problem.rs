//! What is not known about a workload.

use hopwise_ecs::{Problem, ProblemKind};
use hopwise_model::Component;

use super::gap::print_document;
use super::shell::shell;
use crate::report::GapReport;

/// A problem in words. `id` is what the workload is called.
pub(crate) fn problem(problem: &Problem, id: &str) -> GapReport {
    let kind = &problem.kind;
    let document = kind.document();
    let mut message = sentence(&kind.to_string());
    if let Some(container) = container(kind) {
        message = format!("Container {container}: {kind}.");
    }
    GapReport {
        code: code(kind),
        component: Component::Ecs.as_str(),
        id: id.to_owned(),
        message,
        document: document.map(hopwise_model::DocumentKind::key),
        command: match kind {
            ProblemKind::TaskDefinitionMissing(name) => Some(format!(
                "aws ecs describe-task-definition --task-definition {} --output json > task-definition.json",
                shell(name)
            )),
            _ => document.map(print_document),
        },
        failed_call: None,
        permission: None,
        hint: None,
    }
}

/// The container that a problem is about.
fn container(kind: &ProblemKind) -> Option<&str> {
    match kind {
        ProblemKind::Image { container, .. }
        | ProblemKind::Secret { container, .. }
        | ProblemKind::EnvironmentFile { container, .. }
        | ProblemKind::LogRegion { container, .. }
        | ProblemKind::LogEndpoint { container, .. }
        | ProblemKind::ConfigurationFile { container, .. }
        | ProblemKind::LogServer { container, .. }
        | ProblemKind::Unfamiliar { container, .. } => container.as_deref(),
        ProblemKind::FileSystem { .. }
        | ProblemKind::FileSystemArn { .. }
        | ProblemKind::FileServerUnknown { .. }
        | ProblemKind::VolumeServer { .. }
        | ProblemKind::Unsupported { .. }
        | ProblemKind::FileSystemUnsupported { .. }
        | ProblemKind::TaskDefinitionUnnamed
        | ProblemKind::TaskDefinitionMissing(_)
        | ProblemKind::ContainerInstanceMissing(_)
        | ProblemKind::HostUnknown
        | ProblemKind::InstanceMissing(_)
        | ProblemKind::InstanceWithoutInterface(_)
        | ProblemKind::HostInterfaceMissing { .. }
        | ProblemKind::NetworkConfigurationMissing
        | ProblemKind::SubnetUnknown
        | ProblemKind::GroupsUnknown
        | ProblemKind::LaunchTypeUnknown
        | ProblemKind::PlatformVersion(_)
        | ProblemKind::RegionUnknown
        | ProblemKind::CallerUndocumented
        | ProblemKind::OutsideAws => None,
    }
}

const fn code(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Image { .. } => "IMAGE_UNREADABLE",
        ProblemKind::Secret { .. } => "SECRET_UNREADABLE",
        ProblemKind::EnvironmentFile { .. } => "ENVIRONMENT_FILE_UNREADABLE",
        ProblemKind::LogRegion { .. } => "LOG_REGION_UNREADABLE",
        ProblemKind::LogEndpoint { .. } => "LOG_ENDPOINT_UNREADABLE",
        ProblemKind::FileSystem { .. } | ProblemKind::FileSystemArn { .. } => "FILE_SYSTEM_UNREADABLE",
        ProblemKind::FileSystemUnsupported { .. } => "FILE_SYSTEM_UNSUPPORTED",
        ProblemKind::ConfigurationFile { .. } => "CONFIGURATION_FILE_UNREADABLE",
        ProblemKind::LogServer { .. } => "LOG_SERVER_UNKNOWN",
        ProblemKind::Unfamiliar { .. } => "NOT_KNOWN_TO_HOPWISE",
        ProblemKind::Unsupported { .. } => "UNSUPPORTED",
        ProblemKind::FileServerUnknown { .. } => "FILE_SERVER_UNKNOWN",
        ProblemKind::VolumeServer { .. } => "VOLUME_SERVER_UNKNOWN",
        ProblemKind::TaskDefinitionUnnamed => "TASK_DEFINITION_UNNAMED",
        ProblemKind::TaskDefinitionMissing(_) => "TASK_DEFINITION_MISSING",
        ProblemKind::ContainerInstanceMissing(_) => "CONTAINER_INSTANCE_MISSING",
        ProblemKind::HostUnknown => "HOST_UNKNOWN",
        ProblemKind::InstanceMissing(_) => "INSTANCE_MISSING",
        ProblemKind::InstanceWithoutInterface(_) => "INSTANCE_WITHOUT_INTERFACE",
        ProblemKind::HostInterfaceMissing { .. } => "HOST_INTERFACE_MISSING",
        ProblemKind::NetworkConfigurationMissing => "NETWORK_CONFIGURATION_MISSING",
        ProblemKind::SubnetUnknown => "SUBNET_UNKNOWN",
        ProblemKind::GroupsUnknown => "SECURITY_GROUPS_UNKNOWN",
        ProblemKind::LaunchTypeUnknown => "LAUNCH_TYPE_UNKNOWN",
        ProblemKind::PlatformVersion(_) => "PLATFORM_VERSION_UNREADABLE",
        ProblemKind::RegionUnknown => "REGION_UNKNOWN",
        ProblemKind::CallerUndocumented => "CALLER_UNDOCUMENTED",
        ProblemKind::OutsideAws => "OUTSIDE_AWS",
    }
}

/// A fragment as a sentence: its first letter capital, and a full stop.
pub(crate) fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}
