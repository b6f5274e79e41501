//! Network interfaces.

use hopwise_model::DocumentKind::NetworkInterfaces;
use hopwise_model::Inventory;
use hopwise_model::resource::{NetworkInterface, PrivateAddress};
use hopwise_proptest::fixture::{cidr, id, interface as fixture};

use super::{Change, Made, add, anew, derived, impossible, lose_last, made, repeat_first};

fn interface<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut NetworkInterface> {
    inventory.network_interfaces.find_mut(|interface| interface.id.as_str() == id)
}

fn primary<'i>(inventory: &'i mut Inventory, id: &str) -> Option<&'i mut PrivateAddress> {
    interface(inventory, id)?.addresses.first_mut()
}

/// An interface in the task's subnet.
fn new(name: &str, last: u8) -> NetworkInterface {
    NetworkInterface {
        groups: [id("sg-task"), id("sg-own")].into(),
        ..fixture(name, "vpc-a", "subnet-task", [10, 0, 0, last].into())
    }
}

pub(super) const CHANGES: &[Change] = &[
    derived(NetworkInterfaces, "one forwards", |inventory| {
        interface(inventory, "eni-host")?.source_dest_check = Some(false);
        Some(())
    }),
    derived(NetworkInterfaces, "one with an Elastic IP address is described", |inventory| {
        interface(inventory, "eni-neighbour")?.description = "of a neighbour".into();
        Some(())
    }),
    derived(NetworkInterfaces, "one has a public address", |inventory| {
        primary(inventory, "eni-task")?.public = Some([54, 0, 0, 99].into());
        Some(())
    }),
    anew(NetworkInterfaces, "one has the public address of another", |inventory| {
        primary(inventory, "eni-task")?.public = Some([54, 0, 0, 6].into());
        Some(())
    }),
    anew(NetworkInterfaces, "one has no public address any more", |inventory| {
        primary(inventory, "eni-host")?.public = None;
        Some(())
    }),
    anew(NetworkInterfaces, "one has another public address", |inventory| {
        primary(inventory, "eni-host")?.public = Some([54, 0, 0, 98].into());
        Some(())
    }),
    anew(NetworkInterfaces, "one has another private address", |inventory| {
        primary(inventory, "eni-task")?.private = [10, 0, 0, 14].into();
        Some(())
    }),
    anew(NetworkInterfaces, "one has another private address and a public one", |inventory| {
        *primary(inventory, "eni-task")? =
            PrivateAddress { private: [10, 0, 0, 14].into(), public: Some([54, 0, 0, 99].into()) };
        Some(())
    }),
    anew(NetworkInterfaces, "one has an address more", |inventory| {
        let more = PrivateAddress { private: [10, 0, 0, 14].into(), public: None };
        interface(inventory, "eni-task")?.addresses.push(more);
        Some(())
    }),
    anew(NetworkInterfaces, "a block is delegated to one", |inventory| {
        interface(inventory, "eni-task")?.prefixes.push(cidr("10.0.0.8/30"));
        Some(())
    }),
    impossible(NetworkInterfaces, "one is in another VPC", |inventory| {
        interface(inventory, "eni-task")?.vpc = Some(id("vpc-b"));
        Some(())
    }),
    anew(NetworkInterfaces, "one is in another subnet", |inventory| {
        interface(inventory, "eni-task")?.subnet = id("subnet-public");
        Some(())
    }),
    anew(NetworkInterfaces, "one is an instance's", |inventory| {
        interface(inventory, "eni-task")?.instance = Some(id("i-host"));
        Some(())
    }),
    anew(NetworkInterfaces, "one is another account's", |inventory| {
        interface(inventory, "eni-task")?.owner = "111111111111".try_into().ok();
        Some(())
    }),
    derived(NetworkInterfaces, "one leaves a group to others", |inventory| {
        interface(inventory, "eni-task")?.groups = [id("sg-closed")].into();
        Some(())
    }),
    derived(NetworkInterfaces, "one leaves a group that the rules of others are about", |inventory| {
        interface(inventory, "eni-task")?.groups = [id("sg-open")].into();
        Some(())
    }),
    derived(NetworkInterfaces, "one leaves a group that nobody else has", |inventory| {
        interface(inventory, "eni-grouped")?.groups = [id("sg-task"), id("sg-gone")].into();
        Some(())
    }),
    anew(NetworkInterfaces, "an endpoint's has no groups of its own any more", |inventory| {
        interface(inventory, "eni-grouped")?.groups.clear();
        Some(())
    }),
    anew(NetworkInterfaces, "an endpoint's has groups of its own", |inventory| {
        interface(inventory, "eni-groupless")?.groups = [id("sg-closed")].into();
        Some(())
    }),
    derived(NetworkInterfaces, "there are two more", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-new", 14), new("eni-more", 13)])
    }),
    derived(NetworkInterfaces, "there is one more at an address that is taken", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-same", 4)])
    }),
    anew(NetworkInterfaces, "there are two more of one id", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-new", 13), new("eni-new", 14)])
    }),
    anew(NetworkInterfaces, "there is one more, of another account", |inventory| {
        let owner = "111111111111".try_into().ok();
        add(&mut inventory.network_interfaces, [NetworkInterface { owner, ..new("eni-theirs", 14) }])
    }),
    anew(NetworkInterfaces, "there is one more, at a NAT gateway's address", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-regional", 120)])
    }),
    anew(NetworkInterfaces, "there is one more, which a NAT gateway names", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-nat-soon", 14)])
    }),
    anew(NetworkInterfaces, "there is one more, which an endpoint names", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-endpoint-soon", 14)])
    }),
    derived(NetworkInterfaces, "there is one more, which nobody names yet", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-endpoint-later", 14)])
    }),
    anew(NetworkInterfaces, "there is one more, which an instance names", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-host-soon", 14)])
    }),
    anew(NetworkInterfaces, "there is one more, which an Elastic IP address names", |inventory| {
        add(&mut inventory.network_interfaces, [new("eni-elastic-soon", 13)])
    }),
    anew(NetworkInterfaces, "the last one is gone", |inventory| lose_last(&mut inventory.network_interfaces)),
    made(Made::AnewSame, NetworkInterfaces, "one is listed twice", |inventory| {
        repeat_first(&mut inventory.network_interfaces)
    }),
    made(Made::DerivedSame, NetworkInterfaces, "one prints the Elastic IP address that it has", |inventory| {
        primary(inventory, "eni-neighbour")?.public = Some([54, 0, 0, 5].into());
        Some(())
    }),
];
