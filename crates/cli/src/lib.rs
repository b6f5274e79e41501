#![doc = include_str!("../README.md")]

mod arguments;
mod check;
mod decode;
mod diff;
mod failure;
mod graph;
mod harden;
mod live;
mod outcome;
mod progress;
mod read;
mod run;
mod script;
mod terminal;

pub use outcome::Outcome;

/// Runs the command line of the process, as the binary does.
#[must_use]
pub fn main() -> std::process::ExitCode {
    run::main()
}
