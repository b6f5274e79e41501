//! Which document an empty file stands for: a command that fails leaves one behind, so that somebody asked, and got no
//! answer. There is nothing in it to tell but its name, and the folder's.

use std::sync::Arc;

use hopwise_model::{DocumentKind, FirewallDomainListId, FirewallRuleGroupId, HostedZoneId, PrefixListId, VpcId};

use crate::error::ImportError;
use crate::provenance::Placed;

/// The kind of document that a file of this name would hold: it is called like the document, like the command that prints
/// it, or like the id that the document is about, or it lies in a folder that is called so. Case, hyphens and what
/// follows a name (`tasks-STOPPED`) do not matter.
pub(crate) fn kind_of(file: &str) -> Option<DocumentKind> {
    let mut parts = file.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or(file);
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    // In a folder that is called like the command, files are called after what they are about.
    let by_folder = parts.clone().next().and_then(by_call);
    by_folder.or_else(|| by_name(stem)).or_else(|| by_id(stem)).or_else(|| parts.find_map(by_name))
}

/// The kind that a command of this name prints.
fn by_call(folder: &str) -> Option<DocumentKind> {
    DocumentKind::ALL.iter().copied().find(|kind| kind.command().split(' ').nth(2) == Some(folder))
}

/// The kind whose name begins a text; the longest such name.
fn by_name(text: &str) -> Option<DocumentKind> {
    let text = letters(text);
    let names = DocumentKind::ALL.iter().flat_map(|kind| {
        let call = kind.command().split(' ').nth(2).unwrap_or_default();
        let names = [kind.file_stem(), kind.key(), call].into_iter().chain(kind.file_prefix());
        names.map(|name| (letters(name), *kind))
    });
    // Keys such as `Role`, `ARN` or `VpcId` begin many a name.
    let is_its = |(name, _): &(String, DocumentKind)| *name == text || (name.len() >= 5 && text.starts_with(name));
    names.filter(is_its).max_by_key(|(name, _)| name.len()).map(|(_, kind)| kind)
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn by_id(stem: &str) -> Option<DocumentKind> {
    let is_zone = |stem: &str| {
        stem.starts_with('Z') && stem.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    if VpcId::try_from(stem).is_ok() {
        Some(DocumentKind::HostedZoneSummaries)
    } else if FirewallRuleGroupId::try_from(stem).is_ok() {
        Some(DocumentKind::FirewallRules)
    } else if FirewallDomainListId::try_from(stem).is_ok() {
        Some(DocumentKind::FirewallDomains)
    } else if PrefixListId::try_from(stem).is_ok() {
        Some(DocumentKind::PrefixListEntries)
    } else {
        (is_zone(stem) && HostedZoneId::try_from(stem).is_ok()).then_some(DocumentKind::ResourceRecordSets)
    }
}

/// Makes sure that somebody got an answer: with no credentials every command leaves an empty file.
pub(crate) fn check(documents: &[Placed]) -> Result<(), ImportError> {
    match documents.split_first() {
        Some((first, rest)) if first.is_empty && rest.iter().all(|own| own.is_empty) => {
            Err(ImportError::AllEmpty { file: Arc::clone(&first.file), more: rest.len() })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One table, [`DocumentKind::file_about`], names the files that are proposed for what is missing.
    #[test]
    fn every_proposed_file_tells_its_kind() {
        let mut told = 0;
        for kind in DocumentKind::ALL.iter().filter(|kind| kind.takes_arguments()) {
            for about in ["web", "orders-execution", "services--all", "Z0API"] {
                assert_eq!(kind_of(&kind.file_about(about)), Some(*kind), "{}", kind.file_about(about));
                told += 1;
            }
        }
        assert!(told > 40, "{told}");
    }

    #[test]
    fn names_tell_what_is_missing() {
        for (file, kind) in [
            ("vpcs.json", Some(DocumentKind::Vpcs)),
            ("network-acls.json", Some(DocumentKind::NetworkAcls)),
            ("networkacls.json", Some(DocumentKind::NetworkAcls)),
            ("eu-west-1/NetworkInterfaces.json", Some(DocumentKind::NetworkInterfaces)),
            ("security-group-rules.json", Some(DocumentKind::SecurityGroupRules)),
            ("describe-instances.json", Some(DocumentKind::Reservations)),
            ("tasks-STOPPED.json", Some(DocumentKind::Tasks)),
            ("task-definition-shop.json", Some(DocumentKind::TaskDefinition)),
            ("vpc-attribute-dns-support.json", Some(DocumentKind::VpcAttribute)),
            ("vpc-endpoints.json", Some(DocumentKind::VpcEndpoints)),
            ("vpc-0shop.json", Some(DocumentKind::HostedZoneSummaries)),
            ("rslvr-frg-0egress.json", Some(DocumentKind::FirewallRules)),
            ("rslvr-fdl-0telemetry.json", Some(DocumentKind::FirewallDomains)),
            ("pl-0a1b2c3d.json", Some(DocumentKind::PrefixListEntries)),
            ("Z0API.json", Some(DocumentKind::ResourceRecordSets)),
            ("iam/list-role-policies/exec.json", Some(DocumentKind::RolePolicyNames)),
            ("list-attached-role-policies/exec.json", Some(DocumentKind::AttachedPolicies)),
            ("firewall-rule-group-associations.json", Some(DocumentKind::FirewallRuleGroupAssociations)),
            ("notes.json", None),
            ("exec.json", None),
        ] {
            assert_eq!(kind_of(file), kind, "{file}");
        }
    }
}
