//! Strategies for inventories.

mod filters;
mod gateways;
mod interfaces;
mod plan;
mod routes;
mod subnets;

use std::fmt;
use std::sync::Arc;

use hopwise_model::{Evidence, Inventory};
use proptest::collection::vec;
use proptest::prelude::*;

pub use plan::{AclStyle, Egress, GroupStyle, Plan, Zones, plan};

use crate::mutation::{Mutation, attach, divert, divert_answers, mutation, of_interface, overlap, peer, send_on};

/// An inventory of a network that works, with up to four things broken, and what was broken.
///
/// Shrinks to a small network, then to few and simple mutations.
pub fn broken() -> impl Strategy<Value = Broken> {
    (plan(), vec(mutation(), 0..=4)).prop_map(|(plan, mutations)| Broken::new(plan, mutations))
}

/// An inventory in which little is broken but where the default route leads: to reach every kind of route target more
/// often than [`broken`] does.
pub fn diverted() -> impl Strategy<Value = Broken> {
    with_first(divert())
}

/// An inventory in which little is broken but that the default route leads to somebody who sends packets on: what stops
/// them there comes before what is not known.
pub fn sent_on() -> impl Strategy<Value = Broken> {
    (plan(), send_on(), vec(mutation(), 0..=1)).prop_map(|(plan, first, more)| {
        Broken::new(Plan { subnets: 4, egress: Egress::Nat, ..plan }, first.into_iter().chain(more).collect())
    })
}

/// An inventory in which little is broken but that interfaces are other services', or have more addresses than their own.
pub fn of_kinds() -> impl Strategy<Value = Broken> {
    let changes = (vec(of_interface(), 1..=4), vec(mutation(), 0..=1));
    (plan(), changes).prop_map(|(plan, (first, more))| Broken::new(plan, first.into_iter().chain(more).collect()))
}

/// An inventory in which little is broken but where answers are sent, likewise.
pub fn answers_diverted() -> impl Strategy<Value = Broken> {
    with_first(divert_answers())
}

/// An inventory in which little is broken but that the second VPC has the addresses of the first, and its NAT gateway: an
/// answer then finds somebody else.
pub fn overlapping() -> impl Strategy<Value = Broken> {
    (plan(), overlap(), vec(mutation(), 0..=1)).prop_map(|(plan, first, more)| {
        let plan = Plan { subnets: 4, egress: Egress::Nat, second_vpc: true, ..plan };
        Broken::new(plan, [first].into_iter().chain(more).collect())
    })
}

/// An inventory in which little is broken but that a peering connection joins both VPCs, one way or another.
pub fn peered() -> impl Strategy<Value = Broken> {
    (plan(), peer(), vec(mutation(), 0..=1)).prop_map(|(plan, first, more)| {
        let plan = Plan { subnets: 4, second_vpc: true, ..plan };
        Broken::new(plan, [first].into_iter().chain(more).collect())
    })
}

/// An inventory in which little is broken but that a transit gateway joins both VPCs, one way or another.
pub fn attached() -> impl Strategy<Value = Broken> {
    (plan(), attach(), vec(mutation(), 0..=1)).prop_map(|(plan, first, more)| {
        let plan = Plan { subnets: 4, second_vpc: true, ..plan };
        Broken::new(plan, [first].into_iter().chain(more).collect())
    })
}

fn with_first(first: impl Strategy<Value = Mutation>) -> impl Strategy<Value = Broken> {
    (plan(), first, vec(mutation(), 0..=1)).prop_map(|(plan, first, more)| {
        Broken::new(Plan { subnets: 4, ..plan }, [first].into_iter().chain(more).collect())
    })
}

/// An inventory, as [`broken`] makes it.
pub fn inventory() -> impl Strategy<Value = Inventory> {
    broken().prop_map(|broken| broken.inventory)
}

/// A generated inventory and how it came about.
#[derive(Clone)]
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

impl Broken {
    fn new(plan: Plan, mutations: Vec<Mutation>) -> Self {
        let mut inventory = plan.build();
        let changes = mutations.iter().filter_map(|mutation| mutation.apply(&mut inventory)).collect();
        place_rules(&mut inventory);
        Self { plan, mutations, changes, inventory }
    }
}

/// Prints the plan and the changes in words: the inventory follows from them, and is long.
impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken").field("plan", &self.plan).field("changes", &self.changes).finish_non_exhaustive()
    }
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

/// Gives each rule a place of its own, as an importer would: what names the wrong rule then names the wrong place.
fn place_rules(inventory: &mut Inventory) {
    let at = |owner: &str, list: &str, place: usize| {
        Evidence::new(&Arc::from(format!("{owner}.json")), format!("/{list}/{place}"))
    };
    for group in &mut inventory.security_groups {
        let lists = [("IpPermissions", &mut group.ingress), ("IpPermissionsEgress", &mut group.egress)];
        for (list, rules) in lists {
            for (place, rule) in rules.iter_mut().enumerate() {
                rule.evidence = at(group.id.as_str(), list, place);
            }
        }
    }
    for acl in &mut inventory.network_acls {
        for (place, entry) in acl.entries.iter_mut().enumerate() {
            entry.evidence = at(acl.id.as_str(), "Entries", place);
        }
    }
    for table in &mut inventory.route_tables {
        for (place, route) in table.routes.iter_mut().enumerate() {
            route.evidence = at(table.id.as_str(), "Routes", place);
        }
    }
}

#[cfg(test)]
mod tests;
