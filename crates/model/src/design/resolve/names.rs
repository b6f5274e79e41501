//! What decides about names: hosted zones, Resolver rules, DNS Firewall.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::reference::lookup;
use crate::component::Component;
use crate::design::{Arena, Design, FirewallGroup, FirewallRule, HostedZone, Ix, Vpc, VpcRule, VpcZones};
use crate::document_kind::DocumentKind;
use crate::gap::{Gap, NotEvaluated};
use crate::inventory::Inventory;
use crate::resource;

/// All that decides about names.
pub(super) fn names(design: &mut Design, inventory: &Inventory) {
    zones(design, inventory);
    rules(design, inventory);
    profiles(design, inventory);
    firewall(design, inventory);
}

/// The hosted zones, and which VPC has which.
pub(super) fn zones(design: &mut Design, inventory: &Inventory) {
    let records: BTreeMap<_, _> =
        inventory.resource_record_sets.shared().map(|records| (&records.zone, records)).collect();
    let zones = inventory.vpc_hosted_zones.iter().flat_map(|of_vpc| &of_vpc.zones);
    design.hosted_zones = Arena::of(zones.map(|record| {
        HostedZone {
            records: records
                .get(&record.id)
                .map(|records| Arc::clone(records))
                .ok_or_else(|| Gap::ZoneRecords { zone: record.id.clone(), name: record.name.clone() }),
            record: record.clone(),
        }
    }));
    let mut of_vpcs: BTreeMap<Ix<Vpc>, VpcZones> = BTreeMap::new();
    for of_vpc in &inventory.vpc_hosted_zones {
        let Some(vpc) = design.vpcs.find(of_vpc.vpc.as_str()) else { continue };
        let zones = of_vpc.zones.iter().filter_map(|zone| design.hosted_zones.find(zone.id.as_str())).collect();
        of_vpcs.insert(vpc, VpcZones { zones, complete: of_vpc.complete });
    }
    for vpc in design.vpcs.indices() {
        let zones = of_vpcs.remove(&vpc);
        if design.vpcs.get(vpc).hosted_zones != zones {
            design.vpcs.get_mut(vpc).hosted_zones = zones;
        }
    }
}

/// The Resolver rules, and which VPC has which.
pub(super) fn rules(design: &mut Design, inventory: &Inventory) {
    let rules = Arena::of(inventory.resolver_rules.iter().cloned());
    let mut of_vpcs: BTreeMap<Ix<Vpc>, Vec<VpcRule>> = BTreeMap::new();
    for record in &inventory.resolver_rule_associations {
        let Some(vpc) = design.vpcs.find(record.vpc.as_str()) else { continue };
        let (component, document) = (Component::Dns, DocumentKind::ResolverRules);
        let rule = lookup(&rules, record.rule.as_str(), component, document, record.vpc.as_str());
        of_vpcs.entry(vpc).or_default().push(VpcRule { record: record.clone(), rule });
    }
    design.resolver_rules = rules;
    give(design, of_vpcs, |vpc| &vpc.resolver_rules, |vpc, rules| vpc.resolver_rules = rules);
}

/// The Route 53 Profiles of every VPC.
pub(super) fn profiles(design: &mut Design, inventory: &Inventory) {
    let mut there: Vec<_> = inventory.profile_associations.shared().filter(|record| !record.is_gone()).collect();
    there.sort_by(|one, other| (&one.profile, &one.id).cmp(&(&other.profile, &other.id)));
    let mut of_vpcs: BTreeMap<Ix<Vpc>, Vec<Arc<resource::ProfileAssociation>>> = BTreeMap::new();
    for record in there {
        let Some(vpc) = design.vpcs.find(record.vpc.as_str()) else { continue };
        of_vpcs.entry(vpc).or_default().push(Arc::clone(record));
    }
    give(design, of_vpcs, |vpc| &vpc.profiles, |vpc, profiles| vpc.profiles = profiles);
}

/// Gives every VPC the list that was found for it, none where none was; those that have it already are left as they are, to be shared.
fn give<T: PartialEq>(
    design: &mut Design,
    mut found: BTreeMap<Ix<Vpc>, Vec<T>>,
    old: impl Fn(&Vpc) -> &Vec<T>,
    put: impl Fn(&mut Vpc, Vec<T>),
) {
    for index in design.vpcs.indices() {
        let list = found.remove(&index).unwrap_or_default();
        if *old(design.vpcs.get(index)) != list {
            put(design.vpcs.get_mut(index), list);
        }
    }
}

/// The rule groups of DNS Firewall of every VPC, by priority.
pub(super) fn firewall(design: &mut Design, inventory: &Inventory) {
    let lists: BTreeMap<_, _> = inventory.firewall_domains.iter().map(|domains| (&domains.list, domains)).collect();
    let groups: BTreeMap<_, _> = inventory.firewall_rules.iter().map(|rules| (&rules.group, rules)).collect();
    let rule = |record: &resource::FirewallRule, group: &str| {
        let domains = match &record.domains {
            None => {
                let (component, id) = (Component::Dns, group.to_owned());
                Err(Gap::NotEvaluated { component, id, what: NotEvaluated::DnsThreatProtection })
            }
            Some(list) => match lists.get(list) {
                Some(found) if found.complete => Ok(found.domains.clone()),
                _ => Err(Gap::FirewallDomains { list: list.clone() }),
            },
        };
        let domains_evidence =
            record.domains.as_ref().and_then(|list| lists.get(list)).map(|found| found.evidence.clone());
        FirewallRule { record: record.clone(), domains, domains_evidence }
    };
    let mut of_vpcs: BTreeMap<Ix<Vpc>, Vec<FirewallGroup>> = BTreeMap::new();
    for record in &inventory.firewall_rule_group_associations {
        let Some(vpc) = design.vpcs.find(record.vpc.as_str()) else { continue };
        let rules = match groups.get(&record.group) {
            Some(found) if found.complete => {
                let mut rules: Vec<_> = found.rules.iter().map(|own| rule(own, record.group.as_str())).collect();
                rules.sort_by_key(|rule| rule.record.priority);
                Ok(rules)
            }
            _ => Err(Gap::FirewallRules { group: record.group.clone() }),
        };
        of_vpcs.entry(vpc).or_default().push(FirewallGroup { record: record.clone(), rules });
    }
    for groups in of_vpcs.values_mut() {
        groups.sort_by_key(|group| group.record.priority);
    }
    give(design, of_vpcs, |vpc| &vpc.firewall, |vpc, groups| vpc.firewall = groups);
}
