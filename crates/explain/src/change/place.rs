//! Changes to where a task is put: they concern the next task, which has another interface.

use hopwise_ecs::{Groups, Placement, PublicAddress};
use hopwise_model::{Inventory, SubnetId};

/// Turns the placement of a task that exists into that of one that is still to start.
fn next(inventory: &Inventory, placement: &mut Placement) -> Option<()> {
    if placement.host.is_some() {
        return None;
    }
    let interface = placement.interface.take();
    let record = interface.and_then(|id| inventory.network_interfaces.by_id(id));
    if matches!(placement.groups, Groups::FromInterface) {
        placement.groups = Groups::Listed(record?.groups.to_vec());
    }
    if matches!(placement.public_address, PublicAddress::FromInterface) {
        let public = record?.addresses.iter().any(|address| address.public.is_some());
        placement.public_address = if public { PublicAddress::Assigned } else { PublicAddress::None };
    }
    placement.private_address = None;
    Some(())
}

pub(super) fn assign_public_ip(inventory: &Inventory, placement: &mut Placement) -> Option<()> {
    next(inventory, placement)?;
    placement.public_address = PublicAddress::Assigned;
    Some(())
}

/// Security groups stay: a group can be used throughout its VPC.
pub(super) fn move_to(inventory: &Inventory, placement: &mut Placement, to: &SubnetId) -> Option<()> {
    let vpc_of = |id: &SubnetId| inventory.subnets.by_id(id).map(|own| &own.vpc);
    if vpc_of(to)? != vpc_of(&placement.subnet)? {
        return None;
    }
    next(inventory, placement)?;
    placement.subnet = to.clone();
    Some(())
}
