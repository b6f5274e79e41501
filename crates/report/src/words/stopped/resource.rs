//! What a text says that a request was refused on.

use crate::words::shell::shell;
use hopwise_ecs::stopped::{Decoded, FailedStep};
use hopwise_ecs::{ImageReference, Registry};
use hopwise_model::DocumentKind;

/// A resource that may have a policy of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Resource<'a> {
    /// A repository of ECR, by its name.
    Repository(&'a str),
    /// A secret, by its ARN.
    Secret(&'a str),
    /// A key of KMS, by its ARN.
    Key(&'a str),
    /// A bucket.
    Bucket(&'a str),
    /// A file system of EFS, by its ID.
    FileSystem(&'a str),
    /// A parameter, by its ARN.
    Parameter(&'a str),
    /// A log group: policies for it are the account's.
    LogGroup,
}

impl<'a> Resource<'a> {
    /// The resource that the text names, by the service of its ARN (service authorization reference, "Resource types").
    pub(super) fn of(decoded: &'a Decoded) -> Option<Self> {
        let arn = decoded.facts.resource.as_deref()?.trim_matches(['"', '\'']);
        let mut parts = arn.splitn(6, ':').skip(2);
        let service = parts.next()?;
        let rest = parts.nth(2)?;
        let below = |kind: &str| rest.strip_prefix(kind).filter(|name| !name.is_empty());
        match service {
            "ecr" => below("repository/").map(Self::Repository),
            "secretsmanager" => below("secret:").map(|_| Self::Secret(arn)),
            // A policy is asked for by the key, never by an alias.
            "kms" => below("key/").map(|_| Self::Key(arn)),
            "s3" => {
                let bucket = rest.split_once('/').map_or(rest, |(bucket, _)| bucket);
                (!bucket.is_empty()).then_some(Self::Bucket(bucket))
            }
            "elasticfilesystem" => below("file-system/").map(Self::FileSystem),
            "ssm" => below("parameter/").map(|_| Self::Parameter(arn)),
            "logs" => Some(Self::LogGroup),
            _ => None,
        }
    }

    /// The same in a sentence.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Repository(name) => format!("repository {name}"),
            Self::Secret(arn) => format!("secret {arn}"),
            Self::Key(arn) => format!("key {arn}"),
            Self::Bucket(name) => format!("bucket {name}"),
            Self::FileSystem(id) => format!("file system {id}"),
            Self::Parameter(arn) => format!("parameter {arn}"),
            Self::LogGroup => "the log group".to_owned(),
        }
    }

    /// The command that prints its policy.
    fn command(&self) -> String {
        match self {
            Self::Repository(name) => DocumentKind::RepositoryPolicy.command_about(&[&shell(name)]),
            Self::Secret(arn) => DocumentKind::SecretPolicy.command_about(&[&shell(arn)]),
            Self::Key(arn) => key_policy(&shell(arn)),
            Self::Bucket(name) => format!("aws s3api get-bucket-policy --bucket {}", shell(name)),
            Self::FileSystem(id) => format!("aws efs describe-file-system-policy --file-system-id {}", shell(id)),
            Self::Parameter(arn) => format!("aws ssm get-resource-policies --resource-arn {}", shell(arn)),
            Self::LogGroup => "aws logs describe-resource-policies".to_owned(),
        }
    }
}

/// The command that prints the policy of a key, as the shell takes it.
pub(super) fn key_policy(key: &str) -> String {
    format!("aws kms get-key-policy --key-id {key} --policy-name default")
}

/// The command that prints the policy of what the text names, else of what the step asks for.
pub(super) fn policy(decoded: &Decoded) -> Option<String> {
    if let Some(resource) = Resource::of(decoded) {
        return Some(resource.command());
    }
    match decoded.step? {
        FailedStep::ImagePull | FailedStep::ImageManifest | FailedStep::ImageLayers => {
            let repository = repository(decoded).map_or_else(|| "REPOSITORY".to_owned(), |name| shell(&name));
            Some(DocumentKind::RepositoryPolicy.command_about(&[&repository]))
        }
        FailedStep::Secrets | FailedStep::RegistryCredentials => {
            let secret = decoded.facts.resource.as_deref().or(decoded.facts.arn.as_deref());
            let secret = secret.map_or_else(|| "SECRET".to_owned(), shell);
            Some(DocumentKind::SecretPolicy.command_about(&[&secret]))
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
pub(super) fn repository(decoded: &Decoded) -> Option<String> {
    let image = ImageReference::parse(decoded.facts.image.as_deref()?).ok()?;
    matches!(image.registry, Registry::EcrPrivate(_)).then_some(image.repository)
}
