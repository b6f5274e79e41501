//! Placements that no rule of the network tells apart.

use std::collections::{BTreeMap, BTreeSet};

use hopwise_ecs::{Placement, Workload};
use hopwise_model::Inventory;
use hopwise_model::design::Design;
use ipnet::IpNet;

/// What was met so far, by what decides about a placement.
pub(super) struct Alike<'a> {
    design: &'a Design,
    /// Subnets of which some rule, entry, route or list names a part.
    divided: BTreeSet<String>,
    /// Whether policies look at addresses.
    by_address: bool,
    classes: BTreeMap<String, usize>,
}

impl<'a> Alike<'a> {
    pub(super) fn new(inventory: &Inventory, design: &'a Design) -> Self {
        let blocks = inventory.named_blocks();
        let is_divided = |own: &IpNet| blocks.iter().any(|block| own.contains(block) && block != own);
        let divided = inventory.subnets.iter().filter(|own| own.cidrs.iter().any(is_divided));
        let texts = inventory.role_policies.iter().map(|own| &own.document.text);
        let texts = texts.chain(inventory.policy_versions.iter().map(|own| &own.document.text));
        let mut texts = texts.chain(inventory.vpc_endpoints.iter().filter_map(|own| own.policy.as_ref()));
        Self {
            design,
            divided: divided.map(|own| own.id.to_string()).collect(),
            by_address: texts.any(|text| text.contains("ourceIp")),
            classes: BTreeMap::new(),
        }
    }

    /// The class that a placement of a workload belongs to; none where it is the first of a new one.
    pub(super) fn class(&mut self, workload: usize, own: &Workload, placement: Option<&Placement>) -> Option<usize> {
        let next = self.classes.len();
        let key = self.key(workload, own, placement).unwrap_or_else(|| format!("{next}"));
        match self.classes.entry(key) {
            std::collections::btree_map::Entry::Occupied(known) => Some(*known.get()),
            std::collections::btree_map::Entry::Vacant(new) => {
                new.insert(next);
                None
            }
        }
    }

    /// Everything that decides about a placement but for the address; none where addresses do, or where not all is known.
    fn key(&self, workload: usize, own: &Workload, placement: Option<&Placement>) -> Option<String> {
        let placement = placement?;
        if self.by_address || self.divided.contains(placement.subnet.as_str()) || !own.problems.is_empty() {
            return None;
        }
        let interface = placement.interface.as_ref().and_then(|id| self.design.network_interfaces.find(id.as_str()));
        let place = match interface.map(|own| &self.design.network_interfaces.get(own).record) {
            Some(record) => {
                let public: Vec<bool> = record.addresses.iter().map(|own| own.public.is_some()).collect();
                format!(
                    "{:?} {:?} {public:?} {:?} {:?} {:?} {:?}",
                    record.subnet,
                    record.groups,
                    record.status,
                    record.source_dest_check,
                    record.prefixes,
                    record.instance
                )
            }
            None => format!("{:?} {:?} {:?}", placement.subnet, placement.groups, placement.public_address),
        };
        let of_workload = (&own.platform, &own.execution_role, &own.task_role, &own.steps, &own.region, &own.account);
        Some(format!("{workload} {place} {:?} {of_workload:?}", placement.host))
    }
}
