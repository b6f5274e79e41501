//! Network interfaces and instances.

use std::net::IpAddr;

use hopwise_model::resource::{Instance, NetworkInterface, PrivateAddress};
use hopwise_model::{DocumentKind, Inventory};

use super::gateways::interface_id;
use super::plan::Role;
use super::subnets::{OTHER_VPC, SECOND_BLOCK, SUBNETS, address};
use super::{Egress, Plan};
use crate::fixture::{self, id};

pub(super) fn add(plan: &Plan, inventory: &mut Inventory) {
    inventory.knowledge.complete([
        DocumentKind::NetworkInterfaces,
        DocumentKind::Addresses,
        DocumentKind::Reservations,
    ]);
    let task_place = plan.place_of(Role::Task);
    let public = (plan.egress == Egress::InternetGateway).then_some(IpAddr::from([54, 0, 0, 4]));
    let mut interfaces = vec![
        interface("eni-task", task_place, address(task_place, 4), public, &["sg-task"]),
        interface("eni-neighbour", task_place, address(task_place, 5), None, &["sg-task", "sg-closed"]),
    ];
    // A host with two addresses, both of them with a public one.
    let host_place = plan.place_of(Role::Endpoint);
    let host_public = Some(IpAddr::from([54, 0, 0, 6]));
    let host = interface("eni-host", host_place, address(host_place, 6), host_public, &["sg-task"]);
    let mut addresses = host.addresses.clone();
    addresses.push(PrivateAddress { private: address(host_place, 7), public: Some(IpAddr::from([54, 0, 0, 7])) });
    interfaces.push(NetworkInterface { instance: Some(id("i-host")), addresses, ..host });
    inventory.instances.push(Instance {
        subnet: SUBNETS.get(host_place).map(|subnet| id(subnet)),
        interfaces: vec![id("eni-host")],
        ..fixture::instance("i-host")
    });
    for number in 0..plan.endpoint_interfaces {
        let place = (plan.place_of(Role::Endpoint) + number) % plan.subnets.max(1);
        let last = 12 + u32::try_from(number).unwrap_or(0);
        let groups: &[&str] = if plan.groups_on_interfaces { &["sg-endpoint"] } else { &[] };
        let own = interface(&interface_id(number), place, address(place, last), None, groups);
        interfaces.push(NetworkInterface { kind: "vpc_endpoint".into(), ..own });
    }
    for gateway in &inventory.nat_gateways {
        let place =
            SUBNETS.iter().position(|own| gateway.subnet.as_ref().is_some_and(|subnet| subnet.as_str() == *own));
        let Some(place) = place else { continue };
        for own in &gateway.addresses {
            let (Some(name), Some(private)) = (&own.interface, own.private) else { continue };
            let own = interface(name.as_str(), place, private, own.public, &[]);
            interfaces.push(NetworkInterface { kind: "nat_gateway".into(), ..own });
        }
    }
    if plan.second_block {
        let far = interface("eni-second", 0, IpAddr::from([10, 1, 0, 4]), None, &["sg-task"]);
        interfaces.push(NetworkInterface { subnet: id(SECOND_BLOCK), ..far });
    }
    if plan.second_vpc {
        let public = Some(IpAddr::from([54, 0, 0, 9]));
        let other = interface("eni-other", 0, IpAddr::from([10, 2, 0, 4]), public, &["sg-task"]);
        interfaces.push(NetworkInterface { subnet: id(OTHER_VPC), vpc: Some(id("vpc-b")), ..other });
    }
    inventory.network_interfaces = interfaces.into();
}

fn interface(name: &str, place: usize, private: IpAddr, public: Option<IpAddr>, groups: &[&str]) -> NetworkInterface {
    NetworkInterface {
        groups: groups.iter().map(|group| id(group)).collect(),
        addresses: vec![PrivateAddress { private, public }],
        ..fixture::interface(name, "vpc-a", SUBNETS.get(place).unwrap_or(&"subnet-task"), private)
    }
}
