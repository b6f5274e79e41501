//! Partitions: what ARNs, host names and service names of their Regions begin and end with.

use std::fmt;

use crate::Region;

/// A partition of AWS: a set of Regions with their own accounts, ARNs and host names.
///
/// Source of names and suffixes: the partition metadata that the AWS SDKs ship (`partitions.json`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    /// The commercial Regions.
    Aws,
    /// China.
    AwsCn,
    /// AWS `GovCloud` (US).
    AwsUsGov,
    /// The AWS European Sovereign Cloud.
    AwsEusc,
    /// AWS ISO (US).
    AwsIso,
    /// AWS ISOB (US).
    AwsIsoB,
    /// AWS ISOE (Europe).
    AwsIsoE,
    /// AWS ISOF.
    AwsIsoF,
}

impl Partition {
    /// Every partition.
    pub const ALL: &[Self] = &[
        Self::Aws,
        Self::AwsCn,
        Self::AwsUsGov,
        Self::AwsEusc,
        Self::AwsIso,
        Self::AwsIsoB,
        Self::AwsIsoE,
        Self::AwsIsoF,
    ];

    /// The partition that a Region is in, by how its code begins. A Region that was opened after this was written is
    /// in the commercial partition, as the SDKs assume too.
    #[must_use]
    pub fn of(region: &Region) -> Self {
        let code = region.as_str();
        let known = [
            ("us-gov-", Self::AwsUsGov),
            ("cn-", Self::AwsCn),
            ("eusc-", Self::AwsEusc),
            ("us-isob-", Self::AwsIsoB),
            ("us-isof-", Self::AwsIsoF),
            ("us-iso-", Self::AwsIso),
            ("eu-isoe-", Self::AwsIsoE),
        ];
        known.into_iter().find(|(head, _)| code.starts_with(head)).map_or(Self::Aws, |(_, partition)| partition)
    }

