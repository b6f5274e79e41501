//! What a selection may mean besides what was found: tasks and services that the snapshot lacks because a call failed.

use hopwise_model::resource::{Scope, Service};
use hopwise_model::{Action, Coverage, DocumentKind, Evidence, FailedCall, FailureKind, Inventory};

use crate::build::same_cluster;
use crate::selection::{Selection, SelectionError};

/// The failed calls of a snapshot, looked at for what they would have told about the selected clusters.
pub(crate) struct Unlisted<'a> {
    inventory: &'a Inventory,
    selection: &'a Selection,
}

impl<'a> Unlisted<'a> {
    pub(crate) fn new(inventory: &'a Inventory, selection: &'a Selection) -> Self {
        Self { inventory, selection }
    }

    /// Calls that would have told of tasks, or of services without tasks.
    pub(crate) fn of_everything(&self) -> Vec<FailedCall> {
        self.calls(|call| match call.document {
            Some(DocumentKind::Clusters) => self.selection.clusters.is_empty(),
            Some(DocumentKind::Tasks | DocumentKind::Services) => self.is_within(call),
            _ => false,
        })
    }

    /// Calls that would have told of tasks of services, or of another service of the name by which they were wanted.
    pub(crate) fn of_services(&self, wanted: &str, found: &[&Service]) -> Vec<FailedCall> {
        let is_only = wanted.starts_with("arn:") && !found.is_empty();
        let here =
            |cluster: &str| found.iter().any(|own| own.cluster.as_deref().is_some_and(|c| same_cluster(c, cluster)));
        self.calls(|call| match call.document {
            Some(DocumentKind::Clusters) => self.selection.clusters.is_empty() && !is_only,
            Some(DocumentKind::Tasks) => {
                self.is_within(call) && found.iter().any(|service| self.may_be_of(call, service))
            }
            Some(DocumentKind::Services) => {
                // A cluster has one service of a name: where that was found, there is no other.
                let named = self.clusters_of(call);
                let elsewhere = |clusters: &[&str]| clusters.iter().any(|cluster| !here(cluster));
                let selected: Vec<&str> = self.selection.clusters.iter().map(String::as_str).collect();
                let other = match (named.as_slice(), selected.as_slice()) {
                    ([], []) => true,
                    ([], clusters) | (clusters, _) => elsewhere(clusters),
                };
                self.is_within(call) && !is_only && other
            }
            _ => false,
        })
    }

    /// An error about something that was not found, as it is where calls failed that might have told of it.
    pub(crate) fn explain(&self, error: SelectionError) -> SelectionError {
        let calls = match &error {
            SelectionError::Nothing | SelectionError::NothingInCluster | SelectionError::OnlyInactive { .. } => {
                self.of_everything()
            }
            SelectionError::NoSuchCluster { .. } => self.calls(|call| call.document == Some(DocumentKind::Clusters)),
            SelectionError::NoSuchTask { .. } => {
                self.of_everything().into_iter().filter(|call| call.document != Some(DocumentKind::Services)).collect()
            }
            SelectionError::NoSuchService { wanted, .. } => self.of_services(wanted, &[]),
            _ => Vec::new(),
        };
        match calls.into_iter().next() {
            Some(call) => SelectionError::NotListed { error: Box::new(error), call: Box::new(call) },
            None => error,
        }
    }

    fn calls(&self, concerns: impl Fn(&FailedCall) -> bool) -> Vec<FailedCall> {
        let knowledge = &self.inventory.knowledge;
        let failed = knowledge.failed_calls();
        let calls = failed.iter().filter(|call| concerns(call)).cloned();
        // Of an answer that is empty, or of which a page is missing, no call is known that failed: it is none of those, and
        // may have told of anything.
        let cut = knowledge.records().filter_map(|(account, region, kind, coverage)| {
            let scope = Scope { account: account.cloned(), region: region.cloned() };
            let is_listed = failed.iter().any(|call| call.document == Some(kind) && call.scope == scope);
            (coverage == Coverage::Failed && !is_listed).then(|| unanswered(kind, scope)).flatten()
        });
        calls.chain(cut.filter(|call| concerns(call))).collect()
    }

    /// Whether a call may be about a selected cluster. One that says of none that is known which it is about, may be
    /// about any.
    fn is_within(&self, call: &FailedCall) -> bool {
        let selected = &self.selection.clusters;
        let named = self.clusters_of(call);
        let is_selected = |cluster: &&str| selected.iter().any(|wanted| same_cluster(cluster, wanted));
        selected.is_empty() || named.is_empty() || named.iter().any(is_selected)
    }

    /// Whether a call may be about tasks of a service: it names no other cluster, and no other service, instead.
    fn may_be_of(&self, call: &FailedCall, service: &Service) -> bool {
        let clusters = self.clusters_of(call);
        let own = |cluster: &&str| service.cluster.as_deref().is_none_or(|own| same_cluster(own, cluster));
        // The first word is the cluster, which a service may be named like.
        let is_cluster = |word: &&str| clusters.iter().any(|cluster| same_cluster(cluster, word));
        let skipped = usize::from(words(call).next().as_ref().is_some_and(is_cluster));
        let names = |service: &Service| words(call).skip(skipped).any(|word| word == service.name);
        (clusters.is_empty() || clusters.iter().any(own))
            && (names(service) || !self.inventory.services.iter().any(names))
    }

    /// The known clusters that a call names.
    fn clusters_of(&self, call: &FailedCall) -> Vec<&'a str> {
        let of_tasks = self.inventory.tasks.iter().filter_map(|task| task.cluster.as_deref());
        let of_services = self.inventory.services.iter().filter_map(|service| service.cluster.as_deref());
        let known = self.inventory.clusters.iter().map(|cluster| cluster.arn.as_str());
        known
            .chain(of_tasks)
            .chain(of_services)
            .filter(|known| words(call).any(|word| same_cluster(known, word)))
            .collect()
    }
}

/// A call whose answer is not there in full, without its words.
pub(crate) fn unanswered(kind: DocumentKind, scope: Scope) -> Option<FailedCall> {
    Some(FailedCall {
        action: Action::try_from(kind.action()).ok()?,
        document: Some(kind),
        kind: FailureKind::Incomplete,
        code: None,
        arguments: None,
        scope,
        evidence: Evidence::supposed("an answer that is not there in full"),
    })
}

/// The words of what a call was about.
fn words(call: &FailedCall) -> impl Iterator<Item = &str> {
    call.arguments.iter().flat_map(|arguments| arguments.split([' ', ',', ';', '='])).filter(|word| !word.is_empty())
}
