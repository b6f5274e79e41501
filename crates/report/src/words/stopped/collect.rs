//! What to collect next: commands that print what decides.

use hopwise_ecs::ImageReference;
use hopwise_ecs::stopped::{Class, Decoded, FailedStep, Missing, NetworkFault, Nuance, PolicyLayer, Shortage};

use super::meaning::is_local;
use super::principal::Principal;
use crate::words::shell::shell;

const TASK: &str = "aws ecs describe-tasks --cluster CLUSTER --tasks TASK";
const EVENTS: &str = "aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].events[:10]'";
const DEFINITION: &str = "aws ecs describe-task-definition --task-definition DEFINITION";
const STOPPED: &str = "aws ecs list-tasks --cluster CLUSTER --desired-status STOPPED";
const INSTANCES: &str =
    "aws ecs describe-container-instances --cluster CLUSTER --container-instances CONTAINER_INSTANCE";
const ENDPOINTS: &str = "aws ec2 describe-vpc-endpoints";
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
            owned(&[ENDPOINTS, "aws ec2 describe-dhcp-options", SNAPSHOT, DIAGNOSE])
        }
        Class::Network(_) | Class::LogDriver => owned(&[SNAPSHOT, DIAGNOSE]),
        Class::Permission(refusal) => permission(refusal.layer, decoded),
        Class::Credentials => owned(&[
            DEFINITION,
            "aws iam get-role --role-name ROLE",
            "aws iam list-attached-role-policies --role-name ROLE",
        ]),
        Class::Missing(what) => missing(what, decoded),
        Class::ImageOrCredentials | Class::BrokenImage => missing(Missing::Image, decoded),
        Class::RateLimit | Class::Disk | Class::Platform | Class::Configuration => owned(&[DEFINITION]),
        Class::Capacity(Shortage::Agent) => owned(&[INSTANCES, ENDPOINTS, EVENTS]),
        Class::Capacity(Shortage::Attribute | Shortage::Constraint) => owned(&[DEFINITION, INSTANCES]),
        Class::Capacity(Shortage::Zone | Shortage::Inactive | Shortage::Instances) => owned(&[INSTANCES, EVENTS]),
        Class::ServerError | Class::Capacity(Shortage::Room | Shortage::Interfaces | Shortage::Ports) => {
            owned(&[EVENTS])
        }
        Class::Provisioning => owned(&[
            "aws ec2 describe-subnets --subnet-ids SUBNET --query 'Subnets[].AvailableIpAddressCount'",
            "aws iam get-role --role-name AWSServiceRoleForECS",
            EVENTS,
        ]),
        Class::TimedOut => owned(&[TASK, SNAPSHOT, DIAGNOSE]),
        Class::ContainerStart | Class::Ended => owned(&[TASK, DEFINITION]),
        Class::NoCause => owned(&[STOPPED, TASK, EVENTS, SNAPSHOT, DIAGNOSE]),
        Class::Unknown => owned(&[TASK, EVENTS, SNAPSHOT, DIAGNOSE]),
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
        _ => None,
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

fn owned(commands: &[&str]) -> Vec<String> {
    commands.iter().map(|&command| command.to_owned()).collect()
}

fn names() -> Vec<String> {
    owned(&[
        "aws ec2 describe-vpc-attribute --vpc-id VPC --attribute enableDnsSupport",
        "aws ec2 describe-dhcp-options",
        "aws route53 list-hosted-zones-by-vpc --vpc-id VPC --vpc-region REGION",
        "aws route53resolver list-resolver-rule-associations",
        "aws route53resolver list-firewall-rule-group-associations",
    ])
}

fn permission(layer: PolicyLayer, decoded: &Decoded) -> Vec<String> {
    let role = match (layer, Principal::of(decoded), decoded.facts.resource.as_deref()) {
        // The role that is to be assumed is the resource.
        (PolicyLayer::RoleTrust, Some(_), Some(resource)) => resource.rsplit('/').next().unwrap_or("ROLE"),
        (_, Some(Principal::Role(name) | Principal::InstanceRole(name)), _) => name,
        _ => "ROLE",
    };
    let trust = format!("aws iam get-role --role-name {}", shell(role));
    let own = own_policies(decoded);
    let of_resource = resource_policy(decoded);
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
            let secret = format!("aws secretsmanager describe-secret --secret-id {secret}");
            [secret, "aws kms get-key-policy --key-id KEY".to_owned()].into_iter().chain(own).collect()
        }
        PolicyLayer::Unnamed => own.into_iter().chain(of_resource).chain([ENDPOINTS.to_owned()]).collect(),
    }
}

/// The command that prints the policy of what the step asks for.
fn resource_policy(decoded: &Decoded) -> Option<String> {
    match decoded.step? {
        FailedStep::ImagePull | FailedStep::ImageManifest | FailedStep::ImageLayers => {
            let repository = repository(decoded).map_or_else(|| "REPOSITORY".to_owned(), |name| shell(&name));
            Some(format!("aws ecr get-repository-policy --repository-name {repository}"))
        }
        FailedStep::Secrets | FailedStep::RegistryCredentials => {
            let secret = decoded.facts.resource.as_deref().or(decoded.facts.arn.as_deref());
            let secret = secret.map_or_else(|| "SECRET".to_owned(), shell);
            Some(format!("aws secretsmanager get-resource-policy --secret-id {secret}"))
        }
        FailedStep::EnvironmentFiles => Some("aws s3api get-bucket-policy --bucket BUCKET".to_owned()),
        FailedStep::FileSystem => Some("aws efs describe-file-system-policy --file-system-id FILESYSTEM".to_owned()),
        FailedStep::Provisioning
        | FailedStep::Role
        | FailedStep::Authorization
        | FailedStep::RegistryAuth
        | FailedStep::Parameters
        | FailedStep::Logs
        | FailedStep::ContainerStart
        | FailedStep::Running => None,
    }
}

/// The repository of the image that the text names, in private ECR.
fn repository(decoded: &Decoded) -> Option<String> {
    let image = ImageReference::parse(decoded.facts.image.as_deref()?).ok()?;
    matches!(image.registry, hopwise_ecs::Registry::EcrPrivate(_)).then_some(image.repository)
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
            let key = decoded.facts.arn.as_deref().filter(|arn| arn.contains(":kms:"));
            vec![format!("aws kms describe-key --key-id {}", key.map_or_else(|| "KEY".to_owned(), shell))]
        }
        Missing::Secret => {
            let secret = decoded.facts.arn.as_deref().map_or_else(|| "SECRET".to_owned(), shell);
            vec![format!("aws secretsmanager describe-secret --secret-id {secret}"), DEFINITION.to_owned()]
        }
        Missing::Parameter => owned(&[DEFINITION, "aws ssm describe-parameters --query 'Parameters[].Name'"]),
        Missing::LogGroup => owned(&[DEFINITION, "aws logs describe-log-groups --query 'logGroups[].logGroupName'"]),
        Missing::File => owned(&[DEFINITION, "aws s3api head-object --bucket BUCKET --key KEY"]),
        Missing::BucketInRegion => owned(&[DEFINITION, "aws s3api get-bucket-location --bucket BUCKET"]),
        Missing::Directory => owned(&[DEFINITION, "aws efs describe-access-points"]),
        Missing::Unnamed => owned(&[DEFINITION]),
    }
}
