//! A binary without the AWS SDK.

use crate::arguments::{Begin, Capture, Diagnose, Global, Live, Trace};
use crate::failure::Failure;
use crate::outcome::Outcome;

/// What the AWS CLI would print, by the names of files.
type Documents = Vec<(String, String)>;

fn unavailable() -> Failure {
    let hint = "build one with `cargo install --path crates/cli --features live`, or make a snapshot with the AWS CLI: `hopwise capture --print-script` prints how";
    Failure::new("this hopwise was built without access to live accounts", Some(hint))
}

pub(crate) fn capture(_arguments: &Capture, _global: &Global) -> Result<Outcome, Failure> {
    Err(unavailable())
}

pub(crate) fn diagnose(_arguments: &Diagnose, _global: &Global) -> Result<Documents, Failure> {
    Err(unavailable())
}

pub(crate) fn everything(_begin: &Begin, _live: &Live, _global: &Global) -> Result<Documents, Failure> {
    Err(unavailable())
}

pub(crate) fn trace(_arguments: &Trace, _global: &Global) -> Result<Documents, Failure> {
    Err(unavailable())
}
