//! What a manifest says about the snapshot beside it, and what its failed calls leave unknown.

use std::collections::HashMap;
use std::sync::Arc;

use hopwise_model::resource::{RepositoryPolicy, Scope};
use hopwise_model::{Evidence, FailedCall, Inventory, Listing};

use crate::error::ImportError;
use crate::page;
use crate::provenance::Placed;
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

/// Makes sure that a snapshot with a manifest has something to analyse.
pub(crate) fn check(manifests: &[Manifest], documents: &[Placed]) -> Result<(), ImportError> {
    let (Some(first), true) = (manifests.first(), documents.is_empty()) else { return Ok(()) };
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

/// Notes in an inventory what failed calls leave unknown where they were made.
///
/// The resources that were read stay. Only a list of which not all entries were read would pass for a whole one: it goes,
/// or is marked as a part. A document that no call wrote, of a kind that is listed whole, settles a call in its place that
/// failed: somebody added it later, as reports propose. It counts as whole as any document that no manifest speaks of.
pub(crate) fn apply(manifests: Vec<Manifest>, documents: &[Placed], inventory: &mut Inventory) {
    let is_added = |own: &&Placed| !own.written && !own.more && own.kind.listing() == Listing::Whole;
    let added: Vec<&Placed> = documents.iter().filter(is_added).collect();
    let settles =
        |own: &&Placed, call: &FailedCall| Some(own.kind) == call.document && own.scopes.contains(&call.scope);
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
                if !hidden && added.iter().any(|own| settles(own, &failure)) {
                    continue;
                }
                // Whether what was read of this id, from this file, may be a part of the answer that failed.
                let is_part = |id: &str, evidence: &Evidence| {
                    let is_its = failure.arguments.as_deref().is_none_or(|about| about.contains(id));
                    let written = file.as_ref().is_some_and(|name| is_named(&evidence.file, name));
                    written || (hidden && is_its)
                };
                if let Some(kind) = failure.document {
                    page::forget_parts(kind, inventory, is_part);
                }
                inventory.knowledge.fail(failure);
            }
        }
    }
}

/// The places of those files that calls wrote. A file goes by the end of its name: the source may be any folder above.
pub(crate) fn written<'f>(
    manifests: &[Manifest],
    files: impl Iterator<Item = &'f Arc<str>>,
) -> HashMap<Arc<str>, Scope> {
    let places = manifests.iter().flat_map(|manifest| &manifest.places);
    let names = places.flat_map(|place| place.names().into_iter().flatten().map(|name| (name, &place.scope)));
    let names: HashMap<String, &Scope> = names.collect();
    let mut written = HashMap::new();
    for file in files {
        let name = normal(file);
        let ends = std::iter::once(0).chain(name.match_indices('/').map(|(at, _)| at + 1));
        let scope = ends.filter_map(|at| name.get(at..)).find_map(|end| names.get(end));
        if let Some(scope) = scope {
            written.insert(Arc::clone(file), (*scope).clone());
        }
    }
    written
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
    /// Where its calls were made.
    pub(crate) fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.places.iter().map(|place| &place.scope)
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
