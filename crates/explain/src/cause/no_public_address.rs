use hopwise_model::{InternetGatewayId, NetworkInterfaceId, SubnetId};

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
