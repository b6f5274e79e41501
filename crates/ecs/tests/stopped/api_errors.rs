//! Every name of an error that AWS documents for the calls of a start, as SDKs, the AWS CLI, log routers and S3 quote it.

use hopwise_ecs::stopped::{
    Class, FailedStep as Step, Missing, NetworkFault as Fault, Nuance, PolicyLayer as Layer, Refusal, RefusalKind,
    decode,
};

use crate::{REFUSED, Row, check, missing, net};

const fn of(layer: Layer) -> Class {
    Class::Permission(Refusal { layer, kind: RefusalKind::Unsaid })
}

/// Names, their class, and who answered or what exactly is the matter.
const NAMES: &[(&[&str], Class, Option<Nuance>)] = &[
    (&["RequestExpired", "RequestTimeTooSkewed"], Class::Credentials, Some(Nuance::Clock)),
    (
        &[
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "SignatureDoesNotMatch",
        ],
        Class::Credentials,
        Some(Nuance::Signature),
    ),
    (
        &[
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidIdentityToken",
            "UnrecognizedClientException",
        ],
        Class::Credentials,
        None,
    ),
    (&["AccessDenied", "AccessDeniedException", "NotAuthorized", "UnauthorizedOperation"], REFUSED, None),
    (&["BlockedException", "OptInRequired", "RegionDisabledException"], REFUSED, Some(Nuance::Account)),
    (&["KmsException"], of(Layer::Key), None),
    (&["UnableToAccessSecretException"], of(Layer::ResourceBased), Some(Nuance::Upstream)),
    (&["UnableToDecryptSecretValueException"], of(Layer::Key), Some(Nuance::Upstream)),
    (
        &["UnableToGetUpstreamImageException", "UnableToGetUpstreamLayerException"],
        Class::ImageOrCredentials,
        Some(Nuance::Upstream),
    ),
    (&["SecretNotFoundException"], missing(Missing::Secret), Some(Nuance::Upstream)),
    (
        &["ImageNotFoundException", "LayerInaccessibleException", "LayersNotFoundException"],
        missing(Missing::Image),
        None,
    ),
    (&["RepositoryNotFoundException"], missing(Missing::Repository), None),
    (&["ParameterNotFound", "ParameterVersionNotFound"], missing(Missing::Parameter), None),
    (
        &[
            "DisabledException",
            "InvalidKeyId",
            "KMS.DisabledException",
            "KMS.NotFoundException",
            "KMSInvalidStateException",
        ],
        missing(Missing::Key),
        None,
    ),
    (&["NoSuchBucket", "NoSuchKey"], missing(Missing::File), None),
    (
        &["MovedPermanently", "PermanentRedirect", "AuthorizationHeaderMalformed"],
        missing(Missing::BucketInRegion),
        None,
    ),
    (&["ClusterNotFoundException"], missing(Missing::Cluster), None),
    (&["ServiceNotFoundException", "ServiceNotActiveException"], missing(Missing::Service), None),
    (
        &[
            "InvalidBucketName",
            "InvalidParameterException",
            "PlatformTaskDefinitionIncompatibilityException",
            "PlatformUnknownException",
            "UnsupportedFeatureException",
            "ValidationException",
        ],
        Class::Configuration,
        None,
    ),
    (&["RequestLimitExceeded", "SlowDown", "ThrottlingException"], Class::RateLimit, Some(Nuance::AwsQuota)),
    (&["LimitExceededException"], Class::RateLimit, Some(Nuance::ResourceQuota)),
    (
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
        Class::ServerError,
        None,
    ),
    (&["RequestAbortedException", "RequestTimeout", "RequestTimeoutException"], net(Fault::Lost), None),
];

/// The ways to quote a name. The status of HTTP is none of the error's own: it must not decide.
fn quoted(name: &str) -> Vec<String> {
    vec![
        name.to_owned(),
        format!("{name}: x"),
        format!("com.example.{name}: x"),
        format!("https response error StatusCode: 400, RequestID: 0b1f, {name}: x"),
        format!("https response error StatusCode: 400, RequestID: 0b1f, api error {name}: x"),
        format!("An error occurred ({name}) when calling the Any operation: x"),
        format!("[error] [output:any.1] Any API responded with error='{name}'"),
        format!("{{\"__type\":\"{name}\",\"message\":\"x\"}}"),
    ]
}

#[test]
fn every_name_has_its_class_however_it_is_quoted() {
    for (names, class, nuance) in NAMES {
        for name in *names {
            for text in quoted(name) {
                let decoded = decode(&text);
                assert_eq!((decoded.class, decoded.nuance, decoded.arrived), (*class, *nuance, true), "{text}");
                let after = decode(&format!("CannotPullContainerError: Error response from daemon: {text}"));
                let same =
                    matches!((after.class, class), (Class::Missing(_), Class::Missing(_))) || after.class == *class;
                assert!(same, "{text}: {:?}", after.class);
            }
        }
    }
}

