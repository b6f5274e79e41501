//! Internet gateways, NAT gateways and endpoints.

use std::net::IpAddr;

use hopwise_model::resource::{Connectivity, EndpointKind, InternetGateway, NatAddress, NatGateway, VpcEndpoint};
use hopwise_model::{DocumentKind, Inventory};

use super::plan::Role;
use super::subnets::{SUBNETS, address, zone};
use super::{Plan, Zones};
use crate::fixture::{self, id, internet_gateway, nat_address, nat_gateway};

pub(super) fn add(plan: &Plan, inventory: &mut Inventory) {
    inventory.knowledge.complete([
        DocumentKind::InternetGateways,
        DocumentKind::NatGateways,
        DocumentKind::VpcEndpoints,
    ]);
    inventory.internet_gateways.push(internet_gateway("igw-a", "vpc-a"));
    if plan.second_vpc {
        inventory.internet_gateways.push(internet_gateway("igw-b", "vpc-b"));
    }
    // Nobody attached this one, and no route leads to it yet.
    let spare = InternetGateway { attachments: Vec::new(), ..internet_gateway("igw-spare", "vpc-a") };
    inventory.internet_gateways.push(spare);
    nat_gateways(plan, inventory);
    inventory.vpc_endpoints.push(endpoint("vpce-s3", EndpointKind::Gateway));
    inventory.vpc_endpoints.push(endpoint("vpce-firewall", EndpointKind::GatewayLoadBalancer));
    if plan.endpoint_interfaces > 0 {
        inventory.vpc_endpoints.push(VpcEndpoint {
            groups: vec![id("sg-endpoint")],
            interfaces: (0..plan.endpoint_interfaces).map(|place| id(&interface_id(place))).collect(),
            ..endpoint("vpce-api", EndpointKind::Interface)
        });
    }
}

fn endpoint(name: &str, kind: EndpointKind) -> VpcEndpoint {
    let service_name = format!("com.amazonaws.eu-west-1.{}", name.trim_start_matches("vpce-"));
    fixture::endpoint(name, "vpc-a", kind, &service_name)
}

/// The id of the endpoint's interface at a place.
pub(super) fn interface_id(place: usize) -> String {
    format!("eni-endpoint-{place}")
}

fn nat_gateways(plan: &Plan, inventory: &mut Inventory) {
    // All kinds are there; the plan's routes use some of them.
    inventory.nat_gateways = [
        zonal(plan, "nat-public", Role::Public, true),
        zonal(plan, "nat-private", Role::Private, false),
        regional(plan),
    ]
    .into();
}

fn zonal(plan: &Plan, name: &str, role: Role, public: bool) -> NatGateway {
    let place = plan.place_of(role);
    let first = if public { 8 } else { 10 };
    let addresses = (0..plan.nat_addresses).map(|number| {
        let last = u8::try_from(number).unwrap_or(0);
        let interface = if number == 0 { format!("eni-{name}") } else { format!("eni-{name}-{number}") };
        NatAddress {
            interface: Some(id(&interface)),
            ..nat_address(address(place, first + u32::from(last)), public.then(|| IpAddr::from([54, 0, 1, last])))
        }
    });
    NatGateway {
        subnet: SUBNETS.get(place).map(|subnet| id(subnet)),
        connectivity: if public { Connectivity::Public } else { Connectivity::Private },
        addresses: addresses.collect(),
        ..nat_gateway(name, "vpc-a")
    }
}

/// A regional gateway with one address in every zone that a subnet is in, or more.
fn regional(plan: &Plan) -> NatGateway {
    let addresses = (0..plan.nat_addresses.max(2)).map(|place| {
        let (name, zone_id) = zone(place);
        let last = u8::try_from(place).unwrap_or(0);
        NatAddress {
            availability_zone: (plan.zones != Zones::Apart).then_some(name),
            availability_zone_id: (plan.zones != Zones::Names).then_some(zone_id),
            ..nat_address(IpAddr::from([10, 0, 0, 120 + last]), Some(IpAddr::from([54, 0, 2, last])))
        }
    });
    NatGateway {
        regional: true,
        automatic_zones: plan.automatic_zones,
        route_table: Some(id("rtb-regional")),
        addresses: addresses.collect(),
        ..nat_gateway("nat-regional", "vpc-a")
    }
}
