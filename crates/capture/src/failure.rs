//! What can go wrong with a capture, and what became of a call.

use std::error::Error as StdError;
use std::path::PathBuf;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::config::http::HttpResponse;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use hopwise_model::RefusedCall;
use thiserror::Error;

use crate::call::Call;
use crate::call_failure::{CallFailure, FailureKind};
use crate::save::SaveError;

/// Why there is no capture at all. What only some calls cannot get is recorded instead, and the capture goes on.
#[derive(Debug, Error)]
pub enum CaptureError {
    /// Nothing says which Region to ask.
    #[error("no Region is named")]
    NoRegion,
    /// No credentials were found.
    #[error("no AWS credentials were found")]
    NoCredentials,
    /// Credentials are configured, but could not be had.
    #[error("AWS credentials could not be loaded: {0}")]
    CredentialsUnusable(String),
    /// AWS does not take these credentials any more.
    #[error("the AWS credentials have expired ({0})")]
    CredentialsExpired(String),
    /// AWS does not take these credentials.
    #[error("AWS does not accept the credentials in {region} ({code})")]
    CredentialsRejected {
        /// AWS's error code.
        code: String,
        /// The Region that was asked.
        region: String,
    },
    /// A role that may not be assumed.
    #[error("role `{}` could not be assumed ({code})", .role.escape_default())]
    AssumeRole {
        /// The role's ARN.
        role: String,
        /// AWS's error code, or what happened.
        code: String,
    },
    /// The certificate authorities that the environment names cannot be used.
    #[error("the certificates of AWS_CA_BUNDLE, `{}`, cannot be used: {why}", .path.display())]
    CaBundle {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Two roles of one account.
    #[error("two of the roles lead to the same place, {place}")]
    Twice {
        /// The account and the Region.
        place: String,
    },
    /// The address of an endpoint that is none.
    #[error("`{}` is not the URL of an endpoint", .0.escape_default())]
    EndpointUrl(String),
    /// Something that the scope names is not there.
    #[error("there is no {what} `{}` in {region}", .name.escape_default())]
    NoSuch {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
        /// The Regions that were asked.
        region: String,
        /// What there is, where that is known.
        there_is: Vec<String>,
    },
    /// The start of a scope could not be read, so that there is nothing to follow.
    #[error("{action} {}, and nothing can be captured without it ({})", .failure.kind.verb(), .failure.code)]
    Stuck {
        /// The IAM action.
        action: &'static str,
        /// What happened.
        failure: CallFailure,
    },
    /// No call got an answer that could be kept.
    #[error("AWS gave no usable answer in {region}: {action} {} ({})", .failure.kind.verb(), .failure.code)]
    NothingAnswered {
        /// The Region that was asked.
        region: String,
        /// The IAM action of the first call.
        action: &'static str,
        /// What happened to it.
        failure: CallFailure,
    },
    /// The user stopped it.
    #[error("interrupted: nothing was written")]
    Interrupted,
    /// The snapshot could not be written.
    #[error(transparent)]
    Save(#[from] SaveError),
    /// The machine gave no means to make calls.
    #[error("calls cannot be made on this machine: {0}")]
    Runtime(std::io::Error),
}

impl CaptureError {
    /// What to do about it, where that is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoRegion => "name one with --region REGION, with AWS_REGION, or in the profile",
            Self::NoCredentials => {
                "name a profile with --profile NAME or AWS_PROFILE, log in with `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
            }
            Self::CredentialsUnusable(_) => {
                "try `aws sts get-caller-identity` with the same profile; for IAM Identity Center log in with `aws sso login`"
            }
            Self::CredentialsExpired(_) => "log in again, with `aws sso login` or as you got the credentials",
            Self::CredentialsRejected { .. } => {
                "check the profile, and whether the Region is enabled for the account; `aws sts get-caller-identity` tries the same credentials"
            }
            Self::AssumeRole { .. } => {
                "the role's trust policy must name who you are, and you must be allowed sts:AssumeRole"
            }
            Self::CaBundle { .. } => "name a file of PEM certificates, or unset AWS_CA_BUNDLE",
            Self::Twice { .. } => "name one role for each account",
            Self::EndpointUrl(_) => {
                "write it with its scheme, such as http://localhost:4566; that of a single service goes to AWS_ENDPOINT_URL_EC2 and the like"
            }
            Self::NoSuch { there_is, .. } if !there_is.is_empty() => {
                return Some(format!("there is: {}", there_is.join(", ")));
            }
            Self::NoSuch { what: "task", .. } => {
                "stopped tasks are listed for about an hour only: name the service instead, with --service NAME"
            }
            Self::NoSuch { .. } => "is it in another Region or account? --region and --profile name them",
            Self::Stuck { failure: CallFailure { kind: FailureKind::Denied, .. }, .. }
            | Self::NothingAnswered { failure: CallFailure { kind: FailureKind::Denied, .. }, .. } => {
                "`hopwise capture --print-iam-policy` prints what to allow"
            }
            Self::Stuck { failure, .. } | Self::NothingAnswered { failure, .. } => {
                if failure.code == "certificate not accepted" {
                    "a proxy that opens TLS? AWS_CA_BUNDLE names a file with its certificate"
                } else if failure.kind == FailureKind::Timeout || failure.code.contains(' ') {
                    "is AWS reachable from here? HTTPS_PROXY names a proxy; --endpoint-url, AWS_ENDPOINT_URL and the like (AWS_ENDPOINT_URL_EC2) other endpoints"
                } else {
                    return None;
                }
            }
            Self::Save(error) => return error.hint().map(str::to_owned),
            Self::Interrupted | Self::Runtime(_) => return None,
        };
        Some(hint.to_owned())
    }
}

