//! When two descriptions of a resource are the same, and what of a list is left where it is a part only.

use std::cmp::Ordering;
use std::collections::HashSet;

use hopwise_model::resource::Scope;
use hopwise_model::{DocumentKind, EcoVec, Evidence, Inventory, Record, Region, SecurityGroupId, VpcId, for_each_kind};

use crate::scope;

/// What in a document tells its Region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Something says the Region itself: a zone, an ARN.
    Region(Region),
    /// Something is in this VPC.
    Vpc(VpcId),
}

impl Sign {
    /// The Region that something says itself, else the VPC that it is in.
    pub(crate) fn of(scope: &Scope, vpc: Option<&VpcId>) -> Option<Self> {
        let region = scope.region.clone().map(Self::Region);
        region.or_else(|| vpc.cloned().map(Self::Vpc))
    }
}

/// A record of an inventory, as documents describe it. [`resource!`] implements it beside what reads the record.
pub(crate) trait Resource: Record + Clone {
    /// What to do with a list of one thing of which only a part was read; `None` for what is no such list.
    const PART: Option<Part<Self>> = None;

    /// What makes it the same resource.
    fn key(&self) -> String;
    /// What in it tells which Region its document is of.
    fn sign(&self) -> Option<Sign>;
    /// Where it was read.
    fn evidence(&self) -> &Evidence;
    /// The name of a field in which two descriptions differ. Places, names and scopes that only one of them knows do
    /// not count.
    fn difference(&self, other: &Self) -> Option<&'static str>;
    /// Makes two descriptions know what one of them does. Says whether `self` gained something that is the point of
    /// the other document.
    fn complete(&mut self, other: &mut Self) -> bool;
    /// Whether two descriptions differ in nothing but what passes: states and counters.
    fn is_same_but_for_state(&self, other: &Self) -> bool;
    /// Whether its state comes before or after the other's; equal where states have no order.
    fn order(&self, other: &Self) -> Ordering;
    /// What is known where neither of two states comes after the other, the other's being that of the file which comes later;
    /// `None` where nothing is that could be told.
    fn open(&self, other: &Self) -> Option<Self>;
    /// Lets it share the lists that others have, too.
    fn share_lists(&mut self, known: &mut Lists);
    /// Makes every place in it the same, for comparing what is said rather than where.
    fn forget_places(&mut self);
}

/// The lists of security groups that were read.
pub(crate) type Lists = HashSet<EcoVec<SecurityGroupId>>;

/// Makes a list the same as one that was read before, where there is one.
pub(crate) fn share_list(list: &mut EcoVec<SecurityGroupId>, known: &mut Lists) {
    match known.get(list) {
        Some(same) => *list = same.clone(),
        None => drop(known.insert(list.clone())),
    }
}

/// What to do with a list of one thing of which only a part was read.
pub(crate) enum Part<R> {
    /// It is marked as a part.
    Mark(fn(&mut R)),
    /// It goes: a part of it is no use, and must not be taken for the list.
    Forget,
}

impl<R> Clone for Part<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Part<R> {}

macro_rules! forget_parts {
    ({} $(
        $(#[$doc:meta])*
        $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* }
    )*) => {
        /// Marks, or takes out of an inventory, what of a kind may be a part only, by its key and where it was read.
        pub(crate) fn forget_parts(
            kind: DocumentKind,
            inventory: &mut Inventory,
            is_part: impl Fn(&str, &Evidence) -> bool,
        ) {
            match kind {
                $(DocumentKind::$kind => forget_parts_of::<hopwise_model::resource::$record>(inventory, is_part),)*
            }
        }
    };
}

for_each_kind!(forget_parts {});

fn forget_parts_of<R: Resource>(inventory: &mut Inventory, is_part: impl Fn(&str, &Evidence) -> bool) {
    let is_part = |own: &R| is_part(&own.key(), own.evidence());
    match R::PART {
        None => {}
        Some(Part::Mark(mark)) => R::list_mut(inventory).filter_mut(is_part).for_each(mark),
        Some(Part::Forget) => R::list_mut(inventory).retain(|own| !is_part(own)),
    }
}

