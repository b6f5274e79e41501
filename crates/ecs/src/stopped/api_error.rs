//! Errors that AWS's services answer with, by their names.
//!
//! Whoever quotes such a name quotes an answer: the packets arrived. The name decides before the status of HTTP, which
//! several errors share (`InvalidClientTokenId` and `AccessDenied` are both 403), and after the sentences that say more.
//!
//! Sources: the pages "Common Errors" and those of the calls of a start in the API references of ECR (`GetAuthorizationToken`,
//! `BatchGetImage`, `GetDownloadUrlForLayer`), Secrets Manager (`GetSecretValue`), Systems Manager (`GetParameters`), KMS
//! (`Decrypt`), S3 ("List of error codes"), STS (`AssumeRole`), CloudWatch Logs, EFS and ECS (`RunTask`, `CreateService`).

use std::ops::Range;

use super::class::{Class, Missing, NetworkFault, PolicyLayer, Refusal, RefusalKind};
use super::normalize::NormalizedText;
use super::nuance::Nuance;

/// Errors that mean the same.
pub(super) struct ApiErrors {
    pub(super) class: Class,
    /// Who answered, or what exactly is the matter, where the class does not tell.
    pub(super) nuance: Option<Nuance>,
    /// Names, each as it stands alone.
    names: &'static [&'static str],
}

const fn errors(class: Class, names: &'static [&'static str]) -> ApiErrors {
    ApiErrors { class, nuance: None, names }
}

const fn exactly(class: Class, nuance: Nuance, names: &'static [&'static str]) -> ApiErrors {
    ApiErrors { class, nuance: Some(nuance), names }
}

const fn refused(layer: PolicyLayer) -> Class {
    Class::Permission(Refusal { layer, kind: RefusalKind::Unsaid })
}

/// Those that say what is the matter, whatever the status of HTTP.
pub(super) const ERRORS: &[ApiErrors] = &[
    exactly(Class::Credentials, Nuance::Clock, &["RequestExpired", "RequestTimeTooSkewed"]),
    exactly(
        Class::Credentials,
        Nuance::Signature,
        &[
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "SignatureDoesNotMatch",
        ],
    ),
    errors(
        Class::Credentials,
        &[
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidIdentityToken",
            "InvalidSecurity",
            "InvalidToken",
            "TokenRefreshRequired",
            "UnrecognizedClientException",
        ],
    ),
    exactly(
        refused(PolicyLayer::Unnamed),
        Nuance::Account,
        &[
            "AccountProblem",
            "AllAccessDisabled",
            "BlockedException",
            "NotSignedUp",
            "OptInRequired",
            "RegionDisabledException",
        ],
    ),
    errors(refused(PolicyLayer::ServiceControl), &["BlockedByOrganizationPolicyException"]),
    errors(refused(PolicyLayer::Key), &["EncryptionFailure", "KmsException"]),
    // ECR itself reads the secret of a rule of the pull-through cache.
    exactly(
        Class::ImageOrCredentials,
        Nuance::Upstream,
        &["UnableToGetUpstreamImageException", "UnableToGetUpstreamLayerException"],
    ),
    exactly(refused(PolicyLayer::ResourceBased), Nuance::Upstream, &["UnableToAccessSecretException"]),
    exactly(refused(PolicyLayer::Key), Nuance::Upstream, &["UnableToDecryptSecretValueException"]),
    exactly(Class::Missing(Missing::Secret), Nuance::Upstream, &["SecretNotFoundException"]),
    exactly(Class::Missing(Missing::Repository), Nuance::Upstream, &["PullThroughCacheRuleNotFoundException"]),
    errors(
        Class::Missing(Missing::Image),
        &["ImageNotFoundException", "LayerInaccessibleException", "LayersNotFoundException"],
    ),
    errors(Class::Missing(Missing::Repository), &["RepositoryNotFoundException"]),
    errors(Class::Missing(Missing::Parameter), &["ParameterNotFound", "ParameterVersionNotFound"]),
    // What SSM says of the key of a secure string, too.
    errors(
        Class::Missing(Missing::Key),
        &[
            "DisabledException",
            "InvalidKeyId",
            "KMS.DisabledException",
            "KMS.KMSInvalidStateException",
            "KMS.NotFoundException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
        ],
    ),
    errors(Class::Missing(Missing::File), &["NoSuchBucket", "NoSuchKey", "NoSuchVersion"]),
    errors(
        Class::Missing(Missing::BucketInRegion),
        &[
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "MovedPermanently",
            "PermanentRedirect",
        ],
    ),
    errors(Class::Missing(Missing::Cluster), &["ClusterNotFoundException"]),
    errors(Class::Missing(Missing::Service), &["ServiceNotActiveException", "ServiceNotFoundException"]),
    errors(
        Class::Missing(Missing::Unnamed),
        &["AccessPointNotFound", "FileSystemNotFound", "MountTargetNotFound", "NamespaceNotFoundException"],
    ),
    errors(
        Class::Configuration,
        &[
            "InvalidBucketName",
            "PlatformTaskDefinitionIncompatibilityException",
            "PlatformUnknownException",
            "UnsupportedFeatureException",
        ],
    ),
    exactly(Class::RateLimit, Nuance::AwsQuota, &["RequestLimitExceeded", "SlowDown", "ThrottledException"]),
    exactly(Class::RateLimit, Nuance::ResourceQuota, &["LimitExceededException"]),
    errors(
        Class::ServerError,
        &[
            "DependencyTimeoutException",
            "InternalFailure",
            "InternalServerError",
            "InternalServiceError",
            "KMSInternalException",
            "ServerException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
        ],
    ),
    // The service read the beginning of a request, and waited for the rest of it.
    errors(
        Class::Network(NetworkFault::Lost),
        &["RequestAbortedException", "RequestTimeout", "RequestTimeoutException"],
    ),
];

