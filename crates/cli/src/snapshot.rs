//! From sources to a design.

use hopwise::published_ranges;
use hopwise_engine::PublishedRanges;
use hopwise_import::{IpRanges, Options, Snapshot, Source, Warning as ImportWarning, read, read_documents};
use hopwise_model::{Design, Inventory, Region};
use hopwise_report::Warning;

use crate::failure::Failure;

/// What the documents hold, as read and as resolved.
pub(crate) struct Loaded {
    pub(crate) inventory: Inventory,
    pub(crate) design: Design,
    pub(crate) warnings: Vec<Warning>,
}

/// Reads files.
pub(crate) fn load(sources: &[Source], region: Option<&Region>) -> Result<Loaded, Failure> {
    resolve(read(sources, &Options { region: region.cloned() })?)
}

/// Reads documents that are in memory, with their names.
pub(crate) fn load_documents(documents: &[(String, String)], region: Option<&Region>) -> Result<Loaded, Failure> {
    let documents = documents.iter().map(|(name, text)| (name, text));
    resolve(read_documents(documents, &Options { region: region.cloned() })?)
}

fn resolve(snapshot: Snapshot) -> Result<Loaded, Failure> {
    let design = snapshot.inventory.clone().validate()?;
    let warnings = snapshot.warnings.iter().map(warning).collect();
    Ok(Loaded { inventory: snapshot.inventory, design, warnings })
}

/// AWS's published ranges, where the user brought them.
pub(crate) fn published(file: Option<&std::path::Path>) -> Result<PublishedRanges, Failure> {
    let Some(path) = file else { return Ok(PublishedRanges::default()) };
    let name = path.to_string_lossy();
    let bytes = std::fs::read(path).map_err(|error| {
        let hint = "AWS publishes the file at https://ip-ranges.amazonaws.com/ip-ranges.json";
        Failure::new(format!("`{name}` cannot be read: {error}"), Some(hint))
    })?;
    let ranges = IpRanges::read(&bytes, &name).map_err(|error| {
        // What helps with what the AWS CLI prints does not help here.
        let hint = "the file should be AWS's published ip-ranges.json, as it is at https://ip-ranges.amazonaws.com/ip-ranges.json";
        Failure::new(error.to_string(), Some(hint))
    })?;
    Ok(published_ranges(&ranges))
}

fn warning(warning: &ImportWarning) -> Warning {
    let file = match warning {
        ImportWarning::UnknownDocument { file, .. }
        | ImportWarning::NotAnObject { file, .. }
        | ImportWarning::Empty { file }
        | ImportWarning::NotEvaluated { file, .. }
        | ImportWarning::IpRanges { file }
        | ImportWarning::NotAFile { file }
        | ImportWarning::Failure { file, .. }
        | ImportWarning::MorePages { file, .. } => Some(file.to_string()),
        ImportWarning::ReadTwice { second, .. } => Some(second.file.to_string()),
        ImportWarning::LeftOut { evidence, .. }
        | ImportWarning::AddressOutsideSubnet { evidence, .. }
        | ImportWarning::OverlappingSubnets { evidence, .. }
        | ImportWarning::SubnetOutsideVpc { evidence, .. }
        | ImportWarning::RecordOutsideZone { evidence, .. }
        | ImportWarning::ZoneOfTwoNames { evidence, .. }
        | ImportWarning::AttachmentElsewhere { evidence, .. } => Some(evidence.file.to_string()),
        _ => None,
    };
    Warning { message: warning.to_string(), file }
}
