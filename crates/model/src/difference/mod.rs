//! What differs between two inventories, one thing at a time, so that each can be tried alone.

mod compared;
mod service;
mod subnet;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use crate::document_kind::{DocumentKind, Listing};
use crate::evidence::Evidence;
use crate::id::{AccountId, Region};
use crate::inventory::Inventory;
use crate::knowledge::Coverage;
use crate::resource::{AclEntry, Direction, Route, SecurityGroupRule};
use compared::Compared;

/// One thing in which an inventory differs from another.
///
/// What a snapshot shares with no other is no difference: where something was read, the order of records and of what they
/// list, names that nothing refers to, counters (of a subnet's free addresses only whether there are any).
#[derive(Clone)]
pub struct Difference {
    /// The kind of document that tells.
    pub document: DocumentKind,
    /// What it is about, by its id, ARN or name; empty of what is known of a whole kind.
    pub id: String,
    /// What differs.
    pub what: What,
    /// Where to look before: the thing, else the record that has no such thing; none where that is not there.
    pub before: Option<Evidence>,
    /// Where to look after.
    pub after: Option<Evidence>,
    /// All of it, to look for ids in.
    text: Arc<str>,
    apply: Arc<dyn Fn(&mut Inventory) + Send + Sync>,
}

/// The name of a field of a record, as [`What::Part`] has it; that there is such a field, the compiler checks.
///
/// ```
/// assert_eq!(hopwise_model::field_name!(RouteTable.routes), "routes");
/// ```
#[macro_export]
macro_rules! field_name {
    ($record:ident.$field:ident) => {{
        const _: usize = ::core::mem::offset_of!($crate::resource::$record, $field);
        ::core::stringify!($field)
    }};
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A record is there on one side only.
    Record {
        /// Whether it is on the second one.
        added: bool,
    },
    /// A part of a record is on one side only, or is another one.
    Part {
        /// The list or the setting, as the record names it, such as `egress`.
        name: &'static str,
        /// What it was.
        before: Option<Part>,
        /// What it is.
        after: Option<Part>,
    },
    /// How much is known of a kind of document.
    Knowledge {
        /// Whether the first side alone knows it in full of some account and Region, or asked for it by name.
        less: bool,
        /// Whether the second side alone does, of one of which the first knows something.
        more: bool,
    },
}

/// A part of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A rule of a security group.
    GroupRule(Direction, Box<SecurityGroupRule>),
    /// An entry of a network ACL.
    AclEntry(Box<AclEntry>),
    /// A route.
    Route(Box<Route>),
    /// Anything else that is short enough to be written.
    Text(String),
    /// What is too long to be written, such as a policy.
    Hidden,
}

impl Difference {
    /// Makes an inventory what the second one is, in this one thing. Where it does not have what is changed, nothing is.
    pub fn apply(&self, inventory: &mut Inventory) {
        (self.apply)(inventory);
    }

    /// Whether an id stands somewhere in what differs.
    #[must_use]
    pub fn mentions(&self, id: &str) -> bool {
        self.id == id || mentions(&self.text, id)
    }

    /// The ids in what differs that begin as those of a kind do, such as `eni-`; some may come twice.
    pub fn mentioned<'d>(&'d self, beginning: &'d str) -> impl Iterator<Item = &'d str> {
        let own = Some(self.id.as_str()).filter(|own| own.starts_with(beginning));
        let others = self.text.match_indices(beginning).map(|(at, _)| {
            let rest = self.text.get(at..).unwrap_or_default();
            rest.split(|c: char| !is_part_of_id(c)).next().unwrap_or_default()
        });
        own.into_iter().chain(others)
    }
}

const fn is_part_of_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}: {:?}", self.document, self.id, self.what)
    }
}

/// What is found while two inventories are compared.
struct Recorder<'a> {
    all: &'a mut Vec<Difference>,
    /// The record that is compared: its key, its name, and where it is on either side.
    record: (String, String, [Evidence; 2]),
}

/// The records of both sides that have one key.
struct Pair<'a, R> {
    before: Vec<&'a R>,
    after: Vec<&'a R>,
}

