//! In which Region a command is to be run.

use hopwise_model::{Inventory, Region, SecurityGroupId, VpcId};

use super::Builder;
use crate::gap::GapReport;
use crate::remedy::PlanReport;
use crate::report::StepReport;
use crate::words;

impl Builder<'_> {
    /// Adds to the commands of steps in which Region they are to be run: that of what they name, else that of the task.
    pub(super) fn in_regions(&self, steps: &mut [StepReport], task: Option<&Region>) {
        for step in steps {
            self.name_regions(&mut step.plans, task);
            self.gaps_in_regions(&mut step.gaps, task);
        }
    }

    /// Likewise of plans of no task.
    pub(super) fn plans_in_regions(&self, mut plans: Vec<PlanReport>) -> Vec<PlanReport> {
        self.name_regions(&mut plans, None);
        plans
    }

    fn name_regions(&self, plans: &mut [PlanReport], task: Option<&Region>) {
        for plan in plans {
            let commands = || plan.changes.iter().flat_map(|change| &change.commands);
            // What a command makes for others of its plan is made where they are.
            let beside = task.cloned().or_else(|| commands().find_map(|command| self.named_region(command)));
            for command in plan.changes.iter_mut().flat_map(|change| &mut change.commands) {
                *command = self.in_region(command, beside.as_ref());
            }
        }
    }

    /// Likewise of gaps.
    pub(super) fn gaps_in_regions(&self, gaps: &mut [GapReport], task: Option<&Region>) {
        for command in gaps.iter_mut().filter_map(|gap| gap.command.as_mut()) {
            *command = self.in_region(command, task);
        }
    }

    fn in_region(&self, command: &str, task: Option<&Region>) -> String {
        match self.named_region(command).as_ref().or(task) {
            Some(region) => words::run_in(command, region),
            None => command.to_owned(),
        }
    }

    /// The Region of what a command names.
    fn named_region(&self, command: &str) -> Option<Region> {
        let named = command.split([' ', ',', '=', '\'', '[', ']', '{', '}', '"']);
        named.filter(|word| !word.is_empty()).find_map(|word| region_of(self.inventory, word))
    }
}

/// The Region of something, by its ARN or by what the snapshot says of it or of its VPC.
pub(super) fn region_of(inventory: &Inventory, id: &str) -> Option<Region> {
    if id.starts_with("arn:") {
        return id.split(':').nth(3).and_then(|region| Region::try_from(region).ok());
    }
    let placed = (inventory.subnets.iter().map(|subnet| (subnet.id.as_str(), &subnet.scope)))
        .chain(inventory.vpcs.iter().map(|vpc| (vpc.id.as_str(), &vpc.scope)))
        .chain(inventory.network_interfaces.iter().map(|interface| (interface.id.as_str(), &interface.scope)))
        .chain(inventory.instances.iter().map(|instance| (instance.id.as_str(), &instance.scope)));
    let mut placed = placed.filter(|(own, _)| *own == id);
    if let Some((_, scope)) = placed.next() {
        return scope.region.clone();
    }
    let vpc = vpc_of(inventory, id)?;
    inventory.vpcs.iter().find(|known| known.id == *vpc)?.scope.region.clone()
}

fn vpc_of<'a>(inventory: &'a Inventory, id: &str) -> Option<&'a VpcId> {
    if SecurityGroupId::try_from(id).is_ok() {
        return inventory.security_groups.iter().find(|group| group.id.as_str() == id)?.vpc.as_ref();
    }
    let of_vpcs =
        (inventory.route_tables.iter().map(|table| (table.id.as_str(), &table.vpc)))
            .chain(inventory.network_acls.iter().map(|acl| (acl.id.as_str(), &acl.vpc)))
            .chain(inventory.nat_gateways.iter().map(|nat| (nat.id.as_str(), &nat.vpc)))
            .chain(inventory.vpc_endpoints.iter().map(|endpoint| (endpoint.id.as_str(), &endpoint.vpc)))
            .chain(inventory.internet_gateways.iter().flat_map(|gateway| {
                gateway.attachments.iter().map(|attachment| (gateway.id.as_str(), &attachment.vpc))
            }));
    let mut of_vpcs = of_vpcs.filter(|(own, _)| *own == id);
    of_vpcs.next().map(|(_, vpc)| vpc)
}
