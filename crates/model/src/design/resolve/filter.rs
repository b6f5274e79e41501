//! Security groups and network ACLs: rules with their ids and peers, entries in their order.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::design::{Arena, Design, NetworkAcl, SecurityGroup};
use crate::id::{SecurityGroupId, SecurityGroupRuleId};
use crate::inventory::Inventory;
use crate::resource::{self, Direction, Peer, SecurityGroupRule, SecurityGroupRuleRecord};
use crate::traffic::Traffic;

/// `describe-security-groups` prints no rule ids; `describe-security-group-rules` does. They are joined by content.
pub(super) struct RuleIds<'a>(BTreeMap<(&'a SecurityGroupId, bool, Traffic, &'a Peer), &'a SecurityGroupRuleId>);

impl<'a> RuleIds<'a> {
    pub(super) fn new(rules: impl IntoIterator<Item = &'a SecurityGroupRuleRecord>) -> Self {
        let key = |rule: &'a SecurityGroupRuleRecord| (&rule.group, rule.egress, rule.traffic, &rule.peer);
        Self(rules.into_iter().map(|rule| (key(rule), &rule.id)).collect())
    }

    fn of(&self, group: &SecurityGroupId, egress: bool, rule: &SecurityGroupRule) -> Option<&SecurityGroupRuleId> {
        self.0.get(&(group, egress, rule.traffic, &rule.peer)).copied()
    }

    /// Whether a rule of a group has another id than it prints.
    pub(super) fn differ_in(&self, group: &resource::SecurityGroup) -> bool {
        let differs = |egress, rule: &SecurityGroupRule| rule.id.as_ref() != self.of(&group.id, egress, rule);
        group.ingress.iter().any(|rule| differs(false, rule)) || group.egress.iter().any(|rule| differs(true, rule))
    }

    /// Gives the rules of a group their ids.
    pub(super) fn attach(&self, group: &mut resource::SecurityGroup) {
        for (egress, rules) in [(false, &mut group.ingress), (true, &mut group.egress)] {
            for rule in rules {
                rule.id = self.of(&group.id, egress, rule).cloned();
            }
        }
    }
}

pub(super) fn attach_rule_ids(inventory: &mut Inventory) {
    if !inventory.security_group_rules.is_empty() {
        let ids = RuleIds::new(&inventory.security_group_rules);
        let lacking = inventory.security_groups.filter_mut(|group| ids.differ_in(group));
        lacking.for_each(|group| ids.attach(group));
    }
}

pub(super) fn security_group(design: &Design, record: Arc<resource::SecurityGroup>) -> SecurityGroup {
    SecurityGroup { vpc: record.vpc.as_ref().and_then(|id| design.vpcs.find(id.as_str())), record }
}

pub(super) fn security_groups(design: &mut Design, inventory: &mut Inventory) {
    let records = std::mem::take(&mut inventory.security_groups).into_shared();
    design.security_groups = Arena::of(records.map(|record| security_group(design, record)));
    for (index, group) in design.security_groups.iter() {
        if let (Some("default"), Some(vpc)) = (group.record.name.as_deref(), group.vpc) {
            design.vpcs.get_mut(vpc).default_group = Some(index);
        }
    }
}

pub(super) fn network_acl(record: Arc<resource::NetworkAcl>) -> NetworkAcl {
    let entries = |direction: Direction| {
        let mut entries: Vec<resource::AclEntry> =
            record.entries.iter().filter(|entry| entry.direction == direction).cloned().collect();
        // First match by number decides; the order of the document means nothing.
        entries.sort_by_key(|entry| entry.number);
        entries
    };
    NetworkAcl { ingress: entries(Direction::Ingress), egress: entries(Direction::Egress), record }
}

pub(super) fn network_acls(design: &mut Design, inventory: &mut Inventory) {
    let records = std::mem::take(&mut inventory.network_acls).into_shared();
    design.network_acls = Arena::of(records.map(network_acl));
}
