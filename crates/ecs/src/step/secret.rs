//! Secrets and parameters.

use hopwise_model::Region;

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind};
use crate::arn::{Arn, ArnError, cut};
use crate::aws_service::AwsService;
use crate::problem::ProblemKind;
use crate::startup_call::StartupCall;

/// Where a reference leads: a service, and the Region that its ARN names, if it is one.
type Reference = (AwsService, Option<Region>);

/// Reads `valueFrom`: an ARN of Secrets Manager or SSM, or the bare name of an SSM parameter in the task's Region.
///
/// Source: ECS API reference, `Secret`.
pub(crate) fn value_from(raw: &str) -> Result<Reference, ArnError> {
    reference(raw, AwsService::Ssm)
}

/// Reads `credentialsParameter`: an ARN of Secrets Manager, or the bare name of a secret in the task's Region.
///
/// Source: ECS API reference, `RepositoryCredentials`.
pub(crate) fn credentials_parameter(raw: &str) -> Result<Reference, ArnError> {
    let (service, region) = reference(raw, AwsService::SecretsManager)?;
    if service == AwsService::SecretsManager {
        Ok((service, region))
    } else {
        Err(ArnError::Service { found: service.name().to_owned(), expected: "Secrets Manager" })
    }
}

fn reference(raw: &str, bare: AwsService) -> Result<Reference, ArnError> {
    if !raw.starts_with("arn:") {
        // Neither a secret nor a parameter has a blank in its name (`CreateSecret`, `PutParameter`).
        let is_name = !raw.is_empty() && !raw.chars().any(|c| c.is_whitespace() || c.is_control());
        return if is_name { Ok((bare, None)) } else { Err(ArnError::Shape(cut(raw))) };
    }
    let arn = Arn::parse(raw)?;
    let (service, head, expected) = match arn.service.as_str() {
        "secretsmanager" => (AwsService::SecretsManager, "secret:", "a secret"),
        "ssm" => (AwsService::Ssm, "parameter/", "a parameter"),
        other => {
            return Err(ArnError::Service { found: cut(other), expected: "Secrets Manager or SSM" });
        }
    };
    if arn.resource.strip_prefix(head).is_none_or(str::is_empty) {
        return Err(ArnError::Resource { found: cut(raw), expected });
    }
    let region = arn.region.ok_or_else(|| ArnError::NoRegion(cut(raw)))?;
    Ok((service, Some(region)))
}

impl Collector<'_> {
    /// A secret or parameter for an environment variable.
    pub(crate) fn secret(&mut self, raw: &str, needed: &Needed<'_>) {
        self.fetch(raw, value_from(raw), needed, Reason::Secret(raw.to_owned()));
    }

    /// A secret or parameter for an option of the log driver.
    pub(crate) fn log_secret(&mut self, raw: &str, needed: &Needed<'_>) {
        self.fetch(raw, value_from(raw), needed, Reason::LogSecret(raw.to_owned()));
    }

    /// The credentials of a private registry.
    pub(crate) fn repository_credentials(&mut self, raw: &str, needed: &Needed<'_>) {
        self.fetch(raw, credentials_parameter(raw), needed, Reason::RepositoryCredentials(raw.to_owned()));
    }

    /// The credentials with which a file server is mounted: the ARN of a secret or a parameter.
    pub(crate) fn file_server_credentials(&mut self, raw: &str, needed: &Needed<'_>) {
        self.fetch(raw, value_from(raw), needed, Reason::FileServerCredentials(raw.to_owned()));
    }

    /// A parameter that holds the specification of an Active Directory account.
    pub(crate) fn credential_spec_parameter(&mut self, raw: &str, needed: &Needed<'_>) {
        self.fetch(raw, value_from(raw), needed, Reason::CredentialSpec(raw.to_owned()));
    }

    fn fetch(&mut self, raw: &str, found: Result<Reference, ArnError>, needed: &Needed<'_>, reason: Reason) {
        let (service, region) = match found {
            Ok(reference) => reference,
            Err(error) => {
                let kind = ProblemKind::Secret { container: needed.container(), value: cut(raw), error };
                return self.problem(kind, needed.evidence.clone());
            }
        };
        let Some(region) = region.or_else(|| self.region().cloned()) else { return };
        let kind = if service == AwsService::Ssm { StepKind::Parameters } else { StepKind::Secrets };
        let from = self.platform.caller(StartupCall::Secret);
        let access = if service == AwsService::Ssm {
            self.accesses().parameter(raw, &region, &needed.evidence)
        } else {
            self.accesses().secret(raw, &region, &needed.evidence)
        };
        let to = Destination::aws(kind, service, &region, service.host(&region), from).with(access);
        self.add(to, needed, reason);
    }
}
