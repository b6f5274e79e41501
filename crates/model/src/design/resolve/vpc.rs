//! VPCs, and their DNS attributes.

use std::collections::BTreeMap;
use std::sync::Arc;

use ipnet::IpNet;

use crate::design::{Design, DnsServers, Ix, Vpc};
use crate::evidence::Evidence;
use crate::inventory::Inventory;
use crate::resource;

/// A VPC before anything refers to it.
pub(super) fn vpc(record: Arc<resource::Vpc>, inventory: &Inventory) -> Vpc {
    Vpc {
        dns_support: None,
        dns_hostnames: None,
        dns_support_evidence: None,
        dns_servers: DnsServers::of(&record, inventory),
        hosted_zones: None,
        resolver_rules: Vec::new(),
        profiles: Vec::new(),
        firewall: Vec::new(),
        subnets: Vec::new(),
        route_tables: Vec::new(),
        endpoints: Vec::new(),
        nat_gateways: Vec::new(),
        regional_nat_gateways: Vec::new(),
        peerings: Vec::new(),
        internet_gateway: None,
        default_group: None,
        hidden_by: None,
        record,
    }
}

/// Makes the blocks of every VPC to be found by address.
pub(super) fn blocks(design: &mut Design) {
    design.blocks = design.vpcs.iter().flat_map(|(_, vpc)| &vpc.record.cidrs).map(IpNet::trunc).collect();
}

/// Finds the name servers of every VPC.
pub(super) fn dns_servers(design: &mut Design, inventory: &Inventory) {
    for index in design.vpcs.indices() {
        let found = design.vpcs.get(index);
        let servers = DnsServers::of(&found.record, inventory);
        if found.dns_servers != servers {
            design.vpcs.get_mut(index).dns_servers = servers;
        }
    }
}

/// Notes what accounts block, and what they exclude from it.
pub(super) fn public_access(design: &mut Design, inventory: &Inventory) {
    design.public_access = inventory.block_public_access_options.shared().map(Arc::clone).collect();
    design.exclusions = inventory.block_public_access_exclusions.shared().map(Arc::clone).collect();
}

/// Finds the DNS attributes of every VPC.
pub(super) fn attributes(design: &mut Design, inventory: &Inventory) {
    type Found = (Option<bool>, Option<bool>, Option<Evidence>);
    let mut found: BTreeMap<Ix<Vpc>, Found> = BTreeMap::new();
    for attribute in &inventory.vpc_attributes {
        let Some(vpc) = design.vpcs.find(attribute.vpc.as_str()) else { continue };
        let (support, hostnames, evidence) = found.entry(vpc).or_default();
        *hostnames = hostnames.or(attribute.dns_hostnames);
        if let (None, Some(_)) = (&support, attribute.dns_support) {
            (*support, *evidence) = (attribute.dns_support, Some(attribute.evidence.clone()));
        }
    }
    for index in design.vpcs.indices() {
        let (support, hostnames, evidence) = found.remove(&index).unwrap_or_default();
        let old = design.vpcs.get(index);
        if (old.dns_support, old.dns_hostnames, &old.dns_support_evidence) != (support, hostnames, &evidence) {
            let vpc = design.vpcs.get_mut(index);
            (vpc.dns_support, vpc.dns_hostnames, vpc.dns_support_evidence) = (support, hostnames, evidence);
        }
    }
}
