use hopwise_model::{NatGatewayId, SubnetId};

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
