//! Route tables.

use aws_sdk_ec2::types;
use hopwise_model::resource::{
    AssociationState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
};
use hopwise_model::{DocumentKind, Inventory};
use ipnet::IpNet;

use super::vpcs::tags;
use super::{Documents, text};

pub(super) fn add(inventory: &Inventory, documents: &mut Documents) {
    documents.list(inventory, DocumentKind::RouteTables, &inventory.route_tables, table);
}

fn table(table: &RouteTable) -> types::RouteTable {
    types::RouteTable::builder()
        .route_table_id(table.id.to_string())
        .vpc_id(table.vpc.to_string())
        .set_associations(Some(table.associations.iter().map(association).collect()))
        .set_routes(Some(table.routes.iter().map(route).collect()))
        .set_owner_id(text(table.owner.as_ref()))
        .set_tags(tags(table.name.as_ref()))
        .build()
}

fn association(association: &RouteTableAssociation) -> types::RouteTableAssociation {
    use types::RouteTableAssociationStateCode::{Associated, Disassociated};
    let state = match &association.state {
        AssociationState::Associated => Associated,
        AssociationState::Disassociated => Disassociated,
        AssociationState::Other(state) => state.as_str().into(),
    };
    types::RouteTableAssociation::builder()
        .main(association.main)
        .set_subnet_id(text(association.subnet.as_ref()))
        .set_gateway_id(association.gateway.clone())
        .association_state(types::RouteTableAssociationState::builder().state(state).build())
        .build()
}

fn route(route: &Route) -> types::Route {
    let state = match route.state {
        RouteState::Active => types::RouteState::Active,
        RouteState::Blackhole => types::RouteState::Blackhole,
        RouteState::Unknown => types::RouteState::Filtered,
    };
    let origin = match route.origin {
        RouteOrigin::Local => types::RouteOrigin::CreateRouteTable,
        RouteOrigin::Static => types::RouteOrigin::CreateRoute,
        RouteOrigin::Propagated => types::RouteOrigin::EnableVgwRoutePropagation,
        RouteOrigin::Advertised => types::RouteOrigin::from("Advertisement"),
    };
    let own = types::Route::builder().state(state).origin(origin);
    let own = match &route.destination {
        RouteDestination::Cidr(block @ IpNet::V4(_)) => own.destination_cidr_block(block.to_string()),
        RouteDestination::Cidr(block @ IpNet::V6(_)) => own.destination_ipv6_cidr_block(block.to_string()),
        RouteDestination::PrefixList(list) => own.destination_prefix_list_id(list.to_string()),
    };
    let own = match &route.target {
        RouteTarget::Local => own.gateway_id("local"),
        RouteTarget::InternetGateway(id) => own.gateway_id(id.to_string()),
        RouteTarget::NatGateway(id) => own.nat_gateway_id(id.to_string()),
        RouteTarget::VpcEndpoint(id) => own.gateway_id(id.to_string()),
        RouteTarget::NetworkInterface { interface, instance } => {
            own.set_network_interface_id(text(interface.as_ref())).set_instance_id(text(instance.as_ref()))
        }
        RouteTarget::VirtualPrivateGateway(id) | RouteTarget::Other(id) => own.gateway_id(id),
        RouteTarget::TransitGateway(id) => own.transit_gateway_id(id),
        RouteTarget::VpcPeeringConnection(id) => own.vpc_peering_connection_id(id),
        RouteTarget::EgressOnlyInternetGateway(id) => own.egress_only_internet_gateway_id(id),
        RouteTarget::LocalGateway(id) => own.local_gateway_id(id),
        RouteTarget::CarrierGateway(id) => own.carrier_gateway_id(id),
        RouteTarget::CoreNetwork(arn) => own.core_network_arn(arn),
        RouteTarget::OdbNetwork(arn) => own.odb_network_arn(arn),
        RouteTarget::Address(address) => own.ip_address(address.to_string()),
    };
    own.build()
}
