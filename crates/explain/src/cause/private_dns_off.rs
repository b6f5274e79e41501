use hopwise_model::VpcEndpointId;

/// ## What it means
/// An interface endpoint for the service exists, but its private DNS is off. The name means the service's public
/// addresses, and there is no way to them.
/// ## Why it is easy to miss
/// The endpoint is available and its security group is right; nothing ever asks it.
/// ## Fix safety
/// With private DNS on, every client of the VPC uses the endpoint, also those that reach the service otherwise today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateDnsOff {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
}
