//! Route tables.

use hopwise_model::resource::{
    AssociationState, Route, RouteDestination, RouteOrigin, RouteState, RouteTable, RouteTableAssociation, RouteTarget,
};
use ipnet::IpNet;
use serde_json::Value;

use crate::network;
use crate::object::{list, maybe, object, tags, text};
use crate::record::{Whose, elements};

elements! {
    RouteTable: route_table, |table| Whose::Vpc(&table.vpc);
}

/// The members that name a target. None where the target is gone with its id.
fn target(target: &RouteTarget) -> Vec<(&'static str, Value)> {
    let one = |member, id: &dyn std::fmt::Display| vec![(member, text(id))];
    match target {
        RouteTarget::Local => one("GatewayId", &"local"),
        RouteTarget::InternetGateway(id) => one("GatewayId", id),
        RouteTarget::VpcEndpoint(id) => one("GatewayId", id),
        RouteTarget::NatGateway(id) => one("NatGatewayId", id),
        RouteTarget::NetworkInterface { interface, instance } => {
            vec![("NetworkInterfaceId", maybe(interface.as_ref())), ("InstanceId", maybe(instance.as_ref()))]
        }
        RouteTarget::TransitGateway(id) => one("TransitGatewayId", id),
        RouteTarget::VpcPeeringConnection(id) => one("VpcPeeringConnectionId", id),
        RouteTarget::EgressOnlyInternetGateway(id) => one("EgressOnlyInternetGatewayId", id),
        RouteTarget::LocalGateway(id) => one("LocalGatewayId", id),
        RouteTarget::CarrierGateway(id) => one("CarrierGatewayId", id),
        RouteTarget::CoreNetwork(arn) => one("CoreNetworkArn", arn),
        RouteTarget::OdbNetwork(arn) => one("OdbNetworkArn", arn),
        RouteTarget::Address(address) => one("IpAddress", address),
        RouteTarget::Other(id) if id.is_empty() => Vec::new(),
        RouteTarget::VirtualPrivateGateway(id) | RouteTarget::Other(id) => one("GatewayId", id),
    }
}

fn route(route: &Route) -> Value {
    let Route { destination, target: to, origin, state, firewall, evidence: _ } = route;
    let (member, value) = match destination {
        RouteDestination::Cidr(cidr @ IpNet::V4(_)) => ("DestinationCidrBlock", text(cidr)),
        RouteDestination::Cidr(cidr @ IpNet::V6(_)) => ("DestinationIpv6CidrBlock", text(cidr)),
        RouteDestination::PrefixList(id) => ("DestinationPrefixListId", text(id)),
    };
    let origin = match origin {
        RouteOrigin::Local => "CreateRouteTable",
        RouteOrigin::Static => "CreateRoute",
        RouteOrigin::Propagated => "EnableVgwRoutePropagation",
        RouteOrigin::Advertised => "Advertisement",
    };
    let state = match state {
        RouteState::Active => "active",
        RouteState::Blackhole => "blackhole",
        RouteState::Unknown => "unknown",
    };
    let firewall = firewall.as_ref().map_or(Value::Null, network::firewall);
    let mut route =
        object([(member, value), ("Origin", text(origin)), ("State", text(state)), ("IgwFirewall", firewall)]);
    if let Some(members) = route.as_object_mut() {
        let present = target(to).into_iter().filter(|(_, value)| !value.is_null());
        members.extend(present.map(|(name, value)| (name.to_owned(), value)));
    }
    route
}

fn association(association: &RouteTableAssociation) -> Value {
    let RouteTableAssociation { main, subnet, gateway, state, evidence: _ } = association;
    let state = match state {
        AssociationState::Associated => "associated",
        AssociationState::Disassociated => "disassociated",
        AssociationState::Other(state) => state.as_str(),
    };
    object([
        ("Main", Value::Bool(*main)),
        ("SubnetId", maybe(subnet.as_ref())),
        ("GatewayId", maybe(gateway.as_ref())),
        ("AssociationState", object([("State", text(state))])),
    ])
}

fn route_table(table: &RouteTable) -> Value {
    let RouteTable { id, vpc, associations, routes, owner, name, evidence: _ } = table;
    object([
        ("RouteTableId", text(id)),
        ("VpcId", text(vpc)),
        ("OwnerId", maybe(owner.as_ref())),
        ("Associations", list(associations.iter().map(association))),
        ("Routes", list(routes.iter().map(route))),
        ("Tags", tags(name.as_ref())),
    ])
}
