use hopwise_model::{NatGatewayId, RouteTableId, SubnetId};

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
