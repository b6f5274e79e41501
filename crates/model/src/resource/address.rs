use std::net::IpAddr;

use crate::evidence::Evidence;
use crate::id::NetworkInterfaceId;

/// An Elastic IP address (`describe-addresses`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The public address.
    pub public: IpAddr,
    /// The interface it is associated with.
    pub interface: Option<NetworkInterfaceId>,
    /// The private address it is mapped to.
    pub private: Option<IpAddr>,
    /// Where it was read.
    pub evidence: Evidence,
}
