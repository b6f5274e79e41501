//! Internet gateways, NAT gateways and endpoints.

use hopwise_model::DocumentKind::{InternetGateways, NatGateways, VpcEndpoints};
use hopwise_model::Inventory;
use hopwise_model::resource::{
    EndpointKind, EndpointState, GatewayAttachment, InternetGateway, NatAddress, NatGateway, NatState, VpcEndpoint,
};
use hopwise_proptest::fixture::{id, internet_gateway, nat_address, nat_gateway};

use super::{Change, Made, add, anew, derived, impossible, lose_last, made, repeat_first};
use crate::inventory::interface_endpoint;

fn internet<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut InternetGateway> {
    inventory.internet_gateways.find_mut(|gateway| gateway.id.as_str() == id)
}

fn nat<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut NatGateway> {
    inventory.nat_gateways.find_mut(|gateway| gateway.id.as_str() == id)
}

fn endpoint<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut VpcEndpoint> {
    inventory.vpc_endpoints.find_mut(|endpoint| endpoint.id.as_str() == id)
}

fn attach(gateway: &mut InternetGateway, vpc: &str) {
    gateway.attachments.push(GatewayAttachment { vpc: id(vpc), state: "available".to_owned() });
}

/// A NAT gateway in the public subnet with one address.
fn new_nat(name: &str, interface: Option<&str>, last: u8) -> NatGateway {
    let address = NatAddress {
        interface: interface.map(id),
        ..nat_address([10, 0, 0, last].into(), Some([54, 0, 3, last].into()))
    };
    NatGateway { subnet: Some(id("subnet-public")), addresses: vec![address], ..nat_gateway(name, "vpc-a") }
}

