//! What is nobody's business: values in task definitions, and the credentials that are used.

use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use hopwise_capture::{CaptureError, Purpose, Request, Scope};
use serde_json::json;

use crate::fake::{Fake, Reply};
use crate::support::{ACCESS_KEY, SECRET_KEY, SECRET_OF_ROLE, TOKEN_OF_ROLE, documents, observed, request, run, task};
use crate::world::{SECRET, TASK, World};

const NEVER: &[&str] = &[SECRET, ACCESS_KEY, SECRET_KEY, SECRET_OF_ROLE, TOKEN_OF_ROLE, "ASIA222233334444"];

#[track_caller]
fn keeps_quiet(text: &str) {
    for secret in NEVER {
        assert!(!text.contains(secret), "{secret} is in: {text}");
    }
}

fn with_role(fake: &Fake, scope: Scope, purpose: Purpose) -> Request {
    let mut request = request(fake, scope, purpose);
    request.access.role_arns = vec!["arn:aws:iam::222233334444:role/reader".to_owned()];
    request
}

fn every_output(request: &Request) {
    let (captured, told) = observed(request);
    told.events().iter().for_each(|event| keeps_quiet(event));
    match captured {
        Ok(captured) => {
            captured.documents.iter().for_each(|(name, text)| {
                keeps_quiet(name);
                keeps_quiet(text);
            });
            keeps_quiet(&captured.manifest.document());
            keeps_quiet(&format!("{captured:?}"));
        }
        Err(error) => error_keeps_quiet(&error),
    }
}

fn error_keeps_quiet(error: &CaptureError) {
    keeps_quiet(&format!("{error} {error:?} {error:#?} {:?}", error.hint()));
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        keeps_quiet(&format!("{error} {error:?}"));
        source = error.source();
    }
}

#[test]
fn no_secret_is_in_a_capture() {
    for scope in [Scope::default(), task(TASK)] {
        for purpose in [Purpose::Answer, Purpose::Keep] {
            let fake = Fake::new(World::new());
            every_output(&request(&fake, scope.clone(), purpose));
            every_output(&with_role(&fake, scope.clone(), purpose));
            assert!(fake.asked().iter().any(|asked| asked.is("DescribeTaskDefinition")));
        }
    }
}

#[test]
fn no_secret_is_in_an_error() {
    // AWS's messages repeat the access key here, as they repeat headers in reality.
    let bait = format!("<html>{SECRET} {ACCESS_KEY} {SECRET_KEY}</html>");
    let replies: Vec<(u16, &str)> = vec![
        (403, "SignatureDoesNotMatch"),
        (400, "ExpiredTokenException"),
        (403, "UnauthorizedOperation"),
        (400, "AccessDeniedException"),
        (500, "InternalError"),
        (400, "ValidationError"),
    ];
    for operation in ["GetCallerIdentity", "AssumeRole", "DescribeTasks", "DescribeVpcs", "DescribeTaskDefinition"] {
        for &(status, code) in &replies {
            let fake = Fake::with(World::new(), move |asked, _| {
                asked.is(operation).then(|| Reply::error(asked, status, code))
            });
            every_output(&with_role(&fake, task(TASK), Purpose::Answer));
        }
        for status in [200, 400, 403, 502] {
            let bait = bait.clone();
            let fake = Fake::with(World::new(), move |asked, _| asked.is(operation).then(|| Reply::raw(status, &bait)));
            every_output(&with_role(&fake, task(TASK), Purpose::Answer));
        }
    }
}

#[test]
fn what_is_to_be_captured_can_be_printed() {
    let fake = Fake::new(World::new());
    let printed = format!("{:?}", with_role(&fake, task(TASK), Purpose::Answer));
    for secret in [SECRET_KEY, SECRET_OF_ROLE, TOKEN_OF_ROLE] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn whoever_asks_for_everything_gets_it() {
    let fake = Fake::new(World::new());
    let mut request = request(&fake, task(TASK), Purpose::Answer);
    request.keep_secrets = true;
    let captured = run(&request).unwrap();
    let documents = documents(&captured);
    let container = &documents["eu-west-1/task-definition-orders-42.json"]["taskDefinition"]["containerDefinitions"][0];
    assert_eq!(container["environment"][0]["value"], SECRET);
    assert_eq!(container["logConfiguration"]["options"]["splunk-token"], SECRET);
    assert_eq!(container["logConfiguration"]["options"]["splunk-index"], "main");
    let service = &documents["eu-west-1/services-prod.json"]["services"][0];
    let connect = &service["deployments"][0]["serviceConnectConfiguration"];
    assert_eq!(connect["logConfiguration"]["options"]["splunk-token"], SECRET);
    assert!(container["command"][1].as_str().unwrap().contains(SECRET));
    let overrides = &documents["eu-west-1/tasks-prod.json"]["tasks"][0]["overrides"]["containerOverrides"][0];
    assert_eq!(overrides["environment"][0]["value"], SECRET);
    // Credentials are nobody's business all the same.
    for (_, text) in &captured.documents {
        assert!(!text.contains(ACCESS_KEY) && !text.contains(SECRET_KEY));
    }
}

#[test]
fn names_stay() {
    let fake = Fake::new(World::new());
    let captured = run(&request(&fake, task(TASK), Purpose::Answer)).unwrap();
    let documents = documents(&captured);
    let container = &documents["eu-west-1/task-definition-orders-42.json"]["taskDefinition"]["containerDefinitions"][0];
    assert_eq!(container["environment"][0]["name"], "TOKEN");
    assert!(container["secrets"][0]["valueFrom"].as_str().unwrap().ends_with("parameter/password"));
    // Where logs go stays, what else is said of them does not.
    assert_eq!(container["logConfiguration"]["options"], json!({"splunk-caname": "splunk.example.com"}));
    let services = documents["eu-west-1/services-prod.json"]["services"].as_array().unwrap();
    let logs = &services[0]["deployments"][0]["serviceConnectConfiguration"]["logConfiguration"];
    assert_eq!(*logs, json!({"logDriver": "splunk", "options": {"splunk-url": "https://splunk.example.com:8088"}}));
}

/// Fails as a `credential_process` does: with everything that it wrote.
#[derive(Debug)]
struct Process(fn(String) -> CredentialsError);

impl ProvideCredentials for Process {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let output = format!("{{\"SecretAccessKey\": \"{SECRET}\"}}");
        future::ProvideCredentials::ready(Err((self.0)(output)))
    }
}

#[test]
fn what_a_credential_process_wrote_is_not_shown() {
    let errors: [fn(String) -> CredentialsError; 2] =
        [|text| CredentialsError::provider_error(text), |text| CredentialsError::unhandled(text)];
    for error in errors {
        let fake = Fake::new(World::new());
        let mut request = request(&fake, task(TASK), Purpose::Answer);
        request.access.transport.credentials = Some(SharedCredentialsProvider::new(Process(error)));
        let shown = run(&request).unwrap_err();
        assert!(matches!(shown, CaptureError::CredentialsUnusable(_)), "{shown:?}");
        error_keeps_quiet(&shown);
        assert_eq!(fake.count(), 0);
    }
}
