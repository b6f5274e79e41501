//! What holds for the terminal output of every scenario.

use std::path::Path;

use hopwise_tests::documents;

use crate::expectation::Run;
use crate::program;

/// The widest line, in columns, unless a single word is wider.
const COLUMNS: usize = 80;

/// The answer in words has the status of the answer in JSON, says the verdict, and can be read at 80 columns without
/// colour.
pub(crate) fn check(root: &Path, name: &str, run: &Run) -> Result<(), String> {
    let folder = documents::compose(root, name)?;
    let output = program::answer(folder.path(), run, "terminal")?;
    let text = &output.stdout;
    let complain = |what: String| Err(format!("{what}\n{text}\nstandard error:\n{}", output.stderr));
    if output.exit != Some(run.exit) {
        return complain(format!("exit status: expected {}, found {:?}", run.exit, output.exit));
    }
    if !text.to_lowercase().contains(&run.verdict.to_string()) {
        return complain(format!("the verdict `{}` is not said", run.verdict));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return complain("a control character".to_owned());
    }
    let running = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(missing) = run.says.iter().find(|wanted| !running.contains(wanted.as_str())) {
        return complain(format!("`{missing}` is not said"));
    }
    if let Some(said) = run.never_says.iter().find(|unwanted| running.contains(unwanted.as_str())) {
        return complain(format!("`{said}` is said"));
    }
    let mut in_table = false;
    for line in text.lines().chain(output.stderr.lines()) {
        // In a file hosts stand whole, so that the table of steps is as wide as it must be.
        in_table = line.starts_with("  step ") || in_table && !line.is_empty();
        // A command is to be copied as a whole, so it may be as wide as it must.
        let begins = ["aws ", "mkdir "].iter().any(|begin| line.trim_start().starts_with(begin));
        let command = in_table || begins || line.contains("=$(aws ");
        let word = line.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0);
        if !command && line.chars().count() > COLUMNS.max(word) {
            return complain(format!("wider than {COLUMNS} columns: {line}"));
        }
    }
    Ok(())
}
