//! In which Region a command is to be run.

use hopwise_model::design::{Design, TransitGatewayAttachment};
use hopwise_model::resource::Scope;
use hopwise_model::{Region, VpcId};

use super::Builder;
use crate::gap::GapReport;
use crate::remedy::{ChangeReport, PlanReport};
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

    /// Likewise of changes of no task that are made together.
    pub(super) fn changes_in_regions(&self, changes: &mut [ChangeReport]) {
        self.name_regions_of(changes, None);
    }

    fn name_regions(&self, plans: &mut [PlanReport], task: Option<&Region>) {
        for plan in plans {
            self.name_regions_of(&mut plan.changes, task);
        }
    }

    fn name_regions_of(&self, changes: &mut [ChangeReport], task: Option<&Region>) {
        let mut commands = changes.iter().flat_map(|change| &change.commands);
        // What a command makes for others of its plan is made where they are.
        let beside = task.cloned().or_else(|| commands.find_map(|command| self.named_region(command)));
        for command in changes.iter_mut().flat_map(|change| &mut change.commands) {
            *command = self.in_region(command, beside.as_ref());
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
        named.filter(|word| !word.is_empty()).find_map(|word| region_of(self.design, word))
    }
}

/// The Region of something, by its ARN or by what the snapshot says of it or of its VPC.
pub(super) fn region_of(design: &Design, id: &str) -> Option<Region> {
    scope_of(design, id)?.region
}

/// The account and Region of something, likewise, or the Region itself: those of its document, so that of what is shared they are
/// whose documents tell of it. What is called as a Region could be, such as a role `shop-api-1`, is none that anybody has heard of.
pub(super) fn scope_of(design: &Design, id: &str) -> Option<Scope> {
    if id.starts_with("arn:") {
        return Some(Scope::of_arn(id));
    }
    let is_spoken_of = |own: &Region| design.knowledge.records().any(|(_, region, ..)| region == Some(own));
    if let Ok(region) = Region::try_from(id)
        && (region.is_listed() || is_spoken_of(&region))
    {
        return Some(Scope { account: None, region: Some(region) });
    }
    let interface = || design.network_interfaces.find(id).map(|own| &design.network_interfaces.get(own).record.scope);
    let instance = || design.instances.find(id).map(|own| &design.instances.get(own).record.scope);
    let subnet = design.subnets.find(id).map(|own| &design.subnets.get(own).record.scope);
    let vpc =
        || design.vpcs.find(vpc_of(design, id).map_or(id, VpcId::as_str)).map(|own| &design.vpcs.get(own).record.scope);
    subnet.or_else(interface).or_else(instance).or_else(vpc).cloned()
}

/// The VPC that something is in, or attached to.
fn vpc_of<'a>(design: &'a Design, id: &str) -> Option<&'a VpcId> {
    let group = || design.security_groups.find(id).and_then(|own| design.security_groups.get(own).record.vpc.as_ref());
    let table = || design.route_tables.find(id).map(|own| &design.route_tables.get(own).record.vpc);
    let acl = || design.network_acls.find(id).map(|own| &design.network_acls.get(own).record.vpc);
    let nat = || design.nat_gateways.find(id).map(|own| &design.nat_gateways.get(own).record.vpc);
    let endpoint = || design.vpc_endpoints.find(id).map(|own| &design.vpc_endpoints.get(own).record.vpc);
    let gateway = || {
        let own = design.internet_gateways.get(design.internet_gateways.find(id)?);
        own.record.attachments.first().map(|attachment| &attachment.vpc)
    };
    // Of a transit gateway, those that are attached tell.
    let attached = || {
        let mut all = design.transit_gateway_attachments.iter().map(|(_, own)| own);
        let is_of_table = |own: &&TransitGatewayAttachment| {
            let association = own.record.as_ref().and_then(|record| record.association.as_ref());
            association.is_some_and(|association| association.table.as_deref() == Some(id))
        };
        let is_it = |own: &&TransitGatewayAttachment| {
            own.id == id || design.transit_gateways.get(own.gateway).id == id || is_of_table(own)
        };
        let vpc = all.find_map(|own| own.vpc.clone().filter(|_| is_it(&own))?.ok())?;
        Some(&design.vpcs.get(vpc).record.id)
    };
    group().or_else(table).or_else(acl).or_else(nat).or_else(endpoint).or_else(gateway).or_else(attached)
}
