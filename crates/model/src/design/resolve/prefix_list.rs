//! Prefix lists, expanded to their entries.

use std::collections::BTreeMap;
use std::sync::Arc;

use ipnet::IpNet;

use crate::id::PrefixListId;
use crate::inventory::Inventory;

/// The entries of each list that is known, sorted.
pub(crate) type Entries = BTreeMap<PrefixListId, Arc<[IpNet]>>;

pub(super) fn expand(inventory: &Inventory) -> Entries {
    let mut entries: BTreeMap<&PrefixListId, Vec<IpNet>> = BTreeMap::new();
    for list in &inventory.prefix_lists {
        if let Some(own) = &list.entries {
            entries.insert(&list.id, own.clone());
        }
    }
    for list in &inventory.prefix_list_entries {
        entries.entry(&list.list).or_default().extend(list.entries.iter().copied());
    }
    let sorted = |mut list: Vec<IpNet>| {
        list.sort_unstable();
        list.dedup();
        list.into()
    };
    entries.into_iter().map(|(id, list)| (id.clone(), sorted(list))).collect()
}
