//! VPCs and subnets.

use std::net::IpAddr;

use hopwise_model::resource::Subnet;
use hopwise_model::{DocumentKind, Inventory};
use ipnet::IpNet;

use super::{Plan, Zones};
use crate::fixture::{self, cidr};
use crate::pick::behind;

/// The ids of subnets by place.
pub(super) const SUBNETS: [&str; 4] = ["subnet-task", "subnet-public", "subnet-endpoint", "subnet-private"];
/// The subnet in the VPC's second block.
pub(super) const SECOND_BLOCK: &str = "subnet-second";
/// The subnet of the second VPC.
pub(super) const OTHER_VPC: &str = "subnet-other";

/// The block of the subnet at a place: 16 addresses each, one beside the other.
pub(super) fn block(place: usize) -> IpNet {
    let first = u32::try_from(place).unwrap_or(0) * 16;
    IpNet::new(behind(IpAddr::from([10, 0, 0, 0]), first), 28).unwrap_or_default()
}

/// The address so many places behind the first of a subnet.
pub(super) fn address(place: usize, number: u32) -> IpAddr {
    behind(block(place).network(), number)
}

pub(super) fn add(plan: &Plan, inventory: &mut Inventory) {
    inventory.knowledge.complete([DocumentKind::Vpcs, DocumentKind::Subnets]);
    let mut vpc = fixture::vpc("vpc-a", "10.0.0.0/24");
    for place in 0..plan.subnets {
        inventory.subnets.push(subnet(
            plan,
            SUBNETS.get(place).unwrap_or(&"subnet-more"),
            "vpc-a",
            place,
            block(place),
        ));
    }
    if plan.second_block {
        vpc.cidrs.push(cidr("10.1.0.0/26"));
        inventory.subnets.push(subnet(plan, SECOND_BLOCK, "vpc-a", 4, cidr("10.1.0.0/28")));
    }
    inventory.vpcs.push(vpc);
    if plan.second_vpc {
        inventory.subnets.push(subnet(plan, OTHER_VPC, "vpc-b", 5, cidr("10.2.0.0/28")));
        inventory.vpcs.push(fixture::vpc("vpc-b", "10.2.0.0/24"));
    }
}

/// The zone of a place: its letter, and its number.
pub(super) fn zone(place: usize) -> (String, String) {
    if place.is_multiple_of(2) {
        ("eu-west-1a".to_owned(), "euw1-az1".to_owned())
    } else {
        ("eu-west-1b".to_owned(), "euw1-az2".to_owned())
    }
}

fn subnet(plan: &Plan, name: &str, vpc: &str, place: usize, block: IpNet) -> Subnet {
    let (zone_name, zone_id) = zone(place);
    Subnet {
        availability_zone: Some(zone_name),
        availability_zone_id: (plan.zones == Zones::Both).then_some(zone_id),
        ..fixture::subnet(name, vpc, &block.to_string())
    }
}
