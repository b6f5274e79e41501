//! What the command line names, read into a network.

use hopwise::{
    Error, Network, Options, PublishedRanges, Region, Snapshot, Source, load, load_documents, read_ip_ranges,
};

use crate::arguments::{self, Global, Input, Live};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::terminal::warn;

/// Reads what a question is about: sources, or what `ask` has asked of AWS.
pub(crate) fn network(
    input: &Input,
    live: &Live,
    begin: Option<&arguments::Begin>,
    global: &Global,
    ask: impl FnOnce() -> Result<Vec<(String, String)>, Failure>,
) -> Result<Network, Failure> {
    refuse_stray(live, begin)?;
    if !live.wanted {
        return read(input, global);
    }
    let published = published(input)?;
    let documents = ask()?;
    // Documents of several Regions are in folders that name them.
    let region = if let [region] = global.regions.as_slice() { Some(region) } else { None };
    let snapshot = load_documents(documents, &Options { region: region.cloned() })?;
    Ok(Snapshot { published, ..snapshot }.network()?)
}

/// Refuses flags about a live account that none is asked with.
pub(crate) fn refuse_stray(live: &Live, begin: Option<&arguments::Begin>) -> Result<(), Failure> {
    live.stray_flag(begin).map_or(Ok(()), |flag| {
        Err(Failure::new(format!("{flag} is about a live account"), Some("add --live, or leave it out")))
    })
}

/// Reads sources.
pub(crate) fn read(input: &Input, global: &Global) -> Result<Network, Failure> {
    let published = published(input)?;
    let _progress = Progress::start("reading", global.quiet);
    let sources = input.sources.iter().map(|source| Source::from(source.as_os_str()));
    let snapshot = load(sources, &Options { region: only_region(global)?.cloned() })?;
    Ok(Snapshot { published, ..snapshot }.network()?)
}

fn published(input: &Input) -> Result<PublishedRanges, Failure> {
    Ok(input.ip_ranges.as_ref().map(read_ip_ranges).transpose()?.unwrap_or_default())
}

/// The Region of a snapshot's documents: there is one at the most.
pub(crate) fn only_region(global: &Global) -> Result<Option<&Region>, Failure> {
    match global.regions.as_slice() {
        [] => Ok(None),
        [region] => Ok(Some(region)),
        _ => {
            let hint = "name one, or put the documents of each Region into a folder that is named after it";
            Err(Failure::new("several Regions are named for one snapshot", Some(hint)))
        }
    }
}

/// What was not read may be why a question finds nothing: that is said before the error.
pub(crate) fn warn_before(error: &Error, network: &Network, global: &Global) {
    let finds_nothing = matches!(error, Error::Selection(_) | Error::Trace(_));
    if finds_nothing && !global.quiet {
        warn(network.warnings(), global.color);
    }
}
