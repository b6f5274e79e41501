use std::sync::Arc;

use hopwise_model::resource::{self, PrefixListEntries};
use hopwise_model::{Partition, PrefixListId};
use ipnet::IpNet;
use serde::Deserialize;

use super::at::At;
use super::value::{Maybe, Required};
use crate::document::{Members, Read, Reader};
use crate::error::ImportError;
use crate::fault::Fault;
use crate::page::Paged;
use crate::resource::{Part, Sign, resource, share};

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
struct Entry {
    cidr: Required<IpNet>,
}

impl PrefixList {
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::PrefixList {
        // `describe-prefix-lists` describes AWS's services, none of which has no addresses: an empty list is one that was
        // not printed.
        let cidrs = self.cidrs.filter(|cidrs| !cidrs.is_empty());
        resource::PrefixList {
            id: self.prefix_list_id.0,
            name: self.prefix_list_name.0,
            entries: cidrs.map(|cidrs| cidrs.into_iter().map(|cidr| cidr.0).collect()),
            evidence: at.evidence(),
        }
    }
}

resource! {
    PrefixList {
        key: |list| list.id.to_string(),
        sign: |list| list.name.as_deref().and_then(Partition::region_in_service_name).map(Sign::Region),
        share: [name],
        compare: [id, entries],
        gain: gain_entries,
    }
}

resource! {
    PrefixListEntries {
        key: |entries| entries.list.to_string(),
        compare: [list, entries],
        part: Part::Forget,
    }
}

/// `describe-prefix-lists` knows the entries that `describe-managed-prefix-lists` does not.
fn gain_entries(one: &mut resource::PrefixList, two: &mut resource::PrefixList) -> bool {
    let gains = one.entries.is_some() != two.entries.is_some();
    if one.entries.is_none() && two.entries.is_some() {
        one.evidence.clone_from(&two.evidence);
    }
    share(&mut one.entries, &mut two.entries);
    gains
}

impl Read for resource::PrefixList {
    const READER: Reader = Reader::elements(|list| list.each(|it: PrefixList, at| Ok(it.into_model(at))))
        .list_of(&[&["PrefixListId", "PrefixListName"]]);
}

impl Paged for PrefixListEntries {
    type Entry = IpNet;

    fn entries(&mut self) -> &mut Vec<IpNet> {
        &mut self.entries
    }

    fn is_same(one: &IpNet, other: &IpNet) -> bool {
        one == other
    }
}

impl Read for PrefixListEntries {
    const READER: Reader = Reader::members(entries);
}

/// Reads the entries of the list that the file is named after: its own document does not name it.
fn entries(members: &mut Members<'_>) -> Result<(), Fault> {
    let entries = members.objects("Entries", |entry: Entry, _| Ok(entry.cidr.0))?;
    let list = PrefixListId::try_from(members.stem());
    let list = list.map_err(|_| ImportError::NamelessPrefixList { file: Arc::clone(members.top().file()) })?;
    let evidence = members.top().member("Entries").evidence();
    Ok(members.add_page(PrefixListEntries { list, entries, evidence })?)
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{inventory, one};
    use crate::{ImportError, Options, read_documents};

    #[test]
    fn entries_are_unknown_unless_printed() {
        let aws = r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": ["3.5.64.0/21"]}]}"#;
        let list = one(inventory(aws).prefix_lists);
        assert_eq!(list.entries, Some(vec!["3.5.64.0/21".parse().unwrap()]));
        let managed =
            r#"{"PrefixLists": [{"PrefixListId": "pl-1", "AddressFamily": "IPv4", "State": "create-complete"}]}"#;
        assert_eq!(one(inventory(managed).prefix_lists).entries, None);
        let empty = r#"{"PrefixLists": [{"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.eu-west-1.s3", "Cidrs": []}]}"#;
        assert_eq!(one(inventory(empty).prefix_lists).entries, None, "no service is without addresses");
    }

    #[test]
    fn the_file_says_whose_entries_they_are() {
        let text = r#"{"Entries": [{"Cidr": "10.0.0.0/8", "Description": "x"}, {"Cidr": "2001:db8::/32"}]}"#;
        let read = |name: &str| read_documents([(name, text)], &Options::default());
        let entries = one(read("eu-west-1/pl-0123.json").unwrap().inventory.prefix_list_entries);
        assert_eq!(entries.list.as_str(), "pl-0123");
        assert_eq!(entries.entries.len(), 2);
        assert_eq!(entries.evidence.to_string(), "eu-west-1/pl-0123.json#/Entries");
        let error = read("entries.json").unwrap_err();
        assert!(matches!(error, ImportError::NamelessPrefixList { .. }), "{error}");
        assert!(error.hint().unwrap().contains("pl-0a1b2c3d.json"));
    }
}
