//! What is not known about a workload.

use hopwise_ecs::{Problem, ProblemKind};
use hopwise_model::{Component, DocumentKind};

use super::next_step::{Next, report};
use super::shell::shell;
use crate::gap::GapReport;

/// The code where the service starts no tasks any more.
pub(crate) const SERVICE_ENDED: &str = "SERVICE_STARTS_NO_TASKS";

/// A problem in words. `id` is what the workload is called.
pub(crate) fn problem(problem: &Problem, id: &str) -> GapReport {
    let kind = &problem.kind;
    let mut message = sentence(&kind.to_string());
    if let Some(container) = container(kind) {
        message = format!("Container {container}: {kind}.");
    }
    report(code(kind), Component::Ecs, id, message, next(kind))
}

/// What settles it.
fn next(kind: &ProblemKind) -> Next {
    let written = |what: &str| Next::Hint(format!("Correct {what} in the task definition."));
    match kind {
        ProblemKind::TaskDefinitionMissing(name) | ProblemKind::NoContainers(name) => Next::PrintBy(
            DocumentKind::TaskDefinition,
            format!(
                "{} --output json > {}.json",
                DocumentKind::TaskDefinition.command_about(&[&shell(name)]),
                DocumentKind::TaskDefinition.file_stem()
            ),
        ),
        // AWS prints it: the document that the command prints says it.
        ProblemKind::MissingMember { kind, .. } => Next::Print(*kind),
        ProblemKind::ContainerInstanceMissing(_)
        | ProblemKind::HostUnknown
        | ProblemKind::InstanceMissing(_)
        | ProblemKind::GroupsUnknown
        | ProblemKind::SubnetUnknown
        | ProblemKind::OperatingSystemUnknown
        | ProblemKind::HostInterfaceMissing { .. } => match kind.document() {
            Some(document) => Next::Print(document),
            None => Next::Collect("Make the snapshot again.".to_owned()),
        },
        ProblemKind::NoInstance => Next::Hint(format!(
            "If it has one, add what `{}` prints of it; else register one.",
            DocumentKind::ContainerInstances.bare_command()
        )),
        ProblemKind::Image { .. } => written("the image"),
        ProblemKind::Secret { .. } => written("the reference to the secret"),
        ProblemKind::EnvironmentFile { .. } | ProblemKind::ConfigurationFile { .. } => written("the ARN of the file"),
        ProblemKind::LogOption { option, .. } => Next::Hint(format!("Add `{option}` to the task definition.")),
        ProblemKind::LogRegion { .. } | ProblemKind::LogEndpoint { .. } => written("the log driver's option"),
        ProblemKind::FileSystem { .. } | ProblemKind::FileSystemArn { .. } => written("the file system's id"),
        ProblemKind::FileSystemUnsupported { .. } | ProblemKind::Unsupported { .. } => {
            Next::Hint("Take it out of the task definition, or run the task where AWS offers it.".to_owned())
        }
        ProblemKind::LogServer { .. } | ProblemKind::VolumeServer { .. } | ProblemKind::FileServerUnknown { .. } => {
            Next::Hint("Ask `hopwise trace --to` about the server's address.".to_owned())
        }
        ProblemKind::Unfamiliar { .. } => Next::NotSupported(
            "Look up which hosts it needs, and ask `hopwise trace --to` about each of them.".to_owned(),
        ),
        ProblemKind::LaunchTypeUnknown { provider: Some(provider) } => Next::Hint(format!(
            "`aws ecs describe-capacity-providers --capacity-providers {}` tells: with an `autoScalingGroupProvider` it is EC2. Then ask with --launch-type EC2 and the service's --subnet and --security-group.",
            shell(provider)
        )),
        ProblemKind::TaskDefinitionUnnamed
        | ProblemKind::NetworkConfigurationMissing
        | ProblemKind::LaunchTypeUnknown { provider: None } => {
            let (tasks, services) = (DocumentKind::Tasks.bare_command(), DocumentKind::Services.operation());
            Next::Collect(format!("Add the whole of what `{tasks}` or `{services}` prints."))
        }
        ProblemKind::InstanceWithoutInterface(_) => {
            Next::Hint("It was terminated: make the snapshot again, or look at another task.".to_owned())
        }
        ProblemKind::OperatingSystemContradicted => Next::Collect("Make the snapshot again.".to_owned()),
        ProblemKind::PlatformVersion(_) => Next::Hint("Name a version that AWS documents, or LATEST.".to_owned()),
        ProblemKind::GroupOfOtherVpc { .. } => Next::Hint(
            "Name security groups of the subnets' own VPC in the service's network configuration.".to_owned(),
        ),
        ProblemKind::SubnetFull(_) => {
            Next::Hint("Add a subnet with free addresses to the service, or stop what uses these.".to_owned())
        }
        ProblemKind::NoInstanceTakesTasks { .. } => Next::Hint(
            "Set an instance to ACTIVE with `aws ecs update-container-instances-state` or connect its agent, or register another instance."
                .to_owned(),
        ),
        ProblemKind::ServiceEnded(_) => Next::Hint(
            "Create the service again, or ask about a placement: --subnet, --security-group and the rest of what it would have."
                .to_owned(),
        ),
        ProblemKind::RegionUnknown => Next::Collect("Name the Region with --region.".to_owned()),
        ProblemKind::CallerUndocumented => Next::Hint(
            "Let the security groups and routes of both, the task and the instance, allow what is needed.".to_owned(),
        ),
        ProblemKind::AgentUndocumented => Next::Hint(
            "Give the instance a way to ECS: endpoints for ecs, ecs-agent and ecs-telemetry, or the internet."
                .to_owned(),
        ),
        ProblemKind::OutsideAws => Next::NotSupported("Try the hosts from the machine itself.".to_owned()),
    }
}

