//! Changes to endpoints, and new ones.

use hopwise_ecs::Placement;
use hopwise_model::resource::{
    EndpointKind, EndpointState, NetworkInterface, PrivateAddress, Route, RouteDestination, RouteOrigin, RouteState,
    RouteTarget, Scope, VpcEndpoint,
};
use hopwise_model::{
    Inventory, NetworkInterfaceId, PrefixListId, RouteTableId, SecurityGroupId, SubnetId, VpcEndpointId, VpcId,
};

use super::fresh::{free_address, fresh_interface, supposed};

pub(super) fn find<'i>(inventory: &'i mut Inventory, endpoint: &VpcEndpointId) -> Option<&'i mut VpcEndpoint> {
    inventory.vpc_endpoints.by_id_mut(endpoint)
}

fn exists(inventory: &Inventory, endpoint: &VpcEndpointId) -> bool {
    inventory.vpc_endpoints.by_id(endpoint).is_some()
}

/// The prefix list with the addresses of a gateway endpoint's service: it has the service's name.
fn list_of(inventory: &Inventory, service_name: &str) -> Option<PrefixListId> {
    let mut labels = service_name.rsplitn(3, '.');
    let (service, region) = (labels.next()?, labels.next()?);
    let tail = format!(".{region}.{service}");
    let lists = inventory.prefix_lists.iter();
    let mut named = lists.filter(|list| list.name.as_deref().is_some_and(|name| name.ends_with(&tail)));
    named.next().map(|list| list.id.clone())
}

/// The list that routes to an endpoint name, else the one that is called like its service.
fn list_of_endpoint(inventory: &Inventory, endpoint: &VpcEndpointId) -> Option<PrefixListId> {
    let target = RouteTarget::VpcEndpoint(endpoint.clone());
    let routes = inventory.route_tables.iter().flat_map(|table| &table.routes);
    let listed = routes.filter(|route| route.target == target).find_map(|route| match &route.destination {
        RouteDestination::PrefixList(list) => Some(list.clone()),
        RouteDestination::Cidr(_) => None,
    });
    let service = || inventory.vpc_endpoints.by_id(endpoint).map(|own| &own.service_name);
    listed.or_else(|| list_of(inventory, service()?))
}

fn add_route(
    inventory: &mut Inventory,
    table: &RouteTableId,
    list: PrefixListId,
    endpoint: &VpcEndpointId,
) -> Option<()> {
    let table = inventory.route_tables.by_id_mut(table)?;
    let destination = RouteDestination::PrefixList(list);
    // A blackhole that another endpoint left behind gives way.
    table.routes.retain(|route| route.destination != destination || route.state == RouteState::Active);
    if table.routes.iter().any(|route| route.destination == destination) {
        return None;
    }
    table.routes.push(Route {
        destination,
        target: RouteTarget::VpcEndpoint(endpoint.clone()),
        origin: RouteOrigin::Static,
        state: RouteState::Active,
        firewall: None,
        evidence: supposed(),
    });
    Some(())
}

pub(super) fn associate(inventory: &mut Inventory, endpoint: &VpcEndpointId, table: &RouteTableId) -> Option<()> {
    let list = list_of_endpoint(inventory, endpoint)?;
    add_route(inventory, table, list, endpoint)?;
    find(inventory, endpoint)?.route_tables.push(table.clone());
    Some(())
}

fn record(vpc: &VpcId, kind: EndpointKind, service_name: &str, id: &VpcEndpointId) -> VpcEndpoint {
    VpcEndpoint {
        id: id.clone(),
        vpc: vpc.clone(),
        private_dns_enabled: kind == EndpointKind::Interface,
        kind,
        service_name: service_name.to_owned(),
        service_region: None,
        state: EndpointState::Available,
        private_dns_only_for_inbound_resolver: Some(false),
        answers_ipv6_only: false,
        route_tables: Vec::new(),
        subnets: Vec::new(),
        in_no_subnet: false,
        groups: Vec::new(),
        interfaces: Vec::new(),
        dns_names: Vec::new(),
        policy: Some(VpcEndpoint::DEFAULT_POLICY.to_owned()),
        owner: None,
        name: None,
        evidence: supposed(),
    }
}

