//! Prefix lists, expanded to their entries.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::gap::Gap;
use crate::id::PrefixListId;
use crate::inventory::Inventory;

pub(super) type Entries = BTreeMap<PrefixListId, Vec<IpNet>>;

pub(super) fn expand(inventory: &Inventory) -> Entries {
    let mut entries = Entries::new();
    for list in &inventory.prefix_lists {
        if let Some(own) = &list.entries {
            entries.insert(list.id.clone(), own.clone());
        }
    }
    for list in &inventory.prefix_list_entries {
        entries.entry(list.list.clone()).or_default().extend(list.entries.iter().copied());
    }
    for list in entries.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    entries
}

pub(super) fn entries_of(entries: &Entries, id: &PrefixListId) -> Result<Vec<IpNet>, Gap> {
    entries.get(id).cloned().ok_or_else(|| Gap::PrefixListEntries { prefix_list: id.clone() })
}
