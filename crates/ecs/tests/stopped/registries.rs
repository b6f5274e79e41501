//! The codes of the registry API (OCI distribution specification, "Error Codes"), as sent and as Docker prints them.

use hopwise_ecs::stopped::{Class, FailedStep as Step, Missing, Nuance, decode};

use crate::{Row, check, missing};

const CODES: &[(&str, &str, Class)] = &[
    ("BLOB_UNKNOWN", "blob unknown to registry", Class::BrokenImage),
    ("DIGEST_INVALID", "provided digest did not match uploaded content", Class::BrokenImage),
    ("MANIFEST_BLOB_UNKNOWN", "manifest references a manifest or blob unknown to registry", Class::BrokenImage),
    ("MANIFEST_INVALID", "manifest invalid", Class::BrokenImage),
    ("MANIFEST_UNKNOWN", "manifest unknown to registry", missing(Missing::Image)),
    ("NAME_INVALID", "invalid repository name", Class::Configuration),
    ("NAME_UNKNOWN", "repository name not known to registry", missing(Missing::Repository)),
    ("SIZE_INVALID", "provided length did not match content length", Class::BrokenImage),
    ("UNAUTHORIZED", "authentication required", Class::Credentials),
    ("DENIED", "requested access to the resource is denied", Class::ImageOrCredentials),
    ("UNSUPPORTED", "The operation is unsupported", Class::Configuration),
    ("TOOMANYREQUESTS", "too many requests", Class::RateLimit),
];

#[test]
fn every_code_has_its_class_however_it_is_quoted() {
    for (code, message, class) in CODES {
        let printed = code.to_ascii_lowercase().replace('_', " ");
        for text in [
            format!("CannotPullContainerError: Error response from daemon: {code}: {message}"),
            format!("CannotPullContainerError: Error response from daemon: {printed}: {message}"),
            format!("failed to copy: httpReadSeeker: failed open: {printed}: x")
                .replace("unsupported: x", "unsupported: the operation is unsupported"),
            format!("{{\"errors\":[{{\"code\":\"{code}\",\"message\":\"{message}\"}}]}}"),
        ] {
            let decoded = decode(&text);
            assert_eq!((decoded.class, decoded.arrived), (*class, true), "{text}");
        }
    }
}

pub(crate) const ROWS: &[Row] = &[
    (
        "CannotPullImageManifestError: Error response from daemon: errors: denied: requested access to the resource is denied unauthorized: authentication required",
        Class::ImageOrCredentials,
        Some(Step::ImageManifest),
    ),
    (
        "CannotPullContainerError: errors: unauthorized: authentication required denied: requested access to the resource is denied",
        Class::ImageOrCredentials,
        Some(Step::ImagePull),
    ),
    (
        "CannotPullContainerError: Error response from daemon: unauthorized: authentication required",
        Class::Credentials,
        Some(Step::ImagePull),
    ),
];

#[test]
fn registries_that_say_two_things() {
    check(ROWS);
}

/// No answer of ECR's reads so: the registry is another one, though neither host nor image is named.
#[test]
fn sentences_of_other_registries() {
    for sentence in [
        "unauthorized: access to the requested resource is not authorized",
        "unauthorized: authentication required",
        "unauthorized: incorrect username or password",
        "unauthorized to access repository: a/b, action: pull",
    ] {
        let text = format!("CannotPullContainerError: Error response from daemon: {sentence}");
        assert_eq!(decode(&text).nuance, Some(Nuance::OtherRegistry), "{text}");
    }
    for sentence in
        ["no basic auth credentials", "denied: Your authorization token has expired. Reauthenticate and try again."]
    {
        let text = format!("CannotPullContainerError: Error response from daemon: {sentence}");
        assert_eq!(decode(&text).nuance, None, "{text}");
    }
}
