//! Lists of one thing that come in pages: they are whole where no page announces another one that was not read.

use std::collections::HashMap;
use std::sync::Arc;

use hopwise_model::DocumentKind;

use crate::resource::Resource;

/// What a command prints about one id: several pages make one of it.
pub(crate) trait Paged: Resource {
    /// What it lists.
    type Entry;

    /// The entries.
    fn entries(&mut self) -> &mut Vec<Self::Entry>;

    /// Whether two pages list the same entry.
    fn is_same(one: &Self::Entry, other: &Self::Entry) -> bool;

    /// Adds what another page lists and this one does not.
    fn append(&mut self, mut other: Self) {
        let entries = self.entries();
        let known = entries.len();
        for entry in std::mem::take(other.entries()) {
            if !entries.iter().take(known).any(|own| Self::is_same(own, &entry)) {
                entries.push(entry);
            }
        }
    }
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