/// What became of a call that failed: a failure to record, or the end of the capture.
///
/// Messages of AWS's are not kept: those about signatures repeat headers of the request, credentials among them.
pub(crate) fn classify<E>(error: &SdkError<E, HttpResponse>, region: &str) -> Result<CallFailure, CaptureError>
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    if let Some(error) = credentials_error(error) {
        return Err(of_credentials(error));
    }
    let failure = |kind, code: &str| Ok(CallFailure { kind, code: code.to_owned() });
    match error {
        SdkError::ServiceError(context) => match context.err().code() {
            Some(code) => match RefusedCall::of(code) {
                Some(RefusedCall::Expired) => Err(CaptureError::CredentialsExpired(code.to_owned())),
                Some(RefusedCall::Rejected) => {
                    Err(CaptureError::CredentialsRejected { code: code.to_owned(), region: region.to_owned() })
                }
                Some(RefusedCall::Denied) => failure(FailureKind::Denied, code),
                Some(RefusedCall::Throttled) => failure(FailureKind::Throttled, code),
                None => failure(FailureKind::Error, code),
            },
            None => failure(FailureKind::Unreadable, &format!("HTTP {}", context.raw().status().as_u16())),
        },
        SdkError::TimeoutError(_) => failure(FailureKind::Timeout, "timeout"),
        SdkError::DispatchFailure(dispatch) if dispatch.is_timeout() => failure(FailureKind::Timeout, "timeout"),
        SdkError::DispatchFailure(_) => failure(FailureKind::Error, connection_failure(error)),
        SdkError::ResponseError(context) => {
            failure(FailureKind::Unreadable, &format!("HTTP {}", context.raw().status().as_u16()))
        }
        _ => failure(FailureKind::Error, "the request could not be made"),
    }
}

/// How a connection failed, as far as the errors below tell.
fn connection_failure(error: &(dyn StdError + 'static)) -> &'static str {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::ConnectionRefused
        {
            return "connection refused";
        }
        let text = error.to_string().to_ascii_lowercase();
        if text.contains("certificate") {
            return "certificate not accepted";
        }
        if text.contains("dns") || text.contains("lookup address") {
            return "name not resolved";
        }
        next = error.source();
    }
    CONNECTION_FAILED
}

/// What is said of a connection of which no more is known.
const CONNECTION_FAILED: &str = "connection failed";

/// The error of a credentials provider somewhere behind another error.
fn credentials_error<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e CredentialsError> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<CredentialsError>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// What the innermost error says, on one line. Errors of a configuration quote files and profiles.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string().chars().map(|c| if hopwise_model::is_unsafe(c) { ' ' } else { c }).take(200).collect()
}

/// What a credentials provider's error means to the user. What a provider that failed says itself is not repeated: it may
/// be all that a `credential_process` wrote, passwords included.
pub(crate) fn of_credentials(error: &CredentialsError) -> CaptureError {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => CaptureError::NoCredentials,
        CredentialsError::ProviderTimedOut(_) => CaptureError::CredentialsUnusable("the provider timed out".to_owned()),
        CredentialsError::InvalidConfiguration(_) => CaptureError::CredentialsUnusable(innermost(error)),
        _ => CaptureError::CredentialsUnusable("the provider failed".to_owned()),
    }
}

/// The AWS error code of a provider that called AWS, such as that of an assumed role.
pub(crate) fn code_of_credentials(error: &CredentialsError) -> String {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(service) = error.downcast_ref::<aws_sdk_sts::operation::assume_role::AssumeRoleError>()
            && let Some(code) = service.code()
        {
            return code.to_owned();
        }
        next = error.source();
    }
    "no answer".to_owned()
}

/// The error of a capture that cannot begin.
pub(crate) fn stuck(call: Call, failure: CallFailure) -> CaptureError {
    CaptureError::Stuck { action: call.action(), failure }
}
