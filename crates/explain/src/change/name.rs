//! Changes to hosted zones and DHCP options.

use hopwise_model::resource::{DhcpOptions, ResourceRecordSet, VpcHostedZones};
use hopwise_model::{DhcpOptionsId, HostedZoneId, Inventory, VpcId};

use super::fresh::{fresh, supposed};

/// Gives a VPC a set of DHCP options with Amazon's resolver alone: one that is there, or a new one.
pub(super) fn use_amazon_dns(inventory: &mut Inventory, vpc: &VpcId, options: Option<&DhcpOptionsId>) -> Option<()> {
    let options = if let Some(options) = options {
        inventory.dhcp_options.by_id(options)?.id.clone()
    } else {
        let taken = |id: &str| inventory.dhcp_options.iter().any(|own| own.id.as_str() == id);
        let id: DhcpOptionsId = fresh("dopt-new", taken)?;
        let domain_name_servers = vec!["AmazonProvidedDNS".to_owned()];
        inventory.dhcp_options.push(DhcpOptions { id: id.clone(), domain_name_servers, evidence: supposed() });
        id
    };
    let own = inventory.vpcs.by_id_mut(vpc)?;
    (own.dhcp_options.replace(options.to_string()) != Some(options.to_string())).then_some(())
}

/// Adds records of one name that say what those of another say.
pub(super) fn create_record(inventory: &mut Inventory, zone: &HostedZoneId, name: &str, like: &str) -> Option<()> {
    let records = &mut inventory.resource_record_sets.find_mut(|own| own.zone == *zone)?.records;
    if records.iter().any(|record| record.name == name) {
        return None;
    }
    let is_address = |kind: &str| matches!(kind, "A" | "CNAME");
    let mut new: Vec<_> =
        records.iter().filter(|record| record.name == like && is_address(&record.kind)).cloned().collect();
    for record in &mut new {
        name.clone_into(&mut record.name);
        record.evidence = supposed();
    }
    (!new.is_empty()).then(|| records.extend(new))
}

/// Deletes a zone. Route 53 wants it empty of all but its own two record sets (Route 53 API, `DeleteHostedZone`).
pub(super) fn delete(inventory: &mut Inventory, zone: &HostedZoneId) -> Option<()> {
    let own = inventory.resource_record_sets.iter().find(|own| own.zone == *zone)?;
    let is_own = |record: &ResourceRecordSet| matches!(record.kind.as_str(), "NS" | "SOA");
    if !own.complete || !own.records.iter().all(is_own) {
        return None;
    }
    let has = |own: &VpcHostedZones| own.zones.iter().any(|own| own.id == *zone);
    let mut found = None;
    for own in inventory.vpc_hosted_zones.filter_mut(has) {
        own.zones.retain(|own| own.id != *zone);
        found = Some(());
    }
    found
}

/// Associates a zone with one more VPC, which must have no zone of the same name (Route 53 API,
/// `AssociateVPCWithHostedZone`: `ConflictingDomainExists`).
pub(super) fn associate(inventory: &mut Inventory, zone: &HostedZoneId, vpc: &VpcId) -> Option<()> {
    let mut zones = inventory.vpc_hosted_zones.iter().flat_map(|own| &own.zones);
    let zone = zones.find(|own| own.id == *zone)?.clone();
    let own = &mut inventory.vpc_hosted_zones.find_mut(|own| own.vpc == *vpc)?.zones;
    let is_free = own.iter().all(|other| other.name != zone.name);
    is_free.then(|| own.push(zone))
}

/// Ends the association of a zone with a VPC.
pub(super) fn disassociate(inventory: &mut Inventory, zone: &HostedZoneId, vpc: &VpcId) -> Option<()> {
    let zones = &mut inventory.vpc_hosted_zones.find_mut(|own| own.vpc == *vpc)?.zones;
    let before = zones.len();
    zones.retain(|own| own.id != *zone);
    (zones.len() < before).then_some(())
}
