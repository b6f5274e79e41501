use hopwise_model::{NatGatewayId, VpcId};

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
