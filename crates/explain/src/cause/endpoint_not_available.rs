use hopwise_model::VpcEndpointId;
use hopwise_model::resource::EndpointState;

/// ## What it means
/// The endpoint is in a state in which it carries no traffic.
/// ## Why it is easy to miss
/// It is in every list, with the right service, subnets and groups.
/// ## Fix safety
/// Nothing in the network makes an endpoint available: waiting does, or its owner's acceptance, or making it anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointNotAvailable {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// Its state.
    pub state: EndpointState,
}
