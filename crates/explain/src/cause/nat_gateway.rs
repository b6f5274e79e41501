//! Causes at NAT gateways.

use hopwise_model::design::NatGateway;
use hopwise_model::resource::{Connectivity, NatState};
use hopwise_model::{NatGatewayId, RouteTableId, SubnetId, VpcId};

use super::case::Case;

/// ## What it means
/// The NAT gateway's own table has no way to an internet gateway. A zonal NAT gateway uses the route table of the
/// subnet it is in.
/// ## Why it is easy to miss
/// The task's table is right, and the gateway is available and has an Elastic IP address.
/// ## Fix safety
/// A default route to the internet gateway makes the NAT gateway's subnet public for everything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatInPrivateSubnet {
    /// The NAT gateway.
    pub nat: NatGatewayId,
    /// Its subnet; none for a regional one.
    pub subnet: Option<SubnetId>,
    /// The table it uses.
    pub table: RouteTableId,
}

impl NatInPrivateSubnet {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let nat = &passed(case)?.record;
        let table = case.design.route_tables.get(case.table()?).record.id.clone();
        Some(Self { nat: nat.id.clone(), subnet: nat.subnet.clone(), table })
    }
}

/// ## What it means
/// The default route of the NAT gateway's own subnet leads to the NAT gateway: packets come back to it.
/// ## Why it is easy to miss
/// It happens when the main table is given the route, and the NAT gateway's subnet uses the main table too.
/// ## Fix safety
/// The NAT gateway's subnet needs another table than the subnets it serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatRoutesToItself {
    /// The NAT gateway.
    pub nat: NatGatewayId,
    /// Its subnet; none for a regional one.
    pub subnet: Option<SubnetId>,
}

impl NatRoutesToItself {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let nat = &stopping(case)?.record;
        Some(Self { nat: nat.id.clone(), subnet: nat.subnet.clone() })
    }
}

/// ## What it means
/// The NAT gateway is in a state in which it passes no packets.
/// ## Why it is easy to miss
/// A deleted NAT gateway stays visible for about an hour, and its routes until somebody removes them.
/// ## Fix safety
/// Another NAT gateway, or an endpoint, changes the way of every subnet that uses the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatNotAvailable {
    /// The NAT gateway.
    pub nat: NatGatewayId,
    /// Its state.
    pub state: NatState,
    /// Why it could not be created, in AWS's words.
    pub failure: Option<String>,
}

impl NatNotAvailable {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let nat = &stopping(case)?.record;
        Some(Self { nat: nat.id.clone(), state: nat.state.clone(), failure: nat.failure.clone() })
    }
}

/// ## What it means
/// The NAT gateway is a private one: it has no public address, and an internet gateway drops what it sends.
/// ## Why it is easy to miss
/// It is available, in a public subnet, and looks like any other.
/// ## Fix safety
/// A private NAT gateway cannot be made public: the route has to lead to another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateNat {
    /// The NAT gateway.
    pub nat: NatGatewayId,
}

impl PrivateNat {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let nat = &passed(case)?.record;
        (nat.connectivity == Connectivity::Private).then(|| Self { nat: nat.id.clone() })
    }
}

/// ## What it means
/// The NAT gateway is a public one, and some or all of its addresses in use are mapped to no public address.
/// ## Why it is easy to miss
/// The state of the gateway says available.
/// ## Fix safety
/// An Elastic IP address for the gateway opens nothing that was not meant to be open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatWithoutPublicAddress {
    /// The NAT gateway.
    pub nat: NatGatewayId,
}

impl NatWithoutPublicAddress {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let nat = &passed(case)?.record;
        (nat.connectivity == Connectivity::Public).then(|| Self { nat: nat.id.clone() })
    }
}

/// ## What it means
/// The regional NAT gateway has no address in the zone of the subnet, and does not add zones by itself.
/// ## Why it is easy to miss
/// The same route works in the other zones.
/// ## Fix safety
/// An address in the zone is billed like another NAT gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatWithoutZone {
    /// The NAT gateway.
    pub nat: NatGatewayId,
    /// The subnet whose zone it does not serve.
    pub subnet: Option<SubnetId>,
    /// That zone's name.
    pub zone: Option<String>,
}

impl NatWithoutZone {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let subnet = case.last_subnet().map(|subnet| &case.design.subnets.get(subnet).record);
        Some(Self {
            nat: stopping(case)?.record.id.clone(),
            subnet: subnet.map(|subnet| subnet.id.clone()),
            zone: subnet.and_then(|subnet| subnet.availability_zone.clone()),
        })
    }
}

/// ## What it means
/// The NAT gateway takes packets from its own VPC only, and these come from elsewhere.
/// ## Why it is easy to miss
/// Peering connections and shared route tables suggest that a NAT gateway can serve several VPCs.
/// ## Fix safety
/// The VPC needs a NAT gateway of its own, or a transit gateway that leads to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatInAnotherVpc {
    /// The NAT gateway.
    pub nat: NatGatewayId,
    /// Its VPC.
    pub vpc: Option<VpcId>,
}

impl NatInAnotherVpc {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let nat = stopping(case)?;
        let vpc = nat.vpc.clone().ok().map(|vpc| case.design.vpcs.get(vpc).record.id.clone());
        Some(Self { nat: nat.record.id.clone(), vpc })
    }
}

/// The NAT gateway that stops the packets.
fn stopping<'a>(case: &Case<'a>) -> Option<&'a NatGateway> {
    Some(case.design.nat_gateways.get(case.design.nat_gateways.find(&case.block.id)?))
}

/// The NAT gateway that the packets passed before they stopped.
fn passed<'a>(case: &Case<'a>) -> Option<&'a NatGateway> {
    Some(case.design.nat_gateways.get(case.nat()?))
}
