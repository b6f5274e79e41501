//! Asks the fake.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::SharedAsyncSleep;
use aws_smithy_async::time::SharedTimeSource;
use hopwise_capture::{
    Access, CaptureError, Captured, Event, Interrupt, Limits, Observer, Purpose, Request, Scope, SilentObserver,
    Transport, capture,
};
use serde_json::Value;

use crate::fake::{Clock, Fake};

/// The credentials that requests are signed with.
pub(crate) const ACCESS_KEY: &str = "AKIDWIRE7EXAMPLE";
pub(crate) const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
/// Those of a role that was assumed.
pub(crate) const SECRET_OF_ROLE: &str = "9drTJvcXLB89EXAMPLELB8923FB892xMFI";
pub(crate) const TOKEN_OF_ROLE: &str = "AQoXdzELDDY//////////wEaoAK1wvxJY12r2IrDFT2IvAzTCn3zHoZ7YNtpiQLF0MqZye";

/// A capture that asks the fake, in a time that passes at once.
pub(crate) fn request(fake: &Fake, scope: Scope, purpose: Purpose) -> Request {
    let clock = Clock::new();
    let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "wire");
    Request {
        access: Access {
            regions: vec!["eu-west-1".try_into().unwrap()],
            endpoint_url: Some("http://fake".to_owned()),
            transport: Transport {
                http_client: Some(fake.client()),
                credentials: Some(SharedCredentialsProvider::new(credentials)),
                sleep: Some(SharedAsyncSleep::new(clock.clone())),
                time: Some(SharedTimeSource::new(clock)),
            },
            limits: Limits::default(),
            ..Access::default()
        },
        scope,
        purpose,
        keep_secrets: false,
    }
}

pub(crate) fn run(request: &Request) -> Result<Captured, CaptureError> {
    let nobody: Arc<dyn Observer> = Arc::new(SilentObserver);
    capture(request, &nobody, &Interrupt::never())
}

/// Captures the whole Region, to keep.
pub(crate) fn region(fake: &Fake) -> Captured {
    run(&request(fake, Scope::default(), Purpose::Keep)).unwrap()
}

/// Captures a scope, to answer.
pub(crate) fn answer(fake: &Fake, scope: Scope) -> Result<Captured, CaptureError> {
    run(&request(fake, scope, Purpose::Answer))
}

/// A task of the cluster `prod`.
pub(crate) fn task(id: &str) -> Scope {
    Scope { clusters: vec!["prod".to_owned()], tasks: vec![id.to_owned()], ..Scope::default() }
}

/// The documents as JSON, by their names.
pub(crate) fn documents(captured: &Captured) -> BTreeMap<&str, Value> {
    captured.documents.iter().map(|(name, text)| (name.as_str(), serde_json::from_str(text).unwrap())).collect()
}

/// Reads a capture as the command line does.
pub(crate) fn read_back(captured: &Captured) -> hopwise_import::Snapshot {
    let documents = captured.documents.iter().map(|(name, text)| (name, text));
    hopwise_import::read_documents(documents, &hopwise_import::Options::default()).unwrap()
}

/// Writes down what it is told.
#[derive(Debug, Default)]
pub(crate) struct Scribe(Mutex<Vec<String>>);

impl Observer for Scribe {
    fn observe(&self, event: Event<'_>) {
        self.0.lock().unwrap().push(format!("{event:?}"));
    }
}

impl Scribe {
    pub(crate) fn events(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// How many events there were that are written so.
    pub(crate) fn count(&self, event: &str) -> usize {
        self.events().iter().filter(|told| *told == event).count()
    }
}

/// Captures, and tells what an observer is told.
pub(crate) fn observed(request: &Request) -> (Result<Captured, CaptureError>, Arc<Scribe>) {
    let scribe = Arc::new(Scribe::default());
    let observer: Arc<dyn Observer> = scribe.clone();
    (capture(request, &observer, &Interrupt::never()), scribe)
}
