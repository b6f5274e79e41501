//! Comparing one record with another, field by field, as the table of kinds says it.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Arc;

use super::subnet::free_addresses;
use super::value::Value;
use super::{Difference, Part, Recorder, What};
use crate::evidence::Evidence;
use crate::inventory::{Inventory, Record};
use crate::resource;

/// A record that can be compared.
pub(super) trait Compared: Record + Clone + Debug + Send + Sync + 'static {
    /// What tells it from other records of its kind.
    fn key(&self) -> String;

    /// What it is about, for people.
    fn name(&self) -> String {
        self.key()
    }

    /// Where it was read.
    fn evidence(&self) -> &Evidence;

    /// Tells what differs.
    fn compare(before: &Self, after: &Self, recorder: &mut Recorder<'_>);
}

macro_rules! compared {
    ({} $(
        $(#[$doc:meta])*
        $kind:ident {
            key: $key:literal, list: $list_of:ident of $record:ident, call: $service:ident $call:ident,
            command: $command:literal,
            about: $class:ident, listing: $listing:ident, component: $component:ident,
            noun: $noun:literal,
            $(also: [$($also:literal),*],)?
            $(listed: $listed:literal,)?
            $(file: $file:literal,)?
            $(none: [$($none:expr),*],)?
            $(leads_to: [$($next:ident),*],)?
            compared: {
                id |$own:ident| $id:expr $(, named $name:expr)?;
                fields { $($field:ident),* $(,)? }
                $(lists { $($list:ident),* $(,)? })?
                ignored { $($ignored:ident),* $(,)? }
                $(further $further:path;)?
            },
        }
    )*) => {$(
        impl Compared for resource::$record {
            fn key(&self) -> String {
                let $own = self;
                $id
            }

            $(fn name(&self) -> String {
                let $own = self;
                $name
            })?

            fn evidence(&self) -> &Evidence {
                &self.evidence
            }

            fn compare(before: &Self, after: &Self, recorder: &mut Recorder<'_>) {
                // Without a rest pattern, so that a new field cannot be forgotten.
                let Self { $($field,)* $($($list,)*)? $($ignored: _,)* evidence: _ } = before;
                $(recorder.field(stringify!($field), $field, &after.$field, |own: &mut Self, value| own.$field = value);)*
                $($(recorder.list(stringify!($list), $list, &after.$list, |own: &mut Self, change| {
                    let mut list: Vec<_> = std::mem::take(&mut own.$list).into_iter().collect();
                    change(&mut list);
                    own.$list = list.into_iter().collect();
                });)*)?
                $($further(before, after, recorder);)?
            }
        }
    )*};
}

crate::for_each_kind!(compared {});

impl<'a> Recorder<'a> {
    pub(super) fn new<R: Compared>(key: &str, before: &R, after: &R, all: &'a mut Vec<Difference>) -> Self {
        let places = [before, after].map(|own| own.evidence().clone());
        Self { all, record: (key.to_owned(), before.name(), places) }
    }

    /// A setting.
    pub(super) fn field<R: Compared, V: Value>(
        &mut self,
        name: &'static str,
        before: &V,
        after: &V,
        set: impl Fn(&mut R, V) + Send + Sync + 'static,
    ) {
        if before.bare() == after.bare() {
            return;
        }
        let value = after.clone();
        self.part::<R, V>(name, (Some(before), Some(after)), move |own| set(own, value.clone()));
    }

    /// A list, of which the order means nothing.
    pub(super) fn list<R: Compared, V: Value>(
        &mut self,
        name: &'static str,
        before: &[V],
        after: &[V],
        edit: impl Fn(&mut R, &dyn Fn(&mut Vec<V>)) + Clone + Send + Sync + 'static,
    ) {
        let mut pairs: BTreeMap<String, (Option<&V>, Option<&V>)> = BTreeMap::new();
        for own in before {
            pairs.entry(own.key()).or_default().0.get_or_insert(own);
        }
        for own in after {
            pairs.entry(own.key()).or_default().1.get_or_insert(own);
        }
        for (key, pair) in pairs {
            if pair.0.map(Value::bare) == pair.1.map(Value::bare) {
                continue;
            }
            let (new, edit) = (pair.1.cloned(), edit.clone());
            self.part::<R, V>(name, pair, move |own| {
                edit(own, &|list| {
                    let place = list.iter().position(|own| own.key() == key);
                    match (place.and_then(|place| list.get_mut(place)), &new) {
                        (Some(old), Some(new)) => *old = new.clone(),
                        (Some(_), None) => list.retain(|own| own.key() != key),
                        (None, Some(new)) => list.push(new.clone()),
                        (None, None) => {}
                    }
                });
            });
        }
    }

    fn part<R: Compared, V: Value>(
        &mut self,
        name: &'static str,
        (before, after): (Option<&V>, Option<&V>),
        change: impl Fn(&mut R) + Send + Sync + 'static,
    ) {
        let (key, id, places) = &self.record;
        let key = key.clone();
        let place =
            |value: Option<&V>, record: &Evidence| Some(value.and_then(Value::evidence).unwrap_or(record).clone());
        let part = |value: Option<&V>| value.map(|own| own.part(name)).filter(|own| *own != Part::Text(String::new()));
        let [old, new] = places;
        self.all.push(Difference {
            document: R::KIND,
            id: id.clone(),
            what: What::Part { name, before: part(before), after: part(after) },
            before: place(before, old),
            after: place(after, new),
            text: format!("{before:?} {after:?}").into(),
            apply: Arc::new(move |inventory: &mut Inventory| {
                if let Some(own) = R::list_mut(inventory).find_mut(|own| own.key() == key) {
                    change(own);
                }
            }),
        });
    }
}
