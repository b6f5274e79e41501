use hopwise_model::{VpcEndpointId, VpcId};

/// ## What it means
/// The VPC's `enableDnsHostnames` is off, which makes private DNS of its endpoints void (AWS PrivateLink guide, private
/// DNS). The name means public addresses, and there is no way to them.
/// ## Why it is easy to miss
/// The endpoint says that private DNS is on. A VPC that is not made in the console has the attribute off by default.
/// ## Fix safety
/// Turns private DNS of every endpoint of the VPC on at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsHostnamesOff {
    /// The VPC.
    pub vpc: VpcId,
    /// The endpoint that would answer.
    pub endpoint: VpcEndpointId,
}
