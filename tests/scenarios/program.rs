//! Runs the program on a folder of documents.

use std::path::Path;
use std::process::Command as Process;

use serde_json::Value;

use crate::expectation::Run;

/// What a run printed.
pub(crate) struct Found {
    /// Exit status; `None` where a signal ended it.
    pub(crate) exit: Option<i32>,
    /// Standard output, as JSON.
    pub(crate) report: Value,
    /// Standard error.
    pub(crate) stderr: String,
}

/// Asks a scenario's question, for JSON.
pub(crate) fn run(folder: &Path, run: &Run) -> Result<Found, String> {
    let mut process = Process::new(env!("CARGO_BIN_EXE_hopwise-under-test"));
    process.arg(run.command.to_string()).arg(folder).args(&run.args).args(["--format", "json", "--color", "never"]);
    let output = process.output().map_err(|error| format!("cannot start the program: {error}"))?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = serde_json::from_slice(&output.stdout).map_err(|error| {
        let stdout = String::from_utf8_lossy(&output.stdout);
        format!("standard output is not JSON: {error}\n{stdout}\nstandard error:\n{stderr}")
    })?;
    Ok(Found { exit: output.status.code(), report, stderr })
}