/// The status of HTTP is shared by many errors: the name decides before it.
#[test]
fn a_name_decides_before_the_status() {
    for (names, class, nuance) in NAMES {
        // What others than these names say is read before the status, too, but for the services' plain refusals.
        for name in names
            .iter()
            .filter(|name| !["InvalidParameterException", "ValidationException", "ThrottlingException"].contains(name))
        {
            for status in [400, 401, 403, 429, 500, 503] {
                let text = format!("https response error StatusCode: {status}, RequestID: 0b1f, api error {name}: x");
                let decoded = decode(&text);
                if *class != REFUSED || nuance.is_some() {
                    assert_eq!((decoded.class, decoded.nuance), (*class, *nuance), "{text}");
                }
            }
        }
    }
}

/// S3 answers in XML.
#[test]
fn a_code_in_xml_is_one() {
    for (code, class) in [
        ("RequestTimeTooSkewed", Class::Credentials),
        ("SlowDown", Class::RateLimit),
        ("InternalError", Class::ServerError),
        ("AccessDenied", REFUSED),
    ] {
        let text = format!(
            "error parsing HTTP 403 response body: invalid character '<' looking for beginning of value: \"<?xml version=\\\"1.0\\\" encoding=\\\"UTF-8\\\"?><Error><Code>{code}</Code><Message>x</Message></Error>\""
        );
        assert_eq!(decode(&text).class, class, "{text}");
    }
}

/// Names that are words, or parts of others, are none.
#[test]
fn what_only_looks_like_a_name_is_none() {
    for text in [
        "Unavailable: x",
        "Throttling",
        "the ServerExceptions",
        "MyServerException: x",
        "https://example.com/ServerException",
        "arn:aws:ssm:eu-west-1:111122223333:parameter/ServerException",
        "serverexception",
        "InvalidRequestException: x",
        "ClientException: x",
    ] {
        assert_eq!(decode(text).class, Class::Unknown, "{text}");
    }
}

pub(crate) const ROWS: &[Row] = &[
    (
        "unable to retrieve ecr registry auth: service call has been retried 3 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 0b1f, InvalidSignatureException: Signature expired: 20240101T000000Z is now earlier than 20240101T010000Z (20240101T011500Z - 15 min.)",
        Class::Credentials,
        Some(Step::RegistryAuth),
    ),
    (
        "unable to retrieve secrets from ssm: https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.",
        Class::Credentials,
        Some(Step::Parameters),
    ),
    (
        "unable to retrieve secret from asm: InvalidRequestException: You can't perform this operation on the secret because it was deleted.",
        missing(Missing::Secret),
        Some(Step::Secrets),
    ),
    (
        "unable to retrieve secrets from ssm: InvalidKeyId: arn:aws:kms:eu-west-1:111122223333:key/0a1b is disabled",
        missing(Missing::Key),
        Some(Step::Parameters),
    ),
    (
        "unable to retrieve secrets from ssm: NotFoundException: Key 'arn:aws:kms:eu-west-1:111122223333:key/0a1b' does not exist",
        missing(Missing::Key),
        Some(Step::Parameters),
    ),
    (
        "An error occurred (ClientException) when calling the RegisterTaskDefinition operation: Role is not valid",
        Class::Configuration,
        None,
    ),
    ("ClientException: No Fargate configuration exists for given values.", Class::Configuration, None),
    (
        "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0a': OptInRequired",
        Class::Provisioning,
        Some(Step::Provisioning),
    ),
    (
        "CannotPullContainerError: pull access denied for 111122223333.dkr.ecr.eu-west-1.amazonaws.com/hub/a, repository does not exist or may require 'docker login': denied: The authentication to the upstream registry failed. Verify that the credentials for the upstream registry are valid.",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
];

#[test]
fn errors_of_services() {
    check(ROWS);
}

#[test]
fn a_clock_that_is_wrong_is_named() {
    for text in [
        "SignatureDoesNotMatch: Signature expired: 20240101T000000Z is now earlier than 20240101T010000Z",
        "InvalidSignatureException: Signature not yet current: 20240101T010000Z is still later than 20240101T000000Z",
        "RequestTimeTooSkewed: The difference between the request time and the current time is too large.",
    ] {
        assert_eq!(decode(text).nuance, Some(Nuance::Clock), "{text}");
    }
    assert_eq!(decode("authentication to the upstream registry failed").nuance, Some(Nuance::Upstream));
}
