//! Strategies for inventories.

mod filters;
mod gateways;
mod interfaces;
mod plan;
mod routes;
mod subnets;

use std::sync::Arc;

use hopwise_model::{Evidence, Inventory};
use proptest::collection::vec;
use proptest::prelude::*;

pub use plan::{AclStyle, Egress, GroupStyle, Plan, Zones, plan};

pub(crate) use filters::rule;
pub(crate) use routes::{association, route};

use crate::mutation::{Mutation, mutation};

/// An inventory of a network that works, with up to four things broken, and what was broken.
///
/// Shrinks to a small network, then to few and simple mutations.
pub fn broken() -> impl Strategy<Value = Broken> {
    (plan(), vec(mutation(), 0..=4)).prop_map(|(plan, mutations)| {
        let mut inventory = plan.build();
        let changes = mutations.iter().filter_map(|mutation| mutation.apply(&mut inventory)).collect();
        Broken { plan, mutations, changes, inventory }
    })
}

/// An inventory, as [`broken`] makes it.
pub fn inventory() -> impl Strategy<Value = Inventory> {
    broken().prop_map(|broken| broken.inventory)
}

/// A generated inventory and how it came about.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The network that works.
    pub plan: Plan,
    /// What was tried on it.
    pub mutations: Vec<Mutation>,
    /// What that changed, in words; a mutation that found nothing to change is not here.
    pub changes: Vec<String>,
    /// The result.
    pub inventory: Inventory,
}

impl Plan {
    /// The inventory of this plan.
    #[must_use]
    pub fn build(&self) -> Inventory {
        let mut inventory = Inventory::default();
        subnets::add(self, &mut inventory);
        filters::add(self, &mut inventory);
        gateways::add(self, &mut inventory);
        interfaces::add(self, &mut inventory);
        routes::add(self, &mut inventory);
        inventory
    }
}

/// Evidence that names a kind of document and a place in it.
pub(crate) fn evidence(kind: &str, place: usize) -> Evidence {
    Evidence::new(&Arc::from(format!("{kind}.json")), format!("/{place}"))
}

#[cfg(test)]
mod tests;
