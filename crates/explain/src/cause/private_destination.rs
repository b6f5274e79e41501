use hopwise_model::InternetGatewayId;
use hopwise_packet::AddressSet;

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
