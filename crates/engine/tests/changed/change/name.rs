//! DNS attributes and hosted zones.

use hopwise_model::DocumentKind::{HostedZoneSummaries, ResourceRecordSets, VpcAttribute};
use hopwise_model::resource::VpcHostedZones;
use hopwise_proptest::fixture::{evidence, id, vpc_attribute};

use super::{Change, add, derived};
use crate::inventory::{record_sets, zone};

pub(super) const CHANGES: &[Change] = &[
    derived(VpcAttribute, "a VPC gives its hosts no names", |inventory| {
        inventory.vpc_attributes.first_mut()?.dns_hostnames = Some(false);
        Some(())
    }),
    derived(VpcAttribute, "another VPC's are known", |inventory| {
        add(&mut inventory.vpc_attributes, [vpc_attribute("vpc-b")])
    }),
    derived(HostedZoneSummaries, "a VPC has one zone less", |inventory| {
        inventory.vpc_hosted_zones.first_mut()?.zones.pop().map(|_| ())
    }),
    derived(HostedZoneSummaries, "another VPC has a zone", |inventory| {
        let (zones, evidence) = (vec![zone("Z1"), zone("Z3")], evidence("zones", 1));
        add(&mut inventory.vpc_hosted_zones, [VpcHostedZones { vpc: id("vpc-b"), zones, complete: false, evidence }])
    }),
    derived(ResourceRecordSets, "not all records of a zone are known", |inventory| {
        inventory.resource_record_sets.first_mut()?.complete = false;
        Some(())
    }),
    derived(ResourceRecordSets, "those of a second zone are known", |inventory| {
        add(&mut inventory.resource_record_sets, [record_sets("Z2")])
    }),
];