/// The container that a problem is about.
fn container(kind: &ProblemKind) -> Option<&str> {
    match kind {
        ProblemKind::Image { container, .. }
        | ProblemKind::Secret { container, .. }
        | ProblemKind::EnvironmentFile { container, .. }
        | ProblemKind::LogOption { container, .. }
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
        | ProblemKind::NoContainers(_)
        | ProblemKind::ContainerInstanceMissing(_)
        | ProblemKind::HostUnknown
        | ProblemKind::NoInstance
        | ProblemKind::NoInstanceTakesTasks { .. }
        | ProblemKind::MissingMember { .. }
        | ProblemKind::InstanceMissing(_)
        | ProblemKind::InstanceWithoutInterface(_)
        | ProblemKind::HostInterfaceMissing { .. }
        | ProblemKind::ServiceEnded(_)
        | ProblemKind::NetworkConfigurationMissing
        | ProblemKind::SubnetUnknown
        | ProblemKind::GroupsUnknown
        | ProblemKind::GroupOfOtherVpc { .. }
        | ProblemKind::SubnetFull(_)
        | ProblemKind::LaunchTypeUnknown { .. }
        | ProblemKind::OperatingSystemContradicted
        | ProblemKind::OperatingSystemUnknown
        | ProblemKind::PlatformVersion(_)
        | ProblemKind::RegionUnknown
        | ProblemKind::CallerUndocumented
        | ProblemKind::AgentUndocumented
        | ProblemKind::OutsideAws => None,
    }
}

const fn code(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Image { .. } => "IMAGE_UNREADABLE",
        ProblemKind::Secret { .. } => "SECRET_UNREADABLE",
        ProblemKind::EnvironmentFile { .. } => "ENVIRONMENT_FILE_UNREADABLE",
        ProblemKind::LogOption { .. } => "LOG_OPTION_MISSING",
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
        ProblemKind::NoContainers(_) => "TASK_DEFINITION_WITHOUT_CONTAINERS",
        ProblemKind::ContainerInstanceMissing(_) => "CONTAINER_INSTANCE_MISSING",
        ProblemKind::HostUnknown => "HOST_UNKNOWN",
        ProblemKind::NoInstance => "NO_CONTAINER_INSTANCE",
        ProblemKind::NoInstanceTakesTasks { .. } => "NO_INSTANCE_TAKES_TASKS",
        ProblemKind::MissingMember { .. } => "MEMBER_NOT_TOLD",
        ProblemKind::InstanceMissing(_) => "INSTANCE_MISSING",
        ProblemKind::InstanceWithoutInterface(_) => "INSTANCE_WITHOUT_INTERFACE",
        ProblemKind::HostInterfaceMissing { .. } => "HOST_INTERFACE_MISSING",
        ProblemKind::ServiceEnded(_) => SERVICE_ENDED,
        ProblemKind::NetworkConfigurationMissing => "NETWORK_CONFIGURATION_MISSING",
        ProblemKind::SubnetUnknown => "SUBNET_UNKNOWN",
        ProblemKind::GroupsUnknown => "SECURITY_GROUPS_UNKNOWN",
        ProblemKind::GroupOfOtherVpc { .. } => "SECURITY_GROUP_OF_OTHER_VPC",
        ProblemKind::SubnetFull(_) => "SUBNET_FULL",
        ProblemKind::LaunchTypeUnknown { .. } => "LAUNCH_TYPE_UNKNOWN",
        ProblemKind::OperatingSystemContradicted => "OPERATING_SYSTEM_CONTRADICTED",
        ProblemKind::OperatingSystemUnknown => "OPERATING_SYSTEM_UNKNOWN",
        ProblemKind::PlatformVersion(_) => "PLATFORM_VERSION_UNREADABLE",
        ProblemKind::RegionUnknown => "REGION_UNKNOWN",
        ProblemKind::CallerUndocumented => "CALLER_UNDOCUMENTED",
        ProblemKind::AgentUndocumented => "AGENT_UNDOCUMENTED",
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
