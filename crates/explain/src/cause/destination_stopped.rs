use hopwise_model::{InstanceId, NetworkInterfaceId};

/// ## What it means
/// The instance behind the destination is stopped.
/// ## Why it is easy to miss
/// Its interface, groups and address are there as before.
/// ## Fix safety
/// Nothing in the network is to be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestinationStopped {
    /// The interface.
    pub interface: Option<NetworkInterfaceId>,
    /// The instance.
    pub instance: Option<InstanceId>,
}
