//! What to collect next: commands that print what decides.

use hopwise_ecs::stopped::{Class, Decoded, FailedStep, Missing, NetworkFault, Nuance, PolicyLayer, Shortage};
use hopwise_model::DocumentKind;

use super::meaning::is_local;
use super::principal::Principal;
use super::resource::{self, key_policy, repository};
use crate::words::shell::shell;

const TASK: &str = DocumentKind::Tasks.command();
const DEFINITION: &str = DocumentKind::TaskDefinition.command();
const STOPPED: &str = "aws ecs list-tasks --cluster CLUSTER --desired-status STOPPED";
const INSTANCES: &str = DocumentKind::ContainerInstances.command();
const REGISTERED: &str = "aws ecs list-container-instances --cluster CLUSTER";
const CLUSTER: &str = DocumentKind::Clusters.command();
const GROUPS: &str = "aws autoscaling describe-auto-scaling-groups";
const ENDPOINTS: &str = DocumentKind::VpcEndpoints.command();
const DHCP: &str = DocumentKind::DhcpOptions.command();
const ROLE: &str = DocumentKind::Role.command();
const SNAPSHOT: &str = "hopwise capture -o snapshot/ --cluster CLUSTER --task TASK";
const DIAGNOSE: &str = "hopwise diagnose snapshot/";

/// Commands, the most telling first. Words in capitals stand for what the text does not name.
pub(crate) fn collect(decoded: &Decoded) -> Vec<String> {
    if let Some(commands) = by_nuance(decoded) {
        return commands;
    }
    match decoded.class {
        Class::Network(_) if is_local(decoded) => owned(&[TASK, DEFINITION]),
        Class::Network(fault) if fault.is_of_name() => names(),
        Class::Network(NetworkFault::Refused | NetworkFault::Certificate) => {
            owned(&[ENDPOINTS, DHCP, SNAPSHOT, DIAGNOSE])
        }
        Class::Network(_) | Class::LogDriver => owned(&[SNAPSHOT, DIAGNOSE]),
        Class::Permission(refusal) => permission(refusal.layer, decoded),
        Class::Credentials => owned(&[DEFINITION, ROLE, DocumentKind::AttachedPolicies.command()]),
        Class::Missing(what) => missing(what, decoded),
        Class::ImageOrCredentials | Class::BrokenImage => missing(Missing::Image, decoded),
        Class::RateLimit | Class::Disk | Class::Platform | Class::Configuration => owned(&[DEFINITION]),
        Class::Capacity(Shortage::Agent) => owned(&[INSTANCES, ENDPOINTS, &events()]),
        Class::Capacity(Shortage::Attribute | Shortage::Constraint) => owned(&[DEFINITION, INSTANCES]),
        Class::Capacity(Shortage::Zone) => owned(&[INSTANCES, &events()]),
        // There may be none that could be described.
        Class::Capacity(Shortage::Inactive | Shortage::Instances) => owned(&[REGISTERED, CLUSTER, GROUPS, &events()]),
        Class::ServerError | Class::Capacity(Shortage::Room | Shortage::Interfaces | Shortage::Ports) => {
            owned(&[&events()])
        }
        Class::Provisioning => owned(&[
            &format!(
                "{} --subnet-ids SUBNET --query 'Subnets[].AvailableIpAddressCount'",
                DocumentKind::Subnets.command()
            ),
            &DocumentKind::Role.command_about(&["AWSServiceRoleForECS"]),
            &events(),
        ]),
        Class::TimedOut => owned(&[TASK, SNAPSHOT, DIAGNOSE]),
        Class::ContainerStart | Class::Ended => owned(&[TASK, DEFINITION]),
        Class::NoCause => owned(&[STOPPED, TASK, &events(), SNAPSHOT, DIAGNOSE]),
        Class::Unknown => owned(&[TASK, &events(), SNAPSHOT, DIAGNOSE]),
    }
}

