use std::net::Ipv4Addr;

use hopwise_model::resource::{self, Connectivity, NatAddress, NatState};
use hopwise_model::{NatGatewayId, NetworkInterfaceId, RouteTableId, SubnetId, VpcId};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::at::{At, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Objects, Required};
use crate::document::{Read, Reader};
use crate::resource::{Sign, by_life, resource};

/// A NAT gateway of `describe-nat-gateways`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NatGateway {
    nat_gateway_id: Required<NatGatewayId>,
    vpc_id: Required<VpcId>,
    subnet_id: Maybe<SubnetId>,
    state: Maybe<String>,
    connectivity_type: Maybe<String>,
    availability_mode: Maybe<String>,
    auto_scaling_ips: Maybe<String>,
    auto_provision_zones: Maybe<String>,
    route_table_id: Maybe<RouteTableId>,
    nat_gateway_addresses: Option<Objects<Address>>,
    attached_appliances: Option<Vec<IgnoredAny>>,
    failure_code: Maybe<String>,
    failure_message: Maybe<String>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Address {
    network_interface_id: Maybe<NetworkInterfaceId>,
    private_ip: Maybe<Ipv4Addr>,
    public_ip: Maybe<Ipv4Addr>,
    status: Maybe<String>,
    availability_zone: Maybe<String>,
    availability_zone_id: Maybe<String>,
}

fn state(text: String) -> NatState {
    match text.to_ascii_lowercase().as_str() {
        "pending" => NatState::Pending,
        "failed" => NatState::Failed,
        "available" => NatState::Available,
        "deleting" => NatState::Deleting,
        "deleted" => NatState::Deleted,
        _ => NatState::Other(text),
    }
}

impl NatGateway {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::NatGateway, Unusable> {
        let id = self.nat_gateway_id.0;
        let state = state(self.state.0.ok_or_else(|| Unusable::lacks(&id, "State"))?);
        let addresses = self.nat_gateway_addresses.ok_or_else(|| Unusable::lacks(&id, "NatGatewayAddresses"))?.0;
        // Until a gateway works, it may have none.
        let lacks_public = state == NatState::Available
            && addresses.iter().any(|own| own.public_ip.0.is_none() && own.status.is_or_absent("succeeded"));
        if lacks_public && !self.connectivity_type.is("private") {
            let has_type = self.connectivity_type.0.is_some();
            return Err(Unusable::lacks(&id, if has_type { "PublicIp" } else { "ConnectivityType" }));
        }
        let addresses = addresses.into_iter().map(|address| NatAddress {
            interface: address.network_interface_id.0,
            private: address.private_ip.0.map(Into::into),
            public: address.public_ip.0.map(Into::into),
            usable: address.status.is_or_absent("succeeded"),
            availability_zone: address.availability_zone.0,
            availability_zone_id: address.availability_zone_id.0,
        });
        let regional = self.availability_mode.is("regional");
        let silent = self.auto_scaling_ips.0.is_none() && self.auto_provision_zones.0.is_none();
        let automatic = silent || self.auto_scaling_ips.is("enabled") || self.auto_provision_zones.is("enabled");
        let failure = match (self.failure_code.0, self.failure_message.0) {
            (Some(code), Some(message)) => Some(format!("{code}: {message}")),
            (code, message) => code.or(message),
        };
        Ok(resource::NatGateway {
            id,
            vpc: self.vpc_id.0,
            subnet: self.subnet_id.0,
            state,
            // Documents from before private NAT gateways lack the field.
            connectivity: if self.connectivity_type.is("private") {
                Connectivity::Private
            } else {
                Connectivity::Public
            },
            regional,
            automatic_zones: regional && automatic,
            route_table: self.route_table_id.0,
            addresses: addresses.collect(),
            has_appliance: self.attached_appliances.is_some_and(|appliances| !appliances.is_empty()),
            failure,
            name: name(self.tags),
            evidence: at.evidence(),
        })
    }
}

