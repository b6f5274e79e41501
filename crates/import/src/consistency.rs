//! What documents say that cannot be true together, although each of them could be.

use std::collections::BTreeMap;
use std::net::IpAddr;

use hopwise_model::resource::{NetworkInterface, PrivateAddress, Subnet, Vpc};
use hopwise_model::{Inventory, Records};
use ipnet::IpNet;

use crate::warning::Warning;

/// The contradictions of an inventory: those of subnets, then of interfaces, of tasks, of zones. O(n log n).
///
/// Source of the rules: VPC user guide, "Subnet CIDR blocks" (a subnet is a part of the VPC's blocks, and
/// subnets of a VPC do not overlap), and EC2 user guide, "Elastic network interfaces" (an interface's addresses are
/// from the block of its subnet).
pub(crate) fn contradictions(inventory: &Inventory) -> Vec<Warning> {
    let subnets: BTreeMap<&str, &Subnet> =
        inventory.subnets.iter().map(|subnet| (subnet.id.as_str(), subnet)).collect();
    let mut warnings = outside_vpc(inventory);
    warnings.extend(overlapping(&inventory.subnets));
    warnings.extend(outside_subnet(inventory, &subnets));
    warnings.extend(elsewhere(inventory));
    warnings.extend(zones(inventory));
    warnings
}

fn same_family(one: &IpNet, other: &IpNet) -> bool {
    one.addr().is_ipv4() == other.addr().is_ipv4()
}

fn outside_vpc(inventory: &Inventory) -> Vec<Warning> {
    let vpcs: BTreeMap<&str, &Vpc> = inventory.vpcs.iter().map(|vpc| (vpc.id.as_str(), vpc)).collect();
    let outside = |subnet: &Subnet| {
        let vpc = vpcs.get(subnet.vpc.as_str())?;
        let cidr = subnet.cidrs.iter().find(|cidr| {
            let mut like = vpc.cidrs.iter().filter(|block| same_family(block, cidr)).peekable();
            like.peek().is_some() && !like.any(|block| block.contains(*cidr))
        })?;
        Some(Warning::SubnetOutsideVpc {
            subnet: subnet.id.clone(),
            cidr: *cidr,
            vpc: subnet.vpc.clone(),
            evidence: subnet.evidence.clone(),
        })
    };
    inventory.subnets.iter().filter_map(outside).collect()
}

/// One warning for each subnet that begins within another one. Blocks are nested or apart, so that in the order of
/// their first addresses, larger ones first, it is enough to remember the one that ends last.
fn overlapping(subnets: &Records<Subnet>) -> Vec<Warning> {
    let mut blocks: Vec<(&Subnet, IpNet)> =
        subnets.iter().flat_map(|subnet| subnet.cidrs.iter().map(move |cidr| (subnet, cidr.trunc()))).collect();
    blocks.sort_by_key(|(subnet, cidr)| (&subnet.vpc, cidr.network(), cidr.prefix_len(), &subnet.id));
    let mut warnings = Vec::new();
    let mut outer: Option<(&Subnet, IpNet)> = None;
    for (subnet, cidr) in blocks {
        match outer {
            Some((other, block)) if other.vpc == subnet.vpc && block.contains(&cidr) => {
                warnings.push(Warning::OverlappingSubnets {
                    vpc: subnet.vpc.clone(),
                    first: (other.id.clone(), block),
                    second: (subnet.id.clone(), cidr),
                    evidence: subnet.evidence.clone(),
                });
            }
            _ => outer = Some((subnet, cidr)),
        }
    }
    warnings
}

fn outside_subnet(inventory: &Inventory, subnets: &BTreeMap<&str, &Subnet>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for interface in &inventory.network_interfaces {
        let Some(subnet) = subnets.get(interface.subnet.as_str()) else { continue };
        let like = |address: IpAddr| subnet.cidrs.iter().find(|cidr| cidr.addr().is_ipv4() == address.is_ipv4());
        let outside = |address: &PrivateAddress| Some((address.private, *like(address.private)?));
        let outside = interface.addresses.iter().filter(|address| !subnet.contains(address.private)).find_map(outside);
        // One address tells enough of an interface that is in the wrong place.
        if let Some((address, cidr)) = outside {
            warnings.push(Warning::AddressOutsideSubnet {
                interface: interface.id.clone(),
                address,
                subnet: interface.subnet.clone(),
                cidr,
                evidence: interface.evidence.clone(),
            });
        }
    }
    warnings
}

fn elsewhere(inventory: &Inventory) -> Vec<Warning> {
    let interfaces: BTreeMap<&str, &NetworkInterface> =
        inventory.network_interfaces.iter().map(|interface| (interface.id.as_str(), interface)).collect();
    let mut warnings = Vec::new();
    for task in &inventory.tasks {
        let interface = task.interface.as_ref().and_then(|id| interfaces.get(id.as_str()));
        if let (Some(interface), Some(attachment)) = (interface, &task.subnet)
            && interface.subnet != *attachment
        {
            warnings.push(Warning::AttachmentElsewhere {
                task: task.arn.clone(),
                attachment: attachment.clone(),
                interface: interface.id.clone(),
                subnet: interface.subnet.clone(),
                evidence: task.evidence.clone(),
            });
        }
    }
    warnings
}

/// Zones that go by two names, and records that are not in their zone: one a zone tells enough.
fn zones(inventory: &Inventory) -> Vec<Warning> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut warnings = Vec::new();
    for zone in inventory.vpc_hosted_zones.iter().flat_map(|of_vpc| &of_vpc.zones) {
        let first = *names.entry(zone.id.as_str()).or_insert(&zone.name);
        if first != zone.name {
            warnings.push(Warning::ZoneOfTwoNames {
                zone: zone.id.clone(),
                first: first.to_owned(),
                second: zone.name.clone(),
                evidence: zone.evidence.clone(),
            });
        }
    }
    for records in &inventory.resource_record_sets {
        let Some(name) = names.get(records.zone.as_str()) else { continue };
        let inside =
            |record: &str| record.strip_suffix(name).is_some_and(|head| head.is_empty() || head.ends_with('.'));
        if let Some(record) = records.records.iter().find(|record| !inside(&record.name)) {
            warnings.push(Warning::RecordOutsideZone {
                record: record.name.clone(),
                zone: records.zone.clone(),
                name: (*name).to_owned(),
                evidence: record.evidence.clone(),
            });
        }
    }
    warnings
}
