use hopwise_model::VpcEndpointId;

/// ## What it means
/// The VPC has an interface endpoint for the service, available and with private DNS, that does not answer the host
/// name in use: a dual-stack or FIPS name, for example. The name means public addresses, and there is no way to them.
/// ## Why it is easy to miss
/// Service, Region and everything about the endpoint are right, and other names of the service work.
/// ## Fix safety
/// Using the name that the endpoint answers needs no change to the network at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointLacksName {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// The host name.
    pub host: String,
}
