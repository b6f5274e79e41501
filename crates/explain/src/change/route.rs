//! Changes to route tables.

use hopwise_model::resource::{
    AssociationState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
};
use hopwise_model::{Inventory, RouteTableId, SubnetId, VpcId};

use super::fresh::supposed;

fn find<'i>(inventory: &'i mut Inventory, table: &RouteTableId) -> Option<&'i mut RouteTable> {
    inventory.route_tables.by_id_mut(table)
}

fn new(destination: &RouteDestination, target: &RouteTarget) -> Route {
    Route {
        destination: destination.clone(),
        target: target.clone(),
        origin: RouteOrigin::Static,
        state: RouteState::Active,
        firewall: None,
        evidence: supposed(),
    }
}

pub(super) fn create(
    inventory: &mut Inventory,
    table: &RouteTableId,
    destination: &RouteDestination,
    target: &RouteTarget,
) -> Option<()> {
    let table = find(inventory, table)?;
    if table.routes.iter().any(|route| route.destination == *destination) {
        return None;
    }
    table.routes.push(new(destination, target));
    Some(())
}

/// Only routes that somebody wrote can be replaced or deleted; the others come and go with what made them, those to a
/// gateway endpoint with its association (AWS `PrivateLink` guide, gateway endpoints).
fn written<'i>(
    inventory: &'i mut Inventory,
    table: &RouteTableId,
    destination: &RouteDestination,
) -> Option<(&'i mut Vec<Route>, usize)> {
    let by_endpoint = |route: &Route| {
        matches!((&route.destination, &route.target), (RouteDestination::PrefixList(_), RouteTarget::VpcEndpoint(_)))
    };
    let routes = &mut find(inventory, table)?.routes;
    let place = routes.iter().position(|route| {
        route.destination == *destination && route.origin == RouteOrigin::Static && !by_endpoint(route)
    })?;
    Some((routes, place))
}

/// What leads to something that works again, in the tables of a VPC or in all, is a blackhole no more.
pub(super) fn revive(inventory: &mut Inventory, vpc: Option<&VpcId>, target: &RouteTarget) {
    let leads_there = |route: &Route| route.target == *target;
    let leads = |table: &RouteTable| vpc.is_none_or(|vpc| table.vpc == *vpc) && table.routes.iter().any(leads_there);
    for table in inventory.route_tables.filter_mut(leads) {
        table.routes.iter_mut().filter(|route| leads_there(route)).for_each(|route| route.state = RouteState::Active);
    }
}

pub(super) fn replace(
    inventory: &mut Inventory,
    table: &RouteTableId,
    destination: &RouteDestination,
    target: &RouteTarget,
) -> Option<()> {
    let (routes, place) = written(inventory, table, destination)?;
    *routes.get_mut(place)? = new(destination, target);
    Some(())
}

pub(super) fn delete(inventory: &mut Inventory, table: &RouteTableId, destination: &RouteDestination) -> Option<()> {
    let (routes, place) = written(inventory, table, destination)?;
    routes.remove(place);
    Some(())
}

pub(super) fn associate(inventory: &mut Inventory, subnet: &SubnetId, table: &RouteTableId) -> Option<()> {
    inventory.subnets.by_id(subnet)?;
    inventory.route_tables.by_id(table)?;
    let of_subnet = |association: &RouteTableAssociation| association.subnet.as_ref() == Some(subnet);
    for own in inventory.route_tables.filter_mut(|own| own.associations.iter().any(of_subnet)) {
        own.associations.retain(|association| !of_subnet(association));
    }
    find(inventory, table)?.associations.push(RouteTableAssociation {
        main: false,
        subnet: Some(subnet.clone()),
        gateway: None,
        state: AssociationState::Associated,
        evidence: supposed(),
    });
    Some(())
}
