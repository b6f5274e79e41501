//! How documents of each kind are read: said beside what reads it, found by the table of kinds.

use hopwise_model::{DocumentKind, Record, for_each_kind};

use super::elements::Elements;
use super::keys::Keys;
use super::members::Members;
use crate::fault::Fault;

/// What can be read from documents.
pub(crate) trait Read: Record {
    /// How.
    const READER: Reader;
}

type ReadElements = fn(&mut Elements<'_, '_, '_>) -> Result<(), Fault>;
type ReadMembers = fn(&mut Members<'_>) -> Result<(), Fault>;

/// How documents of a kind are recognised and read.
#[derive(Clone, Copy)]
pub(crate) struct Reader {
    elements: Option<ReadElements>,
    members: Option<ReadMembers>,
    beside: &'static [&'static str],
    other_key: Option<&'static str>,
    takes_all: bool,
    is_in: Option<fn(&Keys) -> bool>,
    recognized_by: &'static [&'static [&'static str]],
    is_list: bool,
}

impl Reader {
    const NONE: Self = Self {
        elements: None,
        members: None,
        beside: &[],
        other_key: None,
        takes_all: false,
        is_in: None,
        recognized_by: &[],
        is_list: false,
    };

    /// A list under the kind's key, which is read element by element.
    pub(crate) const fn elements(read: ReadElements) -> Self {
        Self { elements: Some(read), ..Self::NONE }
    }

    /// Something under the kind's key that is read when all keys are known.
    pub(crate) const fn members(read: ReadMembers) -> Self {
        Self { members: Some(read), ..Self::NONE }
    }

    /// Another key under which another command prints the same in another form.
    pub(crate) const fn or_under(self, key: &'static str, read: ReadMembers) -> Self {
        Self { other_key: Some(key), members: Some(read), ..self }
    }

    /// Keys that stand beside the kind's own and belong to it.
    pub(crate) const fn beside(self, keys: &'static [&'static str]) -> Self {
        Self { beside: keys, ..self }
    }

    /// Whatever stands beside the kind's own key belongs to it.
    pub(crate) const fn with_all_beside(self) -> Self {
        Self { takes_all: true, ..self }
    }

    /// What tells the kind, where its key does not.
    pub(crate) const fn when(self, is_in: fn(&Keys) -> bool) -> Self {
        Self { is_in: Some(is_in), ..self }
    }

    /// What tells an element of the kind's list, where its key is not there: any of some sets of names, all of which it has.
    pub(crate) const fn list_of(self, names: &'static [&'static [&'static str]]) -> Self {
        Self { recognized_by: names, is_list: true, ..self }
    }

    /// What tells the object that the kind's key has, where the key is not there: names, all of which it has.
    pub(crate) const fn object_of(self, names: &'static [&'static [&'static str]]) -> Self {
        Self { recognized_by: names, ..self }
    }

    /// Whether a key belongs to a document of the kind.
    pub(super) fn has_key(&self, kind: DocumentKind, key: &str) -> bool {
        self.takes_all || kind.key() == key || self.other_key == Some(key) || self.beside.contains(&key)
    }

    /// How to read what is short.
    pub(super) fn of_members(&self) -> Option<ReadMembers> {
        self.members
    }
}

macro_rules! readers {
    ({} $(
        $(#[$doc:meta])*
        $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* }
    )*) => {
        fn reader(kind: DocumentKind) -> Reader {
            match kind { $(DocumentKind::$kind => <hopwise_model::resource::$record as Read>::READER,)* }
        }
    };
}

for_each_kind!(readers {});

fn all() -> impl Iterator<Item = (DocumentKind, Reader)> {
    DocumentKind::ALL.iter().map(|kind| (*kind, reader(*kind)))
}

/// The kinds that some keys tell of, in a fixed order.
pub(super) fn readers(keys: &Keys) -> impl Iterator<Item = (DocumentKind, Reader)> {
    all().filter(|(kind, reader)| match reader.is_in {
        Some(is_in) => is_in(keys),
        None => keys.has(kind.key()) || reader.other_key.is_some_and(|key| keys.has(key)),
    })
}

/// How to read the list under a key, if there is a kind of it.
pub(super) fn elements(key: &str) -> Option<ReadElements> {
    all().find(|(kind, reader)| kind.key() == key && reader.elements.is_some())?.1.elements
}

/// Whether there is a kind of document under a key.
pub(super) fn is_document(key: &str) -> bool {
    all().any(|(kind, reader)| kind.key() == key || reader.other_key == Some(key))
}

/// Whether what a key has may belong to a document that is read when all keys are known.
pub(super) fn is_member(key: &str) -> bool {
    is_document(key) || all().any(|(_, reader)| reader.beside.contains(&key))
}

/// The key of a document that differs from a key in nothing but case and what joins the words, as SDKs and other tools have
/// it: `routeTables`, `route_tables`.
pub(super) fn spelled_otherwise(key: &str) -> Option<&'static str> {
    let letters = |text: &str| {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    let wanted = letters(key);
    let keys = all().flat_map(|(kind, reader)| [Some(kind.key()), reader.other_key].into_iter().flatten());
    keys.into_iter().find(|own| *own != key && letters(own) == wanted)
}

/// The kind of which something with these names is a list's element; none where it could be of several.
pub(super) fn kind_of_record(names: &[String]) -> Option<DocumentKind> {
    only_kind(names, true)
}

/// The kind of whose document something with these names is the value of the key.
pub(super) fn kind_of_value(names: &[String]) -> Option<DocumentKind> {
    only_kind(names, false)
}

/// The kind that most names tell of: those of a VPC are among those of a subnet.
fn only_kind(names: &[String], is_list: bool) -> Option<DocumentKind> {
    let has = |name: &&str| names.iter().any(|own| own == name);
    let of_kind = |(kind, reader): (DocumentKind, Reader)| {
        let sets = reader.recognized_by.iter().filter(|set| reader.is_list == is_list && set.iter().all(has));
        Some((sets.map(|set| set.len()).max()?, kind))
    };
    let (most, kind) = all().filter_map(of_kind).max_by_key(|(count, _)| *count)?;
    let is_only = all().filter_map(of_kind).filter(|(count, _)| *count == most).count() == 1;
    is_only.then_some(kind)
}

/// Whether it is plain what an object with these names is.
pub(super) fn is_plain(names: &[String]) -> bool {
    let is_key = |name: &str| all().any(|(kind, reader)| reader.is_in.is_none() && kind.key() == name);
    names.iter().any(|name| is_key(name)) || only_kind(names, false).is_some()
}