/// What prints the setting that the text points to more exactly than its class.
fn by_nuance(decoded: &Decoded) -> Option<Vec<String>> {
    match (decoded.class, decoded.nuance) {
        (Class::Permission(_), Some(Nuance::SignedUrl)) => Some(owned(&[ENDPOINTS])),
        (
            Class::Permission(_) | Class::Credentials | Class::ImageOrCredentials,
            Some(Nuance::OtherRegistry | Nuance::FileServer | Nuance::WebPage),
        ) => Some(owned(&[DEFINITION])),
        (_, Some(Nuance::LocalSocket | Nuance::AfterPull)) => Some(owned(&[TASK, DEFINITION])),
        (Class::Permission(_), Some(Nuance::Caller)) => Some(own_policies(decoded).into()),
        (_, Some(Nuance::Upstream)) => {
            let prefix = cache_prefix(decoded).map_or_else(|| "PREFIX".to_owned(), |prefix| shell(&prefix));
            let validate = format!("aws ecr validate-pull-through-cache-rule --ecr-repository-prefix {prefix}");
            Some(vec!["aws ecr describe-pull-through-cache-rules".to_owned(), validate])
        }
        (Class::Credentials, Some(Nuance::Clock)) => Some(owned(&[TASK, "chronyc tracking"])),
        (Class::Permission(_), Some(Nuance::Account)) => {
            Some(owned(&["aws sts get-caller-identity", "aws account get-region-opt-status --region-name REGION"]))
        }
        (Class::RateLimit, Some(Nuance::ResourceQuota)) => {
            Some(vec![format!("aws service-quotas list-service-quotas --service-code {}", service_code(decoded.step))])
        }
        (Class::ContainerStart, Some(Nuance::Gpu | Nuance::HostPort)) => Some(owned(&[DEFINITION, INSTANCES])),
        _ => None,
    }
}

/// The first part of the repository's name, which is the prefix of the rule unless that has parts itself.
fn cache_prefix(decoded: &Decoded) -> Option<String> {
    repository(decoded)?.split_once('/').map(|(prefix, _)| prefix.to_owned())
}

/// The service whose quotas are asked for, as Service Quotas calls it.
const fn service_code(step: Option<FailedStep>) -> &'static str {
    match step {
        Some(FailedStep::Logs) => "logs",
        Some(FailedStep::Secrets | FailedStep::RegistryCredentials) => "secretsmanager",
        Some(FailedStep::Parameters) => "ssm",
        Some(
            FailedStep::RegistryAuth | FailedStep::ImagePull | FailedStep::ImageManifest | FailedStep::ImageLayers,
        ) => "ecr",
        _ => "SERVICE",
    }
}

/// What prints the policies of the one that was refused.
fn own_policies(decoded: &Decoded) -> [String; 2] {
    let (kind, name) = match Principal::of(decoded) {
        Some(Principal::User(name)) => ("user", name),
        Some(Principal::Role(name) | Principal::InstanceRole(name)) => ("role", name),
        Some(Principal::Other(_)) | None => ("role", "ROLE"),
    };
    let name = shell(name);
    [
        format!("aws iam list-attached-{kind}-policies --{kind}-name {name}"),
        format!("aws iam list-{kind}-policies --{kind}-name {name}"),
    ]
}

/// The last events of a service.
fn events() -> String {
    format!("{} --query 'services[].events[:10]'", DocumentKind::Services.command())
}

fn owned(commands: &[&str]) -> Vec<String> {
    commands.iter().map(|&command| command.to_owned()).collect()
}

fn names() -> Vec<String> {
    owned(&[
        &DocumentKind::VpcAttribute.command_about(&["VPC", "enableDnsSupport"]),
        DHCP,
        &DocumentKind::HostedZoneSummaries.command_about(&["VPC"]),
        DocumentKind::ResolverRuleAssociations.command(),
        DocumentKind::FirewallRuleGroupAssociations.command(),
    ])
}

