//! From an inventory to a design: every reference is followed once. One file for each kind of thing that refers.

mod address;
mod changed;
mod filter;
mod gateway;
mod interface;
mod names;
pub(super) mod prefix_list;
mod route_table;
mod shared;
mod subnet;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Arena, Design, DesignError, DnsServers, Ix, PrefixList, Reference, Vpc};
use crate::component::Component;
use crate::document_kind::DocumentKind;
use crate::evidence::Evidence;
use crate::gap::Gap;
use crate::inventory::Inventory;
use crate::resource;

impl Inventory {
    /// Follows every reference once, so that the engine never meets a dangling id.
    ///
    /// What the snapshot lacks becomes a [`Gap`] at the place that refers to it: packets that meet it end as
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
        design.prefix_lists = Arena::fill(
            std::mem::take(&mut self.prefix_lists).into_shared(),
            |list| list.id.as_str(),
            |record| PrefixList { entries: prefix_list::entries_of(&design, &record.id), record },
        );
        design.vpcs =
            Arena::fill(self.vpcs.shared().map(Arc::clone), |vpc| vpc.id.as_str(), |record| vpc(record, &self));
        attributes(&mut design, &self);
        names::names(&mut design, &mut self);
        filter::security_groups(&mut design, &mut self);
        filter::network_acls(&mut design, &mut self);
        gateway::gateways(&mut design, &mut self);
        route_table::route_tables(&mut design, &mut self);
        subnet::subnets(&mut design, &mut self)?;
        gateway::edge_tables(&mut design);
        interface::interfaces(&mut design, &mut self);
        interface::owners(&mut design, &self);
        shared::hide(&mut design);
        Ok(design)
    }
}

fn vpc(record: Arc<resource::Vpc>, inventory: &Inventory) -> Vpc {
    Vpc {
        dns_support: None,
        dns_hostnames: None,
        attribute_evidence: None,
        dns_servers: DnsServers::of(&record, inventory),
        hosted_zones: None,
        resolver_rules: Vec::new(),
        firewall: Vec::new(),
        subnets: Vec::new(),
        endpoints: Vec::new(),
        nat_gateways: Vec::new(),
        internet_gateway: None,
        default_group: None,
        hidden_by: None,
        record,
    }
}

/// Finds the DNS attributes of every VPC.
fn attributes(design: &mut Design, inventory: &Inventory) {
    type Found = (Option<bool>, Option<bool>, Option<Evidence>);
    let mut found: BTreeMap<Ix<Vpc>, Found> = BTreeMap::new();
    for attribute in &inventory.vpc_attributes {
        let Some(vpc) = design.vpcs.find(attribute.vpc.as_str()) else { continue };
        let (support, hostnames, evidence) = found.entry(vpc).or_default();
        *support = support.or(attribute.dns_support);
        *hostnames = hostnames.or(attribute.dns_hostnames);
        if attribute.dns_hostnames == Some(false) || evidence.is_none() {
            *evidence = Some(attribute.evidence.clone());
        }
    }
    for index in design.vpcs.indices() {
        let (support, hostnames, evidence) = found.remove(&index).unwrap_or_default();
        let old = design.vpcs.get(index);
        if (old.dns_support, old.dns_hostnames, &old.attribute_evidence) != (support, hostnames, &evidence) {
            let vpc = design.vpcs.get_mut(index);
            (vpc.dns_support, vpc.dns_hostnames, vpc.attribute_evidence) = (support, hostnames, evidence);
        }
    }
}

fn lookup<T>(
    arena: &Arena<T>,
    id: &str,
    component: Component,
    document: DocumentKind,
    referenced_by: &str,
) -> Reference<T> {
    arena.find(id).ok_or_else(|| Gap::MissingResource {
        component,
        id: id.to_owned(),
        referenced_by: referenced_by.to_owned(),
        document,
    })
}

fn vpc_of(design: &Design, id: &str, referenced_by: &str) -> Reference<Vpc> {
    lookup(&design.vpcs, id, Component::Vpc, DocumentKind::Vpcs, referenced_by)
}
