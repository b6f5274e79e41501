//! What a manifest says about the snapshot beside it, and what its failed calls leave unknown.

use std::collections::BTreeSet;
use std::sync::Arc;

use hopwise_model::resource::{RepositoryPolicy, Scope};
use hopwise_model::{DocumentKind, Evidence, FailedCall, Inventory};

use crate::error::ImportError;
use crate::warning::Warning;
use hopwise_model::sanitize;

/// The calls by which a snapshot was made.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Where it was read.
    pub(crate) evidence: Evidence,
    /// Where calls were made.
    pub(crate) places: Vec<Place>,
}

/// An account and Region in which calls were made.
#[derive(Debug)]
pub(crate) struct Place {
    /// The account and Region.
    pub(crate) scope: Scope,
    /// Where its documents are, relative to the manifest.
    pub(crate) directory: String,
    /// The calls, in the order of the manifest.
    pub(crate) calls: Vec<Call>,
}

/// A call.
#[derive(Debug)]
pub(crate) struct Call {
    /// The file that keeps what it told, relative to the place's directory.
    pub(crate) file: Option<String>,
    /// How many requests it took: with more than one, a page may have been answered before another one failed.
    pub(crate) requests: u32,
    /// How it failed, if it did.
    pub(crate) failure: Option<FailedCall>,
    /// The repository that has no policy, as the call was answered.
    pub(crate) without_policy: Option<RepositoryPolicy>,
}

/// A file that holds the last, or only, page of a kind of document.
#[derive(Debug)]
pub(crate) struct Ended {
    /// The kind.
    pub(crate) kind: DocumentKind,
    /// The file.
    pub(crate) file: Arc<str>,
    /// What its path says of account and Region.
    pub(crate) scope: Scope,
}

/// Makes sure that a snapshot with a manifest has something to analyse.
pub(crate) fn check(manifests: &[Manifest], inventory: &Inventory) -> Result<(), ImportError> {
    let (Some(first), true) = (manifests.first(), inventory.documents.is_empty()) else { return Ok(()) };
    let file = Arc::clone(&first.evidence.file);
    let mut calls = manifests.iter().flat_map(|manifest| &manifest.places).flat_map(|place| &place.calls);
    let any_written = calls.clone().any(|call| call.file.is_some());
    match calls.find_map(|call| call.failure.as_ref()) {
        Some(call) if !any_written => {
            Err(ImportError::NothingCaptured { file, action: call.action.clone(), kind: call.kind })
        }
        _ => Err(ImportError::ManifestAlone { file }),
    }
}

/// One warning for each failed call. Accounts are named where there are several.
pub(crate) fn warnings(calls: &[FailedCall]) -> Vec<Warning> {
    let first = calls.first().map(|call| &call.scope.account);
    let several = calls.iter().any(|call| Some(&call.scope.account) != first);
    let account = |call: &FailedCall| call.scope.account.clone().filter(|_| several);
    calls.iter().map(|call| Warning::CallFailed { account: account(call), call: call.clone() }).collect()
}

/// Takes out of an inventory what failed calls leave unknown, and notes the calls in it.
///
/// A kind of document is known where every call for it was answered, in every place: what one Region does not have
/// another one may. So a failed call takes the kind from [`Inventory::documents`], and leaves the resources that were
/// read. Only a list of which not all entries were read would pass for a whole one: it goes, or is marked as a part.
pub(crate) fn apply(manifests: Vec<Manifest>, ended: &[Ended], inventory: &mut Inventory) {
    let written: BTreeSet<String> = manifests.iter().flat_map(Manifest::written).collect();
    let mut scopes: Vec<Scope> = Vec::new();
    for place in manifests.iter().flat_map(|manifest| &manifest.places) {
        if !scopes.contains(&place.scope) {
            scopes.push(place.scope.clone());
        }
    }
    let is_written = |file: &str| written.iter().any(|name| is_named(file, name));
    let whole = ended.iter().filter(|ended| is_listed_whole(ended.kind));
    let added: Vec<&Ended> = whole.filter(|ended| !is_written(&ended.file)).collect();
    for manifest in manifests {
        for place in manifest.places {
            let names = place.names();
            for (call, file) in place.calls.into_iter().zip(names) {
                if let Some(none) = call.without_policy {
                    add_absent(none, inventory);
                }
                let Some(failure) = call.failure else { continue };
                // What it wrote is some of the answer. Where it does not say what that is, anything may be.
                let hidden = file.is_none() && call.requests > 1;
                if !hidden && added.iter().any(|added| added.settles(&failure, &scopes)) {
                    continue;
                }
                // Whether what was read of this id, from this file, may be a part of the answer that failed.
                let partly = |id: &str, evidence: &Evidence| {
                    let is_its = failure.arguments.as_deref().is_none_or(|about| about.contains(id));
                    let written = file.as_ref().is_some_and(|name| is_named(&evidence.file, name));
                    written || (hidden && is_its)
                };
                forget_parts(failure.document, inventory, partly);
                if let Some(kind) = failure.document {
                    inventory.documents.remove(&kind);
                }
                inventory.failed_calls.push(failure);
            }
        }
    }
}

