use hopwise_model::resource::Peer;
use hopwise_model::{NetworkInterfaceId, SecurityGroupId, Traffic, VpcEndpointId};

/// ## What it means
/// The security groups of the endpoint do not admit the source.
/// ## Why it is easy to miss
/// An endpoint made without a group has the VPC's default group, which admits only its own members. Private DNS sends
/// everybody to the endpoint, also where a NAT gateway would work.
/// ## Fix safety
/// A rule that names the task's group admits nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointGroupLacksIngress {
    /// The endpoint.
    pub endpoint: VpcEndpointId,
    /// The interface of it that refused first.
    pub interface: Option<NetworkInterfaceId>,
    /// Its groups.
    pub groups: Vec<SecurityGroupId>,
    /// Whether one of them is the VPC's default group.
    pub default_group: bool,
    /// What they do not admit.
    pub wanted: Traffic,
    /// All their inbound rules.
    pub rules: Vec<(Traffic, Peer)>,
}
