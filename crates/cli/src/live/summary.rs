//! What a capture came to, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use hopwise::report::sanitize;
use hopwise_capture::{Call, Captured, FailureKind};

use super::kind::kind;
use super::progress::Counts;

/// Writes it.
pub(crate) fn write(captured: &Captured, counts: Counts, directory: &Path, out: &mut dyn Write) -> io::Result<()> {
    let manifest = &captured.manifest;
    let places: Vec<String> = manifest
        .places
        .iter()
        .map(|place| match &place.account {
            Some(account) => format!("{} of account {account}", place.region),
            None => place.region.clone(),
        })
        .collect();
    writeln!(out, "Captured {} in {}.\n", sanitize(&manifest.scope), sanitize(&places.join(", ")))?;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for call in manifest.places.iter().flat_map(|place| &place.calls) {
        if let Some(resources) = call.resources {
            *kinds.entry(call.action).or_default() += resources;
        }
    }
    let named = |action: &str| Call::ALL.iter().find(|call| call.action() == action).map(|call| kind(*call));
    let rows: Vec<(String, usize)> =
        kinds.into_iter().map(|(action, count)| (named(action).unwrap_or_else(|| action.to_owned()), count)).collect();
    let width = rows.iter().map(|(kind, _)| kind.len()).max().unwrap_or_default();
    for (kind, count) in &rows {
        writeln!(out, "  {kind:<width$}  {count:>6}")?;
    }
    let mut again = Vec::new();
    if counts.throttled > 0 {
        again.push(format!("{} throttled", counts.throttled));
    }
    if counts.repeated > 0 {
        again.push(format!("{} repeated", counts.repeated));
    }
    let again = if again.is_empty() { String::new() } else { format!(" ({})", again.join(", ")) };
    writeln!(
        out,
        "\n{} resources in {} documents, from {} requests{again}.",
        manifest.resources(),
        captured.documents.len(),
        manifest.requests()
    )?;
    failures(captured, out)?;
    let directory = sanitize(&directory.to_string_lossy()).into_owned();
    writeln!(out, "\nWritten to {directory}. Next: hopwise diagnose {directory}")
}

/// What is missing, and what to do about it.
fn failures(captured: &Captured, out: &mut dyn Write) -> io::Result<()> {
    let mut failures = captured.manifest.failures().peekable();
    if failures.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\nNot captured:")?;
    let mut denied = false;
    for (place, call, failure) in failures {
        denied |= failure.kind == FailureKind::Denied;
        let about = call.arguments.as_deref().map(|about| format!(" of {}", sanitize(about))).unwrap_or_default();
        let code = sanitize(&failure.code);
        writeln!(out, "  {}{about} in {}: {} ({code})", call.action, place.region, failure.kind.verb())?;
    }
    if denied {
        writeln!(out, "`hopwise capture --print-iam-policy` prints what to allow.")?;
    }
    writeln!(out, "What depends on these will be undetermined.")
}
