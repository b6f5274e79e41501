//! What a capture came to, for people.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use hopwise::report::sanitize;
use hopwise_capture::{Call, Captured, FailureKind};

use super::progress::Counts;

/// What a call describes, in the field's own words: `network interfaces`.
pub(crate) fn kind(call: Call) -> String {
    let operation = call.operation();
    let noun = ["Describe", "List", "Search", "Get"].iter().find_map(|verb| operation.strip_prefix(verb));
    let mut words = String::new();
    for character in noun.unwrap_or(operation).chars() {
        if character.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    let mut kind: Vec<String> = words.split(' ').map(abbreviation).collect();
    if let Some(last) = kind.last_mut()
        && !last.ends_with('s')
        && call.document().is_some()
    {
        *last = if last.ends_with('y') { format!("{}ies", last.trim_end_matches('y')) } else { format!("{last}s") };
    }
    kind.join(" ")
}

/// The field's abbreviations, as the field writes them.
fn abbreviation(word: &str) -> String {
    match word {
        "vpc" | "nat" | "dhcp" | "vpn" => word.to_ascii_uppercase(),
        "vpcs" => "VPCs".to_owned(),
        "acls" => "ACLs".to_owned(),
        word => word.to_owned(),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_called_as_people_call_them() {
        assert_eq!(kind(Call::DescribeVpcs), "VPCs");
        assert_eq!(kind(Call::DescribeNetworkInterfaces), "network interfaces");
        assert_eq!(kind(Call::DescribeNatGateways), "NAT gateways");
        assert_eq!(kind(Call::DescribeNetworkAcls), "network ACLs");
        assert_eq!(kind(Call::DescribeVpcAttribute), "VPC attributes");
        assert_eq!(kind(Call::GetRepositoryPolicy), "repository policies");
        assert_eq!(kind(Call::DescribeDhcpOptions), "DHCP options");
    }
}
