//! What the failed calls of a manifest leave unknown.

use std::sync::Arc;

use hopwise_model::resource::RepositoryPolicy;
use hopwise_model::{Evidence, FailedCall, Inventory, Listing};

use crate::error::ImportError;
use crate::manifest::{Manifest, is_named};
use crate::provenance::{Extent, Placed};
use crate::resource::forget_parts;
use crate::warning::Warning;

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
    let is_whole = |own: &Placed| own.extent == Extent::Whole && !own.is_edited && own.kind.listing() == Listing::Whole;
    let is_added = |own: &&Placed| !own.written && is_whole(own);
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
                    forget_parts(kind, inventory, is_part);
                }
                inventory.knowledge.fail(failure);
            }
        }
    }
}

/// Notes that a repository has no policy. A document of the snapshot knows better: it was added later.
pub(crate) fn add_absent(none: RepositoryPolicy, inventory: &mut Inventory) {
    let same = |own: &RepositoryPolicy| own.repository == none.repository && own.scope.account == none.scope.account;
    let same_region = |own: &RepositoryPolicy| own.scope.region.is_none() || own.scope.region == none.scope.region;
    if !inventory.repository_policies.iter().any(|own| same(own) && same_region(own)) {
        inventory.repository_policies.push(none);
    }
}
