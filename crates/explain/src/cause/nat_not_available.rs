use hopwise_model::NatGatewayId;
use hopwise_model::resource::NatState;

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