    /// The partition with this name in ARNs.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|partition| partition.name() == name)
    }

    /// The name in ARNs, such as `aws-cn`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsCn => "aws-cn",
            Self::AwsUsGov => "aws-us-gov",
            Self::AwsEusc => "aws-eusc",
            Self::AwsIso => "aws-iso",
            Self::AwsIsoB => "aws-iso-b",
            Self::AwsIsoE => "aws-iso-e",
            Self::AwsIsoF => "aws-iso-f",
        }
    }

    /// What default host names end in, such as `amazonaws.com`.
    #[must_use]
    pub const fn dns_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "amazonaws.com",
            Self::AwsCn => "amazonaws.com.cn",
            Self::AwsEusc => "amazonaws.eu",
            Self::AwsIso => "c2s.ic.gov",
            Self::AwsIsoB => "sc2s.sgov.gov",
            Self::AwsIsoE => "cloud.adc-e.uk",
            Self::AwsIsoF => "csp.hci.ic.gov",
        }
    }

    /// What host names end in that are AWS's, in any partition.
    pub fn host_suffixes() -> impl Iterator<Item = &'static str> {
        let of = |partition: &Self| {
            [partition.dns_suffix(), partition.dual_stack_suffix(), partition.registry_dual_stack_suffix()]
        };
        Self::ALL.iter().flat_map(of)
    }

    /// What names of endpoint services and prefix lists begin with where they are named by the partition's own suffix:
    /// its labels, reversed. Many are named `com.amazonaws` in every partition.
    #[must_use]
    pub const fn service_name_prefix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "com.amazonaws",
            Self::AwsCn => "cn.com.amazonaws",
            Self::AwsEusc => "eu.amazonaws",
            Self::AwsIso => "gov.ic.c2s",
            Self::AwsIsoB => "gov.sgov.sc2s",
            Self::AwsIsoE => "uk.adc-e.cloud",
            Self::AwsIsoF => "gov.ic.hci.csp",
        }
    }

    /// The Region in the name of an endpoint service or of a prefix list of AWS's, such as `com.amazonaws.eu-west-1.s3`. Some
    /// are of no Region.
    #[must_use]
    pub fn region_in_service_name(name: &str) -> Option<Region> {
        Self::behind_prefix(name)?.split('.').next().and_then(|region| Region::try_from(region).ok())
    }

    /// What the name of an endpoint service of AWS's in a Region has behind the Region, such as `ecr.api`.
    #[must_use]
    pub fn service_in_service_name(name: &str) -> Option<&str> {
        Some(Self::behind_prefix(name)?.split_once('.')?.1)
    }

    fn behind_prefix(name: &str) -> Option<&str> {
        let after = |partition: &Self| name.strip_prefix(partition.service_name_prefix())?.strip_prefix('.');
        Self::ALL.iter().find_map(after)
    }

    /// The name of the bucket that an ARN is of, in any partition, such as `arn:aws-cn:s3:::configs`; with the key of an object, if it is
    /// one's (S3 user guide, "Amazon Resource Names").
    #[must_use]
    pub fn bucket_in_arn(arn: &str) -> Option<&str> {
        let (partition, bucket) = arn.strip_prefix("arn:")?.split_once(":s3:::")?;
        Self::from_name(partition).map(|_| bucket)
    }

    /// What dual-stack host names of service APIs end in, such as `api.aws`.
    #[must_use]
    pub const fn dual_stack_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "api.aws",
            Self::AwsCn => "api.amazonwebservices.com.cn",
            Self::AwsEusc => "api.amazonwebservices.eu",
            Self::AwsIso => "api.aws.ic.gov",
            Self::AwsIsoB => "api.aws.scloud",
            Self::AwsIsoE => "api.cloud-aws.adc-e.uk",
            Self::AwsIsoF => "api.aws.hci.ic.gov",
        }
    }

    /// What dual-stack host names of ECR registries end in, and those of file systems of S3 Files, such as `on.aws`.
    ///
    /// Source: ECR user guide, "Making requests to Amazon ECR registries", and the patterns of the Amazon ECS agent
    /// for the partitions that the guide leaves out.
    #[must_use]
    pub const fn registry_dual_stack_suffix(self) -> &'static str {
        match self {
            Self::Aws | Self::AwsUsGov => "on.aws",
            Self::AwsCn => "on.amazonwebservices.com.cn",
            Self::AwsEusc => "on.amazonwebservices.eu",
            Self::AwsIso => "on.aws.ic.gov",
            Self::AwsIsoB => "on.aws.scloud",
            Self::AwsIsoE => "on.cloud-aws.adc-e.uk",
            Self::AwsIsoF => "on.aws.hci.ic.gov",
        }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_in_names() {
        let region = |name: &str| Partition::region_in_service_name(name).map(|region| region.as_str().to_owned());
        assert_eq!(region("com.amazonaws.eu-west-1.s3").as_deref(), Some("eu-west-1"));
        assert_eq!(region("cn.com.amazonaws.cn-north-1.ecr.api").as_deref(), Some("cn-north-1"));
        assert_eq!(region("com.amazonaws.global.cloudfront.origin-facing"), None);
        assert_eq!(region("corp"), None);
        let service = Partition::service_in_service_name;
        assert_eq!(service("com.amazonaws.eu-west-1.ecr.api"), Some("ecr.api"));
        assert_eq!(service("eu.amazonaws.eusc-de-east-1.email-smtp"), Some("email-smtp"));
        assert_eq!(service("gov.ic.c2s.us-iso-east-1.cassandra"), Some("cassandra"));
        assert_eq!(service("aws.sagemaker.eu-west-1.notebook"), None);
        assert_eq!(Partition::bucket_in_arn("arn:aws-us-gov:s3:::configs"), Some("configs"));
        assert_eq!(Partition::bucket_in_arn("arn:aws-moon:s3:::configs"), None);
    }

    #[test]
    fn partitions_by_region() {
        for (code, name, suffix, dual_stack) in [
            ("eu-west-1", "aws", "amazonaws.com", "api.aws"),
            ("mx-central-1", "aws", "amazonaws.com", "api.aws"),
            ("us-gov-east-1", "aws-us-gov", "amazonaws.com", "api.aws"),
            ("cn-northwest-1", "aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn"),
            ("eusc-de-east-1", "aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu"),
            ("us-iso-west-1", "aws-iso", "c2s.ic.gov", "api.aws.ic.gov"),
            ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud"),
            ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
            ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov"),
        ] {
            let partition = Partition::of(&Region::try_from(code).unwrap());
            assert_eq!((partition.name(), partition.dns_suffix()), (name, suffix), "{code}");
            assert_eq!(partition.dual_stack_suffix(), dual_stack, "{code}");
            assert_eq!(Partition::from_name(name), Some(partition));
            assert!(Partition::host_suffixes().any(|own| own == suffix));
            let reversed: Vec<&str> = suffix.rsplit('.').collect();
            assert_eq!(partition.service_name_prefix(), reversed.join("."));
        }
        assert_eq!(Partition::from_name("aws-moon"), None);
    }
}
