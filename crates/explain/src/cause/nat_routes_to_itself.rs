use hopwise_model::{NatGatewayId, SubnetId};

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