macro_rules! forget_record {
    ({} $(
        $(#[$doc:meta])*
        $kind:ident { key: $key:literal, list: $list:ident of $record:ident, $($rest:tt)* }
    )*) => {
        /// Takes a record out of an inventory, by its key.
        pub(crate) fn forget_record(kind: DocumentKind, inventory: &mut Inventory, key: &str) {
            match kind {
                $(DocumentKind::$kind => hopwise_model::resource::$record::list_mut(inventory).retain(|own| own.key() != key),)*
            }
        }
    };
}

for_each_kind!(forget_record {});

/// How states with an order compare: by how far each is on its way. One that is not on it comes before what is gone for good, and has no
/// order else.
pub(crate) fn by_life(one: Option<usize>, other: Option<usize>, gone: usize) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.cmp(&other),
        (None, Some(other)) if other >= gone => Ordering::Less,
        (Some(one), None) if one >= gone => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

/// Two states of which nobody knows which one holds, in words.
pub(crate) fn either(one: Option<&str>, other: Option<&str>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) if one != other => Some(format!("{one} or {other}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// Entries in an order of their own: documents have none.
pub(crate) fn sorted(entries: &[ipnet::IpNet]) -> Vec<ipnet::IpNet> {
    let mut entries = entries.to_vec();
    entries.sort_unstable();
    entries
}

/// The place of what is compared wherever it was read.
pub(crate) fn nowhere() -> Evidence {
    Evidence::supposed("")
}

/// Shares a value that only one side knows. A tag is hidden from accounts that a resource is shared with.
pub(crate) fn share<T: Clone>(a: &mut Option<T>, b: &mut Option<T>) {
    *a = a.take().or_else(|| b.clone());
    *b = b.take().or_else(|| a.clone());
}

/// Scopes that differ in their account are no contradiction: several accounts see what one of them shares.
pub(crate) fn share_scope(a: &mut Scope, b: &mut Scope) {
    *a = scope::or(a.clone(), b);
    *b = scope::or(b.clone(), a);
    b.account.clone_from(&a.account);
}

/// A name that is unique in an account.
pub(crate) fn of_account(scope: &Scope, name: &str) -> String {
    match &scope.account {
        Some(account) => format!("{name} of {account}"),
        None => name.to_owned(),
    }
}

/// Implements [`Resource`] for what the model makes of a document:
///
/// - `key`: what makes two of them the same
/// - `sign`: what tells the Region of the document, where something does
/// - `share`: optional fields that one description may know and another not
/// - `scope`: the field with the account and Region, where there is one
/// - `state`: the fields that change by themselves, so that two listings of different times may differ in them
/// - `nested_state`: how one takes from another what changes by itself within its parts
/// - `order`: the order of the states of two, where they have one
/// - `open`: what is known where two states have no order; without it nothing is, and the record is left out
/// - `compare`: the fields that have to agree; with those above, and `evidence`, these are all
/// - `gain`: what else one description may tell another; whether that is the point of its document
/// - `nested`: how to forget where its parts were read
/// - `lists`: the list that it may have in common with others
/// - `part`: what to do with a list of one thing of which only a part was read
macro_rules! resource {
    ($($type:ident {
        key: $key:expr,
        $(sign: $sign:expr,)?
        $(share: [$($shared:ident),*],)?
        $(scope: $scope:ident,)?
        $(state: [$($state:ident),* $(,)?],)?
        $(nested_state: $settle:expr,)?
        $(order: $order:expr,)?
        $(open: $open:expr,)?
        compare: [$($field:ident),* $(,)?],
        $(gain: $gain:expr,)?
        $(nested: $nested:expr,)?
        $(lists: $lists:ident,)?
        $(part: $part:expr,)?
    })*) => {$(
        impl $crate::resource::Resource for hopwise_model::resource::$type {
            $(const PART: Option<$crate::resource::Part<Self>> = Some($part);)?

            fn key(&self) -> String {
                let key: fn(&Self) -> String = $key;
                key(self)
            }

            fn sign(&self) -> Option<$crate::resource::Sign> {
                let sign: [fn(&Self) -> Option<$crate::resource::Sign>; _] = [$($sign)?];
                sign.into_iter().find_map(|sign| sign(self))
            }

            fn evidence(&self) -> &hopwise_model::Evidence {
                &self.evidence
            }

            fn difference(&self, other: &Self) -> Option<&'static str> {
                let (mut one, mut two) = (self.clone(), other.clone());
                one.forget_places();
                two.forget_places();
                // Without a rest pattern, a new field of the model cannot be forgotten here.
                let Self { evidence: _, $($($shared,)*)? $($scope,)? $($($state,)*)? $($field,)* } = one;
                $($(if $shared != two.$shared { return Some(stringify!($shared)); })*)?
                $(if $scope.region != two.$scope.region { return Some("region"); })?
                $(if $field != two.$field { return Some(stringify!($field)); })*
                $($(if $state != two.$state { return Some(stringify!($state)); })*)?
                None
            }

            fn is_same_but_for_state(&self, other: &Self) -> bool {
                let nested: [fn(Self, &Self) -> Self; _] = [$($settle)?];
                let like = nested.into_iter().fold(self.clone(), |like, settle| settle(like, other));
                $($(let like = Self { $state: other.$state.clone(), ..like };)*)?
                like.difference(other).is_none()
            }

            fn order(&self, other: &Self) -> std::cmp::Ordering {
                let order: [fn(&Self, &Self) -> std::cmp::Ordering; _] = [$($order)?];
                order.into_iter().fold(std::cmp::Ordering::Equal, |_, order| order(self, other))
            }

            fn open(&self, other: &Self) -> Option<Self> {
                let open: [fn(&Self, &Self) -> Option<Self>; _] = [$($open)?];
                open.into_iter().find_map(|open| open(self, other))
            }

            fn complete(&mut self, other: &mut Self) -> bool {
                let gains: [fn(&mut Self, &mut Self) -> bool; _] = [$($gain)?];
                let gains = gains.into_iter().any(|gain| gain(self, other));
                $($($crate::resource::share(&mut self.$shared, &mut other.$shared);)*)?
                $($crate::resource::share_scope(&mut self.$scope, &mut other.$scope);)?
                let _ = other;
                gains
            }

            fn share_lists(&mut self, known: &mut $crate::resource::Lists) {
                $($crate::resource::share_list(&mut self.$lists, known);)?
                let _ = known;
            }

            fn forget_places(&mut self) {
                self.evidence = $crate::resource::nowhere();
                let nested: [fn(&mut Self); _] = [$($nested)?];
                for forget in nested {
                    forget(self);
                }
            }
        }
    )*};
}

pub(crate) use resource;