resource! {
    NatGateway {
        key: |gateway| gateway.id.to_string(),
        sign: |gateway| Some(Sign::Vpc(gateway.vpc.clone())),
        share: [name],
        state: [state, failure],
        // While it is made, its addresses have neither an interface nor a public address yet.
        nested_state: |mut gateway, other| {
            for (own, other) in gateway.addresses.iter_mut().zip(&other.addresses) {
                own.usable = other.usable;
                own.interface = settled(own.interface.take(), other.interface.as_ref());
                own.private = settled(own.private, other.private.as_ref());
                own.public = settled(own.public, other.public.as_ref());
            }
            gateway
        },
        order: |one, other| by_life(lifecycle(one), lifecycle(other), FAILED),
        compare: [
            id, vpc, subnet, connectivity, regional, automatic_zones, route_table, addresses, has_appliance,
        ],
    }
}

/// What the other has, where one of the two has nothing yet, or no more.
/// The stage from which no gateway comes back.
const FAILED: usize = 2;

/// How far a gateway is in its life, which has one direction (VPC user guide, "NAT gateways", states).
fn lifecycle(gateway: &resource::NatGateway) -> Option<usize> {
    match gateway.state {
        NatState::Pending => Some(0),
        NatState::Available => Some(1),
        NatState::Failed => Some(FAILED),
        NatState::Deleting => Some(3),
        NatState::Deleted => Some(4),
        NatState::Other(_) => None,
    }
}

fn settled<T: Clone>(own: Option<T>, other: Option<&T>) -> Option<T> {
    if own.is_none() || other.is_none() { other.cloned() } else { own }
}

impl Read for resource::NatGateway {
    const READER: Reader = Reader::elements(|list| list.each_whole(NatGateway::into_model))
        .list_of(&[&["NatGatewayId", "NatGatewayAddresses"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{Connectivity, NatState};

    use crate::wire::testing::{inventory, one};

    fn gateway(fields: &str) -> hopwise_model::resource::NatGateway {
        let text = format!(r#"{{"NatGateways": [{{"NatGatewayId": "nat-1", "VpcId": "vpc-1", {fields}}}]}}"#);
        one(inventory(&text).nat_gateways)
    }

    #[test]
    fn old_documents_mean_a_public_gateway_in_a_zone() {
        let nat = gateway(
            r#""SubnetId": "subnet-1", "State": "available",
               "NatGatewayAddresses": [{"NetworkInterfaceId": "eni-1", "PrivateIp": "10.0.0.5", "PublicIp": "3.3.3.3"}]"#,
        );
        assert_eq!((nat.state, nat.connectivity), (NatState::Available, Connectivity::Public));
        assert!(!nat.regional && !nat.automatic_zones && !nat.has_appliance);
        let address = one(nat.addresses);
        assert!(address.usable);
        assert_eq!(address.public, Some("3.3.3.3".parse().unwrap()));
    }

    #[test]
    fn regional_gateways() {
        let nat = gateway(
            r#""State": "available", "AvailabilityMode": "regional", "RouteTableId": "rtb-1", "NatGatewayAddresses": []"#,
        );
        assert!(nat.regional && nat.automatic_zones, "silence means automatic");
        assert_eq!(nat.subnet, None);
        let gateway = |fields: &str| gateway(&format!(r#""State": "available", "NatGatewayAddresses": [], {fields}"#));
        let manual =
            r#""AvailabilityMode": "regional", "AutoScalingIps": "disabled", "AutoProvisionZones": "disabled""#;
        assert!(!gateway(manual).automatic_zones);
        let provisioned = r#""AvailabilityMode": "regional", "AutoProvisionZones": "enabled""#;
        assert!(gateway(provisioned).automatic_zones);
        assert!(!gateway(r#""AvailabilityMode": "zonal""#).automatic_zones);
    }

    #[test]
    fn states_failures_and_appliances() {
        let nat = gateway(
            r#""State": "failed", "ConnectivityType": "private", "FailureCode": "Gateway.NotAttached",
               "FailureMessage": "no gateway", "AttachedAppliances": [{"Type": "network-firewall-proxy"}],
               "NatGatewayAddresses": [{"PrivateIp": "", "Status": "failed"}, {"Status": "succeeded"}]"#,
        );
        assert_eq!((nat.state, nat.connectivity), (NatState::Failed, Connectivity::Private));
        assert_eq!(nat.failure.as_deref(), Some("Gateway.NotAttached: no gateway"));
        assert!(nat.has_appliance);
        assert_eq!(nat.addresses.iter().map(|a| a.usable).collect::<Vec<_>>(), [false, true]);
        assert_eq!(
            gateway(r#""State": "resting", "NatGatewayAddresses": []"#).state,
            NatState::Other("resting".to_owned())
        );
    }
}
