#![doc = include_str!("../README.md")]

mod locate;
mod published;
mod question;

pub use hopwise_ecs::{Hypothetical, Selection, SelectionError, workloads};
pub use hopwise_engine::{Network, PublishedRanges, Reach, Trace, Verdict};
pub use hopwise_explain::{Diagnosis, Disagreement, diagnose};
pub use hopwise_import::{ImportError, IpRanges, Options, Snapshot, Source, read, read_documents};
pub use hopwise_model::{Design, DesignError, Inventory, Region};
pub use hopwise_report::{
    Builder, DecodeReport, Locator, NoLocator, Report, Traced, decode_texts, write_decoded_json, write_json,
};
#[cfg(feature = "terminal")]
pub use hopwise_report::{TerminalOptions, write_decoded_terminal, write_terminal};

pub use locate::FileLocator;
pub use published::published_ranges;
pub use question::{TraceError, TraceRequest, trace};
