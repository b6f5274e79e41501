use std::net::Ipv4Addr;

use hopwise_model::{NetworkInterfaceId, resource};
use serde::Deserialize;

use super::at::At;
use super::value::Maybe;

/// An address of `describe-addresses`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Address {
    // Carrier and customer-owned addresses have none.
    public_ip: Maybe<Ipv4Addr>,
    network_interface_id: Maybe<NetworkInterfaceId>,
    private_ip_address: Maybe<Ipv4Addr>,
}

impl Address {
    /// The address, or `None` if it is not a public one.
    pub(crate) fn into_model(self, at: &At<'_>) -> Option<resource::Address> {
        Some(resource::Address {
            public: self.public_ip.0?,
            interface: self.network_interface_id.0,
            private: self.private_ip_address.0,
            evidence: at.evidence(),
        })
    }
}
