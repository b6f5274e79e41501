//! Changes to gateways and public addresses.

use hopwise_ecs::Placement;
use hopwise_model::resource::{Connectivity, GatewayAttachment, NatAddress, NatGateway, NatState, RouteTarget};
use hopwise_model::{InternetGatewayId, Inventory, NatGatewayId, NetworkInterfaceId, SubnetId, VpcId};

use super::endpoint::interface;
use super::fresh::{free_address, fresh_interface, public_address, supposed};
use super::route;

pub(super) fn associate_address(inventory: &mut Inventory, id: &NetworkInterfaceId) -> Option<()> {
    let public = public_address(inventory)?;
    let interface = inventory.network_interfaces.by_id_mut(id)?;
    let address = interface.addresses.first_mut()?;
    if address.public.is_some() {
        return None;
    }
    address.public = Some(public);
    Some(())
}

/// A VPC has one internet gateway at most, and an internet gateway one VPC.
pub(super) fn attach(inventory: &mut Inventory, gateway: &InternetGatewayId, vpc: &VpcId) -> Option<()> {
    let attached = |own: &hopwise_model::resource::InternetGateway| {
        own.attachments.iter().any(|attachment| attachment.is_usable() && attachment.vpc == *vpc)
    };
    if inventory.internet_gateways.iter().any(attached) {
        return None;
    }
    let record = inventory.internet_gateways.by_id_mut(gateway)?;
    if record.attachments.iter().any(GatewayAttachment::is_usable) {
        return None;
    }
    record.attachments = vec![GatewayAttachment { vpc: vpc.clone(), state: "available".to_owned() }];
    route::revive(inventory, Some(vpc), &RouteTarget::InternetGateway(gateway.clone()));
    Some(())
}

pub(super) fn create_nat(
    inventory: &mut Inventory,
    placement: &Placement,
    subnet: &SubnetId,
    id: &NatGatewayId,
) -> Option<()> {
    if inventory.nat_gateways.by_id(id).is_some() {
        return None;
    }
    let vpc = inventory.subnets.by_id(subnet)?.vpc.clone();
    let private = free_address(inventory, subnet, placement.private_address)?;
    let public = public_address(inventory)?;
    let own = fresh_interface(inventory)?;
    let mut record = interface(own.clone(), "nat_gateway", &vpc, subnet, private, &[]);
    for address in &mut record.addresses {
        address.public = Some(public);
    }
    inventory.network_interfaces.push(record);
    inventory.nat_gateways.push(NatGateway {
        id: id.clone(),
        vpc,
        subnet: Some(subnet.clone()),
        state: NatState::Available,
        connectivity: Connectivity::Public,
        regional: false,
        automatic_zones: false,
        route_table: None,
        addresses: vec![NatAddress {
            interface: Some(own),
            private: Some(private),
            public: Some(public),
            usable: true,
            availability_zone: None,
            availability_zone_id: None,
        }],
        has_appliance: false,
        failure: None,
        name: None,
        evidence: supposed(),
    });
    Some(())
}
