//! Environment files in S3, and file systems.

use hopwise_model::Partition;

use super::collect::Destination;
use super::{Collector, Needed, Reason, StepKind, StepNote};
use crate::access::Accesses;
use crate::arn::{Arn, ArnError, cut};
use crate::aws_service::AwsService;
use crate::platform::PlatformVersion;
use crate::problem::ProblemKind;

/// The port of NFS, at which EFS mount targets listen, with and without encryption in transit.
///
/// Source: EFS user guide, "Using VPC security groups".
const NFS: u16 = 2049;

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

impl Collector<'_> {
    /// An environment file, by the ARN of an S3 object. Such an ARN names no Region: the bucket is taken to be in the
    /// task's.
    pub(crate) fn environment_file(&mut self, raw: &str, needed: &Needed<'_>) {
        let Some(region) = self.region() else { return };
        let found = bucket(raw).and_then(|(bucket, partition)| {
            if partition == Partition::of(region) {
                Ok(bucket)
            } else {
                Err(ArnError::Mismatch { partition, region: region.clone() })
            }
        });
        match found {
            Ok(bucket) => {
                let host = format!("{bucket}.{}", AwsService::S3.host(region));
                let from = self.platform.pull_caller();
                let to = Destination::aws(StepKind::EnvironmentFiles, AwsService::S3, region, host, from)
                    .noted(Some(StepNote::BucketRegionAssumed))
                    .with(Accesses::environment_file(raw, &needed.evidence));
                self.add(to, needed, Reason::EnvironmentFile(raw.to_owned()));
            }
            Err(error) => {
                let kind = ProblemKind::EnvironmentFile { container: needed.container(), value: cut(raw), error };
                self.problem(kind, needed.evidence.clone());
            }
        }
    }

    /// An EFS file system. Its name resolves, in the VPC, to the mount target of the asking interface's zone.
    pub(crate) fn file_system(&mut self, volume: &str, file_system: &str, needed: &Needed<'_>) {
        if self.platform.is_legacy_fargate() {
            let version = self.platform.version.unwrap_or(PlatformVersion(1, 3, 0));
            let kind = ProblemKind::FileSystemUnsupported { volume: cut(volume), version };
            return self.problem(kind, needed.evidence.clone());
        }
        let Some(region) = self.region() else { return };
        let id = file_system.strip_prefix("fs-").unwrap_or_default();
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric()) {
            let kind = ProblemKind::FileSystem { volume: cut(volume), file_system: cut(file_system) };
            return self.problem(kind, needed.evidence.clone());
        }
        let host = format!("{file_system}.efs.{region}.{}", Partition::of(region).dns_suffix());
        let service = AwsService::ElasticFileSystem;
        let mut to = Destination::aws(StepKind::FileSystem, service, region, host, self.platform.pull_caller());
        // An endpoint for EFS serves its API; NFS goes to mount targets.
        to.aws_service = None;
        to.port = NFS;
        let reason = Reason::FileSystem { volume: volume.to_owned(), file_system: file_system.to_owned() };
        self.add(to, needed, reason);
    }
}
