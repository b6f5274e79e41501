//! Causes at internet gateways.

use hopwise_model::design::{InternetGateway, Source};
use hopwise_model::resource::BlockPublicAccess;
use hopwise_model::{InternetGatewayId, NetworkInterfaceId, SubnetId, VpcId};
use hopwise_packet::AddressSet;

use super::case::Case;

/// ## What it means
/// The route leads to an internet gateway, and the interface has no public address there. The gateway drops the packets
/// silently (VPC user guide, internet gateways).
/// ## Why it is easy to miss
/// Route, security group and network ACL all look right, and the subnet is called public. For Fargate only
/// `assignPublicIp` counts, not the subnet's `MapPublicIpOnLaunch`; a running task cannot be given an address.
/// ## Fix safety
/// A public address lets the internet in as far as security groups and network ACLs allow; the proof lists that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPublicAddress {
    /// The interface that has none; none where it is still to be placed.
    pub interface: Option<NetworkInterfaceId>,
    /// Its subnet.
    pub subnet: SubnetId,
    /// The gateway that drops its packets.
    pub gateway: InternetGatewayId,
}

impl NoPublicAddress {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let interface = match &case.inquiry.source {
            Source::Interface(interface) => Some(case.design.network_interfaces.get(*interface).record.id.clone()),
            Source::Placement(_) | Source::Internet => None,
        };
        Some(Self {
            interface,
            subnet: case.design.subnets.get(case.subnet()?).record.id.clone(),
            gateway: gateway(case)?.record.id.clone(),
        })
    }
}

/// ## What it means
/// The internet gateway that the route leads to is not attached to this VPC.
/// ## Why it is easy to miss
/// The route names an internet gateway, and the gateway exists.
/// ## Fix safety
/// Attaching it makes every subnet public whose table leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InternetGatewayDetached {
    /// The gateway.
    pub gateway: InternetGatewayId,
    /// The VPC it is attached to, if any.
    pub attached_to: Option<VpcId>,
    /// The VPC that the packets are in.
    pub vpc: Option<VpcId>,
}

impl InternetGatewayDetached {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let gateway = gateway(case)?;
        let usable = gateway.record.attachments.iter().find(|attachment| attachment.is_usable());
        Some(Self {
            gateway: gateway.record.id.clone(),
            attached_to: usable.map(|attachment| attachment.vpc.clone()),
            vpc: case.vpc().map(|vpc| case.design.vpcs.get(vpc).record.id.clone()),
        })
    }
}

/// ## What it means
/// VPC Block Public Access is on. In mode `block-ingress` only NAT gateways and egress-only gateways may open
/// connections: a task with a public address may not. In mode `block-bidirectional` nothing passes an internet gateway.
/// ## Why it is easy to miss
/// It is set for the whole account and Region, often by somebody else, and shows in no route table, group or ACL.
/// ## Fix safety
/// An exclusion concerns everything in its subnet or VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicAccessBlocked {
    /// The VPC.
    pub vpc: VpcId,
    /// The subnet whose packets meet the gateway.
    pub subnet: Option<SubnetId>,
    /// The mode in force there.
    pub mode: BlockPublicAccess,
}

impl PublicAccessBlocked {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let (vpc, subnet) = (case.design.vpcs.find(&case.block.id)?, case.last_subnet());
        Some(Self {
            vpc: case.design.vpcs.get(vpc).record.id.clone(),
            subnet: subnet.map(|subnet| case.design.subnets.get(subnet).record.id.clone()),
            mode: case.design.public_access(vpc, subnet).mode,
        })
    }
}

/// ## What it means
/// Packets to a private address end up at an internet gateway, which refuses them.
/// ## Why it is easy to miss
/// The default route takes every address for which there is no route of its own.
/// ## Fix safety
/// A route to where the address is has to be added; which one, the snapshot does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateDestination {
    /// The gateway.
    pub gateway: InternetGatewayId,
    /// The addresses.
    pub addresses: AddressSet,
}

impl PrivateDestination {
    pub(super) fn find(case: &Case<'_>) -> Option<Self> {
        let addresses = case.flow()?.1.destinations.clone();
        Some(Self { gateway: gateway(case)?.record.id.clone(), addresses })
    }
}

/// The internet gateway that stops the packets.
fn gateway<'a>(case: &Case<'a>) -> Option<&'a InternetGateway> {
    Some(case.design.internet_gateways.get(case.design.internet_gateways.find(&case.block.id)?))
}
