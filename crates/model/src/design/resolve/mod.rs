//! From an inventory to a design: every reference is followed once. One file for each kind of thing that refers.

mod address;
mod changed;
mod filter;
mod gateway;
mod interface;
mod names;
mod peering;
pub(super) mod prefix_list;
mod reference;
mod route_table;
mod shared;
mod subnet;
mod transit_gateway;
mod vpc;

use std::sync::Arc;

use super::{Arena, Design, DesignError, PrefixList};
use crate::inventory::Inventory;

impl Inventory {
    /// Follows every reference once, so that the engine never meets a dangling id.
    ///
    /// What the snapshot lacks becomes a [`Gap`](crate::Gap) at the place that refers to it: packets that meet it end as
    /// undetermined, never as blocked. Takes O(n log n) time in the number of resources and rules.
    ///
    /// # Errors
    ///
    /// [`DesignError`] where the snapshot contradicts itself, as when two main route tables claim one VPC.
    pub fn validate(mut self) -> Result<Design, DesignError> {
        filter::attach_rule_ids(&mut self);
        address::merge_public_addresses(&mut self);
        let prefix_entries = Arc::new(prefix_list::expand(&self));
        let knowledge = std::mem::take(&mut self.knowledge);
        let mut design = Design { knowledge, prefix_entries, ..Design::default() };
        let records = std::mem::take(&mut self.prefix_lists).into_shared();
        design.prefix_lists =
            Arena::of(records.map(|record| PrefixList { entries: design.entries_of(&record.id), record }));
        design.vpcs = Arena::of(self.vpcs.shared().map(|record| vpc::vpc(Arc::clone(record), &self)));
        vpc::blocks(&mut design);
        vpc::attributes(&mut design, &self);
        vpc::public_access(&mut design, &self);
        names::names(&mut design, &self);
        filter::security_groups(&mut design, &mut self);
        filter::network_acls(&mut design, &mut self);
        gateway::gateways(&mut design, &mut self);
        peering::connections(&mut design, &mut self);
        transit_gateway::attachments(&mut design, &mut self);
        transit_gateway::tables(&mut design, &mut self);
        route_table::route_tables(&mut design, &mut self);
        subnet::subnets(&mut design, &mut self)?;
        transit_gateway::subnets(&mut design);
        gateway::edge_tables(&mut design);
        interface::interfaces(&mut design, &mut self);
        interface::owners(&mut design, &self);
        shared::hide(&mut design);
        Ok(design)
    }
}
