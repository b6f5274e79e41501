//! Who asks: credentials that are missing, old, or not known.

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use hopwise_capture::{CaptureError, Purpose, Request, Scope};

use crate::fake::{Fake, Reply};
use crate::support::{answer, request, run, task};
use crate::world::{TASK, World};

/// What AWS answers to a caller whom it does not like, everywhere.
fn everywhere(code: &'static str) -> CaptureError {
    let fake = Fake::with(World::new(), move |asked, _| Some(Reply::error(asked, 403, code)));
    let error = answer(&fake, task(TASK)).unwrap_err();
    // One look is enough: such a request is not repeated.
    assert!(fake.count() <= 2, "{code}: {}", fake.count());
    error
}

#[test]
fn what_was_good_once_has_expired() {
    for code in ["ExpiredToken", "ExpiredTokenException", "RequestExpired"] {
        let error = everywhere(code);
        assert!(matches!(&error, CaptureError::CredentialsExpired(found) if found == code), "{code}: {error:?}");
        assert!(error.hint().unwrap().contains("aws sso login"));
    }
}

#[test]
fn what_aws_does_not_know_is_rejected() {
    for code in [
        "AuthFailure",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "InvalidSignatureException",
        "OptInRequired",
    ] {
        let error = everywhere(code);
        let CaptureError::CredentialsRejected { code: found, region } = &error else { panic!("{code}: {error:?}") };
        assert_eq!((found.as_str(), region.as_str()), (code, "eu-west-1"));
        assert!(error.hint().unwrap().contains("profile"));
    }
}

#[test]
fn credentials_may_expire_on_the_way() {
    let fake = Fake::with(World::in_small_pages(), |asked, _| {
        (asked.is("DescribeSubnets") && asked.token().is_some()).then(|| Reply::error(asked, 400, "RequestExpired"))
    });
    let error = run(&request(&fake, Scope::default(), Purpose::Keep)).unwrap_err();
    assert!(matches!(error, CaptureError::CredentialsExpired(_)), "{error:?}");
}

/// Has none.
#[derive(Debug)]
struct Without(fn() -> CredentialsError);

impl ProvideCredentials for Without {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err((self.0)()))
    }
}

fn with(error: fn() -> CredentialsError) -> (CaptureError, Fake) {
    let fake = Fake::new(World::new());
    let mut request: Request = request(&fake, Scope::default(), Purpose::Answer);
    request.access.transport.credentials = Some(SharedCredentialsProvider::new(Without(error)));
    (run(&request).unwrap_err(), fake)
}

#[test]
fn without_credentials_nothing_is_asked() {
    let (error, fake) = with(CredentialsError::not_loaded_no_source);
    assert!(matches!(error, CaptureError::NoCredentials), "{error:?}");
    assert!(error.hint().unwrap().contains("AWS_PROFILE"));
    assert_eq!(fake.count(), 0);
    let (error, fake) = with(|| CredentialsError::provider_error("the SSO session has expired"));
    assert!(
        matches!(&error, CaptureError::CredentialsUnusable(reason) if reason == "the provider failed"),
        "{error:?}"
    );
    assert_eq!(fake.count(), 0);
    let (error, _) = with(|| CredentialsError::invalid_configuration("no such\nprofile"));
    let CaptureError::CredentialsUnusable(reason) = &error else { panic!("{error:?}") };
    assert_eq!(reason, "no such profile", "one line");
}

#[test]
fn an_endpoint_is_a_url() {
    let fake = Fake::new(World::new());
    let mut request = request(&fake, Scope::default(), Purpose::Answer);
    request.access.endpoint_url = Some("localhost:5000".to_owned());
    assert!(matches!(run(&request), Err(CaptureError::EndpointUrl(url)) if url == "localhost:5000"));
    assert_eq!(fake.count(), 0);
}

#[test]
fn a_role_that_may_not_be_assumed_is_named() {
    let role = "arn:aws:iam::222233334444:role/reader";
    for (reply, code) in [(403, "AccessDenied"), (403, "ExpiredToken")] {
        let fake = Fake::with(World::new(), move |asked, _| Some(Reply::error(asked, reply, code)));
        let mut request = request(&fake, Scope::default(), Purpose::Answer);
        request.access.role_arns = vec![role.to_owned()];
        let error = run(&request).unwrap_err();
        assert!(
            matches!(&error, CaptureError::AssumeRole { role: named, code: found } if named == role && found == code),
            "{error:?}"
        );
        assert!(error.hint().unwrap().contains("sts:AssumeRole"));
        assert_eq!(fake.count(), 1);
    }
}

#[test]
fn credentials_that_ended_are_not_used() {
    let fake = Fake::new(World::new());
    let mut request = request(&fake, Scope::default(), Purpose::Answer);
    let ended = std::time::SystemTime::UNIX_EPOCH;
    let credentials = Credentials::new("AKIDENDED", "secret", None, Some(ended), "wire");
    request.access.transport.credentials = Some(SharedCredentialsProvider::new(credentials));
    // AWS decides, not the clock of this machine, which may be wrong.
    assert!(run(&request).is_ok());
}
