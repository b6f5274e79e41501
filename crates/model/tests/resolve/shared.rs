//! Shared VPCs: whose view of them a snapshot has.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests, not tests themselves, may fail at once"
)]

use hopwise_model::{Gap, Inventory};

use crate::build::inventory;

const OWNER: &str = "222222222222";
const PARTICIPANT: &str = "111111111111";

/// The VPC is the owner's; the only interface and the group on it are a participant's.
fn shared() -> Inventory {
    let mut inventory = inventory();
    let account = |id: &str| Some(id.try_into().unwrap());
    inventory.vpcs[0].owner = account(OWNER);
    inventory.security_groups.retain(|group| group.name.as_deref() != Some("default"));
    for group in &mut inventory.security_groups {
        group.owner = account(PARTICIPANT);
    }
    for interface in &mut inventory.network_interfaces {
        interface.owner = account(PARTICIPANT);
    }
    inventory
}

/// Who hides part of the VPC.
fn hidden_by(inventory: Inventory) -> Option<String> {
    let design = inventory.validate().unwrap();
    let vpc = design.vpcs.get(design.vpcs.find("vpc-1").unwrap());
    let unseen = vpc.unseen("sg-1").map(|gap| match gap {
        Gap::SharedVpc { vpc, owner, needed_for } if vpc.as_str() == "vpc-1" && needed_for == "sg-1" => {
            owner.to_string()
        }
        other => format!("{other:?}"),
    });
    assert_eq!(unseen, vpc.hidden_by.as_ref().map(ToString::to_string));
    unseen
}

#[test]
fn who_takes_part_in_a_vpc_is_not_shown_all_of_it() {
    assert_eq!(hidden_by(shared()).as_deref(), Some(OWNER));
    let mut by_subnets = shared();
    by_subnets.vpcs[0].owner = None;
    by_subnets.subnets[1].owner = Some(OWNER.try_into().unwrap());
    assert_eq!(hidden_by(by_subnets).as_deref(), Some(OWNER));
    let mut without_interfaces = shared();
    without_interfaces.network_interfaces.clear();
    assert_eq!(hidden_by(without_interfaces.clone()).as_deref(), Some(OWNER), "its groups tell");
    without_interfaces.security_groups.clear();
    assert_eq!(hidden_by(without_interfaces.clone()), None, "nothing tells");
    without_interfaces.vpcs[0].scope.account = Some(PARTICIPANT.try_into().unwrap());
    assert_eq!(hidden_by(without_interfaces).as_deref(), Some(OWNER), "the account of the documents tells");
}

#[test]
fn its_owner_is_shown_everything() {
    let mut own_interface = shared();
    let interface = own_interface.network_interfaces[0].clone();
    own_interface.network_interfaces.push(hopwise_model::resource::NetworkInterface {
        id: "eni-owner".try_into().unwrap(),
        owner: Some(OWNER.try_into().unwrap()),
        ..interface
    });
    assert_eq!(hidden_by(own_interface), None);
    let mut default_group = shared();
    let default = inventory().security_groups.into_iter().find(|group| group.name.as_deref() == Some("default"));
    default_group
        .security_groups
        .push(hopwise_model::resource::SecurityGroup { owner: Some(OWNER.try_into().unwrap()), ..default.unwrap() });
    assert_eq!(hidden_by(default_group), None, "nobody else is shown the default group");
    let mut shared_group = shared();
    shared_group.security_groups[0].owner = Some(OWNER.try_into().unwrap());
    assert_eq!(hidden_by(shared_group).as_deref(), Some(OWNER), "other groups can be shared too");
}

#[test]
fn a_vpc_of_nobody_else_or_of_nobody_known_is_seen_in_full() {
    assert_eq!(hidden_by(inventory()), None);
    let mut ownerless = shared();
    ownerless.vpcs[0].owner = None;
    assert_eq!(hidden_by(ownerless), None);
    let mut own = shared();
    own.vpcs[0].owner = Some(PARTICIPANT.try_into().unwrap());
    assert_eq!(hidden_by(own), None);
}
