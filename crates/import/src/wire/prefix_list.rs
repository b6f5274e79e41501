use hopwise_model::PrefixListId;
use hopwise_model::resource::{self, PrefixListEntries};
use ipnet::IpNet;
use serde::Deserialize;

use super::at::At;
use super::value::{Maybe, Required};

/// A prefix list of `describe-prefix-lists`, which has `Cidrs`, or of `describe-managed-prefix-lists`, which has not.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PrefixList {
    prefix_list_id: Required<PrefixListId>,
    prefix_list_name: Maybe<String>,
    cidrs: Option<Vec<Required<IpNet>>>,
}

/// An entry of `get-managed-prefix-list-entries`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Entry {
    cidr: Required<IpNet>,
}

impl PrefixList {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::PrefixList {
        resource::PrefixList {
            id: self.prefix_list_id.0,
            name: self.prefix_list_name.0,
            entries: self.cidrs.map(|cidrs| cidrs.into_iter().map(|cidr| cidr.0).collect()),
            evidence: at.evidence(),
        }
    }
}

/// The entries of a list that its own document does not name.
pub(crate) fn entries(list: PrefixListId, entries: Vec<Entry>, at: &At<'_>) -> PrefixListEntries {
    let entries = entries.into_iter().map(|entry| entry.cidr.0).collect();
    PrefixListEntries { list, entries, evidence: at.member("Entries").evidence() }
}