pub(super) fn create_gateway(
    inventory: &mut Inventory,
    vpc: &VpcId,
    service_name: &str,
    table: &RouteTableId,
    id: &VpcEndpointId,
) -> Option<()> {
    if exists(inventory, id) {
        return None;
    }
    let list = list_of(inventory, service_name)?;
    add_route(inventory, table, list, id)?;
    let endpoint = record(vpc, EndpointKind::Gateway, service_name, id);
    inventory.vpc_endpoints.push(VpcEndpoint { route_tables: vec![table.clone()], ..endpoint });
    Some(())
}

/// An interface endpoint to be made.
pub(super) struct New<'c> {
    pub(super) vpc: &'c VpcId,
    pub(super) service_name: &'c str,
    pub(super) subnets: &'c [SubnetId],
    pub(super) groups: &'c [SecurityGroupId],
    pub(super) id: &'c VpcEndpointId,
}

/// Puts an interface of an endpoint into each of some subnets.
fn put_into(inventory: &mut Inventory, placement: &Placement, new: &New<'_>) -> Option<Vec<NetworkInterfaceId>> {
    let mut interfaces = Vec::new();
    for subnet in new.subnets {
        let private = free_address(inventory, subnet, placement.private_address)?;
        let id = fresh_interface(inventory)?;
        interfaces.push(id.clone());
        inventory.network_interfaces.push(interface(id, "vpc_endpoint", new.vpc, subnet, private, new.groups));
    }
    Some(interfaces)
}

/// Puts an endpoint that is in no subnet into some.
pub(super) fn add_subnets(
    inventory: &mut Inventory,
    placement: &Placement,
    endpoint: &VpcEndpointId,
    subnets: &[SubnetId],
) -> Option<()> {
    let record = find(inventory, endpoint)?.clone();
    if !record.in_no_subnet || subnets.is_empty() {
        return None;
    }
    let (vpc, service_name, groups) = (&record.vpc, &record.service_name, &record.groups);
    let interfaces = put_into(inventory, placement, &New { vpc, service_name, subnets, groups, id: endpoint })?;
    let own = find(inventory, endpoint)?;
    (own.subnets, own.interfaces, own.in_no_subnet) = (subnets.to_vec(), interfaces, false);
    Some(())
}

pub(super) fn create_interface(inventory: &mut Inventory, placement: &Placement, new: &New<'_>) -> Option<()> {
    if exists(inventory, new.id) || new.subnets.is_empty() {
        return None;
    }
    let interfaces = put_into(inventory, placement, new)?;
    inventory.vpc_endpoints.push(VpcEndpoint {
        subnets: new.subnets.to_vec(),
        groups: new.groups.to_vec(),
        interfaces,
        ..record(new.vpc, EndpointKind::Interface, new.service_name, new.id)
    });
    Some(())
}

/// An interface that AWS makes for something else.
pub(super) fn interface(
    id: NetworkInterfaceId,
    kind: &str,
    vpc: &VpcId,
    subnet: &SubnetId,
    private: std::net::IpAddr,
    groups: &[SecurityGroupId],
) -> NetworkInterface {
    NetworkInterface {
        id,
        kind: kind.into(),
        description: "".into(),
        vpc: Some(vpc.clone()),
        subnet: subnet.clone(),
        groups: groups.into(),
        addresses: vec![PrivateAddress { private, public: None }],
        prefixes: [].into(),
        source_dest_check: Some(true),
        owner: None,
        requester: None,
        requester_managed: Some(true),
        instance: None,
        status: None,
        name: None,
        scope: Scope::default(),
        evidence: supposed(),
    }
}

pub(super) fn add_group(inventory: &mut Inventory, endpoint: &VpcEndpointId, group: &SecurityGroupId) -> Option<()> {
    let record = find(inventory, endpoint)?;
    if record.groups.contains(group) {
        return None;
    }
    record.groups.push(group.clone());
    // Interfaces that print no groups are guarded by the endpoint's.
    let lacks_it = |own: &NetworkInterface| !own.groups.is_empty() && !own.groups.contains(group);
    for interface in record.interfaces.clone() {
        if inventory.network_interfaces.by_id(&interface).is_some_and(lacks_it) {
            inventory.network_interfaces.by_id_mut(&interface)?.groups.push(group.clone());
        }
    }
    Some(())
}