/// Those of names that are words or that others use too: they count only where an SDK quotes a code.
pub(super) const CODES: &[ApiErrors] = &[
    exactly(Class::RateLimit, Nuance::AwsQuota, &["Throttling", "RequestThrottled"]),
    errors(Class::ServerError, &["InternalError", "Unavailable"]),
];

/// Those that only say that somebody refuses.
pub(super) const REFUSALS: &[ApiErrors] = &[errors(
    refused(PolicyLayer::Unnamed),
    &["AccessDenied", "AuthorizationError", "NotAuthorized", "UnauthorizedException", "UnauthorizedOperation"],
)];

/// How SDKs, the AWS CLI, log routers and S3's XML quote a code.
const BEFORE_CODES: &[&str] = &["api error ", "error occurred (", "<Code>", "error='", "\"code\":\"", "\"__type\":\""];

/// The first of these errors that a text names, and where.
pub(super) fn find(
    text: &NormalizedText,
    lists: &[&'static [ApiErrors]],
) -> Option<(&'static ApiErrors, Range<usize>)> {
    names(text).find_map(|range| {
        let name = text.plain.get(range.clone())?;
        let known = |errors: &&ApiErrors| errors.names.contains(&name);
        Some((lists.iter().copied().flatten().find(known)?, range))
    })
}

/// The same of [`CODES`].
pub(super) fn find_code(text: &NormalizedText) -> Option<(&'static ApiErrors, Range<usize>)> {
    names(text).find_map(|range| {
        let before = text.plain.get(..range.start)?;
        let is_code = BEFORE_CODES.iter().any(|head| before.ends_with(head));
        let name = text.plain.get(range.clone())?;
        let errors = CODES.iter().find(|errors| is_code && errors.names.contains(&name))?;
        Some((errors, range))
    })
}

/// Everything that may be the name of an error: a word with a capital letter, which may have dots in it, that is no part of
/// a value. S3's codes are within its XML, which looks like a value.
fn names(text: &NormalizedText) -> impl Iterator<Item = Range<usize>> {
    let plain = text.plain.as_str();
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == '_';
    let mut place = 0;
    std::iter::from_fn(move || {
        let rest = plain.get(place..)?;
        let start = place + rest.find(|letter: char| letter.is_ascii_uppercase())?;
        let rest = plain.get(start..)?;
        let end = start + rest.find(|letter: char| !is_part(letter)).unwrap_or(rest.len());
        place = end;
        let word = plain.get(start..end)?.trim_end_matches('.');
        Some((start, start + word.len()))
    })
    .filter_map(move |(start, end)| {
        let before = plain.get(..start)?;
        // A package's name may stand before it.
        let is_beginning = !before.ends_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
        let is_code = before.ends_with("<Code>");
        let is_value = text.words.get(start..end)?.starts_with(super::normalize::BLANK);
        (is_beginning && (is_code || !is_value)).then_some(start..end)
    })
}
