//! Security groups and network ACLs: rules with their ids and peers, entries in their order.

use std::collections::BTreeMap;

use super::prefix_list::{Entries, entries_of};
use crate::design::{Arena, Design, GroupRule, NetworkAcl, RuleEnds, SecurityGroup};
use crate::id::SecurityGroupId;
use crate::inventory::Inventory;
use crate::resource::{self, Direction, Peer};

/// `describe-security-groups` prints no rule ids; `describe-security-group-rules` does. They are joined by content.
pub(super) fn attach_rule_ids(inventory: &mut Inventory) {
    let mut ids: BTreeMap<String, crate::id::SecurityGroupRuleId> = BTreeMap::new();
    let key = |group: &str, egress: bool, traffic: &dyn std::fmt::Debug, peer: &Peer| {
        format!("{group} {egress} {traffic:?} {peer:?}")
    };
    for rule in &inventory.security_group_rules {
        ids.insert(key(rule.group.as_str(), rule.egress, &rule.traffic, &rule.peer), rule.id.clone());
    }
    if ids.is_empty() {
        return;
    }
    let id = |group: &SecurityGroupId, egress, rule: &resource::SecurityGroupRule| {
        ids.get(&key(group.as_str(), egress, &rule.traffic, &rule.peer)).cloned()
    };
    let lacks_one = |group: &resource::SecurityGroup| {
        let mut rules =
            group.ingress.iter().map(|rule| (false, rule)).chain(group.egress.iter().map(|rule| (true, rule)));
        rules.any(|(egress, rule)| rule.id != id(&group.id, egress, rule))
    };
    for group in inventory.security_groups.filter_mut(lacks_one) {
        for (egress, rules) in [(false, &mut group.ingress), (true, &mut group.egress)] {
            for rule in rules {
                rule.id = id(&group.id, egress, rule);
            }
        }
    }
}

pub(super) fn security_groups(design: &mut Design, inventory: &mut Inventory, entries: &Entries) {
    let rules = |rules: &[resource::SecurityGroupRule]| -> Vec<GroupRule> {
        rules
            .iter()
            .map(|rule| GroupRule {
                traffic: rule.traffic,
                ends: match &rule.peer {
                    Peer::Cidr(block) => RuleEnds::Blocks(vec![*block]),
                    Peer::PrefixList(list) => {
                        entries_of(entries, list).map_or_else(RuleEnds::Unknown, RuleEnds::Blocks)
                    }
                    Peer::Group(group) => RuleEnds::Group(group.clone()),
                },
                record: rule.clone(),
            })
            .collect()
    };
    let vpcs = &design.vpcs;
    design.security_groups = Arena::fill(
        std::mem::take(&mut inventory.security_groups),
        |group| group.id.as_str(),
        |record| SecurityGroup {
            vpc: record.vpc.as_ref().and_then(|id| vpcs.find(id.as_str())),
            ingress: rules(&record.ingress),
            egress: rules(&record.egress),
            record,
        },
    );
    for (index, group) in design.security_groups.iter() {
        if let (Some("default"), Some(vpc)) = (group.record.name.as_deref(), group.vpc) {
            design.vpcs.get_mut(vpc).default_group = Some(index);
        }
    }
}

pub(super) fn network_acls(design: &mut Design, inventory: &mut Inventory) {
    let entries = |record: &resource::NetworkAcl, direction: Direction| {
        let mut entries: Vec<resource::AclEntry> =
            record.entries.iter().filter(|entry| entry.direction == direction).cloned().collect();
        // First match by number decides; the order of the document means nothing.
        entries.sort_by_key(|entry| entry.number);
        entries
    };
    design.network_acls = Arena::fill(
        std::mem::take(&mut inventory.network_acls),
        |acl| acl.id.as_str(),
        |record| NetworkAcl {
            ingress: entries(&record, Direction::Ingress),
            egress: entries(&record, Direction::Egress),
            record,
        },
    );
}