macro_rules! all_kinds {
    ({ $before:ident $after:ident $all:ident } $(
        $(#[$doc:meta])*
        $name:ident { key: $key:literal, list: $list:ident of $record:ident, $($about:tt)* }
    )*) => {
        $(records::<crate::resource::$record>($before, $after, &mut $all);)*
    };
}

impl Inventory {
    /// Everything in which another inventory differs from this one, in a fixed order. All of it applied to this one gives what
    /// the other says of the network, of names, of what runs and of who may do what.
    ///
    /// `describe-security-group-rules` is left out: it repeats what security groups say, with ids. Takes O(n log n).
    #[must_use]
    pub fn differences(&self, after: &Self) -> Vec<Difference> {
        let before = self;
        let mut all = Vec::new();
        for kind in DocumentKind::ALL {
            knowledge(*kind, before, after, &mut all);
        }
        crate::for_each_kind!(all_kinds { before after all });
        all.retain(|own| own.document != DocumentKind::SecurityGroupRules);
        all
    }
}

/// How much is known of a kind, where that differs.
fn knowledge(kind: DocumentKind, before: &Inventory, after: &Inventory, all: &mut Vec<Difference>) {
    let failed = |own: &Inventory| -> BTreeSet<String> {
        let calls = own.knowledge.failed_calls().iter().filter(|call| call.document == Some(kind));
        calls.map(|call| format!("{:?} {:?} {:?} {:?}", call.action, call.kind, call.arguments, call.scope)).collect()
    };
    // Of a kind that is asked for by name, what was read is all that is asked for.
    let knows = |own: Coverage| own == Coverage::Complete || (own == Coverage::Partial && !kind.lists_all());
    let covered = |own: &Inventory, other: &Inventory| -> Vec<(Coverage, Coverage, bool)> {
        let records = own.knowledge.records().filter(|(.., own, _)| *own == kind);
        let pairs = records.map(|(account, region, _, coverage)| {
            let alike = || other.knowledge.records().filter(|record| is_alike((account, region), (record.0, record.1)));
            let found = alike().filter(|record| record.2 == kind).map(|record| record.3).max();
            (coverage, found.unwrap_or_default(), alike().next().is_some())
        });
        pairs.collect()
    };
    let (was, is) = (covered(before, after), covered(after, before));
    // What a record lacks that AWS always prints, one side knows and the other does not.
    let lacking = |own: &Inventory| -> BTreeSet<(String, &'static str)> {
        own.knowledge.edited(kind).map(|(.., id, member)| (id.to_owned(), member)).collect()
    };
    let (lacked, lacks) = (lacking(before), lacking(after));
    // A manifest names the place that documents without one do not: that alone is no difference.
    let is_as_much = was.iter().chain(&is).all(|(own, other, _)| own == other);
    if is_as_much && failed(before) == failed(after) && lacked == lacks {
        return;
    }
    let less = was.iter().any(|(own, other, _)| knows(*own) && !knows(*other)) || !lacks.is_subset(&lacked);
    let more =
        is.iter().any(|(own, other, is_place)| *is_place && knows(*own) && !knows(*other)) || !lacked.is_subset(&lacks);
    let from = after.knowledge.clone();
    all.push(Difference {
        document: kind,
        id: String::new(),
        what: What::Knowledge { less, more },
        before: None,
        after: None,
        text: "".into(),
        apply: Arc::new(move |inventory| inventory.knowledge.adopt(kind, &from)),
    });
}

/// Whether two places may be one: an account or a Region that is not named may be any.
fn is_alike(one: (Option<&AccountId>, Option<&Region>), other: (Option<&AccountId>, Option<&Region>)) -> bool {
    let accounts = one.0.zip(other.0).is_none_or(|(one, other)| one == other);
    accounts && one.1.zip(other.1).is_none_or(|(one, other)| one == other)
}

/// Whether an id stands in a text, and not as the beginning of another one.
#[must_use]
pub fn mentions(text: &str, id: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(is_part_of_id);
    text.match_indices(id).any(|(at, found)| ends(text.get(at + found.len()..).unwrap_or_default()))
}

fn records<R: Compared>(before: &Inventory, after: &Inventory, all: &mut Vec<Difference>) {
    let (old, new) = (R::list(before), R::list(after));
    if old.ptr_eq(new) {
        return;
    }
    let mut pairs: BTreeMap<String, Pair<'_, R>> = BTreeMap::new();
    let empty = || Pair { before: Vec::new(), after: Vec::new() };
    for own in old {
        pairs.entry(own.key()).or_insert_with(empty).before.push(own);
    }
    for own in new {
        pairs.entry(own.key()).or_insert_with(empty).after.push(own);
    }
    for (key, mut pair) in pairs {
        // A record that comes twice, as in two documents, is one that both have.
        pair.before.retain(|old| {
            let same = pair.after.iter().position(|new| {
                let mut found = Vec::new();
                R::compare(old, new, &mut Recorder::new::<R>(&key, old, new, &mut found));
                found.is_empty()
            });
            same.map(|place| pair.after.remove(place)).is_none()
        });
        let both = pair.before.len().min(pair.after.len());
        for (old, new) in pair.before.iter().zip(&pair.after) {
            R::compare(old, new, &mut Recorder::new::<R>(&key, old, new, all));
        }
        for old in pair.before.into_iter().skip(both) {
            all.push(one(old, &key, false));
        }
        for new in pair.after.into_iter().skip(both) {
            all.push(one(new, &key, true));
        }
    }
}

/// A record that is on one side only.
fn one<R: Compared>(own: &R, key: &str, added: bool) -> Difference {
    let evidence = || Some(own.evidence().clone());
    let (record, key) = (Arc::new(own.clone()), key.to_owned());
    let apply: Arc<dyn Fn(&mut Inventory) + Send + Sync> = if added {
        Arc::new(move |inventory| R::list_mut(inventory).push(Arc::clone(&record)))
    } else {
        Arc::new(move |inventory| R::list_mut(inventory).retain(|own| own.key() != key))
    };
    Difference {
        document: R::KIND,
        id: own.name(),
        what: What::Record { added },
        before: if added { None } else { evidence() },
        after: if added { evidence() } else { None },
        text: format!("{own:?}").into(),
        apply,
    }
}

impl DocumentKind {
    /// Whether what is not among the documents of a kind is not there, where all were read: of the others, only what was asked
    /// for by name is among them.
    #[must_use]
    pub fn lists_all(self) -> bool {
        self.listing() == Listing::Whole
    }
}
