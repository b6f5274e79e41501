use hopwise_model::NatGatewayId;

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
