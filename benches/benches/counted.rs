//! The same stages in instructions, which valgrind counts: the same number in every run, however busy the machine is.
//!
//! This program starts itself under `callgrind` twice for each stage: once to prepare the stage, once to prepare it and to
//! run it. The difference is what the stage takes. Where there is no valgrind, nothing is counted, and it says so.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is a command")]

use std::process::{Command, ExitCode};

use hopwise_benches::stage::Stage;

/// Interfaces in the account.
const SIZES: [usize; 2] = [200, 2_000];

/// The first argument of the program that valgrind runs.
const COUNTED: &str = "--counted";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [counted, stage, interfaces, times] = arguments.as_slice()
        && counted == COUNTED
    {
        let (Some(stage), Ok(interfaces)) = (Stage::named(stage), interfaces.parse()) else { return ExitCode::FAILURE };
        let times = usize::from(times == "1");
        stage.run(interfaces, &mut |work| (0..times).for_each(|_| work()));
        return ExitCode::SUCCESS;
    }
    if !Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success()) {
        println!("skipped: valgrind is not installed, so no instructions are counted");
        return ExitCode::SUCCESS;
    }
    // As for criterion, `--test` asks whether it runs at all.
    let smallest = arguments.iter().any(|argument| argument == "--test");
    match if smallest { compare(&Stage::ALL, &[20, 40]) } else { compare(&Stage::ALL, &SIZES) } {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Prints the instructions of each stage at two sizes, and how they grow.
fn compare(stages: &[Stage], sizes: &[usize; 2]) -> Result<(), String> {
    let [small, large] = *sizes;
    println!("instructions at {small} and at {large} interfaces, and how often the first is in the second");
    for &stage in stages {
        let (first, second) = (count(stage, small)?, count(stage, large)?);
        let growth = u128::from(second) * 10 / u128::from(first);
        println!("{:<26} {first:>14} {second:>14} {:>6}.{}", stage.name(), growth / 10, growth % 10);
    }
    Ok(())
}

/// Counts the instructions of a stage.
fn count(stage: Stage, interfaces: usize) -> Result<u64, String> {
    let (prepared, run) = (instructions(stage, interfaces, 0)?, instructions(stage, interfaces, 1)?);
    let counted = run.checked_sub(prepared).filter(|&counted| counted > 0);
    counted.ok_or_else(|| format!("`{}` takes {run} instructions, and {prepared} without being run", stage.name()))
}

/// Counts the instructions of preparing a stage and running it so many times.
fn instructions(stage: Stage, interfaces: usize, times: usize) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| format!("this program is nowhere: {error}"))?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([COUNTED, stage.name(), &interfaces.to_string(), &times.to_string()])
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    let summary = String::from_utf8_lossy(&output.stderr);
    let number =
        summary.lines().find_map(|line| line.split_once("Collected :")).and_then(|(_, n)| n.trim().parse().ok());
    match number.filter(|_| output.status.success()) {
        Some(number) => Ok(number),
        None => Err(format!("valgrind counted nothing of `{}`:\n{summary}", stage.name())),
    }
}
