#![doc = include_str!("../README.md")]

mod access;
mod call;
mod call_failure;
mod caller;
mod document;
mod failure;
mod interrupt;
mod manifest;
mod network;
mod observe;
mod page;
mod permission;
mod place;
mod policy;
mod redact;
mod save;
mod scope;
mod session;
mod transport;
mod workload;
mod writer;

use std::sync::Arc;

pub use access::{Access, Limits, Transport};
pub use call::Call;
pub use call_failure::{CallFailure, FailureKind};
pub use failure::CaptureError;
pub use interrupt::{Interrupt, Trigger};
pub use manifest::{CallRecord, Manifest, PlaceRecord};
pub use observe::{Event, Observer, SilentObserver};
pub use policy::iam_policy;
pub use save::{SaveError, check, save};
pub use scope::{Purpose, Scope};

/// What to capture, and how.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Whose account is asked, and where.
    pub access: Access,
    /// How much of it.
    pub scope: Scope,
    /// What for.
    pub purpose: Purpose,
    /// Whether to keep what may be secret in task definitions and overrides: values of environment variables, command
    /// lines, options of log drivers.
    pub keep_secrets: bool,
}

/// What a capture gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The documents, by their paths relative to the snapshot's folder; in the order of the paths. They are what the AWS
    /// CLI prints, so that `hopwise_import::read_documents` reads them as well as `hopwise_import::read` what
    /// [`save`] wrote of them.
    pub documents: Vec<(String, String)>,
    /// How they came about.
    pub manifest: Manifest,
}

impl Captured {
    /// Whether every call was answered.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.manifest.failures().next().is_none()
    }
}

/// Captures. Calls are made until everything that the scope leads to is known; what some calls cannot get is recorded in
/// the manifest, and the capture goes on.
///
/// `interrupt` ends it: nothing is kept then.
///
/// # Errors
///
/// [`CaptureError`] when there is nothing to ask with, or nothing to begin from; when the scope names something that is not
/// there; when no call was answered; when it was interrupted.
pub fn capture(
    request: &Request,
    observer: &Arc<dyn Observer>,
    interrupt: &Interrupt,
) -> Result<Captured, CaptureError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(CaptureError::Runtime)?;
    let captured = runtime.block_on(async {
        tokio::select! {
            biased;
            () = interrupt.come() => Err(CaptureError::Interrupted),
            captured = place::all(request, observer) => captured,
        }
    });
    // A name that is still being looked up must not hold up the answer.
    runtime.shutdown_background();
    captured
}
