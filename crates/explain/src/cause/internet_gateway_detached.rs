use hopwise_model::{InternetGatewayId, VpcId};

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
