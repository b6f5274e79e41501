//! What to collect next: commands that print what decides.

use hopwise_ecs::ImageReference;
use hopwise_ecs::stopped::{Class, Decoded, FailedStep, Missing, NetworkFault, PolicyLayer};

use crate::words::shell::shell;

const TASK: &str = "aws ecs describe-tasks --cluster CLUSTER --tasks TASK";
const EVENTS: &str = "aws ecs describe-services --cluster CLUSTER --services SERVICE --query 'services[].events[:10]'";
const DEFINITION: &str = "aws ecs describe-task-definition --task-definition DEFINITION";
const ENDPOINTS: &str = "aws ec2 describe-vpc-endpoints";
const SNAPSHOT: &str = "hopwise capture -o snapshot/ --cluster CLUSTER --task TASK";
const DIAGNOSE: &str = "hopwise diagnose snapshot/";

/// Commands, the most telling first. Words in capitals stand for what the text does not name.
pub(crate) fn collect(decoded: &Decoded) -> Vec<String> {
    match decoded.class {
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
        Class::ServerError | Class::Capacity => owned(&[EVENTS]),
        Class::Provisioning => owned(&[
            "aws ec2 describe-subnets --subnet-ids SUBNET --query 'Subnets[].AvailableIpAddressCount'",
            "aws iam get-role --role-name AWSServiceRoleForECS",
            EVENTS,
        ]),
        Class::TimedOut => owned(&[TASK, SNAPSHOT, DIAGNOSE]),
        Class::ContainerStart | Class::Ended => owned(&[TASK, DEFINITION]),
        Class::NoCause | Class::Unknown => owned(&[TASK, EVENTS, SNAPSHOT, DIAGNOSE]),
    }
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
    let role = decoded.facts.principal.as_deref().and_then(role).unwrap_or("ROLE");
    let role = shell(role);
    let trust = format!("aws iam get-role --role-name {role}");
    let own = [
        format!("aws iam list-attached-role-policies --role-name {role}"),
        format!("aws iam list-role-policies --role-name {role}"),
    ];
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

/// The role of a principal such as `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION`.
fn role(principal: &str) -> Option<&str> {
    let rest = principal.split_once(":assumed-role/").or_else(|| principal.split_once(":role/"))?.1;
    rest.split('/').next().filter(|role| !role.is_empty())
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
