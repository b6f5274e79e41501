use hopwise_model::{HostedZoneId, VpcEndpointId, VpcId};

/// ## What it means
/// The VPC's `enableDnsHostnames` is off, which makes private DNS of its endpoints void (AWS PrivateLink guide, private
/// DNS), and the private hosted zones that are associated with it (Route 53 developer guide, considerations when working
/// with a private hosted zone). The name means public addresses, and there is no way to them.
/// ## Why it is easy to miss
/// The endpoint says that private DNS is on, the zone that it is associated. A VPC that is not made in the console has the attribute off by default.
/// ## Fix safety
/// Turns private DNS of every endpoint of the VPC on at once, and every private hosted zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsHostnamesOff {
    /// The VPC.
    pub vpc: VpcId,
    /// What would answer.
    pub void: Void,
}

/// What is void without `enableDnsHostnames`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Void {
    /// Private DNS of an endpoint.
    Endpoint(VpcEndpointId),
    /// A private hosted zone that has a record for the name.
    Zone(HostedZoneId),
}
