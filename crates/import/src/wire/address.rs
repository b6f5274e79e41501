use std::net::Ipv4Addr;

use hopwise_model::{NetworkInterfaceId, resource};
use serde::Deserialize;

use super::at::At;
use super::value::Maybe;
use crate::document::{Read, Reader};
use crate::resource::resource;

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
            public: self.public_ip.0?.into(),
            interface: self.network_interface_id.0,
            private: self.private_ip_address.0.map(Into::into),
            evidence: at.evidence(),
        })
    }
}

resource! {
    Address {
        key: |address| address.public.to_string(),
        compare: [public, interface, private],
    }
}

impl Read for resource::Address {
    const READER: Reader = Reader::elements(|list| list.each_placed("PublicIp", Address::into_model)).list_of(&[&[
        "PublicIp",
        "AllocationId",
        "Domain",
    ]]);
}

#[cfg(test)]
mod tests {
    use crate::wire::testing::{inventory, one, snapshot};

    #[test]
    fn addresses_with_and_without_an_interface() {
        let text = r#"{"Addresses": [{"PublicIp": "3.3.3.3", "NetworkInterfaceId": "eni-1", "PrivateIpAddress": "10.0.0.5", "InstanceId": ""}]}"#;
        let address = one(inventory(text).addresses);
        assert_eq!(address.interface.unwrap().as_str(), "eni-1");
        assert_eq!(address.private, Some("10.0.0.5".parse().unwrap()));
        assert_eq!(one(inventory(r#"{"Addresses": [{"PublicIp": "3.3.3.3"}]}"#).addresses).interface, None);
    }

    #[test]
    fn carrier_addresses_are_left_out_with_a_warning() {
        let snapshot = snapshot(r#"{"Addresses": [{"CarrierIp": "155.1.1.1"}]}"#);
        assert!(snapshot.inventory.addresses.is_empty());
        assert_eq!(snapshot.warnings[0].to_string(), "f.json#/Addresses/0 has no `PublicIp`: left out");
    }
}
