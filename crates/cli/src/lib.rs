#![doc = include_str!("../README.md")]

mod arguments;
mod decode;
mod failure;
mod live;
mod locate;
mod odd;
mod outcome;
mod progress;
mod published;
mod question;
mod run;
mod snapshot;
mod terminal;

pub use hopwise_ecs::{Hypothetical, Selection, SelectionError, workloads};
pub use hopwise_engine::{Network, PublishedRanges, Reach, Trace, Verdict};
pub use hopwise_explain::{Diagnosis, Disagreement, diagnose};
pub use hopwise_import::{ImportError, IpRanges, Options, Snapshot, Source, read, read_documents};
pub use hopwise_model::{Design, DesignError, Inventory, Region};
pub use hopwise_report::{
    Builder, DecodeReport, Locator, NoLocator, Report, TerminalOptions, Traced, decode_texts, write_decoded_json,
    write_decoded_terminal, write_json, write_terminal,
};

pub use locate::FileLocator;
pub use outcome::Outcome;
pub use published::published_ranges;
pub use question::{TraceError, TraceRequest, trace};

/// Runs the command line of the process, as the binary does.
#[must_use]
pub fn main() -> std::process::ExitCode {
    run::main()
}