/// Takes out of an inventory the lists, and marks the sets, that may be parts only.
fn forget_parts(kind: Option<DocumentKind>, inventory: &mut Inventory, partly: impl Fn(&str, &Evidence) -> bool) {
    match kind {
        Some(DocumentKind::PrefixListEntries) => {
            inventory.prefix_list_entries.retain(|own| !partly(own.list.as_str(), &own.evidence));
        }
        Some(DocumentKind::HostedZoneSummaries) => {
            for own in &mut inventory.vpc_hosted_zones {
                own.complete &= !partly(own.vpc.as_str(), &own.evidence);
            }
        }
        Some(DocumentKind::ResourceRecordSets) => {
            for own in &mut inventory.resource_record_sets {
                own.complete &= !partly(own.zone.as_str(), &own.evidence);
            }
        }
        Some(DocumentKind::FirewallRules) => {
            for own in &mut inventory.firewall_rules {
                own.complete &= !partly(own.group.as_str(), &own.evidence);
            }
        }
        Some(DocumentKind::FirewallDomains) => {
            for own in &mut inventory.firewall_domains {
                own.complete &= !partly(own.list.as_str(), &own.evidence);
            }
        }
        _ => {}
    }
}

/// Notes that a repository has no policy. A document of the snapshot knows better: it was added later.
fn add_absent(none: RepositoryPolicy, inventory: &mut Inventory) {
    let same = |own: &RepositoryPolicy| own.repository == none.repository && own.scope.account == none.scope.account;
    let same_region = |own: &RepositoryPolicy| own.scope.region.is_none() || own.scope.region == none.scope.region;
    if !inventory.repository_policies.iter().any(|own| same(own) && same_region(own)) {
        inventory.repository_policies.push(none);
    }
}

impl Manifest {
    /// The files that its calls wrote, relative to the manifest.
    fn written(&self) -> impl Iterator<Item = String> + '_ {
        self.places.iter().flat_map(Place::names).flatten()
    }
}

impl Place {
    /// For each of its calls, the file that it wrote, relative to the manifest.
    fn names(&self) -> Vec<Option<String>> {
        let name = |file: &str| {
            let parts = [&self.directory, file].map(|part| normal(&sanitize(part)));
            let parts = parts.iter().flat_map(|part| part.split('/'));
            let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != ".").collect();
            parts.join("/")
        };
        self.calls.iter().map(|call| call.file.as_deref().map(name)).collect()
    }
}

/// Whether a file is the one of this name, relative to whatever its source is named by.
fn is_named(file: &str, name: &str) -> bool {
    let file = normal(file);
    file.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

/// A file's name with the same separators on every system.
fn normal(name: &str) -> String {
    name.replace('\\', "/").trim_end_matches('/').to_owned()
}

impl Ended {
    /// Whether this document, of a kind that is listed whole and which no call wrote, tells what a failed call would
    /// have: somebody added it to the snapshot later, as reports propose. It counts as whole as any document that no
    /// manifest speaks of. With several places it has to be clear from its path to which one it belongs.
    fn settles(&self, failure: &FailedCall, scopes: &[Scope]) -> bool {
        let same = |own: &Scope| own.region == failure.scope.region;
        let accounts = scopes.iter().filter(|scope| same(scope)).count();
        let here = match scopes {
            [_] => true,
            _ if accounts == 1 => same(&self.scope),
            _ => self.scope == failure.scope,
        };
        here && failure.document == Some(self.kind)
    }
}

/// Whether one command, without arguments, prints all documents of a kind.
const fn is_listed_whole(kind: DocumentKind) -> bool {
    match kind {
        DocumentKind::Vpcs
        | DocumentKind::Subnets
        | DocumentKind::RouteTables
        | DocumentKind::InternetGateways
        | DocumentKind::NatGateways
        | DocumentKind::VpcEndpoints
        | DocumentKind::PrefixLists
        | DocumentKind::SecurityGroups
        | DocumentKind::SecurityGroupRules
        | DocumentKind::NetworkAcls
        | DocumentKind::NetworkInterfaces
        | DocumentKind::Addresses
        | DocumentKind::DhcpOptions
        | DocumentKind::ResolverRules
        | DocumentKind::ResolverRuleAssociations
        | DocumentKind::FirewallRuleGroupAssociations
        | DocumentKind::FirewallConfigs
        | DocumentKind::Reservations => true,
        DocumentKind::VpcAttribute
        | DocumentKind::PrefixListEntries
        | DocumentKind::HostedZoneSummaries
        | DocumentKind::ResourceRecordSets
        | DocumentKind::FirewallRules
        | DocumentKind::FirewallDomains
        | DocumentKind::Clusters
        | DocumentKind::Services
        | DocumentKind::Tasks
        | DocumentKind::TaskDefinition
        | DocumentKind::ContainerInstances
        | DocumentKind::Role
        | DocumentKind::RolePolicyNames
        | DocumentKind::RolePolicy
        | DocumentKind::AttachedPolicies
        | DocumentKind::ManagedPolicy
        | DocumentKind::PolicyVersion
        | DocumentKind::RepositoryPolicy
        | DocumentKind::Secret
        | DocumentKind::SecretPolicy => false,
    }
}
