//! Lists of one thing that come in pages: they are whole where no page announces another one that was not read.

use std::collections::HashMap;
use std::sync::Arc;

use hopwise_model::resource::{
    AttachedPolicies, FirewallDomains, FirewallRule, FirewallRules, HostedZoneSummary, PrefixListEntries,
    ResourceRecordSet, ResourceRecordSets, RolePolicyNames, VpcHostedZones,
};
use hopwise_model::{DocumentKind, Evidence, Inventory};
use ipnet::IpNet;

use crate::resource::Resource;

/// What a command prints about one id: several pages make one of it.
pub(crate) trait Paged: Resource {
    /// Adds what another page lists and this one does not.
    fn append(&mut self, other: Self);
    /// Makes it known as a part of the list; none where a part of it is no use and must not be taken for the list.
    const MARK_PART: Option<fn(&mut Self)>;
}

macro_rules! paged {
    ($($type:ident { same: $same:expr, lists: $list:ident of $entry:ty, part: $part:expr })*) => {
        $(impl Paged for $type {
            fn append(&mut self, other: Self) {
                let same: fn(&$entry, &$entry) -> bool = $same;
                let known = self.$list.len();
                for entry in other.$list {
                    if !self.$list.iter().take(known).any(|own| same(own, &entry)) {
                        self.$list.push(entry);
                    }
                }
            }

            const MARK_PART: Option<fn(&mut Self)> = $part;
        })*

        /// Marks, or takes out of an inventory, what of a kind may be a part only, by its key and where it was read.
        pub(crate) fn forget_parts(
            kind: DocumentKind,
            inventory: &mut Inventory,
            is_part: impl Fn(&str, &Evidence) -> bool,
        ) {
            $(if kind == $type::KIND {
                let is_part = |own: &$type| is_part(&own.key(), own.evidence());
                match $type::MARK_PART {
                    Some(mark) => $type::list(inventory).filter_mut(is_part).for_each(mark),
                    None => $type::list(inventory).retain(|own| !is_part(own)),
                }
            })*
        }
    };
}

paged! {
    PrefixListEntries { same: |a, b| a == b, lists: entries of IpNet, part: None }
    VpcHostedZones { same: |a, b| a.id == b.id, lists: zones of HostedZoneSummary, part: Some(|zones| zones.complete = false) }
    ResourceRecordSets {
        same: |a, b| a.name == b.name && a.kind == b.kind && a.routing == b.routing,
        lists: records of ResourceRecordSet,
        part: Some(|records| records.complete = false)
    }
    FirewallRules {
        same: |a, b| a.name == b.name && a.domains == b.domains && a.priority == b.priority,
        lists: rules of FirewallRule,
        part: Some(|rules| rules.complete = false)
    }
    FirewallDomains { same: |a, b| a == b, lists: domains of String, part: Some(|domains| domains.complete = false) }
    RolePolicyNames { same: |a, b| a == b, lists: names of String, part: None }
    AttachedPolicies { same: |a, b| a == b, lists: arns of String, part: None }
}

/// Which lists came in pages.
#[derive(Debug, Default)]
pub(crate) struct Pages(HashMap<(DocumentKind, String), Read>);

/// What was read of a list.
#[derive(Debug)]
struct Read {
    /// The last file that announced another page.
    promised: Option<Arc<str>>,
    /// Whether a file did not.
    ended: bool,
}

impl Pages {
    /// Notes a page of a list. Says whether it is a page of several, rather than a whole list once more.
    pub(crate) fn note<R: Resource>(&mut self, page: &R, more: bool) -> bool {
        let read = self.0.entry((R::KIND, page.key())).or_insert(Read { promised: None, ended: false });
        if more {
            read.promised = Some(Arc::clone(&page.evidence().file));
        }
        read.ended |= !more;
        read.promised.is_some()
    }

    /// The lists of which no file holds the last page: the kind, the key and the last file that announces another page,
    /// in a fixed order.
    pub(crate) fn open(self) -> Vec<(DocumentKind, String, Arc<str>)> {
        let open = self.0.into_iter().filter(|(_, read)| !read.ended);
        let mut open: Vec<_> = open.filter_map(|((kind, key), read)| Some((kind, key, read.promised?))).collect();
        open.sort();
        open
    }
}
