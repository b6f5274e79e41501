//! Changes to hosted zones.

use hopwise_model::{HostedZoneId, Inventory, VpcId};

use super::fresh::supposed;

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

/// Ends the association of a zone with a VPC.
pub(super) fn disassociate(inventory: &mut Inventory, zone: &HostedZoneId, vpc: &VpcId) -> Option<()> {
    let zones = &mut inventory.vpc_hosted_zones.find_mut(|own| own.vpc == *vpc)?.zones;
    let before = zones.len();
    zones.retain(|own| own.id != *zone);
    (zones.len() < before).then_some(())
}
