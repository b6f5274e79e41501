//! VPC peering connections: the VPCs on both sides.

use super::reference::vpc_of;
use crate::design::{Arena, Design, VpcPeeringConnection};
use crate::inventory::Inventory;

pub(super) fn connections(design: &mut Design, inventory: &mut Inventory) {
    let records = std::mem::take(&mut inventory.vpc_peering_connections).into_shared();
    design.vpc_peering_connections = Arena::of(records.map(|record| VpcPeeringConnection {
        requester: vpc_of(design, record.requester.vpc.as_str(), &record.id),
        accepter: vpc_of(design, record.accepter.vpc.as_str(), &record.id),
        record,
    }));
    for index in design.vpc_peering_connections.indices() {
        let found = design.vpc_peering_connections.get(index);
        for vpc in [found.requester.clone(), found.accepter.clone()].into_iter().flatten() {
            design.vpcs.get_mut(vpc).peerings.push(index);
        }
    }
}
