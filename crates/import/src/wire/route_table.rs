use std::net::IpAddr;

use hopwise_model::resource::{
    self, AssociationState, Route as ModelRoute, RouteDestination, RouteOrigin, RouteState, RouteTableAssociation,
    RouteTarget,
};
use hopwise_model::{
    InstanceId, InternetGatewayId, NatGatewayId, NetworkInterfaceId, PrefixListId, RouteTableId, SubnetId,
    VpcEndpointId, VpcId,
};
use ipnet::{Ipv4Net, Ipv6Net};
use serde::Deserialize;

use super::at::{At, Problem, Unusable};
use super::tag::{Tag, name};
use super::value::{List, Maybe, Object, Objects, Owner, Plain, Required, Scalar};
use super::vpc::InternetFirewall;
use crate::document::{Read, Reader};
use crate::resource::{Sign, nowhere, resource};

/// A route table of `describe-route-tables`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RouteTable {
    route_table_id: Required<RouteTableId>,
    vpc_id: Required<VpcId>,
    owner_id: Maybe<Owner>,
    associations: Option<Objects<Association>>,
    routes: Option<Objects<Route>>,
    tags: List<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Association {
    #[serde(default, deserialize_with = "super::flag::maybe")]
    main: Option<bool>,
    subnet_id: Maybe<SubnetId>,
    gateway_id: Maybe<Plain>,
    association_state: Option<Object<WireState>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WireState {
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
    igw_firewall: Option<Object<InternetFirewall>>,
}

/// Makes a target out of its id.
type Make = fn(String) -> RouteTarget;

impl RouteTable {
    pub(crate) fn into_model(self, at: &At<'_>) -> Result<resource::RouteTable, Unusable> {
        let id = self.route_table_id.0;
        // The local routes are in every table.
        let routes = self.routes.ok_or_else(|| Unusable::lacks(&id, "Routes"))?;
        let associations = self.associations.ok_or_else(|| Unusable::lacks(&id, "Associations"))?;
        let associations = associations.0.into_iter().enumerate().map(|(index, association)| {
            // The main table is so of its VPC, any other of a subnet or a gateway.
            if association.main != Some(true) && association.subnet_id.0.is_none() && association.gateway_id.0.is_none()
            {
                return Err(Unusable::lacks(&id, "SubnetId"));
            }
            let state = association.association_state.and_then(|state| state.0.state.0);
            Ok(RouteTableAssociation {
                main: association.main.unwrap_or(false),
                subnet: association.subnet_id.0,
                gateway: association.gateway_id.0.map(|id| id.0),
                state: match state.as_deref() {
                    None | Some("associated") => AssociationState::Associated,
                    Some("disassociated") => AssociationState::Disassociated,
                    Some(other) => AssociationState::Other(other.to_owned()),
                },
                evidence: at.member("Associations").element(index).evidence(),
            })
        });
        let associations = associations.collect::<Result<_, _>>()?;
        let routes_at = at.member("Routes");
        let routes = routes.0.into_iter().enumerate();
        let routes: Vec<ModelRoute> =
            routes.map(|(index, route)| route.into_model(&routes_at.element(index))).collect::<Result<_, _>>()?;
        // A list without local routes lost them, unless an appliance took their place (VPC user guide, "Replace or restore the target
        // for a local route"), and nobody knows which others with them.
        let may_be_local = |route: &ModelRoute| {
            matches!(
                route.target,
                RouteTarget::Local
                    | RouteTarget::NetworkInterface { .. }
                    | RouteTarget::VpcEndpoint(_)
                    | RouteTarget::NatGateway(_)
            ) && matches!(route.destination, RouteDestination::Cidr(_))
        };
        if !routes.iter().any(may_be_local) {
            return Err(Unusable::lacks(&id, "Routes with GatewayId local"));
        }
        Ok(resource::RouteTable {
            id,
            vpc: self.vpc_id.0,
            associations,
            routes,
            owner: self.owner_id.account(),
            name: name(self.tags),
            evidence: at.evidence(),
        })
    }
}

impl Route {
    fn into_model(mut self, at: &At<'_>) -> Result<ModelRoute, Problem> {
        let destination = match (
            self.destination_cidr_block.0,
            self.destination_ipv6_cidr_block.0,
            self.destination_prefix_list_id.0.clone(),
        ) {
            (Some(cidr), None, None) => RouteDestination::Cidr(cidr.into()),
            (None, Some(cidr), None) => RouteDestination::Cidr(cidr.into()),
            (None, None, Some(list)) => RouteDestination::PrefixList(list),
            _ => {
                return Err(at.expected(
                    "a route with one of `DestinationCidrBlock`, `DestinationIpv6CidrBlock` and `DestinationPrefixListId`",
                ));
            }
        };
        let is_local = self.gateway_id.0.as_ref().is_some_and(|gateway| gateway.0 == "local");
        // AWS prints it of every route: without it one may lead into nothing, but for that to the VPC itself, which is always there.
        let state = match self.state.0.as_deref() {
            Some("active") => RouteState::Active,
            Some("blackhole") => RouteState::Blackhole,
            None if is_local => RouteState::Active,
            None | Some(_) => RouteState::Unknown,
        };
        let origin = match self.origin.0.as_deref() {
            Some("CreateRouteTable") => RouteOrigin::Local,
            Some("EnableVgwRoutePropagation") => RouteOrigin::Propagated,
            Some("Advertisement") => RouteOrigin::Advertised,
            None if is_local => RouteOrigin::Local,
            _ => RouteOrigin::Static,
        };
        let firewall = self.igw_firewall.take().map(|Object(firewall)| firewall.arn());
        let target = self.target(state, at)?;
        Ok(ModelRoute { destination, target, origin, state, firewall, evidence: at.evidence() })
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

resource! {
    RouteTable {
        key: |table| table.id.to_string(),
        sign: |table| Some(Sign::Vpc(table.vpc.clone())),
        share: [name],
        // A route outlives its target, as a blackhole.
        nested_state: |mut table, other| {
            table.routes.iter_mut().zip(other.routes.iter()).for_each(|(own, other)| own.state = other.state);
            table
        },
        open: |one, other| {
            let mut table = other.clone();
            let routes = table.routes.iter_mut().zip(one.routes.iter());
            for (route, _) in routes.filter(|(own, other)| own.state != other.state) {
                route.state = RouteState::Unknown;
            }
            Some(table)
        },
        compare: [id, vpc, associations, routes, owner],
        nested: |table| {
            table.associations.iter_mut().for_each(|association| association.evidence = nowhere());
            table.routes.iter_mut().for_each(|route| route.evidence = nowhere());
        },
    }
}

impl Read for resource::RouteTable {
    const READER: Reader =
        Reader::elements(|list| list.each_whole(RouteTable::into_model)).list_of(&[&["RouteTableId", "Routes"]]);
}

#[cfg(test)]
mod tests {
    use hopwise_model::resource::{AssociationState, RouteDestination, RouteOrigin, RouteState, RouteTarget};

    use crate::wire::testing::{error, inventory, one};

    fn table(routes: &str) -> String {
        format!(
            r#"{{"RouteTables": [{{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "Associations": [], "Routes": [{routes},
                {{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}}]}}]}}"#
        )
    }

    fn route(fields: &str) -> hopwise_model::resource::Route {
        let text = table(&format!(r#"{{"DestinationCidrBlock": "0.0.0.0/0", {fields}}}"#));
        one(inventory(&text).route_tables).routes.into_iter().next().unwrap()
    }

    #[test]
    fn targets_by_their_field() {
        let text = str::to_owned;
        for (fields, target) in [
            (r#""GatewayId": "local""#, RouteTarget::Local),
            (r#""GatewayId": "igw-1""#, RouteTarget::InternetGateway("igw-1".try_into().unwrap())),
            (r#""GatewayId": "vgw-1""#, RouteTarget::VirtualPrivateGateway(text("vgw-1"))),
            (r#""GatewayId": "vpce-1""#, RouteTarget::VpcEndpoint("vpce-1".try_into().unwrap())),
            (r#""GatewayId": "lgw-1""#, RouteTarget::LocalGateway(text("lgw-1"))),
            (r#""GatewayId": "new-1""#, RouteTarget::Other(text("new-1"))),
            (r#""NatGatewayId": "nat-1""#, RouteTarget::NatGateway("nat-1".try_into().unwrap())),
            (r#""TransitGatewayId": "tgw-1""#, RouteTarget::TransitGateway(text("tgw-1"))),
            (r#""VpcPeeringConnectionId": "pcx-1""#, RouteTarget::VpcPeeringConnection(text("pcx-1"))),
            (r#""EgressOnlyInternetGatewayId": "eigw-1""#, RouteTarget::EgressOnlyInternetGateway(text("eigw-1"))),
            (r#""LocalGatewayId": "lgw-1""#, RouteTarget::LocalGateway(text("lgw-1"))),
            (r#""CarrierGatewayId": "cagw-1""#, RouteTarget::CarrierGateway(text("cagw-1"))),
            (r#""CoreNetworkArn": "arn:aws:x""#, RouteTarget::CoreNetwork(text("arn:aws:x"))),
            (r#""OdbNetworkArn": "arn:aws:y""#, RouteTarget::OdbNetwork(text("arn:aws:y"))),
            (r#""IpAddress": "10.0.0.7""#, RouteTarget::Address("10.0.0.7".parse().unwrap())),
            (r#""NewKindOfTarget": "x""#, RouteTarget::Other(String::new())),
            (
                r#""NetworkInterfaceId": "eni-1", "InstanceId": "i-1", "InstanceOwnerId": "111122223333""#,
                RouteTarget::NetworkInterface {
                    interface: Some("eni-1".try_into().unwrap()),
                    instance: Some("i-1".try_into().unwrap()),
                },
            ),
            (
                r#""State": "blackhole", "InstanceId": """#,
                RouteTarget::NetworkInterface { interface: None, instance: None },
            ),
        ] {
            assert_eq!(route(fields).target, target, "{fields}");
        }
    }

    #[test]
    fn origin_and_state() {
        for (fields, origin, state) in [
            (r#""GatewayId": "local""#, RouteOrigin::Local, RouteState::Active),
            (r#""GatewayId": "igw-1", "State": "active""#, RouteOrigin::Static, RouteState::Active),
            (
                r#""NetworkInterfaceId": "eni-1", "Origin": "CreateRouteTable", "State": "active""#,
                RouteOrigin::Local,
                RouteState::Active,
            ),
            (
                r#""GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation", "State": "blackhole""#,
                RouteOrigin::Propagated,
                RouteState::Blackhole,
            ),
            (
                r#""IpAddress": "10.0.0.1", "Origin": "Advertisement", "State": "filtered""#,
                RouteOrigin::Advertised,
                RouteState::Unknown,
            ),
            // It may be a blackhole.
            (r#""GatewayId": "igw-1", "Origin": "CreateRoute""#, RouteOrigin::Static, RouteState::Unknown),
        ] {
            let route = route(fields);
            assert_eq!((route.origin, route.state), (origin, state), "{fields}");
        }
    }

    #[test]
    fn destinations_and_associations() {
        let table = one(inventory(
            r#"{"RouteTables": [{"RouteTableId": "rtb-1", "VpcId": "vpc-1", "OwnerId": "111122223333",
                "Associations": [{"Main": true, "RouteTableId": "rtb-1"},
                    {"Main": false, "SubnetId": "subnet-1", "AssociationState": {"State": "associated"}},
                    {"GatewayId": "igw-1", "AssociationState": {"State": "disassociating"}}],
                "Routes": [{"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1"},
                    {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1"},
                    {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}]}]}"#,
        )
        .route_tables);
        let kinds: Vec<bool> = table.associations.iter().map(|a| a.main).collect();
        assert_eq!(kinds, [true, false, false]);
        assert_eq!(table.associations[1].subnet.as_ref().unwrap().as_str(), "subnet-1");
        assert_eq!(table.associations[2].gateway.as_deref(), Some("igw-1"));
        assert!(table.associations[0].is_in_force() && table.associations[1].is_in_force());
        assert_eq!(table.associations[2].state, AssociationState::Other("disassociating".to_owned()));
        assert_eq!(table.associations[2].evidence.to_string(), "f.json#/RouteTables/0/Associations/2");
        assert_eq!(table.routes[0].destination, RouteDestination::Cidr("::/0".parse().unwrap()));
        assert_eq!(table.routes[1].destination, RouteDestination::PrefixList("pl-1".try_into().unwrap()));
        assert_eq!(table.routes[2].evidence.to_string(), "f.json#/RouteTables/0/Routes/2");
    }

    #[test]
    fn a_firewall_at_the_internet_gateway() {
        let arn = "arn:aws:network-firewall:eu-west-1:111122223333:firewall/edge";
        for (firewall, expected) in [
            (format!(r#", "IgwFirewall": {{"FirewallArn": "{arn}", "Status": "pending"}}"#), Some(arn)),
            // One that is not named is there all the same.
            (r#", "IgwFirewall": {"Status": "active"}"#.to_owned(), Some("")),
            (r#", "IgwFirewall": null"#.to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(
                route(&format!(r#""GatewayId": "igw-1"{firewall}"#)).firewall.as_deref(),
                expected,
                "{firewall}"
            );
        }
    }

    #[test]
    fn a_route_needs_one_destination_and_a_target_that_can_be() {
        for route in
            [r#"{"GatewayId": "igw-1"}"#, r#"{"DestinationCidrBlock": "0.0.0.0/0", "DestinationPrefixListId": "pl-1"}"#]
        {
            let error = error(&table(route));
            assert!(error.contains("a route with one of") && error.ends_with("`/RouteTables/0/Routes/0`"), "{error}");
        }
        assert_eq!(
            error(&table(r#"{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-"}"#)),
            "`f.json`: expected an internet gateway id such as `igw-0a1b2c3d` at `/RouteTables/0/Routes/0/GatewayId`"
        );
    }
}
