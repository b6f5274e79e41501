//! Runs every scenario of this directory against the binary: one test for each run of each scenario.
//!
//! `README.md` says what a scenario folder holds.

mod apart;
mod beside;
mod compare;
mod expectation;
mod program;
mod readme;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use hopwise_tests::documents;
use libtest_mimic::{Arguments, Failed, Trial};

use crate::expectation::{Expectation, Run};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = documents::root();
    match trials(&root) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// All tests: one for the table in `README.md`, and three for each run of each scenario.
fn trials(root: &Path) -> Result<Vec<Trial>, String> {
    let names = documents::names(root)?;
    if names.is_empty() {
        return Err(format!("no scenario in `{}`", root.display()));
    }
    let mut trials = Vec::new();
    for name in &names {
        match Expectation::read(&root.join(name)) {
            Ok(expectation) => {
                for (index, run) in expectation.runs.iter().enumerate() {
                    trials.extend(of_run(root, name, index, run));
                }
            }
            Err(message) => trials.push(Trial::test(name.clone(), move || Err(Failed::from(message)))),
        }
    }
    let root = root.to_owned();
    trials.push(Trial::test("README lists every scenario once", move || Ok(readme::check_table(&root, &names)?)));
    Ok(trials)
}

/// The tests of one run: its answer as JSON, the same answer in words, and the same answer beside documents of others.
fn of_run(root: &Path, name: &str, index: usize, run: &Run) -> [Trial; 3] {
    let title = match index {
        0 if run.args.is_empty() => name.to_owned(),
        _ => format!("{name} ({} {})", run.command, run.args.join(" ")),
    };
    [("", check as Check), (", in words", words::check as Check), (", beside others", beside::check as Check)].map(
        |(suffix, check)| {
            let (root, name, run): (PathBuf, String, Run) = (root.to_owned(), name.to_owned(), run.clone());
            Trial::test(format!("{title}{suffix}"), move || check(&root, &name, &run).map_err(Failed::from))
        },
    )
}

/// What a test does with a run of the scenario of that name.
type Check = fn(&Path, &str, &Run) -> Result<(), String>;

fn check(root: &Path, name: &str, run: &Run) -> Result<(), String> {
    run.check()?;
    readme::check_story(&root.join(name))?;
    let folder = documents::compose(root, name)?;
    let found = program::run(folder.path(), run)?;
    let mut differences = compare::differences(run, &found);
    differences.extend(apart::confusions(run, &found.report));
    differences.extend(apart::twice(&found.report));
    if differences.is_empty() {
        return Ok(());
    }
    let mut message = format!("{} of {name} differs:\n", run.command);
    for difference in &differences {
        message.push_str("  ");
        message.push_str(difference);
        message.push('\n');
    }
    message.push_str("standard error:\n");
    message.push_str(&found.stderr);
    Err(message)
}
