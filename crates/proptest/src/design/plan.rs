//! The decisions that make a network.

use proptest::prelude::*;
use proptest::sample::select;

/// The decisions that make a network which works, given four subnets; with fewer, roles and route tables are shared, and
/// a NAT gateway may meet itself.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these decisions are independent of each other")]
pub struct Plan {
    /// How many subnets the VPC has, 1 to 4. With fewer than four, one subnet has several roles.
    pub subnets: usize,
    /// How tasks reach the internet.
    pub egress: Egress,
    /// How many addresses each NAT gateway has, 1 or 2.
    pub nat_addresses: usize,
    /// Whether route tables lead to the gateway endpoint for S3.
    pub gateway_endpoint: bool,
    /// How many interfaces the interface endpoint has, 0 to 3; 0 is no endpoint.
    pub endpoint_interfaces: usize,
    /// Whether the endpoint's groups are on its interfaces, or on the endpoint's record alone.
    pub groups_on_interfaces: bool,
    /// Network ACLs.
    pub acls: AclStyle,
    /// Security groups.
    pub groups: GroupStyle,
    /// What subnets and NAT gateways say about their zones.
    pub zones: Zones,
    /// Whether a regional NAT gateway finds its zones by itself.
    pub automatic_zones: bool,
    /// Whether the VPC has a second block with a subnet in it.
    pub second_block: bool,
    /// Whether there is a second VPC.
    pub second_vpc: bool,
    /// Whether the endpoints' subnet has a default route; endpoints need none.
    pub endpoint_default: bool,
    /// Whether the internet gateway has an edge route table that lets everything through.
    pub edge_table: bool,
}

/// How tasks reach the internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Egress {
    /// The task's subnet is public, and the task has a public address.
    InternetGateway,
    /// A NAT gateway in a public subnet.
    Nat,
    /// A regional NAT gateway.
    RegionalNat,
    /// A private NAT gateway, whose subnet leads to a public one.
    ChainedNat,
    /// A private NAT gateway, whose subnet leads to a regional one.
    ChainedRegionalNat,
    /// A regional NAT gateway whose table leads to a zonal one. This does not work: no subnet holds the regional one's
    /// addresses, so that answers do not find back to it.
    RegionalThenZonal,
}

/// How network ACLs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AclStyle {
    /// One for all subnets, allowing everything.
    Open,
    /// One for each subnet, allowing everything.
    OpenEach,
    /// One for each subnet: HTTPS, the ephemeral ports, ICMP, and a useless entry behind a deny that nothing meets.
    Narrow,
}

/// How security groups are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupStyle {
    /// Everything out, the VPC's block in.
    Blocks,
    /// Groups refer to each other, and to prefix lists.
    References,
    /// Everything out and in.
    Open,
}

/// What is said about zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zones {
    /// Names and ids.
    Both,
    /// Names alone.
    Names,
    /// Names on subnets, ids on NAT gateways.
    Apart,
}

/// A plan. Shrinks to one public subnet with nothing else in it.
pub fn plan() -> impl Strategy<Value = Plan> {
    let egress = prop_oneof![
        3 => Just(Egress::InternetGateway),
        5 => Just(Egress::Nat),
        4 => Just(Egress::RegionalNat),
        2 => Just(Egress::ChainedNat),
        1 => Just(Egress::ChainedRegionalNat),
        1 => Just(Egress::RegionalThenZonal),
    ];
    let acls = select(vec![AclStyle::Open, AclStyle::OpenEach, AclStyle::Narrow]);
    let groups = select(vec![GroupStyle::Blocks, GroupStyle::References, GroupStyle::Open]);
    let zones = prop_oneof![4 => Just(Zones::Both), 2 => Just(Zones::Names), 1 => Just(Zones::Apart)];
    let subnets = prop_oneof![1 => Just(1_usize), 1 => Just(2), 2 => Just(3), 5 => Just(4)];
    let sizes = (subnets, 1..=2_usize, 0..=3_usize);
    let switches = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
    );
    (sizes, egress, acls, groups, zones, switches).prop_map(|(sizes, egress, acls, groups, zones, switches)| {
        let (subnets, nat_addresses, endpoint_interfaces) = sizes;
        let (
            gateway_endpoint,
            endpoint_default,
            groups_on_interfaces,
            automatic_zones,
            second_block,
            second_vpc,
            edge_table,
        ) = switches;
        Plan {
            subnets,
            egress,
            nat_addresses,
            gateway_endpoint,
            endpoint_interfaces,
            groups_on_interfaces,
            acls,
            groups,
            zones,
            automatic_zones,
            second_block,
            second_vpc,
            endpoint_default,
            edge_table,
        }
    })
}

/// What a subnet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Tasks.
    Task,
    /// Public NAT gateways.
    Public,
    /// Endpoints, and instances.
    Endpoint,
    /// Private NAT gateways.
    Private,
}

impl Plan {
    /// The place of the subnet that serves a purpose.
    ///
    /// A NAT gateway needs another table than those whose packets it takes: with too few subnets for that, its subnet
    /// routes through itself, which the walk must notice.
    pub(super) fn place_of(&self, role: Role) -> usize {
        let place = match role {
            Role::Task => 0,
            Role::Public => 1,
            Role::Endpoint => 2,
            Role::Private => 3,
        };
        place % self.subnets.max(1)
    }
}