pub(super) const CHANGES: &[Change] = &[
    derived(InternetGateways, "one is detached", |inventory| {
        internet(inventory, "igw-a")?.attachments.clear();
        Some(())
    }),
    derived(InternetGateways, "a second one is attached", |inventory| {
        attach(internet(inventory, "igw-spare")?, "vpc-a");
        Some(())
    }),
    derived(InternetGateways, "one is attached to a VPC that is not there", |inventory| {
        let gateway = internet(inventory, "igw-b")?;
        gateway.attachments.clear();
        attach(gateway, "vpc-gone");
        Some(())
    }),
    anew(InternetGateways, "there is one more", |inventory| {
        add(&mut inventory.internet_gateways, [internet_gateway("igw-gone", "vpc-b")])
    }),
    anew(InternetGateways, "the last one is gone", |inventory| lose_last(&mut inventory.internet_gateways)),
    derived(NatGateways, "one failed", |inventory| {
        nat(inventory, "nat-public")?.state = NatState::Failed;
        Some(())
    }),
    derived(NatGateways, "there is one more, of an interface without an owner", |inventory| {
        add(&mut inventory.nat_gateways, [new_nat("nat-new", Some("eni-bare"), 43)])
    }),
    derived(NatGateways, "there are two more, one of them at an interface's address", |inventory| {
        add(&mut inventory.nat_gateways, [new_nat("nat-new", None, 43), new_nat("nat-more", None, 99)])
    }),
    derived(NatGateways, "there is one more, in a VPC that is not there", |inventory| {
        add(&mut inventory.nat_gateways, [NatGateway { vpc: id("vpc-gone"), ..new_nat("nat-far", None, 43) }])
    }),
    anew(NatGateways, "there are two more of one id", |inventory| {
        add(&mut inventory.nat_gateways, [new_nat("nat-new", None, 98), new_nat("nat-new", None, 99)])
    }),
    anew(NatGateways, "there is one more, which a route leads to", |inventory| {
        add(&mut inventory.nat_gateways, [new_nat("nat-soon", None, 99)])
    }),
    impossible(NatGateways, "one is in another VPC", |inventory| {
        nat(inventory, "nat-private")?.vpc = id("vpc-b");
        Some(())
    }),
    anew(NatGateways, "one is in another subnet", |inventory| {
        nat(inventory, "nat-private")?.subnet = Some(id("subnet-task"));
        Some(())
    }),
    anew(NatGateways, "a regional one has another route table", |inventory| {
        nat(inventory, "nat-regional")?.route_table = Some(id("rtb-main"));
        Some(())
    }),
    anew(NatGateways, "one has an address less", |inventory| nat(inventory, "nat-public")?.addresses.pop().map(|_| ())),
    anew(NatGateways, "the last one is gone", |inventory| lose_last(&mut inventory.nat_gateways)),
    made(Made::AnewSame, NatGateways, "one is listed twice", |inventory| repeat_first(&mut inventory.nat_gateways)),
    derived(VpcEndpoints, "one is on its way out", |inventory| {
        endpoint(inventory, "vpce-s3")?.state = EndpointState::Deleting;
        Some(())
    }),
    derived(VpcEndpoints, "one has other groups than its interfaces, which have none and some", |inventory| {
        endpoint(inventory, "vpce-groups")?.groups = vec![id("sg-closed"), id("sg-gone")];
        Some(())
    }),
    derived(VpcEndpoints, "one has other groups, where nobody else has its own", |inventory| {
        endpoint(inventory, "vpce-only")?.groups = vec![id("sg-task")];
        Some(())
    }),
    anew(VpcEndpoints, "the first of two that claim an interface has other groups", |inventory| {
        endpoint(inventory, "vpce-first")?.groups = vec![id("sg-closed")];
        Some(())
    }),
    anew(VpcEndpoints, "the second of two that claim an interface has other groups", |inventory| {
        endpoint(inventory, "vpce-second")?.groups = vec![id("sg-closed")];
        Some(())
    }),
    derived(VpcEndpoints, "there is one more, of an interface without an owner", |inventory| {
        add(&mut inventory.vpc_endpoints, [interface_endpoint("vpce-new", &["sg-closed"], &["eni-bare"])])
    }),
    derived(VpcEndpoints, "there are two more, one of them of an interface that has one", |inventory| {
        let interfaces = ["eni-groupless", "eni-endpoint-later"];
        let claims = interface_endpoint("vpce-new", &["sg-closed"], &interfaces);
        add(&mut inventory.vpc_endpoints, [claims, interface_endpoint("vpce-more", &[], &[])])
    }),
    derived(VpcEndpoints, "there is one more, in a VPC that is not there", |inventory| {
        let far = VpcEndpoint { vpc: id("vpc-gone"), ..interface_endpoint("vpce-far", &[], &[]) };
        add(&mut inventory.vpc_endpoints, [far])
    }),
    anew(VpcEndpoints, "there are two more of one id", |inventory| {
        let one = interface_endpoint("vpce-new", &["sg-closed"], &[]);
        add(&mut inventory.vpc_endpoints, [one.clone(), VpcEndpoint { groups: Vec::new(), ..one }])
    }),
    anew(VpcEndpoints, "there is one more, which a route leads to", |inventory| {
        add(&mut inventory.vpc_endpoints, [interface_endpoint("vpce-soon", &[], &[])])
    }),
    impossible(VpcEndpoints, "one is in another VPC", |inventory| {
        endpoint(inventory, "vpce-s3")?.vpc = id("vpc-b");
        Some(())
    }),
    anew(VpcEndpoints, "one is of another kind", |inventory| {
        endpoint(inventory, "vpce-firewall")?.kind = EndpointKind::Gateway;
        Some(())
    }),
    anew(VpcEndpoints, "one has an interface less", |inventory| {
        endpoint(inventory, "vpce-groups")?.interfaces.pop().map(|_| ())
    }),
    anew(VpcEndpoints, "the last one is gone", |inventory| lose_last(&mut inventory.vpc_endpoints)),
    made(Made::AnewSame, VpcEndpoints, "one is listed twice", |inventory| repeat_first(&mut inventory.vpc_endpoints)),
];
