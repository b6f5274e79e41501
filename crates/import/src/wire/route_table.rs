use std::net::IpAddr;

use hopwise_model::resource::{
    self, Route as ModelRoute, RouteDestination, RouteOrigin, RouteState, RouteTableAssociation, RouteTarget,
};
use hopwise_model::{
    InstanceId, InternetGatewayId, NatGatewayId, NetworkInterfaceId, PrefixListId, RouteTableId, SubnetId,
    VpcEndpointId, VpcId,
};
use ipnet::{Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Problem};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Owner, Plain, Required, Scalar};

/// A route table of `describe-route-tables`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RouteTable {
    route_table_id: Required<RouteTableId>,
    vpc_id: Required<VpcId>,
    owner_id: Maybe<Owner>,
    associations: List<Association>,
    routes: List<Route>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association {
    main: Option<bool>,
    subnet_id: Maybe<SubnetId>,
    gateway_id: Maybe<Plain>,
    association_state: Option<Object<AssociationState>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssociationState {
    state: Maybe<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Route {
    destination_cidr_block: Maybe<Ipv4Net>,
    destination_ipv6_cidr_block: Maybe<Ipv6Net>,
    destination_prefix_list_id: Maybe<PrefixListId>,
    gateway_id: Maybe<Plain>,
    nat_gateway_id: Maybe<NatGatewayId>,
    network_interface_id: Maybe<NetworkInterfaceId>,
    instance_id: Maybe<InstanceId>,
    transit_gateway_id: Maybe<Plain>,
    vpc_peering_connection_id: Maybe<Plain>,
    egress_only_internet_gateway_id: Maybe<Plain>,
    local_gateway_id: Maybe<Plain>,
    carrier_gateway_id: Maybe<Plain>,
    core_network_arn: Maybe<Plain>,
    odb_network_arn: Maybe<Plain>,
    ip_address: Maybe<IpAddr>,
    origin: Maybe<String>,
    state: Maybe<String>,
}

/// Makes a target out of its id.
type Make = fn(String) -> RouteTarget;

impl RouteTable {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::RouteTable, Problem> {
        let associations = self.associations.0.into_iter().enumerate().map(|(index, association)| {
            let in_force = association.association_state.is_none_or(|state| state.0.state.is_or_absent("associated"));
            RouteTableAssociation {
                main: association.main.unwrap_or(false),
                subnet: association.subnet_id.0,
                gateway: association.gateway_id.0.map(|id| id.0),
                associated: in_force,
                evidence: at.member("Associations").element(index).evidence(),
            }
        });
        let routes_at = at.member("Routes");
        let routes = self.routes.0.into_iter().enumerate();
        Ok(resource::RouteTable {
            id: self.route_table_id.0,
            vpc: self.vpc_id.0,
            associations: associations.collect(),
            routes: routes
                .map(|(index, route)| route.into_model(&routes_at.element(index)))
                .collect::<Result<_, _>>()?,
            owner: self.owner_id.account(),
            name: name(self.tags),
            evidence: at.evidence(),
        })
    }
}

impl Route {
    fn into_model(self, at: &At<'_>) -> Result<ModelRoute, Problem> {
        let destination = match (
            self.destination_cidr_block.0,
            self.destination_ipv6_cidr_block.0,
            self.destination_prefix_list_id.0.clone(),
        ) {
            (Some(cidr), None, None) => RouteDestination::Ipv4(cidr),
            (None, Some(cidr), None) => RouteDestination::Ipv6(cidr),
            (None, None, Some(list)) => RouteDestination::PrefixList(list),
            _ => {
                return Err(at.expected(
                    "a route with one of `DestinationCidrBlock`, `DestinationIpv6CidrBlock` and `DestinationPrefixListId`",
                ));
            }
        };
        let state = match self.state.0.as_deref() {
            None | Some("active") => RouteState::Active,
            Some("blackhole") => RouteState::Blackhole,
            Some(_) => RouteState::Unknown,
        };
        let is_local = self.gateway_id.0.as_ref().is_some_and(|gateway| gateway.0 == "local");
        let origin = match self.origin.0.as_deref() {
            Some("CreateRouteTable") => RouteOrigin::Local,
            Some("EnableVgwRoutePropagation") => RouteOrigin::Propagated,
            Some("Advertisement") => RouteOrigin::Advertised,
            None if is_local => RouteOrigin::Local,
            _ => RouteOrigin::Static,
        };
        let target = self.target(state, at)?;
        Ok(ModelRoute { destination, target, origin, state, evidence: at.evidence() })
    }

    /// The one target that is set (EC2 API, `Route`).
    fn target(self, state: RouteState, at: &At<'_>) -> Result<RouteTarget, Problem> {
        if let Some(gateway) = self.gateway_id.0 {
            return gateway_target(gateway.0, &at.member("GatewayId"));
        }
        if let Some(nat) = self.nat_gateway_id.0 {
            return Ok(RouteTarget::NatGateway(nat));
        }
        if self.network_interface_id.0.is_some() || self.instance_id.0.is_some() {
            return Ok(RouteTarget::NetworkInterface {
                interface: self.network_interface_id.0,
                instance: self.instance_id.0,
            });
        }
        let others: [(Maybe<Plain>, Make); 7] = [
            (self.transit_gateway_id, RouteTarget::TransitGateway),
            (self.vpc_peering_connection_id, RouteTarget::VpcPeeringConnection),
            (self.egress_only_internet_gateway_id, RouteTarget::EgressOnlyInternetGateway),
            (self.local_gateway_id, RouteTarget::LocalGateway),
            (self.carrier_gateway_id, RouteTarget::CarrierGateway),
            (self.core_network_arn, RouteTarget::CoreNetwork),
            (self.odb_network_arn, RouteTarget::OdbNetwork),
        ];
        let named = others.into_iter().find_map(|(id, make)| id.0.map(|id| make(id.0)));
        Ok(match (named, self.ip_address.0, state) {
            (Some(target), ..) => target,
            (None, Some(address), _) => RouteTarget::Address(address),
            // AWS forgets the target of some routes once it is gone.
            (None, None, RouteState::Blackhole) => RouteTarget::NetworkInterface { interface: None, instance: None },
            // A kind of target that this version does not know the field of.
            (None, None, _) => RouteTarget::Other(String::new()),
        })
    }
}

/// The kinds of thing that `GatewayId` names.
fn gateway_target(id: String, at: &At<'_>) -> Result<RouteTarget, Problem> {
    fn id_of<T: Scalar>(id: &str, at: &At<'_>) -> Result<T, Problem> {
        T::parse(id).ok_or_else(|| at.expected(T::expected()))
    }
    let kind = id.split('-').next().unwrap_or("");
    Ok(match kind {
        "local" => RouteTarget::Local,
        "igw" => RouteTarget::InternetGateway(id_of::<InternetGatewayId>(&id, at)?),
        "vpce" => RouteTarget::VpcEndpoint(id_of::<VpcEndpointId>(&id, at)?),
        "nat" => RouteTarget::NatGateway(id_of::<NatGatewayId>(&id, at)?),
        "eni" => {
            RouteTarget::NetworkInterface { interface: Some(id_of::<NetworkInterfaceId>(&id, at)?), instance: None }
        }
        "vgw" => RouteTarget::VirtualPrivateGateway(id),
        "tgw" => RouteTarget::TransitGateway(id),
        "pcx" => RouteTarget::VpcPeeringConnection(id),
        "eigw" => RouteTarget::EgressOnlyInternetGateway(id),
        "lgw" => RouteTarget::LocalGateway(id),
        "cagw" => RouteTarget::CarrierGateway(id),
        _ => RouteTarget::Other(id),
    })
}
