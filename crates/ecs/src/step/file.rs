//! Files that ECS fetches from S3 before a container starts.

use hopwise_model::Partition;
use hopwise_model::resource::Firelens;

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind, StepNote};
use crate::access::Accesses;
use crate::arn::{Arn, ArnError, cut};
use crate::aws_service::AwsService;
use crate::problem::{ProblemKind, Unfamiliar};
use crate::startup_call::{Offer, StartupCall};

/// The bucket that `arn:PARTITION:s3:::BUCKET/KEY` names.
fn bucket(raw: &str) -> Result<(String, Partition), ArnError> {
    let arn = Arn::parse(raw)?;
    if arn.service != "s3" {
        return Err(ArnError::Service { found: cut(&arn.service), expected: "S3" });
    }
    let expected = "an object of a bucket";
    let error = || ArnError::Resource { found: cut(raw), expected };
    let (bucket, key) = arn.resource.split_once('/').ok_or_else(error)?;
    let named = (3..=63).contains(&bucket.len())
        && bucket.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    if named && !key.is_empty() { Ok((bucket.to_owned(), arn.partition)) } else { Err(error()) }
}

/// The prefixes of a credential specification's place: the second is of accounts for instances that have joined no domain.
const CREDENTIAL_SPEC: [&str; 2] = ["credentialspec:", "credentialspecdomainless:"];

impl Collector<'_> {
    /// An environment file, by the ARN of an S3 object.
    pub(crate) fn environment_file(&mut self, raw: &str, needed: &Needed<'_>) {
        if let Some(on) = self.platform.lacks(Offer::EnvironmentFile) {
            return self.unsupported("an environment file", on, needed);
        }
        let reason = Reason::EnvironmentFile(raw.to_owned());
        if let Err(error) = self.object(StepKind::EnvironmentFiles, raw, reason, needed) {
            let kind = ProblemKind::EnvironmentFile { container: needed.container(), value: cut(raw), error };
            self.problem(kind, needed.evidence.clone());
        }
    }

    /// The configuration file of a log router. The agent fetches it from S3 in the execution role; Fargate does not.
    ///
    /// Sources: ECS API reference, `FirelensConfiguration`; the source of the ECS agent, `agent/taskresource/firelens`.
    pub(crate) fn log_router(&mut self, router: &Firelens, needed: &Needed<'_>) {
        let Some(file) = router.file.as_deref() else { return };
        match (router.file_type.as_deref(), self.platform.lacks(Offer::RouterFileInS3)) {
            (Some("s3"), Some(on)) => self.unsupported("a log router's file in S3", on, needed),
            (Some("s3"), None) => self.configuration_file(file, Reason::LogRouter(file.to_owned()), needed),
            (Some("file") | None, _) => {}
            (Some(other), _) => self.unfamiliar(Unfamiliar::RouterFile(cut(other)), needed),
        }
    }

    /// The place of an Active Directory account's specification: a file of the instance, an object of S3 or a parameter.
    ///
    /// Source: ECS API reference, `ContainerDefinition`, `credentialSpecs`.
    pub(crate) fn credential_spec(&mut self, raw: &str, needed: &Needed<'_>) {
        let lower = raw.to_ascii_lowercase();
        let prefix = CREDENTIAL_SPEC.iter().find(|prefix| lower.starts_with(**prefix));
        let place = prefix.and_then(|prefix| raw.get(prefix.len()..)).unwrap_or(raw);
        if prefix == CREDENTIAL_SPEC.last() {
            // The specification itself names a secret with the account that reads the password.
            self.unfamiliar(Unfamiliar::SecretWithin(cut(raw)), needed);
        }
        match place.split(':').nth(2) {
            Some("ssm") => self.credential_spec_parameter(place, needed),
            _ if place.starts_with("file:") => {}
            _ => self.configuration_file(place, Reason::CredentialSpec(raw.to_owned()), needed),
        }
    }

    fn configuration_file(&mut self, raw: &str, reason: Reason, needed: &Needed<'_>) {
        if let Err(error) = self.object(StepKind::ConfigurationFiles, raw, reason, needed) {
            let kind = ProblemKind::ConfigurationFile { container: needed.container(), value: cut(raw), error };
            self.problem(kind, needed.evidence.clone());
        }
    }

    /// An object of S3. Its ARN names no Region: the bucket is taken to be in the task's.
    fn object(&mut self, kind: StepKind, raw: &str, reason: Reason, needed: &Needed<'_>) -> Result<(), ArnError> {
        let Some(region) = self.region() else { return Ok(()) };
        let (bucket, partition) = bucket(raw)?;
        if partition != Partition::of(region) {
            return Err(ArnError::Mismatch { partition, region: region.clone() });
        }
        let host = format!("{bucket}.{}", AwsService::S3.host(region));
        let from = self.platform.caller(StartupCall::File);
        let to = Destination::aws(kind, AwsService::S3, region, host, from)
            .noted(Some(StepNote::BucketRegionAssumed))
            .with(Accesses::object(raw, &needed.evidence));
        self.add(to, needed, reason);
        Ok(())
    }
}
