//! Runs the program under test.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// What a run of the program left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Exit status; `None` where a signal ended it.
    pub exit: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

/// Runs `program` in `folder`, not on a terminal, with a width of 80 columns.
///
/// # Errors
/// The program could not be started, or printed something that is not UTF-8.
pub fn run<I, S>(program: &str, folder: &Path, arguments: I) -> Result<Output, String>
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("COLUMNS", "80")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .map_err(|error| format!("cannot start `{program}`: {error}"))?;
    let text = |bytes| String::from_utf8(bytes).map_err(|error| format!("the program's output is not UTF-8: {error}"));
    Ok(Output { exit: output.status.code(), stdout: text(output.stdout)?, stderr: text(output.stderr)? })
}
