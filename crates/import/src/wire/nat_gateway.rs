use std::net::Ipv4Addr;

use hopwise_model::resource::{self, Connectivity, NatAddress, NatState};
use hopwise_model::{NatGatewayId, NetworkInterfaceId, RouteTableId, SubnetId, VpcId};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::at::At;
use super::tag::{Tag, name};
use super::value::{List, Maybe, Required};

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
    nat_gateway_addresses: List<Address>,
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
    pub(crate) fn into_model(self, at: &At<'_>) -> resource::NatGateway {
        let addresses = self.nat_gateway_addresses.0.into_iter().map(|address| NatAddress {
            interface: address.network_interface_id.0,
            private: address.private_ip.0,
            public: address.public_ip.0,
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
        resource::NatGateway {
            id: self.nat_gateway_id.0,
            vpc: self.vpc_id.0,
            subnet: self.subnet_id.0,
            state: state(self.state.0.unwrap_or_default()),
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
        }
    }
}
