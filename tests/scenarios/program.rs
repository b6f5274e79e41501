//! Asks a scenario's question of the program.

use std::path::Path;

use hopwise_tests::program::{self, Output};
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

/// The answer in a format of the program's.
pub(crate) fn answer(folder: &Path, run: &Run, format: &str) -> Result<Output, String> {
    let command = run.command.to_string();
    let fixed = [command.as_str(), "."].into_iter();
    let arguments = fixed.chain(run.args.iter().map(String::as_str)).chain(["--format", format, "--color", "never"]);
    program::run(env!("CARGO_BIN_EXE_hopwise-under-test"), folder, arguments)
}

/// The answer as JSON, which must be the same to the byte when asked twice.
pub(crate) fn run(folder: &Path, run: &Run) -> Result<Found, String> {
    let output = answer(folder, run, "json")?;
    if output != answer(folder, run, "json")? {
        return Err("the same question has two answers".to_owned());
    }
    let report = serde_json::from_str(&output.stdout).map_err(|error| {
        format!("standard output is not JSON: {error}\n{}\nstandard error:\n{}", output.stdout, output.stderr)
    })?;
    Ok(Found { exit: output.exit, report, stderr: output.stderr })
}
