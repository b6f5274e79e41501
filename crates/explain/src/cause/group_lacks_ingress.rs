use hopwise_model::resource::Peer;
use hopwise_model::{NetworkInterfaceId, SecurityGroupId, Traffic};

/// ## What it means
/// The security groups of the destination do not admit the source.
/// ## Why it is easy to miss
/// The source's own group is open; both ends have a say.
/// ## Fix safety
/// A rule that names the source's group admits nobody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLacksIngress {
    /// The destination's interface.
    pub interface: Option<NetworkInterfaceId>,
    /// Its groups.
    pub groups: Vec<SecurityGroupId>,
    /// What they do not admit.
    pub wanted: Traffic,
    /// All their inbound rules.
    pub rules: Vec<(Traffic, Peer)>,
}
