//! Large networks.

use serde_json::Value;

use super::World;
use super::guard::{group, rule};
use super::network::interface;

/// The usual account with as many interfaces, groups and rules of groups in its first VPC instead.
pub(crate) fn many(interfaces: usize, groups: usize, rules: usize) -> World {
    let mut world = World::new();
    let address = |index: usize| format!("10.0.{}.{}", index / 256 % 256, index % 256);
    let all = |count: usize, make: &dyn Fn(usize) -> Value| (0..count).rev().map(make).collect::<Vec<Value>>();
    *world.list("DescribeNetworkInterfaces") = all(interfaces, &|index| {
        interface(&format!("eni-{index:08x}"), "vpc-0a", "subnet-0a2", &address(index), "interface")
    });
    *world.list("DescribeSecurityGroups") =
        all(groups, &|index| group(&format!("sg-{index:08x}"), "vpc-0a", "sg-00000000"));
    *world.list("DescribeSecurityGroupRules") =
        all(rules, &|index| rule(&format!("sgr-{index:08x}"), &format!("sg-{:08x}", index % groups.max(1))));
    world
}
