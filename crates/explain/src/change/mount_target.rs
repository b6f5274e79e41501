//! Mount targets of EFS: interfaces whose description names the file system.

use hopwise_ecs::Placement;
use hopwise_model::resource::{NetworkInterface, PrivateAddress, Subnet};
use hopwise_model::{Inventory, SecurityGroupId, SubnetId};

use super::fresh::{free_address, fresh_interface, supposed};

/// The mount targets of a file system that the snapshot shows, each with its subnet.
pub(crate) fn of<'i>(
    inventory: &'i Inventory,
    file_system: &'i str,
) -> impl Iterator<Item = (&'i NetworkInterface, &'i Subnet)> {
    let targets = inventory.network_interfaces.iter();
    let targets = targets.filter(move |own| own.description.split(' ').any(|word| word == file_system));
    targets.filter_map(|own| Some((own, inventory.subnets.by_id(&own.subnet)?)))
}

/// Makes a mount target like another one of the file system. All are in one VPC, and one in each zone at the most (EFS API,
/// `CreateMountTarget`).
pub(super) fn create(
    inventory: &mut Inventory,
    placement: &Placement,
    file_system: &str,
    subnet: &SubnetId,
    groups: &[SecurityGroupId],
) -> Option<()> {
    let own = inventory.subnets.by_id(subnet)?;
    let zone = own.availability_zone.clone();
    let mut like = None;
    for (target, other) in of(inventory, file_system) {
        if other.vpc != own.vpc || zone.is_none() || other.availability_zone == zone {
            return None;
        }
        like = Some(target.clone());
    }
    let private = free_address(inventory, subnet, placement.private_address)?;
    let new = NetworkInterface {
        id: fresh_interface(inventory)?,
        subnet: subnet.clone(),
        groups: groups.into(),
        addresses: vec![PrivateAddress { private, public: None }],
        name: None,
        evidence: supposed(),
        ..like?
    };
    inventory.network_interfaces.push(new);
    Some(())
}