fn permission(layer: PolicyLayer, decoded: &Decoded) -> Vec<String> {
    let role = match (layer, Principal::of(decoded), decoded.facts.resource.as_deref()) {
        // The role that is to be assumed is the resource.
        (PolicyLayer::RoleTrust, Some(_), Some(resource)) => resource.rsplit('/').next().unwrap_or("ROLE"),
        (_, Some(Principal::Role(name) | Principal::InstanceRole(name)), _) => name,
        _ => "ROLE",
    };
    let trust = DocumentKind::Role.command_about(&[&shell(role)]);
    let own = own_policies(decoded);
    let of_resource = resource::policy(decoded);
    match layer {
        PolicyLayer::VpcEndpoint => owned(&[ENDPOINTS]),
        PolicyLayer::RoleTrust | PolicyLayer::PermissionsBoundary => vec![trust],
        PolicyLayer::ResourceBased => of_resource.into_iter().chain(own).collect(),
        PolicyLayer::IdentityBased | PolicyLayer::Session => own.into(),
        PolicyLayer::ServiceControl | PolicyLayer::ResourceControl => owned(&[
            "aws organizations list-policies --filter SERVICE_CONTROL_POLICY",
            "aws organizations list-policies --filter RESOURCE_CONTROL_POLICY",
        ]),
        PolicyLayer::Key => {
            let secret = decoded.facts.arn.as_deref().map_or_else(|| "SECRET".to_owned(), shell);
            let secret = DocumentKind::Secret.command_about(&[&secret]);
            let key = key(decoded).map_or_else(|| "KEY".to_owned(), shell);
            [secret, key_policy(&key)].into_iter().chain(own).collect()
        }
        PolicyLayer::Unnamed => own.into_iter().chain(of_resource).chain([ENDPOINTS.to_owned()]).collect(),
    }
}

/// The key that the text names.
fn key(decoded: &Decoded) -> Option<&str> {
    let named = [decoded.facts.resource.as_deref(), decoded.facts.arn.as_deref()];
    named.into_iter().flatten().find(|arn| arn.contains(":kms:"))
}

fn missing(what: Missing, decoded: &Decoded) -> Vec<String> {
    match what {
        Missing::Image | Missing::Repository => {
            let repository = repository(decoded).map(|name| shell(&name));
            let images = repository.map(|name| format!("aws ecr describe-images --repository-name {name}"));
            images.into_iter().chain([DEFINITION.to_owned()]).collect()
        }
        Missing::ImageOnHost => owned(&[TASK, DEFINITION]),
        Missing::Key => {
            vec![format!("aws kms describe-key --key-id {}", key(decoded).map_or_else(|| "KEY".to_owned(), shell))]
        }
        Missing::Secret => {
            let secret = decoded.facts.arn.as_deref().map_or_else(|| "SECRET".to_owned(), shell);
            vec![DocumentKind::Secret.command_about(&[&secret]), DEFINITION.to_owned()]
        }
        Missing::Parameter => owned(&[DEFINITION, "aws ssm describe-parameters --query 'Parameters[].Name'"]),
        Missing::LogGroup => owned(&[DEFINITION, "aws logs describe-log-groups --query 'logGroups[].logGroupName'"]),
        Missing::File => owned(&[DEFINITION, "aws s3api head-object --bucket BUCKET --key KEY"]),
        Missing::BucketInRegion => owned(&[DEFINITION, "aws s3api get-bucket-location --bucket BUCKET"]),
        Missing::Directory => owned(&[DEFINITION, "aws efs describe-access-points"]),
        Missing::Cluster => owned(&["aws ecs list-clusters"]),
        Missing::Service => owned(&["aws ecs list-services --cluster CLUSTER", &events()]),
        Missing::Unnamed => owned(&[DEFINITION]),
    }
}
