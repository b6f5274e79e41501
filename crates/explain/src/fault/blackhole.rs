//! Routes of VPCs to what is gone.

use hopwise_model::resource::{RouteState, RouteTable, RouteTarget};
use hopwise_model::{Inventory, VpcId};

/// Routes to what is gone stay, and drop what matches them (VPC guide, route tables): those of a VPC, or of all. None where
/// there is no such route.
pub(super) fn blackhole(inventory: &mut Inventory, vpc: Option<&VpcId>, target: &RouteTarget) -> Option<()> {
    let mut found = None;
    let leads = |own: &RouteTable| own.routes.iter().any(|route| route.target == *target);
    for table in inventory.route_tables.filter_mut(|own| vpc.is_none_or(|vpc| own.vpc == *vpc) && leads(own)) {
        for route in table.routes.iter_mut().filter(|route| route.target == *target) {
            route.state = RouteState::Blackhole;
            found = Some(());
        }
    }
    found
}
