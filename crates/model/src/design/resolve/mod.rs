//! From an inventory to a design: every reference is followed once. One file for each kind of thing that refers.

mod address;
mod filter;
mod gateway;
mod interface;
mod names;
mod prefix_list;
mod route_table;
mod shared;
mod subnet;

use super::{Arena, Design, DesignError, DnsServers, PrefixList, Reference, Vpc};
use crate::component::Component;
use crate::document_kind::DocumentKind;
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
        let servers: Vec<DnsServers> = self.vpcs.iter().map(|vpc| DnsServers::of(vpc, &self)).collect();
        let entries = prefix_list::expand(&self);
        let mut design = Design { knowledge: std::mem::take(&mut self.knowledge), ..Design::default() };
        design.prefix_lists = Arena::fill(
            std::mem::take(&mut self.prefix_lists),
            |list| list.id.as_str(),
            |record| PrefixList { entries: prefix_list::entries_of(&entries, &record.id), record },
        );
        design.vpcs = Arena::fill(std::mem::take(&mut self.vpcs), |vpc| vpc.id.as_str(), vpc);
        for (index, servers) in design.vpcs.indices().zip(servers) {
            design.vpcs.get_mut(index).dns_servers = servers;
        }
        for attribute in &self.vpc_attributes {
            if let Some(index) = design.vpcs.find(attribute.vpc.as_str()) {
                let vpc = design.vpcs.get_mut(index);
                vpc.dns_support = vpc.dns_support.or(attribute.dns_support);
                vpc.dns_hostnames = vpc.dns_hostnames.or(attribute.dns_hostnames);
                if attribute.dns_hostnames == Some(false) || vpc.attribute_evidence.is_none() {
                    vpc.attribute_evidence = Some(attribute.evidence.clone());
                }
            }
        }
        names::names(&mut design, &mut self);
        filter::security_groups(&mut design, &mut self, &entries);
        filter::network_acls(&mut design, &mut self);
        gateway::gateways(&mut design, &mut self);
        route_table::route_tables(&mut design, &mut self, &entries);
        subnet::subnets(&mut design, &mut self)?;
        gateway::edge_tables(&mut design);
        interface::interfaces(&mut design, &mut self);
        interface::owners(&mut design);
        shared::hide(&mut design);
        Ok(design)
    }
}

fn vpc(record: resource::Vpc) -> Vpc {
    Vpc {
        record,
        dns_support: None,
        dns_hostnames: None,
        attribute_evidence: None,
        dns_servers: DnsServers::Amazon,
        hosted_zones: None,
        resolver_rules: Vec::new(),
        firewall: Vec::new(),
        subnets: Vec::new(),
        endpoints: Vec::new(),
        nat_gateways: Vec::new(),
        internet_gateway: None,
        default_group: None,
        hidden_by: None,
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
