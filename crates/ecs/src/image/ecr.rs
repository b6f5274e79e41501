//! Registries of private ECR.

use hopwise_model::{AccountId, Partition, Region};

use crate::aws_service::AwsService;

/// A registry of private ECR: every account has one in every Region.
///
/// Source: ECR user guide, "Making requests to Amazon ECR registries".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EcrRegistry {
    /// The account that owns it, which need not be the task's.
    pub account: AccountId,
    /// Its Region, which need not be the task's.
    pub region: Region,
    /// Whether it is asked through a FIPS endpoint.
    pub fips: bool,
    /// Whether it is asked through a dual-stack endpoint.
    pub dual_stack: bool,
    /// Its host name, in lower case.
    pub host: String,
}

/// Whether a host name means private ECR, be it well formed or not: it has ECR's middle part, and ends as hosts of AWS
/// do. A stand-in for ECR under another domain is a registry like any other.
pub(super) fn resembles(host: &str) -> bool {
    let middle = [".dkr.ecr.", ".dkr.ecr-fips.", ".dkr-ecr.", ".dkr-ecr-fips."].iter().any(|part| host.contains(part));
    let ends = |suffix: &str| host.strip_suffix(suffix).is_some_and(|head| head.ends_with('.'));
    middle
        && Partition::ALL
            .iter()
            .any(|partition| ends(partition.dns_suffix()) || ends(partition.registry_dual_stack_suffix()))
}

impl EcrRegistry {
    /// The registry of an account in a Region, at its default host name.
    #[must_use]
    pub fn new(account: &AccountId, region: &Region) -> Self {
        let host = format!("{account}.{}", AwsService::EcrDkr.host(region));
        Self { account: account.clone(), region: region.clone(), fips: false, dual_stack: false, host }
    }

    /// Reads a host name in lower case: `ACCOUNT.dkr.ecr[-fips].REGION.SUFFIX`, or
    /// `ACCOUNT.dkr-ecr[-fips].REGION.SUFFIX` for dual stack. The suffix must be that of the Region's partition.
    pub(super) fn parse(host: &str) -> Option<Self> {
        let (account, rest) = host.split_once('.')?;
        let (dual_stack, rest) = match rest.strip_prefix("dkr-ecr") {
            Some(rest) => (true, rest),
            None => (false, rest.strip_prefix("dkr.ecr")?),
        };
        let (fips, rest) = rest.strip_prefix("-fips").map_or((false, rest), |rest| (true, rest));
        let (region, suffix) = rest.strip_prefix('.')?.split_once('.')?;
        let region = Region::try_from(region).ok()?;
        let partition = Partition::of(&region);
        let expected = if dual_stack { partition.registry_dual_stack_suffix() } else { partition.dns_suffix() };
        if suffix != expected {
            return None;
        }
        Some(Self { account: AccountId::try_from(account).ok()?, region, fips, dual_stack, host: host.to_owned() })
    }

    /// The host that hands out tokens for it.
    ///
    /// The Amazon ECS agent asks the IPv4 name for a dual-stack registry too, unless its host has IPv6 only
    /// (`agent/ecr/factory.go`), and a FIPS name for a FIPS registry.
    #[must_use]
    pub fn api_host(&self) -> String {
        if self.fips {
            format!("ecr-fips.{}.{}", self.region, Partition::of(&self.region).dns_suffix())
        } else {
            AwsService::EcrApi.host(&self.region)
        }
    }

    /// The host that serves its layers: a bucket of AWS's in the registry's Region.
    ///
    /// Source: ECR user guide, "Interface VPC endpoints". For dual-stack registries, inferred: tasks with IPv6 only can
    /// pull from them, so their layers must come from S3's dual-stack name.
    #[must_use]
    pub fn layer_host(&self) -> String {
        let (region, suffix) = (&self.region, Partition::of(&self.region).dns_suffix());
        let dual_stack = if self.dual_stack { "dualstack." } else { "" };
        format!("prod-{region}-starport-layer-bucket.s3.{dual_stack}{region}.{suffix}")
    }
}
