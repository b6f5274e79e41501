use hopwise_model::NatGatewayId;

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
