//! Prefix lists, and the routes that compete with theirs.

use hopwise_model::Inventory;
use hopwise_model::resource::{RouteDestination, RouteOrigin, RouteTarget};
use ipnet::IpNet;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::route::{add, is_main, origin, target};
use crate::fixture::{cidr, id};
use crate::pick::{one, record, record_mut};

/// A change to a prefix list, or to what competes with it.
#[derive(Clone, Debug)]
pub enum PrefixListChange {
    /// The main table has a route for exactly a block that a prefix list holds too.
    Rival {
        /// Which list.
        list: Index,
        /// Which of its entries.
        entry: Index,
        /// Where the list's route leads, if the table gets one.
        list_target: Option<RouteTarget>,
        /// Where the block's route leads.
        target: RouteTarget,
        /// How the block's route came there.
        origin: RouteOrigin,
    },
    /// The main table has a list without entries, and perhaps a route for one address, which nothing can beat.
    Doubt {
        /// Where the list leads.
        target: RouteTarget,
        /// Where the address leads.
        host_target: Option<RouteTarget>,
    },
    /// The entries of a list are other ones, or not known.
    Entries {
        /// Which list.
        list: Index,
        /// Its entries.
        entries: Option<Vec<IpNet>>,
    },
}

pub(super) fn change() -> impl Strategy<Value = PrefixListChange> {
    let some = any::<Index>;
    let entries = select(
        [&["52.218.0.0/16"][..], &["52.218.9.0/24", "10.0.0.16/28"], &["0.0.0.0/1", "8.8.8.8/32"], &[]]
            .map(|entries| entries.iter().map(|entry| cidr(entry)).collect::<Vec<_>>())
            .to_vec(),
    );
    prop_oneof![
        3 => (some(), some(), proptest::option::of(target()), target(), origin()).prop_map(
            |(list, entry, list_target, target, origin)| PrefixListChange::Rival { list, entry, list_target, target, origin }
        ),
        1 => (target(), proptest::option::weighted(0.7, target()))
            .prop_map(|(target, host_target)| PrefixListChange::Doubt { target, host_target }),
        2 => (some(), proptest::option::weighted(0.7, entries))
            .prop_map(|(list, entries)| PrefixListChange::Entries { list, entries }),
    ]
}

impl PrefixListChange {
    pub(super) fn apply(&self, inventory: &mut Inventory) -> Option<String> {
        match self {
            Self::Rival { list, entry, list_target, target, origin } => {
                let list = record(&inventory.prefix_lists, *list)?;
                let (name, entries) = (list.id.clone(), list.entries.as_deref()?);
                let block = one(entries, *entry)?;
                let table = inventory.route_tables.find_mut(is_main)?;
                let mut words = add(table, RouteDestination::Cidr(*block), target.clone(), *origin);
                if let Some(target) = list_target {
                    let of_list = RouteDestination::PrefixList(name);
                    words = format!("{words}, {}", add(table, of_list, target.clone(), RouteOrigin::Static));
                }
                Some(words)
            }
            Self::Doubt { target, host_target } => {
                let table = inventory.route_tables.find_mut(is_main)?;
                let list = RouteDestination::PrefixList(id("pl-unknown"));
                let mut words = add(table, list, target.clone(), RouteOrigin::Static);
                if let Some(target) = host_target {
                    let host = RouteDestination::Cidr(cidr("8.8.8.8/32"));
                    words = format!("{words}, {}", add(table, host, target.clone(), RouteOrigin::Static));
                }
                Some(words)
            }
            Self::Entries { list, entries } => {
                let list = record_mut(&mut inventory.prefix_lists, *list)?;
                list.entries.clone_from(entries);
                Some(format!("{} has entries {entries:?}", list.id))
            }
        }
    }
}
