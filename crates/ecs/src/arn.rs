//! Amazon Resource Names.

use std::fmt;

use hopwise_model::{AccountId, InvalidId, Partition, Region};
use thiserror::Error;

/// An Amazon Resource Name, `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
///
/// Source: IAM user guide, "Identify AWS resources with Amazon Resource Names (ARNs)".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arn {
    /// The partition.
    pub partition: Partition,
    /// The service's namespace, such as `secretsmanager`.
    pub service: String,
    /// The Region; none for resources such as S3 objects, whose ARN leaves it out.
    pub region: Option<Region>,
    /// The account; none where the ARN leaves it out.
    pub account: Option<AccountId>,
    /// The rest, colons and slashes included.
    pub resource: String,
}

/// Why a text is no ARN that the tool can use.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ArnError {
    /// It has fewer than six parts, or does not begin with `arn:`.
    #[error("`{}` is not an ARN", .0.escape_default())]
    Shape(String),
    /// Its partition is none that is known.
    #[error("ARN names the unknown partition `{}`", .0.escape_default())]
    Partition(String),
    /// Its Region or account is malformed.
    #[error("ARN: {0}")]
    Id(#[from] InvalidId),
    /// Its Region belongs to another partition than it says.
    #[error("ARN names partition `{partition}`, but Region `{region}` is in `{}`", Partition::of(.region))]
    Mismatch {
        /// The partition as written.
        partition: Partition,
        /// The Region as written.
        region: Region,
    },
    /// It is an ARN of something else than was asked for.
    #[error("ARN is one of `{}`, not of {expected}", .found.escape_default())]
    Service {
        /// The namespace as written.
        found: String,
        /// What was expected, in words.
        expected: &'static str,
    },
    /// It names no Region where one is needed.
    #[error("`{}` names no Region", .0.escape_default())]
    NoRegion(String),
    /// It names no resource, or not one of the expected form.
    #[error("ARN `{}` does not name {expected}", .found.escape_default())]
    Resource {
        /// The ARN as written.
        found: String,
        /// What was expected, in words.
        expected: &'static str,
    },
}

/// The longest part of a malformed text that an error repeats, in characters.
const LONGEST_REPEATED: usize = 200;

/// A text, cut to what an error may repeat.
pub(crate) fn cut(raw: &str) -> String {
    raw.chars().take(LONGEST_REPEATED).collect()
}

impl Arn {
    /// Reads an ARN.
    ///
    /// # Errors
    /// When the text has too few parts, its partition is unknown, its Region or account is malformed, or the Region
    /// is not one of the partition.
    pub fn parse(raw: &str) -> Result<Self, ArnError> {
        let mut parts = raw.splitn(6, ':');
        let mut next = || parts.next().ok_or_else(|| ArnError::Shape(cut(raw)));
        if next()? != "arn" {
            return Err(ArnError::Shape(cut(raw)));
        }
        let (partition, service, region, account, resource) = (next()?, next()?, next()?, next()?, next()?);
        if service.is_empty() || resource.is_empty() {
            return Err(ArnError::Shape(cut(raw)));
        }
        let partition = Partition::from_name(partition).ok_or_else(|| ArnError::Partition(cut(partition)))?;
        let region = if region.is_empty() { None } else { Some(Region::try_from(region)?) };
        // IAM resources that AWS owns have `aws` for an account.
        let account = if matches!(account, "" | "aws") { None } else { Some(AccountId::try_from(account)?) };
        if let Some(region) = region.as_ref().filter(|region| Partition::of(region) != partition) {
            return Err(ArnError::Mismatch { partition, region: region.clone() });
        }
        Ok(Self { partition, service: service.to_owned(), region, account, resource: resource.to_owned() })
    }

    /// The last part of a name that is separated by slashes or colons: `3f9c` of `arn:…:task/prod/3f9c`, and the
    /// text itself where it has neither.
    #[must_use]
    pub fn last_part(raw: &str) -> &str {
        raw.rsplit(['/', ':']).next().unwrap_or(raw)
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let region = self.region.as_ref().map_or("", Region::as_str);
        let account = self.account.as_ref().map_or("", AccountId::as_str);
        write!(f, "arn:{}:{}:{region}:{account}:{}", self.partition, self.service, self.resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_every_form() {
        for raw in [
            "arn:aws:ecs:eu-west-1:111122223333:task/prod/3f9c",
            "arn:aws-cn:secretsmanager:cn-north-1:111122223333:secret:db-AbCdEf:password::",
            "arn:aws:s3:::bucket/path/file.env",
            "arn:aws-us-gov:ssm:us-gov-west-1:111122223333:parameter/a/b",
        ] {
            assert_eq!(Arn::parse(raw).unwrap().to_string(), raw);
        }
    }

    #[test]
    fn what_is_no_arn() {
        let shape = |raw: &str| matches!(Arn::parse(raw), Err(ArnError::Shape(_)));
        assert!(shape("") && shape("arn") && shape("arn:aws:ecs:eu-west-1:111122223333"));
        assert!(shape("arn:aws::eu-west-1:111122223333:x") && shape("arn:aws:ssm:eu-west-1:111122223333:"));
        assert!(matches!(Arn::parse("arn:oops:ssm:eu-west-1:111122223333:x"), Err(ArnError::Partition(_))));
        assert!(matches!(Arn::parse("arn:aws:ssm:europe:111122223333:x"), Err(ArnError::Id(_))));
        assert!(matches!(Arn::parse("arn:aws:ssm:eu-west-1:1111:x"), Err(ArnError::Id(_))));
        let error = Arn::parse("arn:aws:ssm:cn-north-1:111122223333:x").unwrap_err();
        assert_eq!(error.to_string(), "ARN names partition `aws`, but Region `cn-north-1` is in `aws-cn`");
    }
}
